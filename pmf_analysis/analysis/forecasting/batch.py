"""Forecast many series, whole or cut at an earlier origin: those alike are forecast together."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.company import company_forecast, company_of
from pmf_analysis.analysis.forecasting.grid import Calendar, GridForecast, grid_forecast
from pmf_analysis.analysis.forecasting.learned import rise_prior
from pmf_analysis.analysis.forecasting.predictions import (
    Predictions,
    joined,
    medians,
    quantiles,
    taken,
    widened,
)
from pmf_analysis.analysis.forecasting.scales import Change, Scale
from pmf_analysis.analysis.forecasting.series import Facts, Series
from pmf_analysis.analysis.forecasting.settings import ForecastSettings
from pmf_analysis.analysis.forecasting.shapes import (
    domain,
    draw_in,
    far_limits,
    least_change,
    second_scale,
    tail_limits,
)
from pmf_analysis.analysis.forecasting.year_to_date import is_cumulative, year_to_date_forecast

Array = NDArray[np.float64]

SIZES = (24, 48, 80, 144, 240)  # of matrices: the smallest that a task fits in
QUARTERS = np.array([0.25, 0.5, 0.75])
GRID = "exponential smoothing"


@dataclass(frozen=True)
class Task:
    """A series as it stood after its first `count` values, to be forecast `horizon` steps."""

    series: Series
    count: int
    horizon: int


def forecast_tasks(tasks: Sequence[Task], *, settings: ForecastSettings) -> Predictions:
    """The forecast of each task, in the order of the tasks; no number in it depends on what else is forecast."""
    widest = max(task.horizon for task in tasks)
    groups: dict[tuple[object, ...], list[int]] = defaultdict(list)
    for place, task in enumerate(tasks):
        groups[_likeness(task)].append(place)
    parts, order = [], []
    for key in sorted(groups, key=_calendar_first):  # neighbours share their matrices
        places = groups[key]
        alike = [tasks[place] for place in places]
        parts.append(widened(_forecast_alike(alike, settings), widest))
        order.extend(places)
    return taken(joined(parts), np.argsort(np.array(order)))


def _likeness(task: Task) -> tuple[object, ...]:
    series = task.series
    if is_cumulative(series):
        return ("year to date", series.indicator_id, series.area_code, task.count)
    scale = second_scale(series, series.values[: task.count])
    return (series.season, series.window, _steps(task), series.shift, task.count, task.horizon, scale)


def _steps(task: Task) -> tuple[int, ...]:
    """The steps with a value; of a series without gaps what comes later makes no difference."""
    steps, count = task.series.steps, task.count
    return steps if steps[-1] >= len(steps) else tuple(range(count))


def _calendar_first(key: tuple[object, ...]) -> str:
    return str(key)


def _length(task: Task) -> int:
    """The size of the matrices that serve a task: one of a few, by what the task needs and not by what others do."""
    steps = task.series.steps
    needed = max(
        steps[task.count - 1] + 1 + task.horizon, len(_steps(task)), steps[-1] * (steps[-1] >= len(steps)) + 1
    )
    return next((size for size in SIZES if size >= needed), needed)


def _forecast_alike(tasks: list[Task], settings: ForecastSettings) -> Predictions:
    first = tasks[0].series
    if is_cumulative(first):
        return year_to_date_forecast(first.until(tasks[0].count), horizon=tasks[0].horizon)
    count, horizon = tasks[0].count, tasks[0].horizon
    raw = np.stack([task.series.values[:count] for task in tasks])
    clean = settings.clean and not first.shift  # the first values after a break are no outliers
    values, far = draw_in(raw, season=first.season) if clean else (raw, np.zeros(raw.shape, dtype=bool))
    calendar = Calendar(
        steps=_steps(tasks[0]),
        count=count,
        season=1 if first.window > 1 else first.season,
        window=first.window,
        horizon=horizon,
        length=_length(tasks[0]),
        shift=first.shift,
    )
    predictions = _two_scales(values, tasks, calendar, second_scale(first, first.values[:count]))
    predictions = replace(predictions, outliers=far.sum(axis=1))
    company = company_of(first.season)
    share = 0.0 if first.shift else company.share_at(count)  # Theta and autoregression know no breaks
    if share:
        goal = company_forecast(values, calendar=calendar, company=company)
        predictions = _towards(predictions, goal, share, far_limits(values))
    rise = rise_prior(first.season, count, horizon=horizon)
    return _risen(predictions, values, rise, [task.series.facts for task in tasks])


def _towards(
    predictions: Predictions, other: Array, share: float, limits: tuple[Array, Array]
) -> Predictions:
    """Move the medians a share of the way towards another forecast, never further than is allowed."""
    centre = medians(predictions)
    goal = np.clip(centre + share * (other - centre), limits[0][:, None], limits[1][:, None])
    return replace(predictions, shift=predictions.shift + goal - centre)


def _risen(predictions: Predictions, values: Array, rise: Array, facts: list[Facts]) -> Predictions:
    """Move the medians of amounts away from zero by what was learned offline, in half-widths of the plain 50 % interval.

    Amounts with no bound ahead grow more often than they shrink, which a few values cannot show. Of shares and scores nothing of the kind
    is known.
    """
    moving = np.ptp(values, axis=1) > 0
    up = moving & (values.min(axis=1) > 0) & np.isinf([fact.upper for fact in facts])
    down = moving & (values.max(axis=1) < 0) & np.isinf([fact.lower for fact in facts])
    widths = np.ones((*predictions.shift.shape, len(QUARTERS)))
    lower, middle, upper = np.moveaxis(quantiles(predictions, QUARTERS, widths), 2, 0)
    half = up[:, None] * (upper - middle) + down[:, None] * (lower - middle)
    return _towards(predictions, middle + half * rise, 1.0, far_limits(values))


def _two_scales(values: Array, tasks: list[Task], calendar: Calendar, scale: Scale) -> Predictions:
    facts = [task.series.facts for task in tasks]
    ends = np.array([domain(scale, fact, row) for fact, row in zip(facts, values, strict=True)])
    decimals = np.array([np.nan if fact.decimals is None else fact.decimals for fact in facts])
    least, limits = least_change(values, decimals), far_limits(values)
    plain = grid_forecast(values, calendar=calendar, limits=limits, least_change=least)
    if scale is Scale.PLAIN:
        second, share = plain, np.zeros(len(tasks))
    else:
        change = Change(scale, ends[:, 0], ends[:, 1])
        second = _on_scale(values, change, calendar, least)
        share = _share(plain, second, change.log_slope(values)[:, 1:].sum(axis=1))
    chosen = share > 0.5
    low, high = tail_limits(values)
    bounds = np.stack(
        [
            np.maximum([fact.lower for fact in facts], low),
            np.minimum([fact.upper for fact in facts], high),
        ],
        axis=1,
    )
    return Predictions(
        scales=np.array([scale] * len(tasks), dtype=object),
        ends=ends,
        share=share,
        centre=np.stack([plain.centre, second.centre], axis=1),
        spread=np.stack([plain.spread, second.spread], axis=1),
        freedom=np.full(len(tasks), plain.freedom),
        shift=np.zeros_like(plain.centre),
        bounds=np.repeat(bounds[:, None, :], calendar.horizon, axis=1),
        best=np.where(chosen, second.best, plain.best),
        seasonal=np.where(chosen, second.seasonal, plain.seasonal),
        memory=np.where(chosen, second.memory, plain.memory),
        outliers=np.zeros(len(tasks), dtype=int),
        label=np.array([GRID] * len(tasks), dtype=object),
        truncated=np.zeros(len(tasks), dtype=bool),
    )


def _on_scale(values: Array, change: Change, calendar: Calendar, least: Array) -> GridForecast:
    low, high = far_limits(values)
    limits = change.forward(low[:, None])[:, 0], change.forward(high[:, None])[:, 0]
    middle = np.median(values, axis=1, keepdims=True)
    slope = np.exp(change.log_slope(middle))[:, 0]
    return grid_forecast(change.forward(values), calendar=calendar, limits=limits, least_change=least * slope)


def _share(plain: GridForecast, second: GridForecast, log_slope: Array) -> Array:
    """The posterior weight of the second scale."""
    difference = second.log_evidence + log_slope - plain.log_evidence
    return np.asarray(1 / (1 + np.exp(-np.clip(difference, -50, 50))))
