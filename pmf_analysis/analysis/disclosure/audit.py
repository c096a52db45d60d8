"""What an attacker can work back: for each hidden count, the least and the most that agree with everything published.

Independent of how a pattern was found: each bound is a linear programme, and an integer programme where fractions alone reach it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, linprog, milp
from scipy.sparse import block_diag, csr_array

from pmf_analysis.analysis.disclosure.exposure import Problem
from pmf_analysis.analysis.disclosure.pattern import Attacker, hidden, least
from pmf_analysis.analysis.disclosure.tables import CountTable, Flags, Floats

AUDIT_COLUMNS = ("cell", "attacker", "lower", "upper", "recoverable")
ROUNDING = 1e-6
"""What a solver's bound may be off from a whole number."""
FAR = 1000.0
"""How many times the largest count stands for no bound at all; bounds that follow from a table's totals lie far below."""
BLOCK = 64
"""How many cells are asked for in one programme."""


def audit(
    table: CountTable,
    *,
    primary: Iterable[str],
    secondary: Iterable[str] = (),
    attackers: Sequence[Attacker] = tuple(Attacker),
) -> pd.DataFrame:
    """The interval in which each attacker can place each hidden count.

    Args:
        table: the counts and how they add up; cells whose state is `known` count as published, so a table may hold earlier publications.
        primary: the cells left out because they are small.
        secondary: the cells left out to protect them.
        attackers: whose knowledge to try.

    Returns:
        One row for each attacker and hidden cell: cell, attacker, lower and upper (whole numbers; infinite where nothing bounds them),
        recoverable (one value only is possible; also for a cell that is public already although it should not be known).
    """
    flags = table.flags(primary)
    away = hidden(table, {*primary, *secondary})
    asked = away | flags
    names = np.array(table.names, dtype=object)[asked]
    frames = []
    for attacker in attackers:
        problem = Problem(table.matrix, table.counts, least(table, flags, attacker))
        lower, upper = whole_number_intervals(problem, away, asked)
        frames.append(
            pd.DataFrame(
                {"cell": names, "attacker": attacker.value, "lower": lower[asked], "upper": upper[asked]}
            )
        )
    found = pd.concat(frames, ignore_index=True)
    return found.assign(recoverable=found["lower"] >= found["upper"])[list(AUDIT_COLUMNS)]


def recovered(found: pd.DataFrame, cells: Iterable[str]) -> list[str]:
    """Those of the cells that some attacker of an audit can work back, sorted."""
    known = found.loc[found["recoverable"], "cell"]
    return sorted(set(known) & set(cells))


def whole_number_intervals(problem: Problem, hidden: Flags, asked: Flags) -> tuple[Floats, Floats]:
    """The least and the most whole number that each cell can be; its own count where it is published or not asked for."""
    lower, upper = problem.counts.copy(), problem.counts.copy()
    wanted = np.flatnonzero(asked & hidden)
    if not wanted.size:
        return lower, upper
    view = _View.of(problem, hidden)
    for block in np.array_split(wanted, range(BLOCK, len(wanted), BLOCK)):
        lower[block] = view.extremes(block, side=1.0)
        upper[block] = view.extremes(block, side=-1.0)
    return lower, upper


@dataclass(frozen=True)
class _View:
    """The hidden cells alone: what they may be, and what the published counts leave for them in each relation."""

    matrix: Floats
    left: Floats
    least: Floats
    far: float
    position: NDArray[np.int64]

    @classmethod
    def of(cls, problem: Problem, hidden: Flags) -> "_View":
        far = FAR * (1.0 + float(problem.counts.max(initial=0.0)))
        return cls(
            problem.matrix[:, hidden],
            -problem.matrix[:, ~hidden] @ problem.counts[~hidden],
            np.maximum(problem.least[hidden], -far),
            far,
            np.cumsum(hidden) - 1,
        )

    def extremes(self, cells: NDArray[np.intp], *, side: float) -> Floats:
        """The least (side 1) or most (side -1) that each cell can be: one programme, with a copy of the table for each cell."""
        size, places = self.matrix.shape[1], self.position[cells]
        objective = np.zeros((len(cells), size))
        objective[np.arange(len(cells)), places] = side
        answer = linprog(
            objective.ravel(),
            A_eq=block_diag([csr_array(self.matrix)] * len(cells), format="csr"),
            b_eq=np.tile(self.left, len(cells)),
            bounds=np.tile(np.column_stack([self.least, np.full(size, self.far)]), (len(cells), 1)),
        )
        found = answer.x.reshape(len(cells), size)
        bounds = found[np.arange(len(cells)), places]
        fractions = np.abs(found - np.round(found)).max(axis=1) > ROUNDING
        for row in np.flatnonzero(fractions):
            bounds[row] = self._whole(int(places[row]), side)
        open_ended = np.abs(bounds) >= self.far / 2
        bounds[open_ended] = np.copysign(np.inf, bounds[open_ended])
        return np.asarray(np.round(bounds), dtype=float)

    def _whole(self, place: int, side: float) -> float:
        """The same among whole numbers, where the linear bound is reached by fractions only."""
        objective = np.zeros(self.matrix.shape[1])
        objective[place] = side
        answer = milp(
            objective,
            integrality=np.ones(len(objective)),
            bounds=Bounds(self.least, self.far),
            constraints=LinearConstraint(self.matrix, self.left, self.left),
            options={"mip_rel_gap": 0.0},
        )
        return float(answer.x[place])
