"""Secondary suppression: the fewest further cells to leave out, so that no small count can be worked back.

An implicit hitting set. Choose the cheapest cells that meet every cut found so far (an integer programme, solved exactly by HiGHS);
look which small counts are still exposed; each of them gives a cut that the choice has missed; repeat. A choice that exposes nothing meets
every cut there is, so it is a least one. The number of cuts is finite, and in tables of a council's size small.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from time import monotonic

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, milp

from pmf_analysis.analysis.disclosure.audit import whole_number_intervals
from pmf_analysis.analysis.disclosure.cuts import cut_for
from pmf_analysis.analysis.disclosure.exposure import Problem, exposed
from pmf_analysis.analysis.disclosure.pattern import Attacker, Pattern, hidden, least
from pmf_analysis.analysis.disclosure.tables import OPEN, CountTable, Flags, Floats

SECONDS = 10.0
"""After this long the search for the least pattern ends, and a safe one is taken."""
OVER_SUPPRESSED = (
    "the search for the fewest cells ran out of time, so more cells may be left out than need be"
)
CANNOT = "some small counts follow from what is public already, whatever is left out"


def suppress(table: CountTable, primary: Iterable[str], *, seconds: float = SECONDS) -> Pattern:
    """Find the fewest open cells to leave out besides the primary ones.

    The strongest attacker is assumed: one who adds and subtracts, knows that no count is negative, and knows that a count suppressed for being
    small is at least 1. Published zeros stay published. Among patterns of one size that with smaller counts is taken; rows may come in any order.

    Args:
        table: the counts and how they add up.
        primary: the cells that must not be known.
        seconds: how long to look for the least pattern before a safe one is taken, which the note then says.
    """
    flags = table.flags(primary)
    search = _Search.of(table, flags, monotonic() + seconds)
    chosen = search.run()
    names = np.array(table.names, dtype=object)
    lost = tuple(names[search.hopeless])
    return Pattern(
        primary=tuple(names[flags]),
        secondary=tuple(names[chosen]),
        proven=search.proven,
        unprotected=lost,
        note="; ".join([CANNOT] * bool(lost) + [OVER_SUPPRESSED] * (not search.proven)),
    )


@dataclass
class _Search:
    """The state of one search: the cuts found, and which primary cells nothing can protect."""

    problem: Problem
    primary: Flags
    always: Flags
    cost: Floats
    deadline: float
    proven: bool = True
    cuts: list[Flags] = field(default_factory=list)
    hopeless: Flags = field(init=False)

    def __post_init__(self) -> None:
        self.hopeless = self.primary & ~self.always

    @classmethod
    def of(cls, table: CountTable, primary: Flags, deadline: float) -> "_Search":
        problem = Problem(table.matrix, table.counts, least(table, primary, Attacker.AT_LEAST_ONE))
        always = hidden(table, np.array(table.names, dtype=object)[primary])
        return cls(problem, primary, always, _costs(table, primary), deadline)

    def run(self) -> Flags:
        """The open cells to leave out."""
        chosen = np.zeros_like(self.primary)
        while missed := self._missed_cuts(chosen):
            self.cuts += missed
            if (best := self._choose()) is None:
                self.proven = False
                return self._greedily(chosen)
            chosen = best
        return chosen

    def _missed_cuts(self, chosen: Flags) -> list[Flags]:
        """One cut for each primary cell that is still exposed, each cut once."""
        unseen = self.always | chosen
        guarded = self.primary & ~self.hopeless
        plain = exposed(self.problem, unseen) & guarded
        cuts = {
            int(target): cut_for(self.problem, unseen, int(target), cost=self.cost)
            for target in np.flatnonzero(plain)
        }
        if not cuts:  # then look whether fractions alone protect a cell; a cut that is sure is that something more must go
            rest = np.isfinite(self.cost) & ~unseen
            cuts = {int(target): rest for target in np.flatnonzero(self._fixed_among_whole(unseen, guarded))}
        self.hopeless[[target for target, cut in cuts.items() if not cut.any()]] = True
        return list({cut.tobytes(): cut for cut in cuts.values() if cut.any()}.values())

    def _fixed_among_whole(self, unseen: Flags, guarded: Flags) -> Flags:
        lower, upper = whole_number_intervals(self.problem, unseen, guarded)
        return guarded & (lower >= upper)

    def _choose(self) -> Flags | None:
        """The cheapest cells that meet every cut; None if the time is up."""
        left = self.deadline - monotonic()
        if left <= 0:
            return None
        cuts = np.array(self.cuts)
        usable = cuts.any(axis=0)
        answer = milp(
            self.cost[usable],
            integrality=np.ones(int(usable.sum())),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(cuts[:, usable].astype(float), lb=1),
            options={"time_limit": left, "mip_rel_gap": 0.0},
        )
        if answer.status != 0:
            return None
        chosen = np.zeros_like(self.primary)
        chosen[usable] = answer.x > 0.5
        return chosen

    def _greedily(self, chosen: Flags) -> Flags:
        """Leave out cells of every cut until nothing is exposed, then take back those that are not needed; safe, if not least."""
        chosen = chosen.copy()
        missed = self.cuts
        while missed:
            for cut in missed:
                if not (cut & chosen).any():
                    chosen[np.where(cut, self.cost, np.inf).argmin()] = True
            missed = self._missed_cuts(chosen)
        for cell in sorted(np.flatnonzero(chosen), key=lambda each: -self.cost[each]):
            chosen[cell] = False
            if self._missed_cuts(chosen):
                chosen[cell] = True
        return chosen


def _costs(table: CountTable, primary: Flags) -> Floats:
    """One for each open cell, and a little more the larger its count, less in all than one cell; published zeros cannot be left out."""
    size = len(table.counts)
    order = np.empty(size)
    order[np.lexsort((np.arange(size), table.counts))] = np.arange(size)
    cost = 1.0 + order / (size * (size + 1.0))
    usable = (table.state == OPEN) & ~primary & (table.counts > 0)
    return np.where(usable, cost, np.inf)
