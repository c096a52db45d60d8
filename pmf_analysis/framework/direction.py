"""Direction of travel: the council's rule on its latest results, with the rule named beside every arrow."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

from pmf_analysis.framework.indicators import Polarity

NUMBER_WORDS = {2: "two", 3: "three", 4: "four", 5: "five", 6: "six"}


class Direction(StrEnum):
    """Which way an indicator is going."""

    IMPROVING = "IMPROVING"
    STABLE = "STABLE"
    WORSENING = "WORSENING"
    CANNOT_TELL = "CANNOT_TELL"


@dataclass(frozen=True)
class Travel:
    """A direction of travel with what it came from.

    Attributes:
        direction: the direction.
        rule: the name of the rule that gave it.
        reason: what the rule saw, or why it cannot tell.
    """

    direction: Direction
    rule: str
    reason: str


def rule_name(results: int, *, same_season: bool = False) -> str:
    """What the rule is called beside an arrow.

    >>> rule_name(3), rule_name(3, same_season=True)
    ('latest three results', 'same quarter of the latest three years')
    """
    count = NUMBER_WORDS.get(results, str(results))
    return f"same quarter of the latest {count} years" if same_season else f"latest {count} results"


def travel(
    values: Sequence[float],
    *,
    polarity: Polarity,
    results: int = 3,
    same_season: bool = False,
    target: float | None = None,
) -> Travel:
    """Each result better than the last is improving, each worse is worsening, otherwise stable.

    Args:
        values: the results that can be compared, oldest first, without gaps; only the last `results` are used.
        polarity: which way is better.
        results: how many results the rule looks at.
        same_season: whether the values are those of the same quarter of successive years, for the rule's name.
        target: for *Near target is good*, where better means closer to it.

    >>> travel([-32, 147, 943], polarity=Polarity.UP_IS_BAD).direction
    <Direction.WORSENING: 'WORSENING'>
    """
    rule = rule_name(results, same_season=same_season)
    latest = [value for value in values if not math.isnan(value)][-results:]
    goodness = [polarity.goodness(value, target=target) for value in latest]
    if len(latest) < results:
        return Travel(
            Direction.CANNOT_TELL,
            rule,
            f"the rule needs {results} comparable results; there are {len(latest)}",
        )
    known = [each for each in goodness if each is not None]
    if len(known) < results:
        lacking = (
            "neither up nor down is better"
            if polarity is Polarity.NEUTRAL
            else "there is no target to be near"
        )
        return Travel(Direction.CANNOT_TELL, rule, lacking)
    steps = [later - earlier for earlier, later in pairwise(known)]
    if all(step > 0 for step in steps):
        return Travel(Direction.IMPROVING, rule, "each result better than the one before")
    if all(step < 0 for step in steps):
        return Travel(Direction.WORSENING, rule, "each result worse than the one before")
    return Travel(Direction.STABLE, rule, "neither each better nor each worse than the one before")
