"""Warm quarters: what stands as it stood is not fitted again, and no number of a series depends on its company."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.forecasting import ForecastSettings, batch, fitting, forecast_panel

from .conftest import frame

SETTINGS = ForecastSettings(origins=3)


def panel(*, quarters, gap=None):
    """Five series; the last has a gap if asked."""
    noise = np.random.default_rng(3)
    parts = []
    for place in range(5):
        values = 50 + 10 * place + noise.normal(size=30).cumsum()
        if place == 4 and gap is not None:
            values[gap] = np.nan
        parts.append(frame(values[:quarters], indicator=f"K{place}"))
    return pd.concat(parts, ignore_index=True)


@pytest.fixture
def fitted(monkeypatch):
    """How many forecasts each call of the engine made."""
    numbers = []

    def counting(tasks, *, settings):
        numbers.append(len(tasks))
        return batch.forecast_tasks(tasks, settings=settings)

    monkeypatch.setattr(fitting, "forecast_tasks", counting)
    return numbers


def same(first, second):
    for name in ("forecasts", "diagnostics", "backtests", "calibration"):
        pd.testing.assert_frame_equal(getattr(first, name), getattr(second, name), check_exact=True)
    assert np.array_equal(first.distribution, second.distribution)


def test_nothing_unchanged_is_fitted_again_and_no_digit_differs(fitted):
    first = forecast_panel(panel(quarters=20), horizon=4, settings=SETTINGS)
    assert sum(fitted) == 5 * (3 + 1)
    fitted.clear()
    again = forecast_panel(panel(quarters=20), horizon=4, settings=replace(SETTINGS, warm=first.fits))
    assert not fitted
    same(first, again)


@pytest.mark.parametrize("gap", [None, 11])
def test_a_new_quarter_fits_what_is_new_and_no_digit_differs(fitted, gap):
    before = forecast_panel(panel(quarters=20, gap=gap), horizon=4, settings=SETTINGS)
    fitted.clear()
    now = panel(quarters=21, gap=gap)
    warm = forecast_panel(now, horizon=4, settings=replace(SETTINGS, warm=before.fits))
    with_gaps = 0 if gap is None else 1
    assert (
        sum(fitted) == 5 + with_gaps * 3 * 1
    )  # the forecasts; of the back-tests only those of a broken series
    same(warm, forecast_panel(now, horizon=4, settings=SETTINGS))


@pytest.mark.parametrize("change", ["value", "bound", "horizon", "outliers"])
def test_a_change_of_anything_that_matters_is_fitted_again(fitted, change, indicators):
    observations, facts, settings, horizon = panel(quarters=20), indicators(indicator_id="K0"), SETTINGS, 4
    first = forecast_panel(observations, horizon=horizon, indicators=facts, settings=settings)
    fitted.clear()
    match change:
        case "value":
            observations.loc[3, "value"] += 1
        case "bound":
            facts["lower_bound"] = 0
        case "horizon":
            horizon = 5
        case "outliers":
            settings = replace(settings, clean=False)
    warm = replace(settings, warm=first.fits)
    same(
        forecast_panel(observations, horizon=horizon, indicators=facts, settings=warm),
        forecast_panel(observations, horizon=horizon, indicators=facts, settings=settings),
    )
    assert sum(fitted) > 20  # the warm run fitted something, beside all that the cold run did


def test_a_series_is_forecast_alone_as_it_is_in_company(seasonal):
    alone = ForecastSettings(origins=0)
    rng = np.random.default_rng(1)
    others = [frame(seasonal + rng.normal(size=30), indicator=f"B{place}") for place in range(40)]
    whole = forecast_panel(pd.concat([frame(seasonal), *others]), horizon=8, settings=alone)
    one = forecast_panel(frame(seasonal), horizon=8, settings=alone)
    found = whole.forecasts[whole.forecasts["indicator_id"] == "A"].reset_index(drop=True)
    pd.testing.assert_frame_equal(found, one.forecasts, check_exact=True)
