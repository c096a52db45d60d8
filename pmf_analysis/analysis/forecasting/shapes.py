"""The shapes of council data: which scales suit a series, what counts as an outlier, and the least that a series can vary."""

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.scales import ANSCOMBE, Scale
from pmf_analysis.analysis.forecasting.series import Facts, Series

Array = NDArray[np.float64]

LOG_RATIO = 2.0  # from this largest-to-smallest ratio on zero is the origin of the logarithm; below, the data choose it
SMALL_COUNT = 10  # counts that were smaller scatter as counts do, by their root; on a logarithm two cases and four are as far apart as 200 and 400
QUIET_SHARE = 0.02  # a value that never changed may still change by this share of its level
BOUND_MARGIN = 0.005  # of the width between the bounds: how far outside them the logit's own bounds lie
FAR = 1.5  # no forecast lies further from the data's range than this many ranges
FAR_TAIL = 6.0  # nor does an interval end further than so many: the tails of a logarithm from four values have no end of their own
OUTLIER = 14.0  # in robust standard deviations of the isolated changes
NORMAL_MAD = 1.4826  # the median absolute deviation of a normal, in standard deviations
LEAST_FOR_OUTLIERS = 8
YEARS_FOR_OUTLIERS = 4  # fewer do not tell a season that shrinks or grows from an outlier
MOST_OUTLIERS = 0.1  # more than this share of the values are no isolated ones


def second_scale(series: Series, values: Array) -> Scale:
    """The scale that competes with the plain one, by what is known of the indicator and the data."""
    facts = series.facts
    if np.isfinite(facts.lower) and np.isfinite(facts.upper):
        return Scale.LOGIT
    if facts.lower == 0.0 and (values.min() == 0.0 or (series.counts and values.min() < SMALL_COUNT)):
        return Scale.ROOT
    if values.min() <= 0.0 <= values.max():
        return Scale.PLAIN
    amounts = np.ptp(values) > 0 and np.isinf(facts.upper if values.min() > 0.0 else facts.lower)
    return Scale.LOG if amounts or _from_zero(facts, values) else Scale.PLAIN


def _from_zero(facts: Facts, values: Array) -> bool:
    """Whether zero is known to be the end of what can be, on the side of the values."""
    return bool(facts.lower == 0.0 if values.min() > 0.0 else facts.upper == 0.0)


def domain(scale: Scale, facts: Facts, values: Array) -> tuple[float, float]:
    """The open ends of a scale for one series, (n,): a margin outside the bounds for the logit, the origin of the logarithm and infinity."""
    if scale is Scale.LOGIT:
        return logit_bounds(facts.lower, facts.upper)
    if scale is not Scale.LOG:
        return -np.inf, np.inf
    up = bool(values.min() > 0.0)
    amounts = values if up else -values
    origin = 0.0 if _from_zero(facts, values) else float(log_origin(amounts[None])[0])
    return (origin, np.inf) if up else (-np.inf, -origin)


def log_origin(values: Array) -> Array:
    """The origin of the logarithm of positive series (N, n): (N,).

    Where the largest value is less than twice the smallest, zero is too far off for the data to say that it means something: the origin lies
    one range of the data below the smallest value, so that it moves with them. At that ratio this is zero, which it stays beyond.
    """
    low, reach = values.min(axis=1), np.ptp(values, axis=1) / (LOG_RATIO - 1)
    return np.where(reach > 0, np.maximum(low - reach, 0.0), 0.0)


def logit_bounds(lower: float, upper: float) -> tuple[float, float]:
    """Bounds a little outside those of the indicator, so that 0 % and 100 % have a place on the logit."""
    margin = BOUND_MARGIN * (upper - lower)
    return lower - margin, upper + margin


def far_limits(values: Array) -> tuple[Array, Array]:
    """The lowest and the highest central forecast allowed for each series (N, n)."""
    low, high = values.min(axis=1), values.max(axis=1)
    reach = FAR * (high - low)
    return low - reach, high + reach


def tail_limits(values: Array) -> tuple[Array, Array]:
    """Where the intervals of each series (N, n) end at the furthest; nowhere for one that never changed, which has no range to go by."""
    low, high = values.min(axis=1), values.max(axis=1)
    reach = np.where(high > low, FAR_TAIL * (high - low), np.inf)
    return low - reach, high + reach


def least_change(values: Array, decimals: Array) -> Array:
    """What stands for the usual change of a series that never changed, (N,): a share of its level, or its last decimal.

    Args:
        values: (N, n).
        decimals: decimals with which each indicator is written, NaN where unknown.
    """
    level = np.abs(np.median(values, axis=1))
    written = np.where(np.isnan(decimals), 0.0, 10.0 ** -np.nan_to_num(decimals))
    least = np.maximum(QUIET_SHARE * level, written)
    return np.where(least > 0, least, 1.0)


def draw_in(values: Array, *, season: int) -> tuple[Array, NDArray[np.bool_]]:
    """Draw isolated outliers in to the edge of what is usual, and no further than the other values lie.

    An outlier is a value that both lies far from the median of its neighbours (those of its own season where there is one) and is
    left again: a lasting shift is none, nor is the last value, which may be the first of a shift.

    Returns:
        The values (N, n) with outliers drawn in, and which they were.
    """
    none = np.zeros(values.shape, dtype=bool)
    if values.shape[1] < max(LEAST_FOR_OUTLIERS, YEARS_FOR_OUTLIERS * season):
        return values, none
    usual = local_median(values - seasonal_medians(values, season=season)) + seasonal_medians(
        values, season=season
    )
    deviations = values - usual
    width = OUTLIER * NORMAL_MAD * np.median(np.abs(deviations), axis=1, keepdims=True)
    far = (np.abs(deviations) > width) & (width > 0)
    far[:, -1] = False
    far &= far.mean(axis=1, keepdims=True) <= MOST_OUTLIERS
    low = np.where(far, np.inf, values).min(axis=1, keepdims=True)
    high = np.where(far, -np.inf, values).max(axis=1, keepdims=True)
    drawn = np.clip(usual + np.clip(deviations, -width, width), low, high)
    return np.where(far, drawn, values), far


def seasonal_medians(values: Array, *, season: int) -> Array:
    """The median deviation of each season from the local median, (N, n); zero without seasons."""
    result = np.zeros_like(values)
    if season > 1:
        deviations = values - local_median(values)
        for place in range(season):
            result[:, place::season] = np.median(deviations[:, place::season], axis=1, keepdims=True)
    return result


def local_median(values: Array, reach: int = 3) -> Array:
    """The median of each value and its neighbours, up to `reach` on each side, (N, n)."""
    padded = np.pad(values, ((0, 0), (reach, reach)), mode="reflect")
    return np.asarray(
        np.median(np.lib.stride_tricks.sliding_window_view(padded, 2 * reach + 1, axis=1), axis=2)
    )


def root_floor(scale: Scale) -> float:
    """The lowest value that a scale can give back."""
    return -ANSCOMBE if scale is Scale.ROOT else -np.inf
