"""What the periods that are left must bring for the year-end target to be met, and how often they have brought it before."""

import math
from dataclasses import dataclass

from pmf_analysis.display.dossier import Dossier, as_number, as_text
from pmf_analysis.display.sourced import as_whole
from pmf_analysis.display.wording.claims import Claim
from pmf_analysis.display.wording.results import better_sign
from pmf_analysis.framework.periods import Frequency

NOUNS = {Frequency.MONTHLY: "month", Frequency.QUARTERLY: "quarter"}
ADDED_UP = ("total", "cumulative")
LITTLE = "a change of "


@dataclass(frozen=True)
class Need:
    """A must-average line as its sentences need it.

    Attributes:
        dossier: the indicator.
        measure: how periods make the year-end: `total`, `weighted rate`, `cumulative`, `snapshot`.
        period: the target's period.
        target, so_far, must: in the indicator's unit; of `snapshot`, `must` is the change in each period.
        left, met, occasions: how many periods are left; in how many earlier stretches as long it was met.
        sign: 1 where more is better, -1 where less is.
    """

    dossier: Dossier
    measure: str
    period: str
    target: float
    so_far: float
    must: float
    left: int
    met: int
    occasions: int
    sign: int

    @property
    def noun(self) -> str:
        """What a period is called."""
        return NOUNS.get(Frequency(self.dossier.indicator["frequency"]), "period")

    @property
    def each(self) -> str:
        """The periods left, as a subject: `the one remaining quarter`, `each of the 3 remaining quarters`."""
        one = f"the one remaining {self.noun}"
        return one if self.left == 1 else f"each of the {self.left} remaining {self.noun}s"

    @property
    def verb(self) -> str:
        """What several periods do on average, and one does by itself."""
        return "be" if self.left == 1 else "average"

    @property
    def goal(self) -> str:
        """What is to be met, with the unit."""
        way = "reach" if self.sign > 0 else "stay at or below"
        when = "by" if self.measure == "cumulative" else "in" if self.measure == "snapshot" else "over"
        total = "a total of " if self.measure == "total" else ""
        return f"{way} {total}{self.dossier.value(self.target)} {when} {self.period}"

    @property
    def slack(self) -> bool:
        """Whether a value that stands by itself meets its target already, so that the line says how much it could lose."""
        return self.measure == "snapshot" and self.must * self.sign < 0

    def size(self, amount: float) -> str:
        """A difference without its sign."""
        written = self.dossier.short_change(amount, signed=False).replace("no change", "0")
        return f"a little ({written.removeprefix(LITTLE)})" if written.startswith(LITTLE) else written

    def bound(self, side: str) -> float:
        """The lowest or highest value that the indicator can take; NaN where there is none."""
        return as_number(self.dossier.indicator.get(f"{side}_bound"))


def must_average_claim(dossier: Dossier) -> Claim | None:
    """What is needed to meet the year-end target, and how often that has happened; None where there is no such line.

    There is none where neither more nor less is better, or where nearness to the target is.
    """
    need = _need(dossier)
    if need is None or not math.isfinite(need.must):
        return None
    return Claim(
        text=_settled(need) or f"{WRITERS[need.measure](need)} {_before(need)}",
        subject=dossier.id,
        quoted=dossier.quoted,
        comparator="year-end target",
        size=need.must,
        test="count of earlier stretches",
    )


def _need(dossier: Dossier) -> Need | None:
    row, sign = dossier.must_average, better_sign(dossier)
    if not row or not sign or as_text(row["measure"]) not in WRITERS:
        return None
    left, met, occasions = (as_whole(row[name]) for name in ("remaining", "met_before", "occasions"))
    return Need(
        dossier=dossier,
        measure=as_text(row["measure"]),
        period=as_text(row["period"]),
        target=as_number(row["target"]),
        so_far=as_number(row["so_far"]),
        must=as_number(row["must_average"]),
        left=left,
        met=met,
        occasions=occasions,
        sign=sign,
    )


def _settled(need: Need) -> str:
    """The sentence where what is left cannot change the outcome, or hardly; empty where it can."""
    if need.measure in ADDED_UP and need.bound("lower") >= 0:
        return _used_up(need)
    if need.measure == "weighted rate" and _beyond(need, -need.sign):
        rest = (
            f"the one remaining {need.noun} brings" if need.left == 1 else f"the remaining {need.noun}s bring"
        )
        target = f"The target of {need.dossier.value(need.target)} for {need.period}"
        return f"{target} is met whatever {rest}, if there are as many cases as a year ago."
    return ""


def _used_up(need: Need) -> str:
    """Where a sum that cannot fall has passed its target already."""
    so_far = f"so far it is {need.dossier.short(need.so_far)}"
    target = f"the target of {need.dossier.value(need.target)} for {need.period}"
    if need.sign > 0 and need.must <= 0:
        return f"{target[:1].upper()}{target[1:]} is reached: {so_far}."
    if need.sign < 0 and need.must < 0:
        return f"{target[:1].upper()}{target[1:]} is passed: {so_far}, and less is better."
    return ""


def _beyond(need: Need, side: int) -> bool:
    """Whether what is needed lies above the highest (side 1) or below the lowest possible value (side -1)."""
    return need.must > need.bound("upper") if side > 0 else need.must < need.bound("lower")


def _average(need: Need) -> str:
    more = need.sign > 0
    possible = f", which is {'more' if more else 'less'} than it can be" if _beyond(need, need.sign) else ""
    limit = f"{need.dossier.short(need.must)} or {'more' if more else 'less'}"
    return f"To {need.goal}, {need.each} must {need.verb} {limit}{possible}."


def _cumulative(need: Need) -> str:
    verb, size = "must add" if need.sign > 0 else "may add", need.size(need.must)
    limit = "" if size.startswith("a little") else " or more" if need.sign > 0 else " or less"
    mean = "" if need.left == 1 else " on average"
    return f"To {need.goal}, {need.each} {verb} {size}{limit}{mean}."


def _snapshot(need: Need) -> str:
    way = "rise" if need.must > 0 else "fall"
    when = f"in {need.each}" + ("" if need.left == 1 else ", on average")
    if need.must == 0:
        return f"To {need.goal}, it must not {'fall' if need.sign > 0 else 'rise'} in {need.each}."
    if need.slack:
        met = f"meet the target of {need.dossier.value(need.target)} in {need.period}"
        return f"It would still {met} after a {way} of {need.size(need.must)} {when}."
    goal = need.goal.replace("stay at or below", "come down to")
    return f"To {goal}, it must {way} by {need.size(need.must)} {when}."


def _before(need: Need) -> str:
    """How often it has happened, in words fit for small numbers."""
    stretch = f"earlier {need.noun}" if need.left == 1 else f"earlier run of {need.left} {need.noun}s"
    stretch = "earlier year" if need.measure == "cumulative" else stretch
    if need.occasions == 0:
        return f"There is no {stretch} to compare with."
    many = stretch.replace("run of", "runs of") if "run of" in stretch else f"{stretch}s"
    if need.occasions == 1:
        done = ("stayed within", "went beyond") if need.slack else ("met", "did not meet")
        return f"The one {stretch} {done[need.met == 0]} that."
    met = {0: "none", need.occasions: "all"}.get(need.met, str(need.met))
    return f"Of {need.occasions} {many}, {met} {'stayed within' if need.slack else 'met'} that."


WRITERS = {"total": _average, "weighted rate": _average, "cumulative": _cumulative, "snapshot": _snapshot}
