"""The Theta method for many series of one length at once.

Source: Assimakopoulos and Nikolopoulos (2000); as simple exponential smoothing with half the slope of the regression line,
Hyndman and Billah (2003).
"""

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.adjusted import adjusted_forecast

Array = NDArray[np.float64]

ALPHAS = np.array([0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.99])


def theta_forecast(values: Array, *, season: int, horizon: int) -> Array:
    """The Theta forecast, (N, H), of complete series (N, n)."""
    return adjusted_forecast(values, season=season, horizon=horizon, method=drifted_smoothing)


def drifted_smoothing(values: Array, horizon: int) -> Array:
    """Simple exponential smoothing with half the slope of the line through the values as drift: (N, H)."""
    length = values.shape[1]
    time = np.arange(length) - (length - 1) / 2
    drift = np.sum(values * time, axis=1) / np.sum(time**2) / 2
    level = np.repeat(values[:, :1], len(ALPHAS), axis=1)
    squares = np.zeros_like(level)
    for step in range(1, length):
        errors = values[:, step : step + 1] - level - drift[:, None]
        squares += errors**2
        level = level + drift[:, None] + ALPHAS * errors
    best = np.argmin(squares, axis=1)
    ends = level[np.arange(len(values)), best]
    return np.asarray(ends[:, None] + drift[:, None] * np.arange(1, horizon + 1))
