"""The bar to beat: repeating the last value, or last year's."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


def naive(values: Array, *, horizon: int) -> Array:
    """The last value again: (N, H) from (N, n)."""
    return np.repeat(values[:, -1:], horizon, axis=1)


def seasonal_naive(values: Array, *, season: int, horizon: int) -> Array:
    """The value of the same season a year before: (N, H) from (N, n); the last value where there is no whole year."""
    if values.shape[1] < season:
        return naive(values, horizon=horizon)
    return values[:, values.shape[1] - season + np.arange(horizon) % season]
