"""The forecasters to compare: each takes cases of one dataset and gives quantiles and a central forecast for each."""

import subprocess
import tempfile
import time
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.stats import norm
from scores import naive2
from series import Case

from pmf_analysis.analysis.forecasting import ForecastSettings, forecast_panel
from pmf_analysis.framework.periods import Frequency, Period

Array = NDArray[np.float64]

LEVELS = np.array([0.025, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95, 0.975])
FREQUENCY = {1: Frequency.CALENDAR_YEAR, 4: Frequency.QUARTERLY, 12: Frequency.MONTHLY}
PEER = Path(__file__).with_name("statsforecast_peer.py")
EARLIEST = 1901  # a place in time for series that have none; the longest has fewer years


@dataclass(frozen=True)
class Forecasts:
    """What a forecaster gave.

    Attributes:
        centre: (N, H).
        quantiles: at `LEVELS`, (N, H, P).
        seconds: for a series, everything included.
    """

    centre: Array
    quantiles: Array
    seconds: float


def observations(cases: list[Case]) -> pd.DataFrame:
    """The known values as the package takes them."""
    frames = []
    for case in cases:
        known = case.known[-600:]
        first = Period(FREQUENCY[case.season], EARLIEST * case.season)
        periods = [str(first + step) for step in range(len(known))]
        frames.append(
            pd.DataFrame({"indicator_id": case.name, "area_code": "X", "period": periods, "value": known})
        )
    return pd.concat(frames, ignore_index=True)


def ours(cases: list[Case], horizon: int, *, origins: int = 0) -> Forecasts:
    """Our own package, with or without back-tests and this portfolio's own calibration."""
    frame = observations(cases)
    start = time.perf_counter()
    result = forecast_panel(
        frame, horizon=horizon, settings=ForecastSettings(origins=origins, recalibrate=origins > 0)
    )
    seconds = (time.perf_counter() - start) / len(cases)
    places = [int(np.argmin(np.abs(result.levels - level))) for level in LEVELS]
    names = result.forecasts["indicator_id"].to_numpy()[::horizon]
    order = np.argsort(names)[np.argsort(np.argsort([case.name for case in cases]))]
    shape = (len(cases), horizon)
    centre = result.forecasts["median"].to_numpy().reshape(shape)[order]
    table = _at_levels(result.distribution, result.levels, places).reshape(*shape, len(LEVELS))[order]
    return Forecasts(centre, table, seconds)


def _at_levels(distribution: Array, levels: Array, places: list[int]) -> Array:
    near = np.max(np.abs(levels[places] - LEVELS)) < 1e-9
    if near:
        return distribution[:, places]
    return np.stack([np.interp(LEVELS, levels, row) for row in distribution])


def seasonal_naive(cases: list[Case], horizon: int) -> Forecasts:
    """Last year again, its width from past changes on the year."""

    def one(case: Case) -> tuple[Array, Array]:
        lag = case.season if len(case.known) > case.season else 1
        centre = case.known[-lag:][np.arange(horizon) % lag]
        spread = np.std(case.known[lag:] - case.known[:-lag]) * np.sqrt(np.arange(horizon) // lag + 1)
        return centre, spread

    return _normal(cases, one)


def naive_2(cases: list[Case], horizon: int) -> Forecasts:
    """Naive2, its width from past changes."""

    def one(case: Case) -> tuple[Array, Array]:
        spread = np.std(np.diff(case.known)) * np.sqrt(np.arange(horizon) + 1)
        return naive2(case.known, season=case.season, horizon=horizon), spread

    return _normal(cases, one)


def statsmodels_ets(cases: list[Case], horizon: int) -> Forecasts:
    """Statsmodels's ETS chosen by AICc among the additive and, where positive, multiplicative-error forms."""

    def one(case: Case) -> tuple[Array, Array]:
        from statsmodels.tsa.exponential_smoothing.ets import ETSModel

        known, fitted = pd.Series(case.known), []
        seasonal = (None, "add") if case.season > 1 and len(known) >= 2 * case.season + 2 else (None,)
        for season in seasonal:
            for trend, damped in ((None, False), ("add", False), ("add", True)):
                with warnings.catch_warnings():
                    warnings.simplefilter("ignore")  # the peer's own words; what counts is its forecast
                    model = ETSModel(
                        known,
                        trend=trend,
                        damped_trend=damped,
                        seasonal=season,
                        seasonal_periods=case.season if season else None,
                    )
                    fitted.append(model.fit(disp=False))
        best = min(fitted, key=lambda result: result.aicc if np.isfinite(result.aicc) else np.inf)
        found = best.get_prediction(start=len(known), end=len(known) + horizon - 1)
        return np.asarray(found.predicted_mean), np.sqrt(np.asarray(found.forecast_variance))

    return _normal(cases, one)


def _normal(cases: list[Case], one: Callable[[Case], tuple[Array, Array]]) -> Forecasts:
    start = time.perf_counter()
    pairs = [one(case) for case in cases]
    seconds = (time.perf_counter() - start) / len(cases)
    centre, spread = np.stack([pair[0] for pair in pairs]), np.stack([pair[1] for pair in pairs])
    return Forecasts(centre, centre[:, :, None] + spread[:, :, None] * norm.ppf(LEVELS), seconds)


def statsforecast(cases: list[Case], horizon: int, python: Path) -> dict[str, Forecasts]:
    """Nixtla's AutoETS, AutoARIMA, AutoTheta, AutoCES and their SCUM median, made by the interpreter of their own environment."""
    with tempfile.TemporaryDirectory() as folder:
        given, made = Path(folder) / "given.npz", Path(folder) / "made.npz"
        np.savez(given, **{f"{place:06d}": case.known for place, case in enumerate(cases)})
        words = [python, PEER, given, made, str(cases[0].season), str(horizon)]
        subprocess.run(words, check=True, stdout=subprocess.DEVNULL)
        with np.load(made) as tables:
            return {
                name: Forecasts(tables[name][:, :, len(LEVELS) // 2], tables[name], float(tables["seconds"]))
                for name in tables.files
                if name != "seconds"
            }
