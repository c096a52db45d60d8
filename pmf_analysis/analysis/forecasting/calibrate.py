"""Rolling-origin back-tests, and interval widths set by how often past intervals held.

Pooled conformal prediction: the ratio of each past error to the half-width that was foretold for it, pooled over the whole portfolio
for each horizon; its 80 % and 95 % points are what the widths should have been multiplied by. Drawn towards the multipliers
learned offline in proportion to how many series speak, of how many times. Source: Vovk, Gammerman and Shafer (2005).
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.batch import Task
from pmf_analysis.analysis.forecasting.fits import NOTHING, Fits
from pmf_analysis.analysis.forecasting.fitting import fit
from pmf_analysis.analysis.forecasting.learned import width_prior
from pmf_analysis.analysis.forecasting.naive import naive, seasonal_naive
from pmf_analysis.analysis.forecasting.predictions import in_whole_numbers, quantiles
from pmf_analysis.analysis.forecasting.series import Series
from pmf_analysis.analysis.forecasting.settings import ForecastSettings

Array = NDArray[np.float64]

CENTRAL = (0.5, 0.8, 0.95)  # the intervals whose widths are learned
PRIOR_SERIES = 20  # the learned multipliers weigh as much as so many series
PRIOR_ORIGINS = 2  # and as so many origins: the series of one place and time share their shocks
NARROWEST, WIDEST = 0.6, 2.5


@dataclass(frozen=True)
class Backtests:
    """Forecasts from earlier origins beside what came; arrays over T tests and H horizons, NaN where nothing came.

    Attributes:
        owner: the place of the series in the portfolio, (T,).
        count: values known at the origin, (T,).
        ago: values of the series after the origin, (T,).
        actual: (T, H).
        median: the model's, (T, H).
        naive, seasonal: the forecasts of repetition, (T, H).
        low, high: uncalibrated-width quantiles for each of `CENTRAL` with the learned widths, (T, H, 3).
    """

    owner: NDArray[np.int_]
    count: NDArray[np.int_]
    ago: NDArray[np.int_]
    actual: Array
    median: Array
    naive: Array
    seasonal: Array
    low: Array
    high: Array


def backtest(
    portfolio: Sequence[Series], *, horizon: int, settings: ForecastSettings
) -> tuple[Backtests, Fits]:
    """Forecast every series again from up to `settings.origins` earlier origins; also what was fitted for it."""
    pairs = [(owner, count) for owner, series in enumerate(portfolio) for count in _origins(series, settings)]
    if not pairs:
        none, wide = np.empty((0, horizon)), np.empty((0, horizon, len(CENTRAL)))
        nobody = np.empty(0, dtype=int)
        return Backtests(nobody, nobody, nobody, none, none, none, none, wide, wide), NOTHING
    tasks = [Task(portfolio[owner], count, horizon) for owner, count in pairs]
    fitted = fit(tasks, settings=settings)
    assert fitted.predictions is not None
    levels = np.array([*((1 - c) / 2 for c in reversed(CENTRAL)), 0.5, *((1 + c) / 2 for c in CENTRAL)])
    foretold = quantiles(fitted.predictions, levels, learned_widths(tasks, levels, horizon))
    repeats = [repetition(task) for task in tasks]
    made = Backtests(
        owner=np.array([owner for owner, _ in pairs]),
        count=np.array([count for _, count in pairs]),
        ago=np.array([len(portfolio[owner].values) - count for owner, count in pairs]),
        actual=np.stack([_actual(task) for task in tasks]),
        median=foretold[:, :, len(CENTRAL)],
        naive=np.stack([last for last, _ in repeats]),
        seasonal=np.stack([year for _, year in repeats]),
        low=foretold[:, :, len(CENTRAL) - 1 :: -1],
        high=foretold[:, :, len(CENTRAL) + 1 :],
    )
    return made, fitted


def _origins(series: Series, settings: ForecastSettings) -> range:
    """How many values are known at each origin: at least half, as a forecast from a few says little of one from many, and some after a break."""
    count = len(series.values)
    broken = int(np.searchsorted(series.steps, series.shift)) + settings.least_bridge if series.shift else 0
    return range(max(settings.least_backtest, count // 2, count - settings.origins, broken), count)


def _actual(task: Task) -> Array:
    """What came after the origin, NaN where nothing did, (H,)."""
    came = np.full(task.horizon, np.nan)
    origin = task.series.steps[task.count - 1]
    for step, value in zip(task.series.steps[task.count :], task.series.values[task.count :], strict=True):
        if step - origin <= task.horizon:
            came[step - origin - 1] = value
    return came


def repetition(task: Task) -> tuple[Array, Array]:
    """The last value again, and last year's again, (H,) each; gaps take the last value before them."""
    series, count = task.series, task.count
    steps = np.array(series.steps[:count])
    filled = series.values[np.searchsorted(steps, np.arange(steps[-1] + 1), side="right") - 1][None]
    last = naive(filled, horizon=task.horizon)[0]
    return last, seasonal_naive(filled, season=series.season, horizon=task.horizon)[0]


def learned_widths(tasks: Sequence[Task], levels: Array, horizon: int) -> Array:
    """The multipliers learned offline, (N, H, P)."""
    table: dict[tuple[int, int], Array] = {}
    for task in tasks:
        key = (task.series.season, task.count)
        if key not in table:
            table[key] = spread_over(width_prior(*key, horizon=horizon), levels)
    return np.stack([table[task.series.season, task.count] for task in tasks])


def spread_over(multipliers: Array, levels: Array) -> Array:
    """Multipliers for any probability from those of the central intervals: (..., H, P) from (..., H, 3)."""
    central = np.abs(2 * levels - 1)
    places = np.interp(central, CENTRAL, np.arange(len(CENTRAL)))
    low = np.minimum(places.astype(int), len(CENTRAL) - 2)
    part = places - low
    return np.asarray(multipliers[..., low] * (1 - part) + multipliers[..., low + 1] * part)


def corrections(backtests: Backtests, groups: Sequence[str], horizon: int) -> dict[str, Array]:
    """What the back-tests of each group of series multiply the learned widths of the intervals of `CENTRAL` by, (H, 3)."""
    named = np.array(groups, dtype=object)
    return {
        group: _pooled(backtests, np.isin(backtests.owner, np.flatnonzero(named == group)), horizon)
        for group in sorted(set(groups))
    }


def _pooled(backtests: Backtests, rows: NDArray[np.bool_], horizon: int) -> Array:
    mine = Backtests(**{field.name: getattr(backtests, field.name)[rows] for field in fields(Backtests)})
    pulls = np.array([_pull(mine, step) for step in range(horizon)])
    sizes = np.clip(_quantiles(np.abs(error_ratios(mine))), NARROWEST, WIDEST)
    spoken = np.maximum.accumulate(np.where(pulls > 0, np.arange(horizon), 0))
    return np.asarray(
        (sizes ** pulls[:, None])[spoken]
    )  # a horizon not tested takes what held for the one before


def _pull(backtests: Backtests, step: int) -> float:
    """How far the tests of one horizon are believed: by how many series speak, and of how many times, as series share their shocks."""
    seen = np.isfinite(backtests.actual[:, step])
    series, origins = (len(np.unique(found[seen])) for found in (backtests.owner, backtests.ago))
    return series / (series + PRIOR_SERIES) * origins / (origins + PRIOR_ORIGINS)


def _quantiles(ratios: Array) -> Array:
    """The quantile of each column of ratios (T, H, 3) at the level of its interval, (H, 3); 1 where there are none."""
    found = np.ones(ratios.shape[1:])
    for step, place in np.ndindex(*found.shape):
        seen = ratios[:, step, place][np.isfinite(ratios[:, step, place])]
        if len(seen):
            found[step, place] = np.quantile(seen, CENTRAL[place])
    return found


def corrected(
    backtests: Backtests, portfolio: Sequence[Series], found: dict[str, Array], groups: Sequence[str]
) -> Backtests:
    """The back-tests as they would have been with the widths of their groups, within the bounds of their indicators, counts whole."""
    if not len(backtests.owner):
        return backtests
    plain = np.ones((backtests.actual.shape[1], len(CENTRAL)))
    widths = np.stack([found.get(groups[owner], plain) for owner in backtests.owner])
    middle = backtests.median[:, :, None]
    owners = [portfolio[owner] for owner in backtests.owner]
    lower = np.array([series.facts.lower for series in owners])[:, None, None]
    upper = np.array([series.facts.upper for series in owners])[:, None, None]
    counts = np.array([series.counts for series in owners])
    return replace(
        backtests,
        median=in_whole_numbers(backtests.median, counts),
        low=in_whole_numbers(np.clip(middle + widths * (backtests.low - middle), lower, upper), counts),
        high=in_whole_numbers(np.clip(middle + widths * (backtests.high - middle), lower, upper), counts),
    )


def error_ratios(backtests: Backtests) -> Array:
    """Each error as a signed multiple of the half-width foretold on its side, (T, H, 3); NaN where nothing came or no width was left."""
    error = (backtests.actual - backtests.median)[:, :, None]
    middle = backtests.median[:, :, None]
    half = np.where(error >= 0, backtests.high - middle, middle - backtests.low)
    return np.asarray(np.where(half > 0, error / np.where(half > 0, half, 1.0), np.nan))


def mean_absolute(errors: Array) -> float:
    """The mean of the absolute errors that are known; NaN if none is."""
    known = np.abs(errors[np.isfinite(errors)])
    return float(known.mean()) if len(known) else float("nan")
