"""What a forecast run hands back."""

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.fits import Fits
from pmf_analysis.analysis.forecasting.series import Facts, Series
from pmf_analysis.errors import UsageError

Array = NDArray[np.float64]

REFUSED_COLUMNS = ("indicator_id", "area_code", "cutoff", "reason")


@dataclass(frozen=True)
class ForecastResult:
    """Forecasts of many series, with what is known of their worth.

    Attributes:
        forecasts: one row per series and horizon: indicator_id, area_code, cutoff, period, horizon, model, why_this_model, mean, median,
            lower_80, upper_80, lower_95, upper_95 (and so on for other levels); in the indicator's unit.
        diagnostics: one row per series, the refused ones too (their `reason` begins `not forecast:`).
        refused: indicator_id, area_code, cutoff, reason.
        backtests: one row per series, origin and horizon that has an outturn: the forecast made then, and what came.
        calibration: one row per group of series and horizon: the width multipliers, and the coverage and bias in the back-tests.
        levels: probabilities of `distribution`, (P,).
        distribution: the quantiles behind each row of `forecasts`, (rows, P); of counts before they are made whole.
        facts: what was known of each indicator.
        series: the series as they were used, by indicator and area.
        fits: what was fitted, by content: handed to the next run as `ForecastSettings(warm=result.fits)`, nothing unchanged is fitted again.
        best: the grid's most likely candidate of each series (-1: none), and the scale on which it was made.
    """

    forecasts: pd.DataFrame
    diagnostics: pd.DataFrame
    refused: pd.DataFrame
    backtests: pd.DataFrame
    calibration: pd.DataFrame
    levels: Array
    distribution: Array
    facts: dict[str, Facts]
    series: dict[tuple[str, str], Series]
    fits: Fits
    best: dict[tuple[str, str], tuple[int, str]]

    def model_of(self, indicator_id: str, area_code: str = "", *, kind: str = "ets") -> Any:
        """A statsmodels results object of one series that an analyst can open, print and question.

        Args:
            indicator_id: whose.
            area_code: where.
            kind: `ets` (the grid's most likely candidate, by `ETSModel.smooth` with its parameters), or, fitted now, `arima`,
                `unobserved components` or `theta`.

        Raises:
            UsageError: if the series was not forecast, or the kind is none of these.
        """
        from pmf_analysis.analysis.forecasting.statsmodels_record import record

        key = (indicator_id, area_code)
        if key not in self.series:
            raise UsageError(
                f"{indicator_id} in {area_code or 'no area'} was not forecast; `refused` says why"
            )
        candidate, scale = self.best[key]
        return record(self.series[key], candidate=candidate, scale=scale, kind=kind)
