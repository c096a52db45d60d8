"""The run chart: shifts told by runs and crossings about the median (the Anhøj rules), for results too few or too coarse for limits.

Source: J. Anhøj and A. V. Olesen (2014), "Run charts revisited", PLoS ONE 9(11): e113825; J. Anhøj (2015), PLoS ONE 10(3): e0121349.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.analysis.binomial import fewest
from pmf_analysis.analysis.spc.inputs import read_series
from pmf_analysis.analysis.spc.limits import Floats

LEAST_USEFUL_POINTS = 10
CROSSINGS_LEVEL = 0.05


@dataclass(frozen=True, eq=False)
class RunChart:
    """A run chart.

    Attributes:
        points: date, value (NaN for a gap), median, side (1 above the median, -1 below, 0 on it or a gap), in date order.
        median: of all results.
        useful: how many results lie off the median; only these form runs and crossings.
        longest_run: results in a row on one side, those on the median passed over.
        longest_run_limit: the longest run that chance explains, log2(useful) + 3, rounded.
        crossings: changes of side.
        crossings_limit: the fewest crossings that chance explains, the 5 % point of Binomial(useful - 1, 1/2).
        signal: `shift` if either limit is passed, `random` if not, `cannot_tell` below 10 useful results.
    """

    points: pd.DataFrame
    median: float
    useful: int
    longest_run: int
    longest_run_limit: int
    crossings: int
    crossings_limit: int
    signal: str


def run_chart(dates: Iterable[Any], values: Iterable[Any]) -> RunChart:
    """Draw up a run chart.

    Args:
        dates: as for `xmr`.
        values: one for each date; None or NaN is a gap, which is passed over.

    Raises:
        StatisticsError: as for `xmr`.

    >>> days = [f"2025-{month:02d}-28" for month in range(1, 13)]
    >>> chart = run_chart(days, [4, 5, 4, 6, 5, 4, 9, 8, 9, 10, 9, 8])
    >>> chart.longest_run, chart.longest_run_limit, chart.crossings, chart.crossings_limit, chart.signal
    (6, 7, 1, 3, 'shift')
    """
    days, numbers = read_series(dates, values)
    median = float(np.nanmedian(numbers))
    side = np.nan_to_num(np.sign(numbers - median)).astype(int)
    useful = int(np.count_nonzero(side))
    longest, crossings = _runs(side[side != 0].astype(np.float64))
    run_limit = round(np.log2(useful) + 3) if useful else 0
    crossing_limit = fewest(CROSSINGS_LEVEL, useful - 1, 0.5) if useful > 1 else 0
    shifted = longest > run_limit or crossings < crossing_limit
    signal = "cannot_tell" if useful < LEAST_USEFUL_POINTS else "shift" if shifted else "random"
    points = pd.DataFrame({"date": days, "value": numbers, "median": median, "side": side})
    return RunChart(points, median, useful, longest, run_limit, crossings, crossing_limit, signal)


def _runs(side: Floats) -> tuple[int, int]:
    """The longest run and the number of crossings."""
    if not len(side):
        return 0, 0
    ends = np.flatnonzero(np.append(np.diff(side) != 0, True))
    return int(np.diff(ends, prepend=-1).max()), len(ends) - 1
