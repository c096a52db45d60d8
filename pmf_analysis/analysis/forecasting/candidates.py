"""The grid: additive ETS candidates as covariance matrices that depend on the calendar alone.

With its smoothing parameters given, an additive exponential smoothing model is linear: a series is its initial states, each with a
Gaussian prior, plus weighted shocks. So the covariance of a whole series, in units of the shock's variance, is known before any
data are seen, and so are the matrices that turn data into residuals and forecasts.
"""

from dataclasses import dataclass
from functools import lru_cache
from itertools import product

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.learned import prior_weights

Array = NDArray[np.float64]

LEVEL_VARIANCE = 1e4  # in units of the shock's variance: next to flat
OVERLAP_NOISE = 0.02  # rounding and revision keep a rolling mean from being an exact one; in units of the shock's variance
ALPHAS = (0.05, 0.15, 0.3, 0.5, 0.7, 0.9, 1.0)
TRENDS = (  # beta as a share of alpha, phi, prior sds of the first slope and of the drift in shocks; None is no trend
    None,
    (0.0, 1.0, 0.1, 0.0),
    (0.0, 1.0, 0.3, 0.0),
    (0.0, 0.9, 0.5, 0.0),
    (0.1, 0.9, 0.5, 0.0),
    (0.3, 0.98, 0.5, 0.0),
    (0.3, 0.8, 0.5, 0.1),
    (1.0, 0.5, 0.0, 0.1),
    (1.0, 0.5, 0.0, 0.3),
    (0.8, 0.9, 0.5, 0.0),
)
SEASONS = (  # gamma, prior sd of the first season in shocks; None is no season
    None,
    (0.0, 0.5),
    (0.0, 2.0),
    (0.0, 6.0),
    (0.1, 2.0),
    (0.1, 6.0),
    (0.3, 3.0),
)


@dataclass(frozen=True)
class Candidates:
    """The grid for one number of seasons; arrays of one length, C.

    Attributes:
        alpha, beta, phi, gamma: smoothing parameters as in statsmodels's `ETSModel` (beta and gamma are 0 where the part is missing).
        trend_sd, season_sd: prior standard deviations of the first slope and the first seasonal effects, in shocks; 0 is no such part.
        drift_sd: the same of a drift that a damped slope returns to: growth that goes on, where damping alone would end it.
        log_prior: log of the prior weight.
    """

    alpha: Array
    beta: Array
    phi: Array
    gamma: Array
    trend_sd: Array
    drift_sd: Array
    season_sd: Array
    log_prior: Array

    def __len__(self) -> int:
        return len(self.alpha)


@lru_cache(maxsize=8)
def candidates(season: int) -> Candidates:
    """The grid for `season` periods a year (1: no seasonal candidates)."""
    seasons = SEASONS if season > 1 else (None,)
    rows = []
    for alpha, trend, seasonal in product(ALPHAS, TRENDS, seasons):
        ratio, phi, trend_sd, drift_sd = trend or (0.0, 1.0, 0.0, 0.0)
        gamma, season_sd = seasonal or (0.0, 0.0)
        rows.append((alpha, ratio * alpha, phi, min(gamma, 1 - alpha), trend_sd, drift_sd, season_sd, 0.0))
    columns = [np.array(column) for column in zip(*rows, strict=True)]
    shape = (len(ALPHAS), len(TRENDS), len(seasons))
    columns[-1] = np.log(prior_weights(season, shape)).ravel()
    return Candidates(*columns)


@lru_cache(maxsize=32)
def covariances(season: int, length: int, window: int = 1) -> Array:
    """The prior covariance of `length` consecutive values under each candidate, in units of the shock's variance.

    Args:
        season: periods a year.
        length: how many values.
        window: each value is the mean of this many consecutive latent ones (a rolling year of quarters: 4).

    Returns:
        An array (C, length, length).
    """
    grid = candidates(season)
    steps = np.arange(length + window - 1)
    shocks = shock_weights(grid, len(steps), season)
    slopes = damped_sums(grid.phi, len(steps) + 1)[:, 1:] * grid.trend_sd[:, None]
    same_season = (steps[:, None] - steps) % season == 0
    seasonal = np.where(same_season, 1.0, 0.0) - 1.0 / season
    matrices = shocks @ shocks.transpose(0, 2, 1) + LEVEL_VARIANCE
    matrices += slopes[:, :, None] * slopes[:, None, :]
    matrices += grid.drift_sd[:, None, None] ** 2 * np.outer(steps, steps)
    matrices += grid.season_sd[:, None, None] ** 2 * seasonal
    if window == 1:
        return matrices
    return rolled(matrices, window) + OVERLAP_NOISE * np.eye(length)


def shock_weights(grid: Candidates, length: int, season: int) -> Array:
    """How much of each shock is in each later value: unit lower triangular, (C, length, length)."""
    lags = np.arange(length)
    weights = grid.alpha[:, None] + grid.beta[:, None] * damped_sums(grid.phi, length)
    weights = weights + grid.gamma[:, None] * (lags % season == 0) * (season > 1)
    weights[:, 0] = 1.0
    lag = lags[:, None] - lags
    return np.where(lag >= 0, weights[:, np.abs(lag)], 0.0)


def damped_sums(phi: Array, length: int) -> Array:
    """The sum of phi, phi^2, ... phi^j for j from 0 to length - 1: (C, length)."""
    powers = phi[:, None] ** np.arange(length)
    powers[:, 0] = 0.0
    return np.cumsum(powers, axis=1)


def rolled(matrices: Array, window: int) -> Array:
    """The covariance of the moving averages of a process whose covariance is given."""
    length = matrices.shape[1] - window + 1
    mean = np.zeros((length, matrices.shape[1]))
    for step in range(window):
        mean[np.arange(length), np.arange(length) + step] = 1 / window
    return np.asarray(mean @ matrices @ mean.T)
