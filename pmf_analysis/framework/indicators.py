"""What an indicator is: its polarity, its form, its control, and which of two values is better."""

import math
import re
from dataclasses import dataclass
from enum import StrEnum

from pmf_analysis.framework.periods import Frequency


class Polarity(StrEnum):
    """Which way is better, in the words of the `indicators` table."""

    UP_IS_GOOD = "Up is Good"
    UP_IS_BAD = "Up is Bad"
    NEUTRAL = "Neutral"
    NEAR_TARGET_IS_GOOD = "Near target is good"

    @property
    def sign(self) -> int:
        """1 where up is good, -1 where up is bad, 0 where neither way is better by itself."""
        return {"Up is Good": 1, "Up is Bad": -1}.get(self.value, 0)

    def goodness(self, value: float, *, target: float | None = None) -> float | None:
        """A number that grows as the value gets better; None where better has no meaning.

        Args:
            value: an outturn, in the indicator's unit.
            target: needed for *Near target is good* only, where the closer is the better.
        """
        if self is Polarity.NEAR_TARGET_IS_GOOD:
            return None if target is None or math.isnan(target) else -abs(value - target)
        return self.sign * value if self.sign else None


class Form(StrEnum):
    """What one value stands for."""

    FLOW = "flow"
    SNAPSHOT = "snapshot"
    RATE = "rate"
    ROLLING_YEAR = "rolling_year"
    YEAR_TO_DATE = "year_to_date"


class Control(StrEnum):
    """Whether the council controls the result, influences it, or only watches it."""

    CONTROL = "control"
    INFLUENCE = "influence"
    MONITOR = "monitor"


class TargetRole(StrEnum):
    """Whether a target gives a verdict (a RAG rating), is an indicator only, or there is none."""

    VERDICT = "verdict"
    INDICATOR = "indicator"
    NONE = "none"


@dataclass(frozen=True)
class Indicator:
    """What the rules need to know about an indicator; the `indicators` table holds more."""

    indicator_id: str
    directorate: str
    polarity: Polarity
    frequency: Frequency
    form: Form
    control: Control
    target_role: TargetRole
    lag_days: int
    statutory: bool


@dataclass(frozen=True)
class Aim:
    """What was agreed for one period, in the indicator's unit; NaN where nothing was."""

    target: float = math.nan
    tolerance: float = math.nan
    floor: float = math.nan
    set_by: str = ""
    reason: str = ""


def former_ids(replaces: str) -> tuple[str, ...]:
    """The ids that an indicator had before, from the register's column `replaces`.

    >>> former_ids("CYC.01; CYC.02"), former_ids("")
    (('CYC.01', 'CYC.02'), ())
    """
    return tuple(each for each in re.split(r"[;,\s]+", replaces or "") if each)
