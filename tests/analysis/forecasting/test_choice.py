"""When repetition takes the place of the model: only where it was clearly better, and more clearly so where there are seasons."""

import numpy as np
import pytest

from pmf_analysis.analysis.forecasting import ForecastSettings
from pmf_analysis.analysis.forecasting.calibrate import Backtests
from pmf_analysis.analysis.forecasting.choice import Model, choose
from pmf_analysis.analysis.forecasting.series import Facts, Series
from pmf_analysis.framework.periods import Frequency, Period

TESTS, HORIZON = 12, 1


def choice(frequency, *, error, tests=TESTS):
    """What is chosen where the model missed by so many times what the last value did; last year's was no better than the model."""
    series = Series("A", "X", frequency, Period(frequency, 8000), tuple(range(20)), np.arange(20.0), Facts())
    shape = (tests, HORIZON)
    actual = np.full(shape, 50.0)
    wide = np.zeros((*shape, 3))
    tested = Backtests(
        owner=np.zeros(tests, dtype=int),
        count=np.arange(tests) + 8,
        ago=np.arange(tests, 0, -1),
        actual=actual,
        median=actual + error,
        naive=actual - 1,
        seasonal=actual - error,
        low=wide,
        high=wide,
    )
    return choose([series], tested, settings=ForecastSettings())[0]


@pytest.mark.parametrize(
    ("frequency", "error", "repeated"),
    [
        (Frequency.QUARTERLY, 2.9, False),
        (Frequency.QUARTERLY, 3.1, True),
        (Frequency.MONTHLY, 2.9, False),
        (Frequency.FINANCIAL_YEAR, 1.9, False),
        (Frequency.FINANCIAL_YEAR, 2.1, True),
    ],
)
def test_repetition_needs_errors_a_third_as_large_and_half_as_large_of_years(frequency, error, repeated):
    made = choice(frequency, error=error)
    assert (made.repeat is Model.NAIVE) == repeated
    assert made.why.startswith("no better than repeating the last value" if repeated else "not told apart")


def test_a_few_tests_never_suffice():
    assert choice(Frequency.QUARTERLY, error=9.0, tests=TESTS - 1).repeat is None
