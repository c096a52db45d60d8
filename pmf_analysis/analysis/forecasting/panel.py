"""One call for many series: read, back-test, calibrate, forecast, and say how good it is."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.batch import Task
from pmf_analysis.analysis.forecasting.calibrate import (
    backtest,
    corrected,
    corrections,
    learned_widths,
    spread_over,
)
from pmf_analysis.analysis.forecasting.choice import Choice, choose, chosen
from pmf_analysis.analysis.forecasting.fits import both
from pmf_analysis.analysis.forecasting.fitting import fit
from pmf_analysis.analysis.forecasting.predictions import Predictions, medians, quantiles
from pmf_analysis.analysis.forecasting.report_frames import (
    backtest_frame,
    calibration_frame,
    diagnostics_frame,
    forecast_frame,
)
from pmf_analysis.analysis.forecasting.result import REFUSED_COLUMNS, ForecastResult
from pmf_analysis.analysis.forecasting.series import Facts, Refusal, Series, read_facts, read_series
from pmf_analysis.analysis.forecasting.settings import ForecastSettings
from pmf_analysis.errors import UsageError
from pmf_analysis.framework.periods import Period, latest_by

Array = NDArray[np.float64]

YEAR_END = "year-end"
TAIL = (0.001, 0.0025, 0.005, 0.01)
LEVELS = np.array([*TAIL, *np.arange(2, 99, 2) / 100, *(1 - level for level in reversed(TAIL))])


@dataclass(frozen=True)
class Portfolio:
    """The series to forecast, and how far."""

    series: tuple[Series, ...]
    horizons: tuple[int, ...]

    @property
    def tasks(self) -> list[Task]:
        """Each series as it stands, to be forecast as far as is asked."""
        return [
            Task(series, len(series.values), steps)
            for series, steps in zip(self.series, self.horizons, strict=True)
        ]

    @property
    def groups(self) -> list[str]:
        """Which series share their calibration: those alike in frequency and overlap."""
        return [
            f"{series.frequency}{', year to date' * (series.facts.form == 'year_to_date')}{', rolling' * (series.window > 1)}"
            for series in self.series
        ]


def forecast_panel(
    observations: pd.DataFrame,
    *,
    horizon: int | str,
    indicators: pd.DataFrame | None = None,
    levels: Sequence[float] = (80, 95),
    settings: ForecastSettings | None = None,
) -> ForecastResult:
    """Forecast every series in the observations.

    Args:
        observations: indicator_id, area_code, period, value (in the indicator's unit; missing is a gap), and status if known.
        horizon: steps beyond each series's last value, or `"year-end"`: to the end of the financial year of `settings.as_at`.
        indicators: indicator_id, and where known unit, polarity, form, frequency, lower_bound, upper_bound, decimals.
            Without it nothing is bounded and up is good.
        levels: of the central prediction intervals, in per cent.
        settings: the run's choices.

    Returns:
        Forecasts, diagnostics and refusals; every series is in one of them.

    Raises:
        DataError: if a column is missing or a series has two values for a period.
        UsageError: if the horizon or a level is none.
    """
    settings = settings or ForecastSettings()
    _check(horizon, levels)
    facts = read_facts(indicators)
    found, refused = read_series(observations, facts=facts, settings=settings)
    portfolio, late = _with_horizons(found, horizon, settings)
    refused = sorted([*refused, *late], key=lambda refusal: (refusal.indicator_id, refusal.area_code))
    return _forecast(portfolio, refused, facts, levels, settings)


def _check(horizon: int | str, levels: Sequence[float]) -> None:
    if horizon != YEAR_END and not (isinstance(horizon, int) and horizon >= 1):
        raise UsageError(f"horizon is {horizon!r}; it is a number of steps from 1, or '{YEAR_END}'")
    wrong = [level for level in levels if not 0 < level < 100]
    if wrong:
        raise UsageError(
            f"levels: {wrong[0]} is no level of an interval; levels are per cent between 0 and 100"
        )


def _with_horizons(
    found: Sequence[Series], horizon: int | str, settings: ForecastSettings
) -> tuple[Portfolio, list[Refusal]]:
    if not found:
        return Portfolio((), ()), []
    if isinstance(horizon, int):
        return Portfolio(tuple(found), (horizon,) * len(found)), []
    as_at = settings.as_at or max((series.cutoff for series in found), key=lambda period: period.end)
    steps = {id(series): _to_year_end(series, as_at, settings) for series in found}
    fresh = {id(series): steps[id(series)] <= settings.most_years * series.season for series in found}
    kept = tuple(series for series in found if fresh[id(series)])
    late = [
        Refusal(
            series.indicator_id,
            series.area_code,
            str(series.cutoff),
            f"not forecast: no value since {series.cutoff}, too long before {as_at}",
        )
        for series in found
        if not fresh[id(series)]
    ]
    return Portfolio(kept, tuple(steps[id(series)] for series in kept)), late


def _to_year_end(series: Series, as_at: Period, settings: ForecastSettings) -> int:
    last = latest_by(as_at.financial_year.end, series.frequency)
    least = settings.least_steps if series.season > 1 else settings.least_years
    return max(least, last - series.cutoff)


def _forecast(
    portfolio: Portfolio,
    refused: list[Refusal],
    facts: dict[str, Facts],
    levels: Sequence[float],
    settings: ForecastSettings,
) -> ForecastResult:
    widest = max(portfolio.horizons, default=1)
    tested, test_fits = backtest(
        portfolio.series, horizon=min(widest, settings.test_horizon), settings=settings
    )
    choices = choose(portfolio.series, tested, settings=settings)
    found = corrections(tested, portfolio.groups, tested.actual.shape[1]) if settings.recalibrate else {}
    retested = corrected(tested, portfolio.series, found, portfolio.groups)
    probabilities = np.unique(
        np.concatenate([LEVELS, [0.5], *([[(100 - x) / 200, (100 + x) / 200] for x in levels])])
    )
    fitted = fit(portfolio.tasks, settings=settings)
    predictions = fitted.predictions
    table = _quantiles(portfolio, predictions, choices, found, probabilities)
    forecasts, rows = forecast_frame(
        portfolio.series, portfolio.horizons, choices, table, probabilities, levels
    )
    refusals = pd.DataFrame([asdict(refusal) for refusal in refused], columns=list(REFUSED_COLUMNS))
    keys = [(series.indicator_id, series.area_code) for series in portfolio.series]
    return ForecastResult(
        forecasts=forecasts,
        diagnostics=diagnostics_frame(portfolio.series, choices, predictions, tested, refusals),
        refused=refusals,
        backtests=backtest_frame(portfolio.series, retested),
        calibration=calibration_frame(tested, retested, found, portfolio.groups),
        levels=probabilities,
        distribution=rows,
        facts=facts,
        series=dict(zip(keys, portfolio.series, strict=True)),
        fits=both(test_fits, fitted),
        best={}
        if predictions is None
        else {
            key: (int(best), str(scale))
            for key, best, scale in zip(
                keys,
                predictions.best,
                np.where(predictions.share > 0.5, predictions.scales, "none"),
                strict=True,
            )
        },
    )


def _quantiles(
    portfolio: Portfolio,
    predictions: Predictions | None,
    choices: Sequence[Choice],
    found: dict[str, Array],
    probabilities: Array,
) -> Array:
    """The calibrated quantiles of every series, (N, H, P)."""
    if predictions is None:
        return np.empty((0, 1, len(probabilities)))
    tasks, widest = portfolio.tasks, predictions.shift.shape[1]
    moved = chosen(predictions, medians(predictions), tasks, choices)
    widths = learned_widths(tasks, probabilities, widest)
    if found:
        own = [found[group] for group in portfolio.groups]
        widths = widths * np.stack([spread_over(_reach(each, widest), probabilities) for each in own])
    return quantiles(moved, probabilities, widths)


def _reach(factors: Array, horizon: int) -> Array:
    """The factors for every horizon: beyond those tested the last is kept."""
    return factors[np.minimum(np.arange(horizon), len(factors) - 1)]
