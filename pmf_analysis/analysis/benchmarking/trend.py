"""The recent trend of an annual indicator: its last five points, rising, falling or neither.

Not for monthly or quarterly results, nor for years that overlap (three-year spans): the points must be independent.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np

from pmf_analysis.analysis.intervals import Floats, as_floats
from pmf_analysis.errors import StatisticsError
from pmf_analysis.framework.indicators import Polarity

POINTS = 5
CRITICAL = 9.54953570608324  # chi-squared, one degree of freedom, 99.8%
SE_FROM_WIDTH = 3.92  # a 95% interval is so many standard errors wide

TOO_FEW = "fewer than five years have a value, a count and a denominator"
BROKEN = "one of the latest five years has no value"
ALL_OF_THEM = "a count equals its denominator"


class Marker(StrEnum):
    """What a recent trend shows."""

    INCREASING = "Increasing"
    DECREASING = "Decreasing"
    NO_CHANGE = "NoChange"
    CANNOT_BE_CALCULATED = "CannotBeCalculated"


@dataclass(frozen=True)
class RecentTrend:
    """The recent trend of five annual points.

    Attributes:
        marker: increasing, decreasing, no change, or cannot be calculated.
        slope: the fitted change per year: of the value (intervals) or of the proportion (counts); NaN without a fit.
        chi_squared: of the trend, one degree of freedom; NaN without a fit, 0 where it cannot be calculated.
        significant: beyond 99.8%, and not the work of a single year.
        years: the years used, oldest first.
        reason: why it cannot be calculated; empty otherwise.
    """

    marker: Marker
    slope: float
    chi_squared: float
    significant: bool
    years: tuple[int, ...]
    reason: str = ""

    def words(self, polarity: Polarity) -> str:
        """For readers, by polarity: `increasing and getting worse`."""
        if self.marker is Marker.CANNOT_BE_CALCULATED:
            return f"the recent trend cannot be calculated: {self.reason}"
        if self.marker is Marker.NO_CHANGE:
            return "no significant change"
        way = 1 if self.marker is Marker.INCREASING else -1
        verdict = {1: " and getting better", -1: " and getting worse", 0: ""}[way * polarity.sign]
        return self.marker.value.lower() + verdict


def recent_trend(
    years: Any,
    values: Any,
    *,
    counts: Any,
    denominators: Any,
    lower: Any = None,
    upper: Any = None,
    unbroken: bool = True,
) -> RecentTrend:
    """The trend of the latest five years.

    With confidence limits, a weighted regression of the values; without (proportions only), the chi-squared test for trend of
    the counts. A trend is significant beyond 99.8%, if leaving out any one year keeps its direction.

    Args:
        years: the year of each point, as numbers; any order.
        values: the values.
        counts: numerators.
        denominators: denominators.
        lower: lower 95% limits of the values.
        upper: upper 95% limits.
        unbroken: whether the latest five years must all have a value (Fingertips until 2020); otherwise older years fill gaps.

    Raises:
        StatisticsError: if the columns differ in length, a year stands twice, a number is infinite, a count is negative, or (without
            limits) above its denominator.

    Source: Fingertips, recent trends. Unlike its 2020 code, the direction of a proportion's trend follows its slope.

    >>> trend = recent_trend(range(2020, 2025), [20, 21, 23, 24, 26], counts=[200, 210, 230, 240, 260], denominators=[1000] * 5)
    >>> trend.marker.value, round(trend.slope, 3), trend.words(Polarity.UP_IS_BAD)
    ('Increasing', 0.015, 'increasing and getting worse')
    """
    points = _by_year(years, values, counts, denominators, lower, upper)
    if lower is None and (points[2] > points[3]).any():
        raise StatisticsError("recent trend: a count is above its denominator, so this is no proportion")
    usable = ~np.isnan(points[1]) & ~np.isnan(points[2]) & (points[3] > 0)
    latest = points[:, usable][:, -POINTS:]
    if reason := _obstacle(points, usable, latest, unbroken):
        return RecentTrend(Marker.CANNOT_BE_CALCULATED, np.nan, 0.0, False, (), reason)
    return _interval_trend(latest) if lower is not None else _proportion_trend(latest)


def _by_year(*given: Any) -> Floats:
    """The columns as rows of one array, sorted by the first; a column that is not given is missing throughout."""
    years = as_floats(given[0])
    columns = [years * np.nan if each is None else as_floats(each) for each in given]
    if len({each.shape for each in columns}) > 1 or years.ndim != 1:
        raise StatisticsError(
            "recent trend: years, values, counts, denominators and limits must be as many each"
        )
    if len(np.unique(years)) < len(years):
        raise StatisticsError("recent trend: a year stands twice")
    points = np.array(columns)[:, np.argsort(years)]
    if np.isinf(points).any() or (points[2] < 0).any():
        raise StatisticsError("recent trend: numbers must be finite and counts not negative")
    return points


def _obstacle(points: Floats, usable: Any, latest: Floats, unbroken: bool) -> str:
    """Why there is no trend; empty if there is one."""
    if usable.sum() < POINTS:
        return TOO_FEW
    last_five = latest[0, -1] - latest[0, 0] == POINTS - 1 and usable[-1]
    if unbroken and not last_five:
        return BROKEN
    return ALL_OF_THEM if (points[2] == points[3])[usable].any() else ""


def _interval_trend(points: Floats) -> RecentTrend:
    """Weighted least squares on 1, 2, ...; a point without limits is left out and the rest move up, as the source does."""
    year, value, _, _, low, high = points
    error = (high - low) / SE_FROM_WIDTH
    fit = error > 0
    if fit.sum() < 2:
        return RecentTrend(Marker.NO_CHANGE, np.nan, np.nan, False, _years(year[fit]))
    time = np.arange(1.0, fit.sum() + 1)
    weight = 1 / error[fit] ** 2
    slope, chi_squared = _weighted_slope(time, value[fit], weight)
    slopes = [slope, *_leaving_one_out(lambda *rest: _weighted_slope(*rest)[0], time, value[fit], weight)]
    return _trend(slope, chi_squared, slopes, year[fit])


def _weighted_slope(time: Floats, value: Floats, weight: Floats) -> tuple[float, float]:
    total = weight.sum()
    spread = total * (weight * time**2).sum() - (weight * time).sum() ** 2
    if spread <= 0:
        return np.nan, np.nan
    slope = (total * (weight * time * value).sum() - (weight * time).sum() * (weight * value).sum()) / spread
    return float(slope), float(slope**2 * spread / total)


def _proportion_trend(points: Floats) -> RecentTrend:
    """The chi-squared test for trend; its direction checked on log odds, one year left out at a time."""
    year, _, x, n, _, _ = points
    time = np.arange(1.0, POINTS + 1)
    people, cases = n.sum(), x.sum()
    if cases == 0:
        return RecentTrend(Marker.NO_CHANGE, 0.0, np.nan, False, _years(year))
    moment = people * (x * time).sum() - cases * (n * time).sum()
    spread = people * (n * time**2).sum() - (n * time).sum() ** 2
    chi_squared = people * moment**2 / (cases * (people - cases) * spread)
    odds = np.log(np.where(x > 0, x, np.nan) / (n - x))
    slopes = _leaving_one_out(_plain_slope, time, odds)
    return _trend(float(moment / spread), float(chi_squared), slopes, year)


def _plain_slope(time: Floats, value: Floats) -> float:
    away = time - time.mean()
    return float((away * value).sum() / (away**2).sum())


def _leaving_one_out(slope: Callable[..., float], *columns: Floats) -> list[float]:
    return [
        slope(*(np.delete(column, left_out) for column in columns)) for left_out in range(len(columns[0]))
    ]


def _trend(slope: float, chi_squared: float, slopes: list[float], year: Floats) -> RecentTrend:
    """A slope of 0, and one that a count of 0 leaves undefined, count as rising, as they do at the source."""
    one_way = len({each < 0 for each in slopes}) == 1
    significant = bool(chi_squared > CRITICAL and one_way)
    marker = Marker.NO_CHANGE
    if significant:
        marker = Marker.DECREASING if slope < 0 else Marker.INCREASING
    return RecentTrend(marker, slope, chi_squared, significant, _years(year))


def _years(year: Floats) -> tuple[int, ...]:
    return tuple(int(each) for each in year)
