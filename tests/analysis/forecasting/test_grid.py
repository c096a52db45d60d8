"""The grid against slow loops written from the definition of exponential smoothing."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from pmf_analysis.analysis.forecasting.candidates import LEVEL_VARIANCE, candidates, covariances
from pmf_analysis.analysis.forecasting.grid import Calendar, grid_forecast, matrices, usual_change

COUNT, HORIZON, SEASON = 13, 5, 4


def simulated_covariance(candidate, length):
    """The covariance by running the state-space equations once for each initial state and each shock."""
    grid = candidates(SEASON)
    columns = [LEVEL_VARIANCE**0.5 * run(grid, candidate, length, level=1.0)]
    columns.append(grid.trend_sd[candidate] * run(grid, candidate, length, slope=1.0))
    columns.append(grid.drift_sd[candidate] * np.arange(length))
    for place in range(SEASON):
        season = np.eye(SEASON)[place] - 1 / SEASON
        columns.append(grid.season_sd[candidate] * run(grid, candidate, length, season=season))
    columns.extend(run(grid, candidate, length, shock_at=step) for step in range(length))
    effects = np.stack(columns, axis=1)
    return effects @ effects.T


def run(grid, c, length, *, level=0.0, slope=0.0, season=None, shock_at=None):
    season = list(season) if season is not None else [0.0] * SEASON
    values = []
    for step in range(length):
        shock = 1.0 if step == shock_at else 0.0
        damped = grid.phi[c] * slope
        values.append(level + damped + season[step % SEASON] + shock)
        level = level + damped + grid.alpha[c] * shock
        slope = damped + grid.beta[c] * shock
        season[step % SEASON] += grid.gamma[c] * shock
    return np.array(values)


@pytest.mark.parametrize("candidate", [0, 101, 204, 333, 489])
def test_the_covariance_is_that_of_the_state_space_equations(candidate):
    expected = simulated_covariance(candidate, COUNT)
    assert np.allclose(covariances(SEASON, COUNT)[candidate], expected, rtol=1e-10, atol=1e-8)


@pytest.mark.parametrize("candidate", [3, 140, 402])
@pytest.mark.parametrize("steps", [tuple(range(COUNT)), (0, 1, 2, 4, 5, 8, 9, 10, 11, 14)])
def test_whitening_and_gain_are_the_textbook_conditional_normal(candidate, steps):
    count = len(steps)
    known = matrices(Calendar(steps, count, SEASON, 1, HORIZON, steps[-1] + 1 + HORIZON))
    prior = covariances(SEASON, steps[-1] + 1 + HORIZON)[candidate]
    seen, future = list(steps), [steps[-1] + 1 + k for k in range(HORIZON)]
    values = np.random.default_rng(3).normal(size=count)
    slope = np.linalg.solve(prior[np.ix_(seen, seen)], prior[np.ix_(seen, future)]).T
    expected_variance = np.diag(prior[np.ix_(future, future)] - slope @ prior[np.ix_(seen, future)])
    assert np.allclose(known.gain[candidate] @ known.whiten[candidate] @ values, slope @ values, atol=1e-6)
    assert np.allclose(known.variance[candidate], expected_variance, rtol=1e-5)
    density = multivariate_normal(np.zeros(count), prior[np.ix_(seen, seen)]).logpdf(values)
    residuals = known.whiten[candidate] @ values
    first = np.log(prior[0, 0]) / 2
    assert np.isclose(
        -known.log_root[candidate] - first - residuals @ residuals / 2,
        density + count / 2 * np.log(2 * np.pi),
    )


def test_an_earlier_origin_uses_a_block_of_the_same_matrices():
    whole = Calendar(tuple(range(COUNT)), 8, SEASON, 1, HORIZON, COUNT + HORIZON)
    alone = Calendar(tuple(range(8)), 8, SEASON, 1, HORIZON, 8 + HORIZON)
    assert np.allclose(matrices(whole).gain, matrices(alone).gain)


def test_a_rolling_mean_has_the_covariance_of_the_means():
    plain, rolled = covariances(1, 8), covariances(1, 5, 4)
    means = np.array([[0.25 * (row <= column < row + 4) for column in range(8)] for row in range(5)])
    assert np.allclose(rolled, means @ plain @ means.T + 0.02 * np.eye(5))


def test_wild_candidates_are_left_out():
    values = np.array([[1.0, 2.0, 4.0, 8.0, 16.0, 32.0, 64.0, 128.0]])
    calendar = Calendar(tuple(range(8)), 8, 1, 1, 8, 16)
    limits = np.array([-1e9]), np.array([300.0])
    tame = grid_forecast(values, calendar=calendar, limits=limits, least_change=np.ones(1))
    free = grid_forecast(
        values, calendar=calendar, limits=(limits[0], limits[0] + 2e9), least_change=np.ones(1)
    )
    assert tame.centre.max() <= 300 < free.centre.max()


def test_the_usual_change_is_the_smaller_of_neighbours_and_years():
    values = np.tile([0.0, 10.0, 0.0, 10.0], 3)[None] + np.arange(12) * 0.25
    assert usual_change(values, 4, np.ones(1)) == pytest.approx(1.0)
    assert usual_change(values, 1, np.ones(1)) == pytest.approx(np.mean(np.abs(np.diff(values))))
    assert usual_change(np.zeros((1, 12)), 4, np.full(1, 0.7)) == pytest.approx(0.7)
