"""What was learned offline, by `benchmarks/forecasting/learn.py` from the series in shared/data/forecasting; nothing is tuned by hand.

Prior weights: the maximum of the evidence of all training series together (expectation-maximisation), a product of a table
over level smoothing and season and a list over trends, so that 59 numbers and not 490 are learned. Rises: how far outturns of
amounts lay above the median (the councils' series took no part). Widths: what the grid's
intervals had to be multiplied by on the training series for their 50, 80 and 95 % to hold, by points known and horizon.
"""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]
Table = tuple[tuple[float, ...], ...]

# By periods a year: rows are `candidates.ALPHAS`, columns `candidates.SEASONS` (one column without seasons).
LEVEL_AND_SEASON: dict[int, Table] = {
    1: ((0.0115,), (0.0138,), (0.0204,), (0.0332,), (0.0192,), (0.0711,), (0.831,)),
    4: (
        (0.00494, 0.00687, 0.00517, 0.0033, 0.00544, 0.0044, 0.00416),
        (0.00642, 0.0112, 0.00675, 0.0036, 0.00779, 0.0064, 0.0112),
        (0.0144, 0.0644, 0.01, 0.00338, 0.0177, 0.00621, 0.0448),
        (0.0242, 0.0804, 0.0115, 0.00245, 0.0265, 0.00328, 0.03),
        (0.0144, 0.0373, 0.0104, 0.00167, 0.022, 0.0018, 0.00697),
        (0.0146, 0.0442, 0.00748, 0.00127, 0.0184, 0.00129, 0.00215),
        (0.313, 0.0596, 0.00602, 0.00117, 0.00602, 0.00117, 0.00189),
    ),
    12: (
        (0.0256, 0.0338, 0.0139, 0.00433, 0.0114, 0.00564, 0.0114),
        (0.0256, 0.143, 0.037, 0.00519, 0.0263, 0.00907, 0.0217),
        (0.0222, 0.0368, 0.0264, 0.00466, 0.0243, 0.00703, 0.0165),
        (0.0208, 0.021, 0.0126, 0.00276, 0.0155, 0.00295, 0.0115),
        (0.0422, 0.028, 0.0112, 0.00226, 0.0144, 0.00229, 0.00719),
        (0.0234, 0.0207, 0.00721, 0.00214, 0.00896, 0.00224, 0.00393),
        (0.173, 0.0333, 0.00601, 0.00221, 0.00601, 0.00221, 0.00281),
    ),
}
# By periods a year, in the order of `candidates.TRENDS`.
TREND: dict[int, tuple[float, ...]] = {
    1: (0.0362, 0.0363, 0.27, 0.0292, 0.0221, 0.295, 0.00446, 0.0203, 0.183, 0.103),
    4: (0.117, 0.231, 0.0903, 0.0604, 0.0554, 0.0953, 0.0673, 0.105, 0.0951, 0.084),
    12: (0.529, 0.0719, 0.0375, 0.039, 0.044, 0.0432, 0.0657, 0.0933, 0.0399, 0.0364),
}

COUNTS = (8, 40)  # points known
HORIZONS = (1, 2, 4, 8)
# By periods a year: rows are `COUNTS`, then `HORIZONS`, then the 50, 80 and 95 % intervals. Learned before Theta led
# the yearly forecasts, and the data chose the logarithm's origin: learned again they are some 3 % narrower, and hold less where they hold least
# (M1 and M4; the yearly 80 % interval 75 instead of 78 % on M4).
WIDTHS: dict[int, tuple[Table, ...]] = {
    1: (
        ((0.942, 1.05, 1.17), (0.908, 1.0, 1.07), (1.0, 1.05, 1.07), (1.0, 1.05, 1.07)),
        ((0.909, 1.06, 1.3), (0.96, 1.03, 1.03), (0.776, 0.822, 0.882), (0.776, 0.822, 0.882)),
    ),
    4: (
        ((0.888, 0.952, 1.04), (0.878, 0.933, 1.05), (0.72, 0.804, 1.01), (0.735, 0.825, 1.09)),
        ((0.928, 1.06, 1.18), (0.887, 0.97, 1.13), (0.839, 0.952, 1.04), (0.885, 0.927, 0.984)),
    ),
    12: (
        ((0.99, 1.01, 1.06), (0.92, 1.0, 1.11), (1.03, 1.05, 1.15), (0.689, 0.778, 1.06)),
        ((0.925, 0.996, 1.06), (0.882, 0.941, 1.0), (0.987, 1.01, 1.01), (0.858, 0.894, 0.966)),
    ),
}


# The share of the learned rise that is believed: of seven sets of series, yearly and quarterly, one did not rise at all, and the
# councils' own, which took no part, rose about half as much.
RISE_BELIEF = 0.75
RISE_COUNTS = (8, 20, 40)
# By periods a year: rows are `RISE_COUNTS`, columns `HORIZONS`.
RISES: dict[int, Table] = {
    1: ((0.186, 0.301, 0.401, 0.401), (0.0216, 0.158, 0.259, 0.259), (0.0845, -0.141, 0.141, 0.141)),
    4: ((0.105, 0.323, 0.325, 0.378), (0.0161, 0.266, 0.247, 0.334), (-0.131, -0.0216, 0.108, 0.0878)),
    12: ((0.0773, 0.153, 0.157, 0.0674), (0.0634, 0.11, 0.108, 0.0517), (-0.0585, 0.0561, -0.00449, 0.0912)),
}


def prior_weights(season: int, shape: tuple[int, int, int]) -> Array:
    """The prior weights of the grid as an array over alphas, trends and seasons; even where nothing was learned."""
    if season not in TREND:
        return np.full(shape, 1 / np.prod(shape))
    weights = np.einsum("as,t->ats", np.array(LEVEL_AND_SEASON[season]), np.array(TREND[season]))
    return np.asarray(weights / weights.sum())


def rise_prior(season: int, count: int, *, horizon: int) -> Array:
    """How far amounts are expected above the median, in half-widths of the 50 % interval, for horizons 1 to `horizon`, (H,)."""
    if season not in RISES:
        return np.zeros(horizon)
    table = np.array(RISES[season])
    at_count = [np.interp(np.log(count), np.log(RISE_COUNTS), column) for column in table.T]
    return RISE_BELIEF * np.asarray(np.interp(np.log(np.arange(1, horizon + 1)), np.log(HORIZONS), at_count))


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
