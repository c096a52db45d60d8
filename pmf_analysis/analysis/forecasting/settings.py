"""What a run may choose about its forecasts; every policy number of this package stands here, with its reason."""

from dataclasses import dataclass, field

from pmf_analysis.analysis.forecasting.fits import NOTHING, Fits
from pmf_analysis.framework.periods import Frequency, Period


@dataclass(frozen=True)
class ForecastSettings:
    """Choices of a run.

    Attributes:
        as_at: the period of the report; `horizon="year-end"` runs to the end of its financial year. By default the latest
            period in the observations.
        least_steps: the fewest steps ahead when the horizon is `"year-end"`.
        least_years: the same for indicators with one value a year.
        most_years: the furthest ahead, in years; an indicator that went stale longer ago is refused: five years ahead no history knows what became of it.
        least_points: fewer usable values than this are not forecast: a level, a slope and a width cannot be told apart from three.
        origins: rolling-origin back-tests for each series; 0 for none.
        test_horizon: steps that back-tests look ahead.
        least_backtest: points before the earliest back-test.
        recalibrate: whether this run's back-tests adjust the interval widths.
        longest_years: how many years of a series are used; older values say little about the next year.
        clean: whether isolated outliers are drawn in before forecasting (and told).
        naive_margin, naive_margin_yearly: a series is forecast by repetition if the model's errors were larger by this share in its back-tests.
            A few tests of one time prefer repetition by chance: of quarterly series errors rise by up to 2 % where errors twice as large are
            enough, and by next to nothing where they are three times as large; of yearly ones twice as large is better.
        naive_tests: and only with at least this many back-test errors.
        least_bridge, most_bridge, least_before: a series with a break keeps its data from before, and the change of level is estimated,
            while at least and below so many values are known since, and at least so many from before; else only data since are used.
        warm: `fits` of last quarter's result: a series, or a back-test, that stands as it stood is not fitted again. The result is the
            same to the last digit without it.
    """

    as_at: Period | None = None
    least_steps: int = 4
    least_years: int = 2
    most_years: int = 4
    least_points: int = 4
    origins: int = 12
    test_horizon: int = 8
    least_backtest: int = 4
    recalibrate: bool = True
    longest_years: float = 16.0
    clean: bool = True
    naive_margin: float = 2.0
    naive_margin_yearly: float = 1.0
    naive_tests: int = 12
    least_bridge: int = 2
    most_bridge: int = 12
    least_before: int = 8
    warm: Fits = field(default=NOTHING, compare=False, repr=False)

    def longest(self, frequency: Frequency) -> int:
        """The most values used of a series of this frequency; sixty of a yearly one."""
        per_year = frequency.periods_per_year
        return 60 if per_year == 1 else min(120, round(self.longest_years * per_year))
