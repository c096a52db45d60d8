"""Theta and seasonality against slow loops written from the definitions."""

import numpy as np
import pytest

from pmf_analysis.analysis.forecasting.naive import naive, seasonal_naive
from pmf_analysis.analysis.forecasting.seasonality import (
    is_seasonal,
    seasonal_differences,
    seasonal_factors,
)
from pmf_analysis.analysis.forecasting.theta import ALPHAS, drifted_smoothing, theta_forecast


def slow_drifted(values, horizon):
    slope = np.polyfit(np.arange(len(values)), values, 1)[0] / 2
    best = None
    for alpha in ALPHAS:
        level, squares = values[0], 0.0
        for value in values[1:]:
            error = value - level - slope
            squares += error**2
            level = level + slope + alpha * error
        if best is None or squares < best[0]:
            best = (squares, level)
    return np.array([best[1] + slope * (step + 1) for step in range(horizon)])


def test_drifted_smoothing_is_the_loop_for_each_series():
    values = 50 + np.random.default_rng(0).normal(size=(5, 23)).cumsum(axis=1)
    made = drifted_smoothing(values, horizon=6)
    assert np.allclose(made, [slow_drifted(row, 6) for row in values])


@pytest.mark.parametrize(("spread", "origin"), [(20.0, 0.0), (1.0, None)])
def test_theta_of_a_positive_series_without_season_is_the_mean_of_both_scales(spread, origin):
    """The logarithm is of the distance from zero, or where that is far off from one range below the least value."""
    values = np.random.default_rng(1).normal(size=11).cumsum()
    values = 10 + spread * (values - values.min())
    start = values.min() - np.ptp(values) if origin is None else origin
    logs = start + np.exp(slow_drifted(np.log(values - start), 4))
    expected = (slow_drifted(values, 4) + logs) / 2
    assert np.allclose(theta_forecast(values[None], season=4, horizon=4)[0], expected)


def test_a_clean_season_is_found_and_its_indices_too():
    pattern = np.array([0.8, 1.1, 1.3, 0.8])
    values = (100 * np.tile(pattern, 6))[None]
    assert is_seasonal(values, season=4).tolist() == [True]
    assert np.allclose(seasonal_factors(values, season=4)[0], pattern)
    differences = 100 * pattern - 100
    assert np.allclose(seasonal_differences(values - 100, season=4)[0], differences)
    assert is_seasonal(np.full((1, 24), 3.0), season=4).tolist() == [False]
    assert is_seasonal(values[:, :11], season=4).tolist() == [False]


def test_what_touches_zero_is_not_adjusted_and_what_crosses_it_is_by_addition():
    season = np.tile([5.0, 1.0, 0.0, 2.0], 6)
    touching, crossing = season[None], season[None] - 1
    plain = drifted_smoothing(touching, horizon=4)
    assert np.allclose(theta_forecast(touching, season=4, horizon=4), plain)
    assert np.allclose(theta_forecast(crossing, season=4, horizon=4), crossing[:, :4], atol=0.02)


def test_repetition():
    values = np.arange(10.0)[None]
    assert naive(values, horizon=3).tolist() == [[9, 9, 9]]
    assert seasonal_naive(values, season=4, horizon=6).tolist() == [[6, 7, 8, 9, 6, 7]]
    assert seasonal_naive(values[:, :3], season=4, horizon=2).tolist() == [[2, 2]]
