"""What was learned offline, by `benchmarks/forecasting/learn.py` from the series in shared/data/forecasting; nothing is tuned by hand.

Prior weights: the maximum of the evidence of all training series together (expectation-maximisation), a product of a table
over level smoothing and season and a list over trends, so that 59 numbers and not 490 are learned. Widths: what the grid's
intervals had to be multiplied by on the training series for their 50, 80 and 95 % to hold, by points known and horizon.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Table = tuple[tuple[float, ...], ...]

# By periods a year: rows are `candidates.ALPHAS`, columns `candidates.SEASONS` (one column without seasons).
LEVEL_AND_SEASON: dict[int, Table] = {
    1: ((0.0247,), (0.0277,), (0.0293,), (0.0225,), (0.0146,), (0.055,), (0.826,)),
    4: (
        (0.00467, 0.0067, 0.0048, 0.00321, 0.00505, 0.00422, 0.00381),
        (0.00641, 0.0111, 0.00647, 0.00358, 0.0072, 0.00595, 0.00979),
        (0.0122, 0.0535, 0.00931, 0.00328, 0.0154, 0.00574, 0.0386),
        (0.0241, 0.0835, 0.0122, 0.0026, 0.0273, 0.00375, 0.0365),
        (0.00969, 0.0325, 0.00936, 0.00181, 0.0212, 0.00199, 0.0073),
        (0.00833, 0.024, 0.00705, 0.00132, 0.0213, 0.00136, 0.00221),
        (0.331, 0.0884, 0.00792, 0.00121, 0.00792, 0.00121, 0.002),
    ),
    12: (
        (0.0282, 0.0351, 0.0135, 0.0042, 0.0105, 0.00521, 0.00892),
        (0.0229, 0.136, 0.036, 0.00525, 0.0261, 0.0094, 0.0242),
        (0.0212, 0.043, 0.0277, 0.00462, 0.0246, 0.00706, 0.0148),
        (0.0188, 0.0199, 0.0109, 0.00277, 0.0138, 0.003, 0.0135),
        (0.0357, 0.0235, 0.0127, 0.00227, 0.0158, 0.00228, 0.00693),
        (0.0132, 0.021, 0.006, 0.00217, 0.00819, 0.0023, 0.00413),
        (0.193, 0.0359, 0.00808, 0.00227, 0.00808, 0.00227, 0.00309),
    ),
}
# By periods a year, in the order of `candidates.TRENDS`.
TREND: dict[int, tuple[float, ...]] = {
    1: (0.233, 0.194, 0.165, 0.0268, 0.0151, 0.0822, 0.0192, 0.0211, 0.111, 0.132),
    4: (0.114, 0.309, 0.0483, 0.0558, 0.0495, 0.0572, 0.123, 0.064, 0.0563, 0.123),
    12: (0.526, 0.11, 0.0326, 0.0374, 0.0342, 0.0374, 0.103, 0.0414, 0.0271, 0.0502),
}

COUNTS = (8, 40)  # points known
HORIZONS = (1, 2, 4, 8)
# By periods a year: rows are `COUNTS`, then `HORIZONS`, then the 50, 80 and 95 % intervals.
WIDTHS: dict[int, tuple[Table, ...]] = {
    1: (
        ((0.915, 1.04, 1.18), (0.881, 0.984, 1.09), (1.08, 1.12, 1.21), (1.08, 1.12, 1.21)),
        ((0.868, 0.988, 1.16), (0.928, 0.973, 1.02), (0.825, 0.811, 0.91), (0.825, 0.811, 0.91)),
    ),
    4: (
        ((0.925, 1.01, 1.13), (0.971, 1.05, 1.21), (0.777, 0.879, 1.09), (0.721, 0.864, 1.11)),
        ((0.946, 1.1, 1.3), (0.945, 1.03, 1.29), (0.921, 1.0, 1.17), (0.936, 0.948, 1.14)),
    ),
    12: (
        ((0.983, 1.01, 1.05), (0.931, 0.999, 1.12), (1.03, 1.05, 1.16), (0.692, 0.776, 1.04)),
        ((0.923, 0.996, 1.06), (0.919, 0.955, 0.985), (0.967, 0.997, 1.01), (0.816, 0.875, 0.936)),
    ),
}


def prior_weights(season: int, shape: tuple[int, int, int]) -> Array:
    """The prior weights of the grid as an array over alphas, trends and seasons; even where nothing was learned."""
    if season not in TREND:
        return np.full(shape, 1 / np.prod(shape))
    weights = np.einsum("as,t->ats", np.array(LEVEL_AND_SEASON[season]), np.array(TREND[season]))
    return np.asarray(weights / weights.sum())


def width_prior(season: int, count: int, *, horizon: int) -> Array:
    """Multipliers of the 50, 80 and 95 % half-widths for horizons 1 to `horizon`, (H, 3), between the learned ones on a log scale."""
    if season not in WIDTHS:
        return np.ones((horizon, 3))
    table = np.log(np.array(WIDTHS[season]))
    row = np.interp(np.log(count), np.log(COUNTS), np.arange(len(COUNTS)))
    low = min(int(row), len(COUNTS) - 2)
    mixed = table[low] * (low + 1 - row) + table[low + 1] * (row - low)
    steps = np.log(np.arange(1, horizon + 1))
    widths = [np.exp(np.interp(steps, np.log(HORIZONS), column)) for column in mixed.T]
    return np.stack(widths, axis=1)
