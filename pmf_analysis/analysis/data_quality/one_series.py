"""One indicator's results in order: what the checks of a series look at."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pmf_analysis.analysis.data_quality.finding import ACCURACY, VALIDITY, Finding
from pmf_analysis.framework.numbers import write_value

OF_VALIDITY = ("scale_jump", "sign_flip", "not_whole")


@dataclass(frozen=True)
class Series:
    """The home council's results of one indicator, in order.

    Attributes:
        indicator_id, unit, decimals: as in the register.
        bounds: the lowest and the highest value there can be.
        rows: the results that hold a value.
    """

    indicator_id: str
    unit: str
    decimals: int
    bounds: tuple[float, float]
    rows: pd.DataFrame

    @classmethod
    def of(cls, facts: pd.DataFrame, indicator_id: str, rows: pd.DataFrame) -> "Series":
        """The series of an indicator.

        Args:
            facts: the register, by indicator_id.
            indicator_id: which one.
            rows: its results that hold a value, in order of time.
        """
        fact = facts.loc[indicator_id]
        bounds = (float(fact["lower_bound"]), float(fact["upper_bound"]))
        return cls(indicator_id, str(fact["unit"]), int(fact["decimals"]), bounds, rows)

    @property
    def values(self) -> np.ndarray:
        """The values, in order."""
        return np.asarray(self.rows["value"], dtype="float64")

    def written(self, place: int) -> str:
        """A value as readers see it."""
        return write_value(self.values[place], self.unit, self.decimals)

    def period(self, place: int) -> str:
        """The period of a value."""
        return str(self.rows["period"].iloc[place])

    def finding(self, name: str, severity: str, detail: str, place: int, step: str) -> Finding:
        """A finding about one of the values."""
        dimension = VALIDITY if name in OF_VALIDITY else ACCURACY
        row = int(self.rows["source_row"].iloc[place])
        return Finding(self.indicator_id, dimension, name, severity, detail, self.period(place), row, step)
