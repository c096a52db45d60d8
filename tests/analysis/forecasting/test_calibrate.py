"""What a run learns from its own back-tests, and what was learned offline of amounts."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.forecasting import ForecastSettings, forecast_panel
from pmf_analysis.analysis.forecasting.calibrate import (
    CENTRAL,
    Backtests,
    corrected,
    corrections,
    error_ratios,
)
from pmf_analysis.analysis.forecasting.series import Facts, Series
from pmf_analysis.framework.periods import Frequency, Period

from .conftest import frame

PORTFOLIO, ORIGINS, HORIZON = 200, 3, 2


def outcomes(actual):
    """Back-tests of series that were foretold 50, with half-widths of 1, 2 and 4."""
    shape = (PORTFOLIO * ORIGINS, HORIZON)
    middle = np.full(shape, 50.0)
    half = np.array([1.0, 2.0, 4.0])
    return Backtests(
        owner=np.repeat(np.arange(PORTFOLIO), ORIGINS),
        count=np.tile(np.arange(8, 8 + ORIGINS), PORTFOLIO),
        ago=np.tile(np.arange(ORIGINS, 0, -1), PORTFOLIO),
        actual=np.broadcast_to(actual, shape).copy(),
        median=middle,
        naive=middle,
        seasonal=middle,
        low=middle[:, :, None] - half,
        high=middle[:, :, None] + half,
    )


def found(tested):
    return corrections(tested, ["all"] * PORTFOLIO, HORIZON)["all"]


@pytest.mark.parametrize(("error", "wider"), [(4.0, True), (0.2, False)])
def test_widths_follow_the_errors_of_the_portfolio(error, wider):
    noise = np.random.default_rng(1).choice([-1.0, 1.0], size=(PORTFOLIO * ORIGINS, HORIZON))
    widths = found(outcomes(50 + error * noise))
    assert ((widths[:, :2] > 1) == wider).all()


def test_tests_of_one_time_are_believed_less_than_those_of_three():
    three = outcomes(58.0)
    one = outcomes(np.where(three.ago[:, None] == 1, 58.0, np.nan))
    assert (found(one)[0] > 1).all()
    assert (found(one)[0] < found(three)[0]).all()


def test_a_portfolio_of_few_series_keeps_near_the_learned_widths():
    tested = outcomes(58.0)
    few = replace(tested, owner=tested.owner % 2)
    assert (found(few) < found(tested)).all()


def test_a_horizon_that_was_not_tested_takes_the_widths_of_the_one_before():
    known = found(outcomes(np.array([[58.0, np.nan]])))
    assert np.array_equal(known[1], known[0])


def test_without_back_tests_nothing_is_corrected():
    assert (found(outcomes(np.nan)) == 1).all()


def test_ratios_are_signed_and_taken_on_the_side_of_the_error():
    tested = outcomes(np.array([[52.0, 46.0]]))
    assert error_ratios(tested)[0].tolist() == [[2, 1, 0.5], [-4, -2, -1]]


def test_corrected_back_tests_keep_the_bounds():
    tested = outcomes(52.0)
    facts = Facts(lower=0.0, upper=50.1)
    one = Series("A", "X", Frequency.QUARTERLY, Period(Frequency.QUARTERLY, 8000), (0,), np.zeros(1), facts)
    made = corrected(tested, [one] * PORTFOLIO, {"all": found(tested)}, ["all"] * PORTFOLIO)
    assert made.high.max() == 50.1
    assert made.low.shape == (*tested.median.shape, len(CENTRAL))


def centre(values, indicators=None):
    settings = ForecastSettings(origins=0, recalibrate=False)
    made = forecast_panel(frame(values), horizon=4, indicators=indicators, settings=settings)
    return made.forecasts["median"].to_numpy()


@pytest.mark.parametrize(("upper", "rises"), [(None, True), (10_000, False)])
def test_amounts_are_taken_to_rise_and_what_is_bounded_is_not(upper, rises):
    level = 50 + np.array([0, 1, -1, 2, 0, -2, 1, -1, 0, 1, -1, 0.0])
    bounds = pd.DataFrame([{"indicator_id": "A", "lower_bound": None, "upper_bound": upper}])
    there_and_back = (centre(level, bounds) + centre(100 - level, bounds)) / 2
    assert (there_and_back[1:] > 50.01).all() == rises
    assert rises or np.allclose(there_and_back, 50)
