"""The grid's forecast: every candidate's residuals and forecasts by matrix products, weighted by how well each foretold the data.

For shocks with an inverse-gamma prior on their variance the forecast of one candidate is a Student-t; the forecast of the grid is their
mixture, kept as its centre and its spread on the scale on which it was made.
"""

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from pmf_analysis.analysis.forecasting.candidates import LEVEL_VARIANCE, candidates, covariances

Array = NDArray[np.float64]

SHAPE = 1.0  # the prior on the shocks weighs as much as 2 * SHAPE observations
USUAL_SHOCK = 1.0  # the usual shock's standard deviation, in mean absolute changes
CHUNK = 16  # series at once, always so many: a series's numbers are then the same to the last digit in any company
IMPOSSIBLE = -1e6  # log weight of a candidate that goes where nothing should


@dataclass(frozen=True)
class Calendar:
    """When values were seen and are wanted.

    Attributes:
        steps: the steps with a value, ascending from 0.
        count: how many of them are known (the rest are later, and show that gaps are the same).
        season: periods a year; 1 leaves the seasonal candidates out.
        window: see `covariances`.
        horizon: steps ahead of the last known one.
        length: the size of the cached matrices; more than the last step and the horizon together.
        shift: the step from which the level may be another, for a break in the series; 0 for none.
    """

    steps: tuple[int, ...]
    count: int
    season: int
    window: int
    horizon: int
    length: int
    shift: int = 0

    @property
    def known(self) -> NDArray[np.int_]:
        """The steps of the known values."""
        return np.array(self.steps[: self.count])

    @property
    def future(self) -> NDArray[np.int_]:
        """The steps to forecast."""
        return self.steps[self.count - 1] + 1 + np.arange(self.horizon)


@dataclass(frozen=True)
class GridForecast:
    """A forecast on the scale on which it was made; arrays over series (N) and horizons (H).

    Attributes:
        centre: the mixture's mean, (N, H).
        spread: the Student-t scale of the mixture: root of the weighted scales and of the candidates' disagreement, (N, H).
        log_evidence: log density of the data after the first value, (N,).
        best: the candidate with most weight among those that statsmodels's `ETSModel` has too (no drift), (N,).
        seasonal: the weight of the seasonal candidates, (N,).
        memory: lag-one autocorrelation of the best candidate's standardised residuals, (N,).
        freedom: degrees of freedom.
    """

    centre: Array
    spread: Array
    log_evidence: Array
    best: NDArray[np.int_]
    seasonal: Array
    memory: Array
    freedom: float


@dataclass(frozen=True)
class Matrices:
    """What depends on the calendar alone.

    Attributes:
        whiten: turns data into standardised residuals, (C, n, n).
        gain: turns standardised residuals into forecasts, (C, H, n).
        variance: of the forecasts in units of the shock's variance, (C, H).
        log_root: half the log determinant of the residuals after the first, (C,).
        log_prior: of the candidates, (C,).
        seasonal, drifts: which candidates have a season, a drift, (C,).
        season: periods a year.
    """

    whiten: Array
    gain: Array
    variance: Array
    log_root: Array
    log_prior: Array
    seasonal: NDArray[np.bool_]
    drifts: NDArray[np.bool_]
    season: int


@lru_cache(maxsize=6)
def _whitening(
    steps: tuple[int, ...], season: int, window: int, length: int, shift: int
) -> tuple[Array, Array]:
    chosen = np.array(steps)
    prior = _prior(season, length, window, shift)
    roots = np.linalg.cholesky(prior[:, chosen[:, None], chosen])
    diagonal = np.diagonal(roots, axis1=1, axis2=2)
    return np.tril(np.linalg.inv(roots)), np.cumsum(np.log(diagonal), axis=1)


def _prior(season: int, length: int, window: int, shift: int) -> Array:
    """The prior covariance; after a shift the level is next to unknown again, all else goes on."""
    whole = covariances(season, length, window)
    if not shift:
        return whole
    after = (np.arange(length) >= shift).astype(float)
    return whole + LEVEL_VARIANCE * np.outer(after, after)


@lru_cache(maxsize=2)  # both scales of a group of series in turn
def matrices(calendar: Calendar) -> Matrices:
    """The matrices of a calendar; those of a part of a series are blocks of those of the whole."""
    season, window, length, count = calendar.season, calendar.window, calendar.length, calendar.count
    unbroken = calendar.steps == tuple(range(len(calendar.steps)))
    steps = tuple(range(length)) if unbroken else calendar.steps
    whiten, log_root = _whitening(steps, season, window, length, calendar.shift)
    whiten = whiten[:, :count, :count]
    prior, grid = _prior(season, length, window, calendar.shift), candidates(season)
    future = calendar.future
    gain = prior[:, future[:, None], calendar.known] @ whiten.transpose(0, 2, 1)
    variance = prior[:, future, future] - np.sum(gain**2, axis=2)
    return Matrices(
        whiten,
        gain,
        variance,
        log_root[:, count - 1] - log_root[:, 0],
        grid.log_prior,
        grid.season_sd > 0,
        grid.drift_sd > 0,
        season,
    )


def grid_forecast(
    values: Array, *, calendar: Calendar, limits: tuple[Array, Array], least_change: Array
) -> GridForecast:
    """Forecast series that were observed at the same steps.

    Args:
        values: (N, n), none missing, on the scale on which to forecast.
        calendar: when they were observed.
        limits: the lowest and the highest median allowed, (N,) each.
        least_change: what stands for the mean absolute change of a series that never changed, (N,).
    """
    known = matrices(calendar)
    places = np.arange(-(-len(values) // CHUNK) * CHUNK).clip(max=len(values) - 1).reshape(-1, CHUNK)
    parts = [_forecast(values[c], known, (limits[0][c], limits[1][c]), least_change[c]) for c in places]
    centre, spread, evidence, best, seasonal, memory = (
        np.concatenate(arrays)[: len(values)] for arrays in zip(*parts, strict=True)
    )
    freedom = 2 * SHAPE + calendar.count - 1
    return GridForecast(centre, spread, evidence, best.astype(int), seasonal, memory, freedom)


def _forecast(
    values: Array, known: Matrices, limits: tuple[Array, Array], least_change: Array
) -> tuple[Array, Array, Array, NDArray[np.int_], Array, Array]:
    start, n = values[:, :1], values.shape[1]
    residuals = known.whiten @ (values - start).T
    prior_square = 2 * SHAPE * (USUAL_SHOCK * usual_change(values, known.season, least_change)) ** 2
    freedom = 2 * SHAPE + n - 1
    square = np.sum(residuals**2, axis=1) + prior_square
    forecasts = known.gain @ residuals + start.T
    wild = np.any((forecasts < limits[0]) | (forecasts > limits[1]), axis=1)
    fit = (
        known.log_prior[:, None] - known.log_root[:, None] - freedom / 2 * np.log(square) + IMPOSSIBLE * wild
    )
    top = fit.max(axis=0)
    weights = np.exp(fit - top)
    whole = weights.sum(axis=0)
    weights /= whole
    centre = np.einsum("cn,chn->hn", weights, forecasts)
    scale = known.variance[:, :, None] * (square / freedom)[:, None, :] + (forecasts - centre) ** 2
    spread = np.sqrt(np.einsum("cn,chn->hn", weights, scale))
    constant = gammaln(freedom / 2) - gammaln(SHAPE) - (n - 1) / 2 * np.log(np.pi)
    evidence = top + np.log(whole) + SHAPE * np.log(prior_square) + constant
    best = np.argmax(np.where(known.drifts[:, None], -np.inf, fit), axis=0)
    memory = lag_one(residuals[best, 1:, np.arange(len(values))])
    return centre.T, spread.T, evidence, best, known.seasonal @ weights, memory


def usual_change(values: Array, season: int, least: Array) -> Array:
    """The mean absolute change on the value before or on the year before, whichever is the smaller, (N,); `least` if it is 0."""
    change = np.mean(np.abs(np.diff(values, axis=1)), axis=1)
    if season > 1 and values.shape[1] >= 2 * season:
        yearly = np.mean(np.abs(values[:, season:] - values[:, :-season]), axis=1)
        change = np.where(yearly > 0, np.minimum(change, yearly), change)
    return np.where(change > 0, change, least)


def lag_one(residuals: Array) -> Array:
    """Lag-one autocorrelation of each row, (N,); 0 where nothing varies."""
    deviations = residuals - residuals.mean(axis=1, keepdims=True)
    variance = np.sum(deviations**2, axis=1)
    return np.asarray(
        np.sum(deviations[:, 1:] * deviations[:, :-1], axis=1) / np.where(variance > 0, variance, 1.0)
    )
