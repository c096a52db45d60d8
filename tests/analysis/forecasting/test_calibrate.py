"""What a run learns from its own back-tests, and what was learned offline of amounts."""

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
    shifted,
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


def test_a_drift_that_the_errors_share_is_taken_over_in_part():
    noise = np.random.default_rng(1).normal(size=(PORTFOLIO * ORIGINS, HORIZON))
    rising, falling = found(outcomes(52 + noise)), found(outcomes(48 - noise))
    assert (rising.shift > 0.2).all()
    assert (rising.shift < 1).all()
    assert np.allclose(falling.shift, -rising.shift)


def test_one_origin_is_believed_less_than_three():
    three = outcomes(52.0)
    one = outcomes(np.where(three.ago[:, None] == 1, 52.0, np.nan))
    assert 0 < found(one).shift[0] < found(three).shift[0]


def test_a_horizon_that_was_not_tested_takes_the_correction_before_it():
    known = found(outcomes(np.array([[52.0, np.nan]])))
    assert known.shift[1] == known.shift[0]
    assert np.array_equal(known.widths[1], known.widths[0])


def test_without_back_tests_nothing_is_corrected():
    nothing = found(outcomes(np.nan))
    assert not nothing.shift.any()
    assert (nothing.widths == 1).all()


def test_ratios_are_signed_and_taken_on_the_side_of_the_error():
    tested = outcomes(np.array([[52.0, 46.0]]))
    assert error_ratios(tested)[0].tolist() == [[2, 1, 0.5], [-4, -2, -1]]
    moved = shifted(tested, np.array([2.0, -1.0]))
    assert moved.median[0].tolist() == [52, 49]


def test_corrected_back_tests_keep_the_bounds():
    tested = outcomes(52.0)
    facts = Facts(lower=0.0, upper=50.1)
    one = Series("A", "X", Frequency.QUARTERLY, Period(Frequency.QUARTERLY, 8000), (0,), np.zeros(1), facts)
    made = corrected(tested, [one] * PORTFOLIO, {"all": found(tested)}, ["all"] * PORTFOLIO)
    assert made.median.max() == made.high.max() == 50.1
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
    assert (there_and_back[1:] > 50).all() == rises
    assert rises or np.allclose(there_and_back, 50)
