"""The numbers that decide what counts as a signal; each was chosen by `benchmarks/signals.py`."""

from dataclasses import dataclass
from enum import StrEnum

from pmf_analysis.errors import SettingsError


class Signal(StrEnum):
    """Whether ordinary variation explains the latest results."""

    SIGNAL = "signal"
    NOISE = "noise"
    CANNOT_TELL = "cannot_tell"


class Verdict(StrEnum):
    """What the signal means for the council; `high` and `low` where neither way is better."""

    IMPROVEMENT = "improvement"
    CONCERN = "concern"
    HIGH = "high"
    LOW = "low"
    COMMON_CAUSE = "common_cause"
    CANNOT_TELL = "cannot_tell"


@dataclass(frozen=True)
class Rule:
    """A comparison of the latest results with those before them.

    Attributes:
        name: as the `rule` column writes it.
        share: of the level that all rules together may spend.
        latest: how many of the latest results are compared with those before; 0 looks for a steady rise or fall through all.
    """

    name: str
    share: float
    latest: int = 0

    @property
    def steady(self) -> bool:
        """Whether it looks for a steady rise or fall."""
        return self.latest == 0


LEAST_POINTS, MEDIUM_SERIES, LONG_SERIES = 8, 12, 16
# Below 12 results strong autocorrelation cannot be seen, so the rules may spend only 0.6 of the level.
RULES_SHORT = (Rule("last_result", 0.12, 1), Rule("last_four", 0.40, 4), Rule("trend", 0.08))
RULES_MEDIUM = (Rule("last_result", 0.20, 1), Rule("last_four", 0.65, 4), Rule("trend", 0.15))
RULES_LONG = (
    Rule("last_result", 0.25, 1),
    Rule("last_four", 0.35, 4),
    Rule("trend", 0.15),
    Rule("last_eight", 0.25, 8),
)
AUTOCORRELATIONS = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.96, 0.99)
WANDERING = 0.9
SEASONAL_VARIANCES = ((0.0, 0.35), (4.0, 0.55), (50.0, 0.1))
FULL_YEARS_FOR_SEASON = 3


@dataclass(frozen=True)
class SignalPolicy:
    """What a council may set.

    Attributes:
        level: how often a series in which nothing changed may be called a signal, over all rules; the benchmark measures what it comes to.
        least_points: fewer comparable results than this: cannot tell.
        trial_below: fewer than this: trial limits.
        most_points: older results than this many say little about now and are left out.
        false_discovery_rate: instead of `level`, the share of all signals of a report that may be false (Benjamini and Hochberg 1995).
    """

    level: float = 0.018
    least_points: int = LEAST_POINTS
    trial_below: int = 13
    most_points: int = 40
    false_discovery_rate: float | None = None

    def __post_init__(self) -> None:
        if not 0 < self.level < 1:
            raise SettingsError(f"the signal level is {self.level}; it lies between 0 and 1, such as 0.018")
        rate = self.false_discovery_rate
        if rate is not None and not 0 < rate < 1:
            raise SettingsError(f"the false discovery rate is {rate}; it lies between 0 and 1, such as 0.1")
        if self.least_points < LEAST_POINTS:
            raise SettingsError(
                f"no signal can be told from {self.least_points} results; {LEAST_POINTS} are the least"
            )


def rules_for(points: int) -> tuple[Rule, ...]:
    """The rules that a series of so many results admits; the first looks at the last result alone."""
    if points < MEDIUM_SERIES:
        return RULES_SHORT
    return RULES_LONG if points >= LONG_SERIES else RULES_MEDIUM
