"""Rolling-origin back-tests, and interval widths set by how often past intervals held.

Pooled conformal prediction: the ratio of each past error to the half-width that was foretold for it, pooled over the whole portfolio
for each horizon; its 80 % and 95 % points are what the widths should have been multiplied by. Drawn towards the multipliers
learned offline in proportion to how many series speak. A drift that the errors share is corrected first. Source: Vovk, Gammerman and Shafer (2005); METHODS.md, section 5.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.batch import Task, forecast_tasks
from pmf_analysis.analysis.forecasting.learned import width_prior
from pmf_analysis.analysis.forecasting.naive import naive, seasonal_naive
from pmf_analysis.analysis.forecasting.predictions import quantiles
from pmf_analysis.analysis.forecasting.series import Series
from pmf_analysis.analysis.forecasting.settings import ForecastSettings

Array = NDArray[np.float64]

CENTRAL = (0.5, 0.8, 0.95)  # the intervals whose widths are learned
PRIOR_SERIES = 60  # the learned multipliers weigh as much as so many series
PRIOR_ORIGINS = 9  # and that there is no drift as much as so many origins
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


def backtest(portfolio: Sequence[Series], *, horizon: int, settings: ForecastSettings) -> Backtests:
    """Forecast every series again from up to `settings.origins` earlier origins."""
    pairs = [
        (owner, count)
        for owner, series in enumerate(portfolio)
        for count in range(
            max(settings.least_backtest, len(series.values) - settings.origins), len(series.values)
        )
    ]
    if not pairs:
        none, wide = np.empty((0, horizon)), np.empty((0, horizon, len(CENTRAL)))
        nobody = np.empty(0, dtype=int)
        return Backtests(nobody, nobody, nobody, none, none, none, none, wide, wide)
    tasks = [Task(portfolio[owner], count, horizon) for owner, count in pairs]
    predictions = forecast_tasks(tasks, settings=settings)
    levels = np.array([*((1 - c) / 2 for c in reversed(CENTRAL)), 0.5, *((1 + c) / 2 for c in CENTRAL)])
    foretold = quantiles(predictions, levels, learned_widths(tasks, levels, horizon))
    repeats = [repetition(task) for task in tasks]
    return Backtests(
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


@dataclass(frozen=True)
class Correction:
    """What a group's back-tests say of its forecasts.

    Attributes:
        shift: what is added to the centre, in half-widths of the 50 % interval on that side, (H,).
        widths: multiplies the learned widths of the intervals of `CENTRAL`, (H, 3).
    """

    shift: Array
    widths: Array


def corrections(backtests: Backtests, groups: Sequence[str], horizon: int) -> dict[str, Correction]:
    """The correction of each group of series."""
    named = np.array(groups, dtype=object)
    return {
        group: _pooled(backtests, np.isin(backtests.owner, np.flatnonzero(named == group)), horizon)
        for group in sorted(set(groups))
    }


def _pooled(backtests: Backtests, rows: NDArray[np.bool_], horizon: int) -> Correction:
    mine = _part(backtests, rows)
    pulls = np.array([_speakers(mine, step) for step in range(horizon)]).astype(float)
    pulls /= pulls + PRIOR_SERIES
    believed = np.array([_believed(mine, step) for step in range(horizon)])
    drift = _quantiles(error_ratios(mine)[:, :, :1], (0.5,), otherwise=0.0)[:, 0]
    shift = pulls * believed * drift
    sizes = _quantiles(np.abs(error_ratios(shifted(mine, shift))), CENTRAL, otherwise=1.0)
    return _kept(Correction(shift, np.clip(sizes, NARROWEST, WIDEST) ** pulls[:, None]), pulls)


def _part(backtests: Backtests, rows: NDArray[np.bool_]) -> Backtests:
    return Backtests(**{field.name: getattr(backtests, field.name)[rows] for field in fields(Backtests)})


def _speakers(backtests: Backtests, step: int) -> int:
    """How many series have a test so many steps ahead."""
    return len(np.unique(backtests.owner[np.isfinite(backtests.actual[:, step])]))


def _believed(backtests: Backtests, step: int) -> float:
    """How far the tests of one horizon can be believed about a drift: shocks are shared, so that origins and not series are its witnesses."""
    seen = np.isfinite(backtests.actual[:, step])
    number = len(np.unique(backtests.ago[seen]))
    return number / (number + PRIOR_ORIGINS)


def _quantiles(ratios: Array, levels: Sequence[float], *, otherwise: float) -> Array:
    """The quantile of each column of ratios (T, H, K) at its level, (H, K)."""
    found = np.full(ratios.shape[1:], otherwise)
    for step, place in np.ndindex(*found.shape):
        seen = ratios[:, step, place][np.isfinite(ratios[:, step, place])]
        if len(seen):
            found[step, place] = np.quantile(seen, levels[place])
    return found


def _kept(correction: Correction, pulls: Array) -> Correction:
    """The same; a horizon of which no series speaks takes the correction of the one before."""
    spoken = np.maximum.accumulate(np.where(pulls > 0, np.arange(len(pulls)), 0))
    return Correction(correction.shift[spoken], correction.widths[spoken])


def shifted(backtests: Backtests, shift: Array) -> Backtests:
    """The back-tests with their forecasts moved by the shift of each horizon, (H,) or (T, H), as `Correction` has it."""
    half = np.where(
        shift > 0, backtests.high[:, :, 0] - backtests.median, backtests.median - backtests.low[:, :, 0]
    )
    move = shift * half
    return replace(
        backtests,
        median=backtests.median + move,
        low=backtests.low + move[:, :, None],
        high=backtests.high + move[:, :, None],
    )


def no_correction(horizon: int) -> Correction:
    """The correction that changes nothing."""
    return Correction(np.zeros(horizon), np.ones((horizon, len(CENTRAL))))


def corrected(
    backtests: Backtests, portfolio: Sequence[Series], found: dict[str, Correction], groups: Sequence[str]
) -> Backtests:
    """The back-tests as they would have been with the corrections of their groups, within the bounds of their indicators."""
    if not found or not len(backtests.owner):
        return backtests
    shift = np.stack([found[groups[owner]].shift for owner in backtests.owner])
    widths = np.stack([found[groups[owner]].widths for owner in backtests.owner])
    moved = shifted(backtests, shift)
    middle = moved.median[:, :, None]
    facts = [portfolio[owner].facts for owner in backtests.owner]
    lower = np.array([fact.lower for fact in facts])[:, None]
    upper = np.array([fact.upper for fact in facts])[:, None]
    return replace(
        moved,
        median=np.clip(moved.median, lower, upper),
        low=np.clip(middle + widths * (moved.low - middle), lower[:, :, None], upper[:, :, None]),
        high=np.clip(middle + widths * (moved.high - middle), lower[:, :, None], upper[:, :, None]),
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
