"""Fit what was not fitted before: a series that stands as it stood is looked up in last quarter's fits, to the last digit."""

import hashlib
from collections.abc import Sequence

import numpy as np

from pmf_analysis import __version__
from pmf_analysis.analysis.forecasting.batch import Task, forecast_tasks
from pmf_analysis.analysis.forecasting.fits import NOTHING, Fits, fits
from pmf_analysis.analysis.forecasting.predictions import joined, narrowed, taken, widened
from pmf_analysis.analysis.forecasting.settings import ForecastSettings
from pmf_analysis.analysis.forecasting.year_to_date import is_cumulative


def fit(tasks: Sequence[Task], *, settings: ForecastSettings) -> Fits:
    """The fit of each task, taken from `settings.warm` where it is there; nothing in it depends on the other tasks."""
    if not tasks:
        return NOTHING
    keys = [content_key(task, settings) for task in tasks]
    widest = max(task.horizon for task in tasks)
    new = [place for place, key in enumerate(keys) if key not in settings.warm.places]
    old = [place for place, key in enumerate(keys) if key in settings.warm.places]
    parts = []
    if new:
        parts.append(widened(forecast_tasks([tasks[place] for place in new], settings=settings), widest))
    if old:
        kept = settings.warm.of([keys[place] for place in old])
        parts.append(widened(narrowed(kept, widest), widest))
    order = np.argsort(np.array([*new, *old]))
    return fits(keys, taken(joined(parts), order))


def content_key(task: Task, settings: ForecastSettings) -> str:
    """Everything that the fit of a task depends on: values and their places, facts, horizon, settings and the version of the code."""
    series, count = task.series, task.count
    unbroken = series.steps[-1] < len(series.steps)
    steps = count if unbroken else series.steps  # what comes after a gap decides which matrices are used
    place = series.first.ordinal % series.season
    facts = (series.facts, series.season, series.window, is_cumulative(series), place, series.shift)
    told = repr((__version__, steps, count, task.horizon, facts, settings.clean))
    return hashlib.blake2b(told.encode() + series.values[:count].tobytes(), digest_size=16).hexdigest()
