"""Is a value better than a benchmark, or is the difference what chance brings? The five methods of England's Fingertips.

A method gives a position: -1 below the benchmark, 0 no different, +1 above, -2 and +2 beyond the wider 99.8% limits, NaN where
there is nothing to compare with. `judge` turns positions into words by polarity. Limits that touch the benchmark are similar.
"""

from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.intervals import Floats, as_floats, exact_poisson_limits
from pmf_analysis.errors import StatisticsError
from pmf_analysis.framework.indicators import Polarity

DEVIATIONS_95 = 1.96  # Fingertips writes its control limits with these rounded multiples of a standard error
DEVIATIONS_998 = 3.0902
TAIL_95, TAIL_998 = 0.025, 0.001

Truths: TypeAlias = NDArray[np.bool_]


class Comparison(StrEnum):
    """What a comparison with a benchmark finds; best and worst, highest and lowest lie beyond the 99.8% limits."""

    BEST = "best"
    BETTER = "better"
    SIMILAR = "similar"
    WORSE = "worse"
    WORST = "worst"
    HIGHEST = "highest"
    HIGHER = "higher"
    LOWER = "lower"
    LOWEST = "lowest"
    NOT_COMPARED = "not_compared"

    @property
    def words(self) -> str:
        """For readers: `not compared`."""
        return self.value.replace("_", " ")


GOOD_WORDS = (
    Comparison.WORST,
    Comparison.WORSE,
    Comparison.SIMILAR,
    Comparison.BETTER,
    Comparison.BEST,
)
PLAIN_WORDS = (
    Comparison.LOWEST,
    Comparison.LOWER,
    Comparison.SIMILAR,
    Comparison.HIGHER,
    Comparison.HIGHEST,
)


def compare(
    value: Any,
    *,
    benchmark: Any,
    polarity: Polarity | None,
    method: str = "single95",
    multiplier: float | None = None,
    **facts: Any,
) -> Any:
    """Compare values with a benchmark by one of Fingertips's methods.

    Args:
        value: the areas' values, one or many.
        benchmark: the value to compare with. Where `multiplier` is given, values are proportions or rates and a benchmark
            below 0 is no benchmark (Fingertips writes -1 for none).
        polarity: which way is better; None for an indicator that must not be compared.
        method: `single95`, `single95_998`, `double95`, `spc_prop` or `spc_dsr`.
        multiplier: 100 for percentages, 100,000 for rates per 100,000; needed by `spc_prop` and `spc_dsr`.
        facts: what the method needs beside: the arguments of the function of that name.

    Returns:
        A `Comparison`, or an array of them.

    Raises:
        StatisticsError: if there is no such method, or a fact that it needs is not given.

    >>> compare(62.0, benchmark=65.0, polarity=Polarity.UP_IS_GOOD, lower=60.1, upper=63.9).value
    'worse'
    >>> compare(62.0, benchmark=65.0, polarity=Polarity.NEUTRAL, lower=60.1, upper=63.9).value
    'lower'
    """
    if method not in METHODS:
        raise StatisticsError(f"there is no comparison '{method}'; the methods are: {', '.join(METHODS)}")
    values, marks = as_floats(value), as_floats(benchmark)
    if multiplier is not None:
        marks = np.where(marks < 0, np.nan, marks)
        if method.startswith("spc"):
            facts["multiplier"] = multiplier
    try:
        positions = METHODS[method](values, marks, **facts)
    except TypeError as error:
        raise StatisticsError(f"comparison '{method}': {str(error).split('() ', 1)[-1]}") from error
    return judge(positions, polarity=polarity)


def judge(positions: Any, *, polarity: Polarity | None) -> Any:
    """Positions against a benchmark in words: better and worse where polarity says which is which, higher and lower elsewhere.

    >>> [word.value for word in judge([-1, 0, 2, float("nan")], polarity=Polarity.UP_IS_BAD)]
    ['better', 'similar', 'worst', 'not_compared']
    """
    shape = np.shape(positions)
    numbers = np.atleast_1d(as_floats(positions))
    sign = polarity.sign if polarity else 0
    words = np.array(GOOD_WORDS if sign else PLAIN_WORDS, dtype=object)
    known = ~np.isnan(numbers) & (polarity is not None)
    steps = np.where(known, numbers * (sign or 1), 0).astype(int)
    judged = words[steps + 2]
    judged[~known] = Comparison.NOT_COMPARED
    return judged.reshape(shape) if shape else judged[0]


def single95(value: Any, benchmark: Any, *, lower: Any, upper: Any) -> Floats:
    """The benchmark is a fixed number: similar if the value's 95% limits hold it, limits included.

    >>> float(single95(50.0, 52.0, lower=48.0, upper=52.0))
    0.0
    """
    values, marks, low, high = _aligned(value, benchmark, lower, upper)
    return _beyond(values, marks, (low <= marks) & (marks <= high), known=_given(values, marks, low, high))


def single95_998(
    value: Any, benchmark: Any, *, lower: Any, upper: Any, lower_998: Any, upper_998: Any
) -> Floats:
    """As `single95`; twice as far where the 99.8% limits exclude the benchmark too."""
    inner = single95(value, benchmark, lower=lower, upper=upper)
    outer = single95(value, benchmark, lower=lower_998, upper=upper_998)
    return inner + np.where((inner != 0) & ~np.isnan(outer), outer, 0)


def double95(
    value: Any, benchmark: Any, *, lower: Any, upper: Any, benchmark_lower: Any, benchmark_upper: Any
) -> Floats:
    """The benchmark has limits too: similar if the two intervals touch or overlap."""
    values, marks, low, high, mark_low, mark_high = _aligned(
        value, benchmark, lower, upper, benchmark_lower, benchmark_upper
    )
    overlap = np.where(values < marks, mark_low <= high, low <= mark_high)
    return _beyond(values, marks, overlap, known=_given(values, marks, low, high, mark_low, mark_high))


def spc_prop(
    value: Any, benchmark: Any, *, denominator: Any, multiplier: float, deviations: float = DEVIATIONS_95
) -> Floats:
    """Control limits round the benchmark for a proportion with the area's denominator: Wilson's limits at the benchmark.

    Args:
        value: the areas' values, as percentages where `multiplier` is 100.
        benchmark: the proportion expected, in the same unit.
        denominator: out of how many the value is.
        multiplier: 100 for percentages.
        deviations: 1.96 for 95% limits, 3.0902 for 99.8%.
    """
    values, marks, n = _aligned(value, benchmark, denominator)
    known = _given(values, marks, n) & (marks >= 0) & (marks <= multiplier) & (n > 0)
    p, n = np.where(known, marks / multiplier, 0.5), np.where(known, n, 1.0)
    centre = 2 * n * p + deviations**2
    spread = deviations * np.sqrt(deviations**2 + 4 * n * p * (1 - p))
    scale = multiplier / (2 * (n + deviations**2))
    inside = ((centre - spread) * scale <= values) & (values <= (centre + spread) * scale)
    return _beyond(values, marks, inside, known=known)


def spc_dsr(
    value: Any, benchmark: Any, *, denominator: Any, multiplier: float, tail: float = TAIL_95
) -> Floats:
    """Control limits round the benchmark for a rate: exact Poisson limits of the events expected in the area's population.

    Args:
        value: the areas' rates.
        benchmark: the rate expected, in the same unit.
        denominator: the population behind the value.
        multiplier: 100,000 for rates per 100,000.
        tail: 0.025 for 95% limits, 0.001 for 99.8%.
    """
    values, marks, n = _aligned(value, benchmark, denominator)
    known = _given(values, marks, n) & (marks >= 0) & (n > 0)
    n = np.where(known, n, 1.0)
    low, high = exact_poisson_limits(np.where(known, marks * n / multiplier, 1.0), tail=tail)
    inside = (low * multiplier / n <= values) & (values <= high * multiplier / n)
    return _beyond(values, marks, inside, known=known)


METHODS: dict[str, Callable[..., Floats]] = {
    "single95": single95,
    "single95_998": single95_998,
    "double95": double95,
    "spc_prop": spc_prop,
    "spc_dsr": spc_dsr,
}


def _aligned(*given: Any) -> tuple[Floats, ...]:
    return tuple(np.broadcast_arrays(*(as_floats(numbers) for numbers in given)))


def _given(*numbers: Floats) -> Truths:
    given: Truths = np.all(np.isfinite(np.broadcast_arrays(*numbers)), axis=0)
    return given


def _beyond(values: Floats, marks: Floats, similar: Any, *, known: Any) -> Floats:
    """-1, 0 or +1 where known, NaN elsewhere."""
    return np.where(known, np.where(similar, 0.0, np.where(values < marks, -1.0, 1.0)), np.nan)
