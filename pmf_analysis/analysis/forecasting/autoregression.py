"""ARIMA(2,1,0) with drift by ridge regression, for many series of one length at once: no iteration, no failure to converge.

Changes are regressed on the two before, drawn towards no memory; the drift is the mean change. It sees growth that goes on,
which the grid and Theta damp, so that the three err to different sides. Source: Hoerl and Kennard (1970) on ridge regression.
"""

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.adjusted import adjusted_forecast

Array = NDArray[np.float64]

RIDGE = 2.0  # the pull towards no memory weighs as much as so many changes
MOST_MEMORY = 0.9  # of the coefficients' absolute sum: below 1 nothing explodes


def autoregressive_forecast(values: Array, *, season: int, horizon: int) -> Array:
    """The autoregressive forecast, (N, H), of complete series (N, n) of at least four values."""
    return adjusted_forecast(values, season=season, horizon=horizon, method=drifted_autoregression)


def drifted_autoregression(values: Array, horizon: int) -> Array:
    """The last value, and the changes foretold added to it: (N, H)."""
    changes = np.diff(values, axis=1)
    drift = changes.mean(axis=1, keepdims=True)
    about = changes - drift
    memory = _coefficients(about)
    last, before = about[:, -1], about[:, -2]
    ahead = np.empty((len(values), horizon))
    for step in range(horizon):
        last, before = memory[:, 0] * last + memory[:, 1] * before, last
        ahead[:, step] = last
    return np.asarray(values[:, -1:] + np.cumsum(ahead + drift, axis=1))


def _coefficients(about: Array) -> Array:
    """The coefficients of the two changes before, (N, 2)."""
    first, second, now = about[:, 1:-1], about[:, :-2], about[:, 2:]
    pull = RIDGE * np.mean(about**2, axis=1)
    pull = np.where(pull > 0, pull, 1.0)
    own, other = np.sum(first**2, axis=1) + pull, np.sum(second**2, axis=1) + pull
    cross = np.sum(first * second, axis=1)
    with_first, with_second = np.sum(first * now, axis=1), np.sum(second * now, axis=1)
    determinant = own * other - cross**2
    found = np.stack(
        [other * with_first - cross * with_second, own * with_second - cross * with_first], axis=1
    )
    found /= determinant[:, None]
    size = np.abs(found).sum(axis=1, keepdims=True)
    return np.asarray(found * np.minimum(1.0, MOST_MEMORY / np.maximum(size, MOST_MEMORY)))
