"""Models on record: statsmodels results that an analyst can open, print and question."""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.analysis.forecasting.candidates import (
    LEVEL_VARIANCE,
    candidates,
    covariances,
    damped_sums,
)
from pmf_analysis.analysis.forecasting.scales import Change, Scale
from pmf_analysis.analysis.forecasting.series import Series
from pmf_analysis.analysis.forecasting.shapes import domain
from pmf_analysis.errors import UsageError

LEAST_PARAMETER = 1e-4  # statsmodels wants smoothing parameters strictly inside their bounds


def record(series: Series, *, candidate: int, scale: str, kind: str) -> Any:
    """The statsmodels results of one series on the scale on which it was forecast.

    A gap is filled on the straight line between its neighbours for `ets` and `theta`; the others know gaps.

    Raises:
        UsageError: if the kind is unknown.
    """
    makers: dict[str, Callable[[pd.Series], Any]] = {
        "ets": lambda values: _ets(values.interpolate(), series, candidate),
        "theta": lambda values: _theta(values.interpolate(), series),
        "arima": lambda values: _arima(values, series),
        "unobserved components": lambda values: _components(values, series),
    }
    if kind not in makers:
        raise UsageError(f"no model of kind '{kind}'; there are {', '.join(makers)}")
    with warnings.catch_warnings():
        warnings.filterwarnings(
            "ignore", message=".*failed to converge.*"
        )  # mle_retvals of the results tells it
        warnings.filterwarnings(
            "ignore", message="(Non-stationary|Non-invertible) starting"
        )  # no fault: it then starts from zeros
        return makers[kind](on_scale(series, scale))


def on_scale(series: Series, scale: str) -> pd.Series:
    """The values by period, gaps as NaN, on a scale."""
    lower, upper = domain(Scale(scale), series.facts, series.values)
    change = Change(Scale(scale), np.array([lower]), np.array([upper]))
    values = np.full(series.steps[-1] + 1, np.nan)
    values[list(series.steps)] = change.forward(series.values[None])[0]
    rule = {4: "QS", 12: "MS"}.get(series.season, "YS")
    index = pd.date_range(pd.Timestamp(series.first.start), periods=len(values), freq=_anchored(rule, series))
    return pd.Series(values, index=index, name=f"{series.indicator_id} {series.area_code}".strip())


def _anchored(rule: str, series: Series) -> str:
    month = pd.Timestamp(series.first.start).strftime("%b").upper()
    return f"{rule}-{month}" if rule in ("QS", "YS") else rule


def _ets(values: pd.Series, series: Series, candidate: int) -> Any:
    from statsmodels.tsa.exponential_smoothing.ets import ETSModel

    season = 1 if series.window > 1 else series.season
    if candidate < 0:
        return ETSModel(values).fit(disp=False)
    grid = candidates(season)
    trend, seasonal = grid.trend_sd[candidate] > 0, grid.season_sd[candidate] > 0
    damped = bool(trend and grid.phi[candidate] < 1)
    model = ETSModel(
        values,
        trend="add" if trend else None,
        damped_trend=damped,
        seasonal="add" if seasonal else None,
        seasonal_periods=season if seasonal else None,
        initialization_method="known",
        **_initial(values, season, trend=bool(trend), seasonal=bool(seasonal), candidate=candidate),
    )
    chosen = {
        "smoothing_level": min(grid.alpha[candidate], 1 - LEAST_PARAMETER),
        "smoothing_trend": grid.beta[candidate],
        "smoothing_seasonal": grid.gamma[candidate],
        "damping_trend": grid.phi[candidate],
    }
    known = [max(float(chosen[name]), LEAST_PARAMETER) for name in model.param_names]
    return model.smooth(np.array(known))


def _initial(
    values: pd.Series, season: int, *, trend: bool, seasonal: bool, candidate: int
) -> dict[str, float | list[float]]:
    """The posterior means of the first states: with them statsmodels's forecast is the candidate's own."""
    grid, count = candidates(season), len(values)
    data = values.to_numpy()
    weights = np.linalg.solve(covariances(season, count)[candidate], data - data[0])
    states: dict[str, float | list[float]] = {
        "initial_level": float(data[0] + LEVEL_VARIANCE * weights.sum())
    }
    if trend:
        sums = damped_sums(grid.phi, count + 1)[candidate, 1:]
        states["initial_trend"] = float(grid.trend_sd[candidate] ** 2 * sums @ weights)
    if seasonal:
        places = np.arange(count) % season
        totals = np.array([weights[places == place].sum() for place in range(season)])
        states["initial_seasonal"] = [
            float(x) for x in grid.season_sd[candidate] ** 2 * (totals - totals.mean())
        ]
    return states


def _theta(values: pd.Series, series: Series) -> Any:
    from statsmodels.tsa.forecasting.theta import ThetaModel

    return ThetaModel(values, period=series.season, deseasonalize=len(values) >= 3 * series.season > 3).fit()


def _arima(values: pd.Series, series: Series) -> Any:
    from statsmodels.tsa.statespace.sarimax import SARIMAX

    seasonal = (
        (1, 0, 1, series.season) if series.season > 1 and len(values) >= 4 * series.season else (0, 0, 0, 0)
    )
    return SARIMAX(values, order=(0, 1, 1), seasonal_order=seasonal).fit(disp=False)


def _components(values: pd.Series, series: Series) -> Any:
    from statsmodels.tsa.statespace.structural import UnobservedComponents

    seasonal = series.season if series.season > 1 and len(values) >= 3 * series.season else None
    return UnobservedComponents(values, level="local level", seasonal=seasonal).fit(disp=False)
