"""What a change of units or of origin does to a forecast: it changes it alike."""

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.forecasting import ForecastSettings, forecast_panel

from .conftest import frame

NUMBERS = ["mean", "median", "lower_80", "upper_80", "lower_95", "upper_95"]
LENGTHS = (8, 12, 15, 21, 32, 60)
HORIZON = 6
CLOSE = 1e-9  # of the size of the values: rounding, and nothing else
SETTINGS = ForecastSettings(origins=2)


def made_up(count, *, seed, season, low=100.0, ratio=1.9):
    """A random walk with a slope, with or without a season, from `low` to `ratio` times that."""
    rng = np.random.default_rng([seed, count, season])
    walk = rng.normal(rng.normal(scale=0.3), size=count).cumsum()
    walk = walk + rng.normal(scale=rng.choice([0.3, 3.0]), size=count)
    walk = walk + season * np.tile(2 * rng.normal(size=4), count // 4 + 1)[:count]
    return low * (1 + (ratio - 1) * (walk - walk.min()) / np.ptp(walk))


def portfolio(change, *, first="2005/06 Q1", **made):
    """Series of every length, with and without a season, each changed."""
    return pd.concat(
        [
            frame(
                change(made_up(count, seed=1, season=season, **made)),
                indicator=f"{count} {season}",
                first=first,
            )
            for count in LENGTHS
            for season in (0, 1)
        ]
    )


def forecasts(rows, settings=SETTINGS):
    return forecast_panel(rows, horizon=HORIZON, settings=settings).forecasts


@pytest.mark.parametrize("first", ["2005/06 Q1", "1950/51"])
@pytest.mark.parametrize("shift", [-8.0, 400.0, 12_345.0])
def test_what_is_far_from_zero_is_shifted_with_its_forecast(shift, first):
    before = forecasts(portfolio(lambda values: values, first=first))[NUMBERS].to_numpy()
    after = forecasts(portfolio(lambda values: values + shift, first=first))[NUMBERS].to_numpy()
    assert np.abs(after - (before + shift)).max() < CLOSE * (200 + shift)


def test_what_crosses_zero_and_goes_on_crossing_is_shifted_too():
    """Without back-tests, whose earlier values may all lie on one side."""
    alone = ForecastSettings(origins=0)
    before = forecasts(portfolio(lambda values: values - 150), alone)[NUMBERS].to_numpy()
    after = forecasts(portfolio(lambda values: values - 130), alone)[NUMBERS].to_numpy()
    assert np.abs(after - (before + 20)).max() < CLOSE * 200


@pytest.mark.parametrize(("ratio", "scale"), [(1.02, 1e-6), (2.0, 1000.0), (7.0, 0.3), (1000.0, 1e6)])
def test_a_change_of_unit_changes_the_forecast_alike(ratio, scale):
    before = forecasts(portfolio(lambda values: values, ratio=ratio))[NUMBERS].to_numpy()
    after = forecasts(portfolio(lambda values: values * scale, ratio=ratio))[NUMBERS].to_numpy()
    assert np.abs(after / (before * scale) - 1).max() < CLOSE


@pytest.mark.parametrize("ratio", [1.02, 1.9, 7.0, 1000.0])
def test_a_mirrored_series_has_a_mirrored_forecast(ratio):
    before = forecasts(portfolio(lambda values: values, ratio=ratio))
    after = forecasts(portfolio(lambda values: -values, ratio=ratio))
    mirrored = before[["mean", "median", "upper_80", "lower_80", "upper_95", "lower_95"]].to_numpy()
    assert np.abs(after[NUMBERS].to_numpy() / -mirrored - 1).max() < CLOSE


@pytest.mark.parametrize("shift", [0.0, 5000.0])
def test_bounds_that_are_shifted_with_the_values_are_kept_there(shift, indicators):
    facts = indicators(lower_bound=90 + shift, upper_bound=210 + shift)
    values = made_up(24, seed=2, season=1)
    made = forecast_panel(frame(values + shift), horizon=HORIZON, indicators=facts, settings=SETTINGS)
    plain = forecast_panel(
        frame(values),
        horizon=HORIZON,
        indicators=indicators(lower_bound=90, upper_bound=210),
        settings=SETTINGS,
    )
    assert np.allclose(made.forecasts[NUMBERS] - shift, plain.forecasts[NUMBERS], rtol=0, atol=1e-6)


def test_beyond_the_ratio_zero_means_something_and_a_shift_is_another_forecast():
    """The limit of the promise: from a largest value of twice the smallest on, growth is taken in proportion to the distance from zero."""
    before = forecasts(portfolio(lambda values: values, ratio=4.0))[NUMBERS].to_numpy()
    after = forecasts(portfolio(lambda values: values + 1000, ratio=4.0))[NUMBERS].to_numpy()
    assert np.abs(after - (before + 1000)).max() > 1


def test_there_is_no_jump_where_zero_begins_to_mean_something():
    """Just below and just above a ratio of two the origin of the logarithm is, in the limit, the same; without a season nothing else changes."""
    below, above = (
        forecasts(frame(made_up(12, seed=3, season=0, ratio=ratio)))[NUMBERS].to_numpy()
        for ratio in (2 - 1e-9, 2 + 1e-9)
    )
    assert np.allclose(below, above, rtol=1e-6)
