"""The bar that a forecast must beat: repeating the latest result, or that of the same time last year."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pmf_analysis.framework.indicators import Form
from pmf_analysis.framework.periods import Frequency, Period


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
        held = rows[rows["value"].notna()]
        self._values = dict(zip(held["period_ordinal"].astype(int), held["value"].astype(float), strict=True))

    def bar(self, *, cutoff: str, period: str) -> Bar:
        """What repeating would have said at the cutoff of a period after it."""
        start, end = (Period.parse(each, frequency=self._frequency).ordinal for each in (cutoff, period))
        year = self._frequency.periods_per_year
        seasons = -(-(end - start) // year)  # whole years back to what was known
        last, last_year = self._values.get(start, np.nan), self._values.get(end - seasons * year, np.nan)
        short, long = self._missed_by(1, start), self._missed_by(year, start)
        seasonal = self._to_date or (year > 1 and not np.isnan(last_year) and long < short)
        return Bar(last_year, long) if seasonal else Bar(last, short)

    def _missed_by(self, lag: int, until: int) -> float:
        """The mean distance between results so many periods apart, until a cutoff; NaN where there are none."""
        distances = [
            abs(value - self._values[place - lag])
            for place, value in self._values.items()
            if place <= until and place - lag in self._values
        ]
        return float(np.mean(distances)) if distances else np.nan
