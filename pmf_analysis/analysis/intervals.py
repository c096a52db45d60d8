"""Confidence intervals for one proportion, rate or mean, as England's public health statisticians compute them.

Each function takes numbers, arrays or Series and answers in kind. A missing input gives a missing answer; an input for which
the method has no meaning (a count above its denominator, a negative count, an infinity) is refused in words.
"""

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import ArrayLike, NDArray
from scipy import special

from pmf_analysis.errors import StatisticsError

Floats: TypeAlias = NDArray[np.float64]
FEWEST_FOR_BYAR = 10  # events; below this the exact Poisson limits are used


@dataclass(frozen=True)
class Interval:
    """A value and its confidence limits: floats, or arrays or Series of one shape.

    Attributes:
        value: the proportion, rate or mean.
        lower: the lower limit; NaN where the input is missing.
        upper: the upper limit.
        confidence: 0.95 for a 95% interval.
        method: `Wilson`, `Byar's or exact Poisson` or `Student t`.
    """

    value: Any
    lower: Any
    upper: Any
    confidence: float
    method: str


def wilson(x: Any, n: Any, *, confidence: float = 0.95, multiplier: float = 1) -> Interval:
    """Wilson's score interval for a proportion.

    Args:
        x: how many, a number or many; a missing one gives a missing answer.
        n: out of how many.
        confidence: 0.9 to below 1, or 90 to below 100.
        multiplier: 1 for proportions, 100 for percentages.

    Raises:
        StatisticsError: if x is negative or above n, n is not positive, or a number is infinite.

    Source: Wilson (1927), as in PHEindicatormethods `phe_proportion`.

    >>> answer = wilson(65, 100, multiplier=100)
    >>> answer.value, round(answer.lower, 2), round(answer.upper, 2)
    (65.0, 55.25, 73.64)
    """
    z = normal_quantile(confidence)
    events, trials = _counts(x, n, "Wilson interval")
    _refuse(events > trials, events, "Wilson interval", "x", "at most n")
    centre = 2 * events + z**2
    spread = z * np.sqrt(z**2 + 4 * events * (1 - events / trials))
    scale = 2 * (trials + z**2)
    lower = np.where(events == 0, 0.0, (centre - spread) / scale)
    upper = np.where(events == trials, 1.0, (centre + spread) / scale)
    return _interval(events / trials, lower, upper, multiplier, confidence, "Wilson", like=(x, n))


def byars_or_exact(x: Any, n: Any, *, confidence: float = 0.95, multiplier: float = 100_000) -> Interval:
    """The interval for a rate: Byar's approximation from 10 events on, exact Poisson limits below.

    Args:
        x: the number of events; may exceed n.
        n: the population or time at risk, in the unit that x was counted in.
        confidence: 0.9 to below 1, or 90 to below 100.
        multiplier: 100,000 for a rate per 100,000.

    Returns:
        Rates and limits, per `multiplier`.

    Raises:
        StatisticsError: if x is negative, n is not positive, or a number is infinite.

    Source: Breslow and Day (1987), as in PHEindicatormethods `phe_rate`.

    >>> answer = byars_or_exact(63, 87_879, multiplier=1_000)
    >>> round(answer.value, 3), round(answer.lower, 3), round(answer.upper, 3)
    (0.717, 0.551, 0.917)
    """
    events, at_risk = _counts(x, n, "rate interval")
    lower, upper = poisson_limits(events, confidence=confidence)
    return _interval(
        events / at_risk,
        lower / at_risk,
        upper / at_risk,
        multiplier,
        confidence,
        "Byar's or exact Poisson",
        like=(x, n),
    )


def student_t(values: Any, *, confidence: float = 0.95) -> Interval:
    """Student's t interval for a mean.

    Args:
        values: the values; with several rows, one mean for each row. Missing values are left out.
        confidence: 0.9 to below 1, or 90 to below 100.

    Raises:
        StatisticsError: if fewer than two values are left, or one is infinite.

    Source: PHEindicatormethods `phe_mean`.

    >>> answer = student_t([7.1, 7.4, 7.9, 7.2])
    >>> round(answer.value, 2), round(answer.lower, 2), round(answer.upper, 2)
    (7.4, 6.83, 7.97)
    """
    level = confidence_level(confidence)
    numbers = np.atleast_1d(as_floats(values))
    _refuse(np.isinf(numbers), numbers, "Student t interval", "a value", "finite")
    n = (~np.isnan(numbers)).sum(axis=-1)
    if numbers.size == 0 or np.any(n < 2):
        raise StatisticsError(
            f"Student t interval: needs at least two values, {int(np.min(n, initial=0))} given"
            if numbers.ndim == 1 or numbers.size == 0
            else "Student t interval: needs at least two values in every row"
        )
    mean = np.nanmean(numbers, axis=-1)
    half = special.stdtrit(n - 1, level + (1 - level) / 2) * np.nanstd(numbers, axis=-1, ddof=1) / np.sqrt(n)
    return _interval(mean, mean - half, mean + half, 1, confidence, "Student t", like=())


def confidence_level(confidence: float) -> float:
    """The level between 0.9 and 1: 95 is read as 0.95.

    Raises:
        StatisticsError: if it is neither 0.9 to below 1 nor 90 to below 100.
    """
    level = float(confidence) / 100 if 90 <= confidence < 100 else float(confidence)
    if not 0.9 <= level < 1:
        raise StatisticsError(
            f"a confidence of {confidence} cannot be used; give 0.9 to below 1, or 90 to below 100"
        )
    return level


def normal_quantile(confidence: float) -> float:
    """How many standard errors a two-sided interval takes: 1.959964 for 95%."""
    return -float(special.ndtri((1 - confidence_level(confidence)) / 2))


def poisson_limits(events: Floats, *, confidence: float) -> tuple[Floats, Floats]:
    """Limits of an expected count, given the count: exact below 10, Byar's from there on (where none can be negative)."""
    level = confidence_level(confidence)
    z = normal_quantile(level)
    counts = np.atleast_1d(events)
    enough = np.maximum(counts, FEWEST_FOR_BYAR)
    above = enough + 1
    lower = enough * (1 - 1 / (9 * enough) - z / (3 * np.sqrt(enough))) ** 3
    upper = above * (1 - 1 / (9 * above) + z / (3 * np.sqrt(above))) ** 3
    few = counts < FEWEST_FOR_BYAR
    lower[few], upper[few] = exact_poisson_limits(counts[few], tail=(1 - level) / 2)
    return lower.reshape(np.shape(events)), upper.reshape(np.shape(events))


def exact_poisson_limits(events: Floats, *, tail: float) -> tuple[Floats, Floats]:
    """Exact Poisson limits of an expected count: each tail beyond them has this probability; 0 below no events."""
    some = np.where(events > 0, events, 1.0)
    lower = np.where(events > 0, special.gammaincinv(some, tail), events * 0.0)
    return lower, np.asarray(special.gammainccinv(events + 1, tail))


def as_floats(values: ArrayLike) -> Floats:
    """Numbers of any kind as an array of floats, with NaN for what is missing."""
    if isinstance(values, pd.Series | pd.DataFrame | pd.Index):
        values = values.to_numpy(dtype=float, na_value=np.nan)
    return np.asarray(values, dtype=float)


def _counts(x: Any, n: Any, what: str) -> tuple[Floats, Floats]:
    """Counts and denominators of one shape, refused if they are no such thing."""
    try:
        events, trials = np.broadcast_arrays(as_floats(x), as_floats(n))
    except (TypeError, ValueError) as error:
        raise StatisticsError(f"{what}: x and n must be numbers, as many of one as of the other") from error
    for name, numbers in (("x", events), ("n", trials)):
        _refuse(np.isinf(numbers), numbers, what, name, "finite")
    _refuse(events < 0, events, what, "x", "0 or more")
    _refuse(trials <= 0, trials, what, "n", "above 0")
    return events, trials


def _refuse(wrong: NDArray[np.bool_], numbers: Floats, what: str, name: str, right: str) -> None:
    if not wrong.any():
        return
    first = float(numbers[wrong].flat[0])
    where = f", {int(wrong.sum())} of {wrong.size} are not" if wrong.size > 1 else ""
    raise StatisticsError(f"{what}: {name} must be {right}{where}; found {name} = {first:g}")


def _interval(
    value: Floats,
    lower: Floats,
    upper: Floats,
    multiplier: float,
    confidence: float,
    method: str,
    *,
    like: tuple[Any, ...],
) -> Interval:
    """The answer in the shape of the question: a float for a number, a Series for a Series."""
    index = next((given.index for given in like if isinstance(given, pd.Series)), None)

    def shaped(numbers: Floats) -> Any:
        scaled = np.asarray(numbers) * multiplier
        if index is not None:
            return pd.Series(scaled, index=index)
        return float(scaled) if scaled.ndim == 0 else scaled

    return Interval(shaped(value), shaped(lower), shaped(upper), confidence_level(confidence), method)
