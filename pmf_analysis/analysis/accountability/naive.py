"""The bar that a forecast must beat: repeating the latest result, or that of the same time last year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.framework.indicators import Form
from pmf_analysis.framework.periods import Frequency, Period

FloatArray = NDArray[np.float64]


@dataclass(frozen=True)
class Bar:
    """What repeating would have said, and how far results of the series usually lie apart.

    Attributes:
        forecast: NaN where there is nothing to repeat.
        usual_step: the mean distance that repeating missed by until the cutoff, in the indicator's unit; NaN where unknown.
    """

    forecast: float
    usual_step: float


class Repeating:
    """Repeats one indicator's results.

    Of the latest result and that of the same time last year, it repeats the one that had lain closer, on average, to what came
    until the cutoff; a year-to-date figure always repeats last year's.
    """

    def __init__(self, rows: pd.DataFrame, *, frequency: Frequency, form: str) -> None:
        """Take the results of one indicator.

        Args:
            rows: period_ordinal and value, in any order.
            frequency: of the indicator.
            form: of the indicator, in the words of the register.
        """
        self._frequency, self._to_date = frequency, form == Form.YEAR_TO_DATE
        held = rows[rows["value"].notna()].sort_values("period_ordinal")
        self._places = held["period_ordinal"].to_numpy(dtype="int64")
        self._values = dict(zip(self._places.tolist(), held["value"].astype(float).tolist(), strict=True))
        self._missed = {lag: self._running_miss(lag) for lag in {1, frequency.periods_per_year}}

    def bar(self, *, cutoff: str, period: str) -> Bar:
        """What repeating would have said at the cutoff of a period after it."""
        start, end = (Period.parse(each, frequency=self._frequency).ordinal for each in (cutoff, period))
        year = self._frequency.periods_per_year
        seasons = -(-(end - start) // year)  # whole years back to what was known
        last, last_year = self._values.get(start, np.nan), self._values.get(end - seasons * year, np.nan)
        known = int(np.searchsorted(self._places, start, side="right"))
        short, long = (float(self._missed[lag][known]) for lag in (1, year))
        seasonal = self._to_date or (year > 1 and not np.isnan(last_year) and long < short)
        return Bar(last_year, long) if seasonal else Bar(last, short)

    def _running_miss(self, lag: int) -> FloatArray:
        """The mean distance between results so many periods apart among the first 0, 1, 2 and so on; NaN where there are none."""
        before = np.array([self._values.get(place - lag, np.nan) for place in self._places.tolist()])
        distances = np.abs(np.array(list(self._values.values())) - before)
        counts = np.concatenate([[0], np.cumsum(~np.isnan(distances))])
        sums = np.concatenate([[0.0], np.nancumsum(distances)])
        means: FloatArray = np.where(counts > 0, sums / np.maximum(counts, 1), np.nan)
        return means
