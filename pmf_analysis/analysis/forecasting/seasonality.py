"""Whether series are seasonal, and what the seasons are; for many series of one length at once.

Source: the seasonality test and the Naive2 benchmark of the M4 competition (Makridakis, Spiliotis and Assimakopoulos 2020): the
autocorrelation at one year outside its 90 % limits, then factors from ratios to a centred moving average. Differences from it are the same for values without a zero of their own.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

NORMAL_90 = 1.645


def is_seasonal(values: Array, *, season: int) -> NDArray[np.bool_]:
    """Whether each series (N, n) is seasonal at 90 %; never below three years, nor for a constant."""
    count, length = values.shape
    if season < 2 or length < 3 * season:
        return np.zeros(count, dtype=bool)
    deviations = values - values.mean(axis=1, keepdims=True)
    variance = np.sum(deviations**2, axis=1)
    lags = [np.sum(deviations[:, lag:] * deviations[:, :-lag], axis=1) for lag in range(1, season + 1)]
    correlations = np.stack(lags) / np.where(variance > 0, variance, 1.0)
    limit = NORMAL_90 * np.sqrt((1 + 2 * np.sum(correlations[:-1] ** 2, axis=0)) / length)
    return np.asarray((np.abs(correlations[-1]) > limit) & (variance > 0))


def seasonal_factors(values: Array, *, season: int) -> Array:
    """What the seasons of positive series (N, n) are multiplied by, (N, season), with mean 1; the first is that of the first value."""
    middle, trend = _centred(values, season)
    factors = _by_season(middle / trend, season)
    return np.asarray(factors / factors.mean(axis=1, keepdims=True))


def seasonal_differences(values: Array, *, season: int) -> Array:
    """What the seasons of series (N, n) lie above the trend, (N, season), with mean 0; the first is that of the first value."""
    middle, trend = _centred(values, season)
    differences = _by_season(middle - trend, season)
    return np.asarray(differences - differences.mean(axis=1, keepdims=True))


def _centred(values: Array, season: int) -> tuple[Array, Array]:
    """The values that have half a year on both sides, and their centred moving average."""
    weights = np.full(season + 1 - season % 2, 1 / season)
    if season % 2 == 0:
        weights[[0, -1]] /= 2
    windows = np.lib.stride_tricks.sliding_window_view(values, len(weights), axis=1)
    start = len(weights) // 2
    return values[:, start : start + windows.shape[1]], np.sum(windows * weights, axis=2)


def _by_season(found: Array, season: int) -> Array:
    """The mean of each season; what was found begins half a year after the first value."""
    seasons = (season // 2 + np.arange(found.shape[1])) % season
    parts = [
        np.ascontiguousarray(found[:, seasons == place]) for place in range(season)
    ]  # rows: sums in one order
    return np.stack([part.mean(axis=1) for part in parts], axis=1)
