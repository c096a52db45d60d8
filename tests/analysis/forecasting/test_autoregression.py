"""Autoregression against a slow loop written from the definition of ridge regression."""

import numpy as np
import pytest

from pmf_analysis.analysis.forecasting.autoregression import (
    MOST_MEMORY,
    RIDGE,
    autoregressive_forecast,
    drifted_autoregression,
)


def slow_autoregression(values, horizon):
    changes = np.diff(values)
    about = changes - changes.mean()
    before = np.array([[about[t - 1], about[t - 2]] for t in range(2, len(about))])
    pull = RIDGE * np.mean(about**2) * np.eye(2)
    memory = np.linalg.solve(before.T @ before + pull, before.T @ about[2:])
    memory = memory * min(1, MOST_MEMORY / np.abs(memory).sum())
    path, level, ahead = list(about), values[-1], []
    for _ in range(horizon):
        path.append(memory[0] * path[-1] + memory[1] * path[-2])
        level += path[-1] + changes.mean()
        ahead.append(level)
    return ahead


@pytest.mark.parametrize("growth", [0.0, 0.6, 2.0])
def test_it_is_the_loop_for_each_series(growth):
    values = np.random.default_rng(0).normal(growth, size=(6, 20)).cumsum(axis=1)
    values[0] = values[0].cumsum()
    made = drifted_autoregression(values, 5)
    assert np.allclose(made, [slow_autoregression(row, 5) for row in values])


def test_a_straight_line_goes_on_and_a_constant_stays():
    values = np.stack([np.arange(12) * 3.0 - 5, np.full(12, -7.0), np.zeros(12)])
    made = autoregressive_forecast(values, season=4, horizon=3)
    assert np.allclose(made, [[31, 34, 37], [-7, -7, -7], [0, 0, 0]])


def test_growth_that_goes_on_is_seen_and_nothing_explodes():
    doubling = 2.0 ** np.arange(16)[None]
    made = drifted_autoregression(doubling, 24)[0]
    assert (np.diff(made) > 0).all()
    assert np.diff(made)[-1] < np.diff(made)[0]
