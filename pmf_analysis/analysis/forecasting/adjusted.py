"""A method for series without a season, applied to seasonal ones: adjust, forecast, put the season back; for many series of one length at once.

Adjusted only where the M4 test finds a season. Positive series are also forecast as logarithms, and the two forecasts averaged: on the
training series neither was the better on all datasets, and their mean was on most.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.seasonality import is_seasonal, seasonal_indices

Array = NDArray[np.float64]

LARGEST_LOG = 700.0  # exp overflows above 709


def adjusted_forecast(
    values: Array, *, season: int, horizon: int, method: Callable[[Array, int], Array]
) -> Array:
    """The forecast, (N, H), of complete series (N, n) by a method that takes series and a horizon."""
    length = values.shape[1]
    indices = np.ones((len(values), season))
    seasonal = is_seasonal(values, season=season) & (values.min(axis=1) > 0)
    if seasonal.any():
        indices[seasonal] = seasonal_indices(values[seasonal], season=season)
    places = np.arange(length + horizon) % season
    adjusted = values / indices[:, places[:length]]
    forecast = method(adjusted, horizon)
    positive = adjusted.min(axis=1) > 0
    logs = method(np.log(adjusted[positive]), horizon)
    forecast[positive] = (forecast[positive] + np.exp(np.minimum(logs, LARGEST_LOG))) / 2
    return np.asarray(forecast * indices[:, places[length:]])
