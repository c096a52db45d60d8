"""Funnel plots: how far an area of its size may lie from the group's average by chance alone."""

from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.analysis.intervals import (
    Floats,
    as_floats,
    exact_poisson_limits,
    normal_quantile,
    poisson_limits,
)
from pmf_analysis.errors import StatisticsError

LEVELS = {"95": 0.95, "998": 0.998}
POINTS = 100
WIDE_RANGE = 2  # sizes that differ by more than this factor are drawn from the smallest possible size


class Significance(StrEnum):
    """Where an area lies: outside the 95% limits (a tail of 0.025), outside the 99.8% limits (0.001), or inside."""

    HIGH_001 = "High (0.001)"
    HIGH_025 = "High (0.025)"
    NOT_SIGNIFICANT = "Not significant"
    LOW_025 = "Low (0.025)"
    LOW_001 = "Low (0.001)"
    NOT_COMPARED = "Not compared"


def group_average(numerators: Any, denominators: Any) -> float:
    """The average of a group, each area by its size: the sum of numerators over the sum of denominators.

    Areas without both numbers are left out.

    Raises:
        StatisticsError: if no area has a denominator above 0, or a number is negative or infinite.
    """
    x, n = _sizes(numerators, denominators)
    both = ~np.isnan(x) & ~np.isnan(n)
    if not n[both].sum() > 0:
        raise StatisticsError("funnel: no area has a denominator above 0, so the group has no average")
    return float(x[both].sum() / n[both].sum())


def proportion_limits(denominators: Any, *, average: float, multiplier: float = 100) -> pd.DataFrame:
    """Limits round an average proportion, for denominators of any size.

    Args:
        denominators: one for each point of the curve, above 0.
        average: the group's proportion, between 0 and 1.
        multiplier: 100 for limits as percentages.

    Returns:
        denominator, average, lower_95, upper_95, lower_998, upper_998, cut to what a proportion can be.

    Raises:
        StatisticsError: if the average is no proportion or a denominator is not above 0.

    Source: PHEindicatormethods `calculate_funnel_limits`; the score limits P -/+ z sqrt(P(1-P)/n).

    >>> proportion_limits([100, 400], average=0.2).round(1).iloc[:, 2:4].values.tolist()
    [[12.2, 27.8], [16.1, 23.9]]
    """
    n = np.atleast_1d(as_floats(denominators))
    if not 0 <= average <= 1:
        raise StatisticsError(f"funnel: an average proportion lies between 0 and 1; found {average:g}")
    if (n <= 0).any() or np.isinf(n).any():
        raise StatisticsError("funnel: every denominator must be finite and above 0")
    limits = {"denominator": n, "average": np.full(n.shape, average * multiplier)}
    error = np.sqrt(average * (1 - average) / n)
    for name, level in LEVELS.items():
        reach = normal_quantile(level) * error
        limits[f"lower_{name}"] = np.maximum(average - reach, 0) * multiplier
        limits[f"upper_{name}"] = np.minimum(average + reach, 1) * multiplier
    return pd.DataFrame(limits)


def rate_limits(events: Any, *, average: float) -> pd.DataFrame:
    """Limits round an average rate, for areas with so many events.

    Args:
        events: one count for each point of the curve.
        average: the group's rate, in the unit of the limits wanted.

    Returns:
        events, average, lower_95, upper_95, lower_998, upper_998. Without events there is no upper limit: it is NaN.

    Raises:
        StatisticsError: if a count is negative or infinite, or the average is.

    Source: PHEindicatormethods `calculate_funnel_limits`: average x E / U(E) and average x E / L(E), with the exact Poisson
    limits of E events.

    >>> rate_limits([25], average=40).round(1).iloc[0, 2:4].tolist()
    [27.1, 61.8]
    """
    counts, _ = _sizes(events, 1.0)
    if not 0 <= average < np.inf:
        raise StatisticsError(f"funnel: an average rate is finite and not negative; found {average:g}")
    limits = {"events": counts, "average": np.full(counts.shape, float(average))}
    for name, level in LEVELS.items():
        low, high = exact_poisson_limits(counts, tail=(1 - level) / 2)
        limits[f"lower_{name}"] = average * counts / high
        limits[f"upper_{name}"] = average * counts / np.where(low > 0, low, np.nan)
    return pd.DataFrame(limits)


def ratio_limits(events: Any, *, multiplier: float = 1) -> pd.DataFrame:
    """Limits round a ratio of observed to expected of 1 (or 100), for areas with so many events: see `rate_limits`."""
    return rate_limits(events, average=multiplier)


def proportion_significance(numerators: Any, denominators: Any, *, average: float | None = None) -> Any:
    """Each area's place in a funnel of proportions: an array of `Significance`.

    Args:
        numerators: how many, for each area.
        denominators: out of how many, above 0.
        average: the proportion to compare with, by default the group's own average.

    Raises:
        StatisticsError: if a numerator is above its denominator, negative or infinite, or a denominator is not above 0.
    """
    x, n = _sizes(numerators, denominators)
    if (x > n).any() or (n <= 0).any():
        raise StatisticsError(
            "funnel: a proportion needs a denominator above 0 and no smaller than its numerator"
        )
    centre = group_average(x, n) if average is None else average
    limits = proportion_limits(n, average=centre, multiplier=1)
    value = x / n
    return _words(
        *((value > limits[f"upper_{level}"], value < limits[f"lower_{level}"]) for level in ("95", "998")),
        known=~np.isnan(value),
    )


def rate_significance(
    events: Any,
    rates: Any,
    *,
    average: float,
    denominators: Any = None,
    multiplier: float = 100_000,
) -> Any:
    """Each area's place in a funnel of rates: high where the average lies below the limits of the area's own rate.

    Args:
        events: the number of events, for each area.
        rates: their rates, in the unit of `average`.
        average: the group's rate.
        denominators: the populations; derived from events and rates where not given, which an area without events has not.
        multiplier: 100,000 for rates per 100,000.

    Returns:
        An array of `Significance`; `Not compared` for an area without events whose denominator is not known.

    Raises:
        StatisticsError: if a number is negative or infinite.

    Source: PHEindicatormethods `assign_funnel_significance`: Byar's limits from 10 events on, exact Poisson limits below.
    """
    counts, values = _sizes(events, rates)
    if denominators is None:
        at_risk = multiplier * counts / np.where(values > 0, values, np.nan)
    else:
        counts, at_risk = _sizes(counts, denominators)
        at_risk = np.where(at_risk > 0, at_risk, np.nan)
    pairs = []
    for level in LEVELS.values():
        low, high = poisson_limits(counts, confidence=level)
        pairs.append((low * multiplier / at_risk > average, high * multiplier / at_risk < average))
    return _words(*pairs, known=~np.isnan(counts) & ~np.isnan(at_risk))


def ratio_significance(observed: Any, expected: Any) -> Any:
    """Each area's place in a funnel of ratios: 1 against the limits of observed over expected.

    >>> [str(word) for word in ratio_significance([30, 12], [15.2, 11.0])]
    ['High (0.001)', 'Not significant']
    """
    counts, shares = _sizes(observed, expected)
    return rate_significance(counts, counts, average=1, denominators=shares, multiplier=1)


def funnel_axis(sizes: Any, *, points: int = POINTS) -> Floats:
    """Sizes at which to draw the limits, spaced geometrically from the smallest to the largest area.

    Where the sizes differ by more than twice, the axis starts at 1, the smallest size that has limits.

    Raises:
        StatisticsError: if no area has a size above 0, or one is infinite.
    """
    numbers = np.atleast_1d(as_floats(sizes))
    numbers = numbers[numbers > 0]
    if not numbers.size or np.isinf(numbers).any():
        raise StatisticsError("funnel: the axis needs at least one finite size above 0")
    first, last = float(numbers.min()), float(numbers.max())
    start = min(1.0, first) if last > WIDE_RANGE * first else first
    return np.geomspace(start, last, points)


def _sizes(*given: Any) -> list[Floats]:
    numbers = np.broadcast_arrays(*(np.atleast_1d(as_floats(each)) for each in given))
    if any((each < 0).any() or np.isinf(each).any() for each in numbers):
        raise StatisticsError("funnel: every number must be finite and not negative")
    return list(numbers)


def _words(inner: tuple[Any, Any], outer: tuple[Any, Any], *, known: Any) -> Any:
    """Words from (high, low) at the 95% and at the 99.8% limits."""
    choices = [
        (~known, Significance.NOT_COMPARED),
        (outer[0], Significance.HIGH_001),
        (inner[0], Significance.HIGH_025),
        (outer[1], Significance.LOW_001),
        (inner[1], Significance.LOW_025),
    ]
    words = np.full(known.shape, Significance.NOT_SIGNIFICANT, dtype=object)
    for chosen, word in reversed(choices):
        words[np.asarray(chosen)] = word
    return words
