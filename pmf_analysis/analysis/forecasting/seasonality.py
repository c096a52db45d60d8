"""Whether series are seasonal, and classical seasonal indices; for many series of one length at once.

Source: the seasonality test and the Naive2 benchmark of the M4 competition (Makridakis, Spiliotis and Assimakopoulos 2020): the
autocorrelation at one year outside its 90 % limits, then indices from ratios to a centred moving average.
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


def seasonal_indices(values: Array, *, season: int) -> Array:
    """Multiplicative indices (N, season) of positive series (N, n), with mean 1; the first is that of the first value."""
    weights = np.full(season + 1 - season % 2, 1 / season)
    if season % 2 == 0:
        weights[[0, -1]] /= 2
    width = len(weights)
    windows = np.lib.stride_tricks.sliding_window_view(values, width, axis=1)
    start = width // 2
    ratios = values[:, start : start + windows.shape[1]] / np.sum(windows * weights, axis=2)
    seasons = (start + np.arange(windows.shape[1])) % season
    parts = [
        np.ascontiguousarray(ratios[:, seasons == place]) for place in range(season)
    ]  # rows: sums in one order
    indices = np.stack([part.mean(axis=1) for part in parts], axis=1)
    return np.asarray(indices / indices.mean(axis=1, keepdims=True))
