"""Year-to-date series: they restart every April, so the year-end is forecast from the within-year profile, never from the saw-tooth.

A cumulative value is the year's total spread evenly, plus the usual profile of the year, plus this year's luck with timing, which is nothing
at the start and at the end of a year. Totals wander from year to year or keep to a level. All parts are Gaussian, so that for each
ratio between them the forecast is a Student-t; ratios are weighted by how well they foretold the series.
"""

from dataclasses import dataclass
from itertools import product

import numpy as np
from numpy.typing import NDArray
from scipy.special import gammaln

from pmf_analysis.analysis.forecasting.grid import SHAPE, lag_one
from pmf_analysis.analysis.forecasting.predictions import Predictions
from pmf_analysis.analysis.forecasting.scales import Scale
from pmf_analysis.analysis.forecasting.series import Series

Array = NDArray[np.float64]

PROFILE = "within-year profile"
FORM = "year_to_date"
FIRST_TOTAL_VARIANCE = 1e4  # in units of the timing variance: next to flat
USUAL_TIMING = 0.02  # the usual timing error is this share of the largest value
TOTAL_SDS = (0.1, 0.3, 1.0, 3.0)  # how much totals vary from year to year, in timing errors
PROFILE_SDS = (3.0, 10.0)  # how far the profile may lie from an even one, in timing errors
ROUNDING = 1e-3  # variance of what is left, in units of the timing variance


@dataclass(frozen=True)
class Profile:
    """One candidate: the ratios between the parts, and whether totals wander or keep to a level."""

    total_sd: float
    profile_sd: float
    wanders: bool


CANDIDATES = tuple(Profile(a, b, c) for a, b, c in product(TOTAL_SDS, PROFILE_SDS, (True, False)))


def is_cumulative(series: Series) -> bool:
    """Whether values add up within a year: by the indicator's form, and nearer to their share of the year than to the year-end.

    A year-to-date average (such as a share answered in time) has the form too, but no saw-tooth: it is forecast as it stands.
    """
    if series.facts.form != FORM or series.season == 1:
        return False
    years, part = _places(series, np.array(series.steps))
    ends = {
        int(year): value for year, value, share in zip(years, series.values, part, strict=True) if share == 1
    }
    ratios = [
        (value / ends[int(year)], share)
        for year, value, share in zip(years, series.values, part, strict=True)
        if share < 1 and ends.get(int(year))
    ]
    if not ratios:
        return bool(np.all(series.values >= 0))
    nearer = [abs(ratio - share) < abs(ratio - 1) for ratio, share in ratios]
    return float(np.mean(nearer)) > 0.5


def _places(series: Series, steps: NDArray[np.int_]) -> tuple[NDArray[np.int_], Array]:
    """The financial year of each step, from 0, and the share of it that has passed."""
    month = series.first.season + steps
    return month // series.season, (month % series.season + 1) / series.season


def year_to_date_forecast(series: Series, *, horizon: int) -> Predictions:
    """Forecast a cumulative series `horizon` steps beyond its last value."""
    known = np.array(series.steps)
    future = known[-1] + 1 + np.arange(horizon)
    steps = np.concatenate([known, future])
    covariance = np.stack([_covariance(profile, *_places(series, steps)) for profile in CANDIDATES])
    centre, spread, memory = _mixture(series.values, covariance)
    return Predictions(
        scales=np.array([Scale.PLAIN], dtype=object),
        ends=np.array([[-np.inf, np.inf]]),
        share=np.zeros(1),
        centre=np.stack([centre, centre])[None],
        spread=np.stack([spread, spread])[None],
        freedom=np.array([2 * SHAPE + len(known) - 1]),
        shift=np.zeros((1, horizon)),
        bounds=_bounds(series, future)[None],
        best=np.array([-1]),
        seasonal=np.ones(1),
        memory=np.array([memory]),
        outliers=np.zeros(1, dtype=int),
        label=np.array([PROFILE], dtype=object),
        truncated=np.array([True]),
    )


def _covariance(profile: Profile, years: NDArray[np.int_], part: Array) -> Array:
    same_year = years[:, None] == years
    same_place = part[:, None] == part
    shared = np.minimum(years[:, None], years) if profile.wanders else same_year
    total = FIRST_TOTAL_VARIANCE + profile.total_sd**2 * shared
    usual = profile.profile_sd**2 * same_place * 4 * part * (1 - part)
    timing = same_year * 4 * (np.minimum(part[:, None], part) - part[:, None] * part)
    return np.asarray(np.outer(part, part) * total + usual + timing + ROUNDING * np.eye(len(part)))


def _mixture(values: Array, covariance: Array) -> tuple[Array, Array, float]:
    """Centre and Student-t scale of the weighted candidates, and the autocorrelation left."""
    n = len(values)
    roots = np.linalg.cholesky(covariance[:, :n, :n])
    residuals = np.linalg.solve(roots, np.broadcast_to(values[:, None], (len(roots), n, 1)))
    gain = np.linalg.solve(roots, covariance[:, :n, n:]).transpose(0, 2, 1)
    forecasts = (gain @ residuals)[:, :, 0]
    diagonal = np.diagonal(covariance[:, n:, n:], axis1=1, axis2=2)
    variance = diagonal - np.sum(gain**2, axis=2)
    later = residuals[:, 1:, 0]
    freedom = 2 * SHAPE + n - 1
    largest = np.max(np.abs(values)) or 1.0
    square = np.sum(later**2, axis=1) + 2 * SHAPE * (USUAL_TIMING * largest) ** 2
    log_root = np.sum(np.log(np.diagonal(roots, axis1=1, axis2=2)[:, 1:]), axis=1)
    fit = gammaln(freedom / 2) - log_root - freedom / 2 * np.log(square)
    weights = np.exp(fit - fit.max())
    weights /= weights.sum()
    centre = weights @ forecasts
    spread = np.sqrt(weights @ (variance * (square / freedom)[:, None] + (forecasts - centre) ** 2))
    return centre, spread, float(lag_one(later[[np.argmax(fit)]])[0])


def _bounds(series: Series, future: NDArray[np.int_]) -> Array:
    """The indicator's bounds; what has been collected this year stays collected."""
    years, _ = _places(series, np.concatenate([[series.steps[-1]], future]))
    low = np.full(len(future), max(series.facts.lower, 0.0 if series.values.min() >= 0 else -np.inf))
    same = years[1:] == years[0]
    low[same] = np.maximum(low[same], series.values[-1])
    return np.stack([low, np.full(len(future), series.facts.upper)], axis=1)
