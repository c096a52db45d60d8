"""Which forecast is used for each series, and why, in words that a report can print."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.batch import Task
from pmf_analysis.analysis.forecasting.calibrate import Backtests, mean_absolute, repetition
from pmf_analysis.analysis.forecasting.predictions import Predictions
from pmf_analysis.analysis.forecasting.series import Series
from pmf_analysis.analysis.forecasting.settings import ForecastSettings
from pmf_analysis.analysis.forecasting.year_to_date import is_cumulative

Array = NDArray[np.float64]


class Model(StrEnum):
    """What makes the central forecast."""

    GRID = "exponential smoothing"
    COMBINED = "exponential smoothing, Theta and autoregression"
    WITH_THETA = "exponential smoothing and Theta"
    PROFILE = "within-year profile"
    NAIVE = "last value repeated"
    SEASONAL_NAIVE = "last year repeated"


@dataclass(frozen=True)
class Choice:
    """The model of one series.

    Attributes:
        repeat: repeat the last value or the last year instead of the model's forecast; None for the model's own.
        why: in words.
        tests: how many errors the back-tests gave.
        error, naive_error, seasonal_error: mean absolute errors in the back-tests, in the indicator's unit; NaN if there were none.
    """

    repeat: Model | None
    why: str
    tests: int
    error: float
    naive_error: float
    seasonal_error: float


def choose(portfolio: Sequence[Series], tested: Backtests, *, settings: ForecastSettings) -> list[Choice]:
    """Choose for each series: its model, unless repetition was clearly better in enough back-tests."""
    starts = np.searchsorted(tested.owner, np.arange(len(portfolio) + 1))
    return [
        _one(series, tested, slice(starts[place], starts[place + 1]), settings)
        for place, series in enumerate(portfolio)
    ]


def _one(series: Series, tested: Backtests, rows: slice, settings: ForecastSettings) -> Choice:
    actual = tested.actual[rows]
    error = mean_absolute(actual - tested.median[rows])
    last = mean_absolute(actual - tested.naive[rows])
    year = mean_absolute(actual - tested.seasonal[rows])
    tests = int(np.isfinite(actual).sum())
    if not tests:
        return Choice(None, "too short for a back-test", 0, error, last, year)
    seasonal = series.season > 1 and (year < last or series.facts.form == "year_to_date")
    bar, name = (year, "last year") if seasonal else (last, "the last value")
    repeat = Model.SEASONAL_NAIVE if seasonal else Model.NAIVE
    replaceable = tests >= settings.naive_tests and not is_cumulative(series)
    margin = settings.naive_margin if series.season > 1 else settings.naive_margin_yearly
    if replaceable and error > bar * (1 + margin):
        return Choice(repeat, f"no better than repeating {name}, which is used", tests, error, last, year)
    return Choice(None, _words(error, bar, name, tests), tests, error, last, year)


def _words(error: float, bar: float, name: str, tests: int) -> str:
    if error >= bar:
        return f"not told apart from repeating {name} in {tests} back-tests"
    return f"errors {round(100 * (1 - error / bar))} % smaller than repeating {name} in {tests} back-tests"


def chosen(
    predictions: Predictions, centre: Array, tasks: Sequence[Task], choices: Sequence[Choice]
) -> Predictions:
    """The predictions with the medians of those series moved whose choice is repetition."""
    shift = predictions.shift.copy()
    for place, (task, choice) in enumerate(zip(tasks, choices, strict=True)):
        if choice.repeat:
            goal = repetition(task)[choice.repeat is Model.SEASONAL_NAIVE]
            shift[place, : task.horizon] += goal - centre[place, : task.horizon]
    return replace(predictions, shift=shift)
