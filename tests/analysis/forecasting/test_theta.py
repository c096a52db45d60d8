"""Theta and seasonality against slow loops written from the definitions."""

import numpy as np

from pmf_analysis.analysis.forecasting.naive import naive, seasonal_naive
from pmf_analysis.analysis.forecasting.seasonality import is_seasonal, seasonal_indices
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


def test_theta_of_a_positive_series_without_season_is_the_mean_of_both_scales():
    values = 50 + np.random.default_rng(1).normal(size=11).cumsum()
    expected = (slow_drifted(values, 4) + np.exp(slow_drifted(np.log(values), 4))) / 2
    assert np.allclose(theta_forecast(values[None], season=4, horizon=4)[0], expected)


def test_a_clean_season_is_found_and_its_indices_too():
    pattern = np.array([0.8, 1.1, 1.3, 0.8])
    values = (100 * np.tile(pattern, 6))[None]
    assert is_seasonal(values, season=4).tolist() == [True]
    assert np.allclose(seasonal_indices(values, season=4)[0], pattern)
    assert is_seasonal(np.full((1, 24), 3.0), season=4).tolist() == [False]
    assert is_seasonal(values[:, :11], season=4).tolist() == [False]


def test_repetition():
    values = np.arange(10.0)[None]
    assert naive(values, horizon=3).tolist() == [[9, 9, 9]]
    assert seasonal_naive(values, season=4, horizon=6).tolist() == [[6, 7, 8, 9, 6, 7]]
    assert seasonal_naive(values[:, :3], season=4, horizon=2).tolist() == [[2, 2]]
