"""RAG: green at or better than target, amber within tolerance and not beyond the floor, red otherwise."""

import math
from dataclasses import dataclass
from enum import StrEnum

from pmf_analysis.framework.indicators import Polarity

RULE = (
    "Green: at or better than target. Amber: worse than target by no more than the tolerance, and not beyond the floor. "
    "Red: otherwise. Where near target is good: green within the tolerance of the target, amber within twice the tolerance."
)
CLOSE = 1e-9  # decimal targets such as 98.5 - 2.0 are not exact in binary; far below any published digit


class Rag(StrEnum):
    """A rating; never None."""

    GREEN = "GREEN"
    AMBER = "AMBER"
    RED = "RED"
    NOT_RATED = "NOT_RATED"


@dataclass(frozen=True)
class Rating:
    """A RAG rating with its reason.

    Attributes:
        rag: the rating.
        reason: why it is so, or why there is none, in a few words.
        floor_breached: whether the value is beyond the level that forces action.
    """

    rag: Rag
    reason: str
    floor_breached: bool = False


def rate(
    value: float,
    *,
    polarity: Polarity,
    target: float = math.nan,
    tolerance: float = math.nan,
    floor: float = math.nan,
) -> Rating:
    """Rate an outturn against its target.

    Args:
        value: the outturn; NaN where there is none.
        polarity: which way is better.
        target: NaN where none is set.
        tolerance: how much worse than target is still amber, in the indicator's unit, not negative; NaN counts as none.
        floor: the level beyond which action is forced (a ceiling where up is bad); NaN where none is set.

    >>> rate(96.84, polarity=Polarity.UP_IS_GOOD, target=97.8, tolerance=2.0).rag
    <Rag.AMBER: 'AMBER'>
    """
    if math.isnan(value):
        return Rating(Rag.NOT_RATED, "no value")
    if polarity is Polarity.NEUTRAL:
        return Rating(Rag.NOT_RATED, "neither up nor down is better")
    beyond_floor = _is_beyond(value, floor, polarity)
    if math.isnan(target):
        return Rating(Rag.NOT_RATED, "no target set", beyond_floor)
    allowed = 0.0 if math.isnan(tolerance) else tolerance
    shortfall = _shortfall(value, target, polarity, allowed)
    if shortfall <= CLOSE * max(1.0, abs(target)) and not beyond_floor:
        return Rating(Rag.GREEN, "at or better than target")
    if shortfall <= allowed + CLOSE * max(1.0, abs(target)) and not beyond_floor:
        return Rating(Rag.AMBER, "worse than target, within tolerance")
    return Rating(
        Rag.RED,
        "beyond the floor" if beyond_floor else "worse than target by more than the tolerance",
        beyond_floor,
    )


def _shortfall(value: float, target: float, polarity: Polarity, tolerance: float) -> float:
    """How much worse than acceptable the value is; not positive where it is green."""
    if polarity is Polarity.NEAR_TARGET_IS_GOOD:
        return abs(value - target) - tolerance
    return polarity.sign * (target - value)


def _is_beyond(value: float, floor: float, polarity: Polarity) -> bool:
    """A floor is the least allowed, or the most where up is bad; near a target, either side of it is a matter of distance."""
    if math.isnan(floor):
        return False
    return value > floor if polarity is Polarity.UP_IS_BAD else value < floor
