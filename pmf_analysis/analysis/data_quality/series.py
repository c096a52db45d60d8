"""Whether a result fits its own series: its scale, its sign, repeats that are too many, values far from their neighbours.

Each check looks at the home council's results of one indicator. The numbers were set on the real sample, so that what ordinary
series do (small counts, 2020, values rounded at source) is not told as a fault; `docs/methods/data-quality.md` has each rule.
"""

from collections.abc import Callable, Iterator
from itertools import groupby

import numpy as np
import pandas as pd

from pmf_analysis.analysis.data_quality.finding import WARNS, Finding
from pmf_analysis.analysis.data_quality.one_series import Series
from pmf_analysis.analysis.data_quality.outliers import outliers
from pmf_analysis.analysis.data_quality.scale import FEWEST, jumped, scale_jumps

ODD_SHARE = 0.2  # a sign, or a fraction, that more results have is the series's own
UNLIKELY = (
    0.1  # expected runs as long as this one, in a series that repeats as often as this one otherwise does
)


def unfitting(history: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Finding]:
    """Every check of a series against itself, an indicator at a time."""
    facts = indicators.set_index("indicator_id")
    for name, rows in history[history["value"].notna()].groupby("indicator_id", sort=False):
        series = Series.of(facts, str(name), rows)
        for check in CHECKS:
            yield from check(series)


def sign_flips(series: Series) -> Iterator[Finding]:
    """Results with another sign than the others, of about their size."""
    values = series.values
    for sign in (1, -1):
        odd = np.flatnonzero(sign * values < 0)
        rest = values[sign * values > 0]
        if len(values) < FEWEST or not len(odd) or len(odd) > ODD_SHARE * len(values):
            continue
        usual = float(np.median(np.abs(rest)))
        for place in odd[(np.abs(values[odd]) > usual / 3) & (np.abs(values[odd]) < usual * 3)]:
            words = "negative" if sign > 0 else "positive"
            detail = f"The result for {series.period(place)}, {series.written(place)}, is {words}; the others are not."
            yield series.finding("sign_flip", WARNS, detail, int(place), "Check the sign at the source.")


def not_whole(series: Series) -> Iterator[Finding]:
    """Fractions among counts: 0.289 households in a series of whole numbers."""
    values = series.values
    jumps = jumped(values)
    odd = np.array([place for place in np.flatnonzero(values != np.round(values)) if place not in jumps])
    if series.decimals or len(values) < FEWEST or not len(odd) or len(odd) > ODD_SHARE * len(values):
        return
    place = int(odd[-1])
    detail = f"The result for {series.period(place)} is {values[place]:g}; the indicator's other results are whole numbers."
    yield series.finding("not_whole", WARNS, detail, place, "Check the unit and the value at the source.")


def copied_forward(series: Series) -> Iterator[Finding]:
    """The same value period after period, in a series that seldom repeats itself."""
    values = series.values
    repeats = int((np.diff(values) == 0).sum())
    start = 0
    for value, run in groupby(values):
        length = len(list(run))
        start += length
        if length < 3 or value in series.bounds or value == 0:
            continue
        chance = _expected_runs(len(values), repeats, length)
        if chance < UNLIKELY:
            first, last = series.period(start - length), series.period(start - 1)
            detail = (
                f"The same value, {series.written(start - 1)}, stands for {length} periods from {first} to {last}; "
                "the series seldom repeats a value otherwise."
            )
            step = "Ask the source whether the value was copied forward instead of measured."
            yield series.finding("copied_forward", WARNS, detail, start - 1, step)


def _expected_runs(count: int, repeats: int, length: int) -> float:
    """How many runs of this length a series would have by chance, from how often it repeats a value outside the run."""
    pairs = count - length
    again = (repeats - (length - 1) + 1) / (pairs + 2)
    return count * again ** (length - 1)


CHECKS: tuple[Callable[[Series], Iterator[Finding]], ...] = (
    scale_jumps,
    sign_flips,
    not_whole,
    copied_forward,
    outliers,
)
