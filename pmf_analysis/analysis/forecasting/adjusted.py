"""A method for series without a season, applied to seasonal ones: adjust, forecast, put the season back; for many series of one length at once.

Adjusted only where the M4 test finds a season: by factors where zero is the origin of the values, by addition elsewhere, and not at all where the
least is zero: such counts have seasons that grow with them, and no factors. Values on one side of zero are also forecast as logarithms, and the two forecasts averaged: on the training series neither was the better on all datasets, and
their mean was on most. As `log_origin` moves with the data, so does all of this: a series shifted has its forecast shifted.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.seasonality import is_seasonal, seasonal_differences, seasonal_factors
from pmf_analysis.analysis.forecasting.shapes import log_origin

Array = NDArray[np.float64]
Method = Callable[[Array, int], Array]

LARGEST_LOG = 700.0  # exp overflows above 709


def adjusted_forecast(values: Array, *, season: int, horizon: int, method: Method) -> Array:
    """The forecast, (N, H), of complete series (N, n) by a method that takes series and a horizon."""
    signs = np.where(values.max(axis=1, keepdims=True) < 0, -1.0, 1.0)  # what is below zero is mirrored
    return signs * _upwards(signs * values, season, horizon, method)


def _upwards(values: Array, season: int, horizon: int, method: Method) -> Array:
    length, origin = values.shape[1], log_origin(values)
    positive = values.min(axis=1) > 0
    seasonal = is_seasonal(values, season=season)
    factors, differences = np.ones((len(values), season)), np.zeros((len(values), season))
    from_zero = seasonal & positive & (origin == 0)
    if from_zero.any():  # a season is found in three years or more, and needs them
        factors[from_zero] = seasonal_factors(values[from_zero], season=season)
    added = seasonal & ~from_zero & (values.min(axis=1) != 0)
    if added.any():
        differences[added] = seasonal_differences(values[added], season=season)
    places = np.arange(length + horizon) % season
    before, after = places[:length], places[length:]
    forecast = _on_both_scales(
        (values - differences[:, before]) / factors[:, before], origin, positive, horizon, method
    )
    return np.asarray(forecast * factors[:, after] + differences[:, after])


def _on_both_scales(
    values: Array, origin: Array, positive: NDArray[np.bool_], horizon: int, method: Method
) -> Array:
    """The mean of the forecasts as they are and as logarithms, of those that have them; of others the former."""
    forecast = method(values, horizon)
    both = positive & (values.min(axis=1) > origin)
    start = origin[both, None]
    logs = method(np.log(values[both] - start), horizon)
    forecast[both] = (forecast[both] + start + np.exp(np.minimum(logs, LARGEST_LOG))) / 2
    return forecast
