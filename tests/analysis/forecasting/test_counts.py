"""Counts: whole numbers of things, never below zero, and chances that know that there is nothing between two and three."""

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.forecasting import ForecastSettings, chance_of_meeting, forecast_panel
from pmf_analysis.analysis.forecasting.scales import Scale
from pmf_analysis.analysis.forecasting.series import Facts, Series
from pmf_analysis.analysis.forecasting.shapes import second_scale
from pmf_analysis.framework.periods import Period

from .conftest import frame

NUMBERS = ["mean", "median", "lower_80", "upper_80", "lower_95", "upper_95"]
WHOLE = NUMBERS[1:]


@pytest.fixture
def few():
    """Forty quarters of about three cases each."""
    return np.random.default_rng(5).poisson(3, size=40).astype(float)


def forecast(values, facts):
    return forecast_panel(frame(values), horizon=4, indicators=facts)


def test_counts_are_forecast_in_whole_numbers_that_are_never_below_zero(few, indicators):
    made = forecast(few, indicators(unit="cases", form="flow"))
    for rows, columns in ((made.forecasts, WHOLE), (made.backtests, ["median", *WHOLE[1:]])):
        numbers = rows[columns].to_numpy()
        assert (numbers == np.floor(numbers)).all()
        assert numbers.min() >= 0
    assert (made.forecasts["upper_95"] > made.forecasts["lower_95"]).all()


def test_a_rate_is_not_rounded(few, indicators):
    numbers = forecast(few, indicators(unit="per 1,000 households")).forecasts[WHOLE].to_numpy()
    assert (numbers != np.floor(numbers)).any()


@pytest.mark.parametrize("target", [2, 3, 5])
def test_at_least_a_number_and_at_most_the_one_below_make_up_everything(few, indicators, target):
    def chance(polarity, number):
        made = forecast(few, indicators(unit="cases", form="flow", polarity=polarity))
        targets = frame(np.full(4, float(number)), first="2025/26 Q1", indicator="A").rename(
            columns={"value": "target"}
        )
        return chance_of_meeting(made, targets)["chance"].to_numpy()

    assert np.allclose(chance("Up is Good", target) + chance("Up is Bad", target - 1), 1)


@pytest.mark.parametrize("mean", [1, 3, 8])
def test_chances_of_counts_come_as_often_as_they_say(indicators, mean):
    rng, least = np.random.default_rng(mean), mean + 1
    drawn = rng.poisson(mean, size=(120, 33)).astype(float)
    observations = pd.concat([frame(row[:32], indicator=f"K{i:03d}") for i, row in enumerate(drawn)])
    facts = pd.concat(
        [indicators(indicator_id=f"K{i:03d}", unit="cases", form="flow") for i in range(len(drawn))]
    )
    made = forecast_panel(observations, horizon=1, indicators=facts, settings=ForecastSettings(origins=0))
    targets = made.forecasts[["indicator_id", "area_code", "period"]].assign(target=least)
    given = chance_of_meeting(made, targets)["chance"].mean()
    share = np.mean(rng.poisson(mean, size=100_000) >= least)
    assert abs(given - share) < 0.06


@pytest.mark.parametrize(
    ("least", "unit", "scale"),
    [
        (0, "cases", Scale.ROOT),
        (2, "cases", Scale.ROOT),
        (9, "cases", Scale.ROOT),
        (10, "cases", Scale.LOG),
        (0, "per 1,000 households", Scale.ROOT),
        (2, "per 1,000 households", Scale.LOG),
    ],
)
def test_small_counts_compete_on_their_root_and_large_ones_on_a_logarithm(least, unit, scale):
    values = np.array([least, least + 3, least + 40, least + 12, least + 7.0])
    period = Period.parse("2015/16 Q1")
    series = Series("A", "X", period.frequency, period, tuple(range(5)), values, Facts(unit=unit, lower=0.0))
    assert second_scale(series, values) is scale


def test_a_handful_that_became_hundreds_is_not_taken_to_multiply_again(indicators):
    """People in asylum support: on a logarithm the step from two to 57 would be as large as the next to 1,600."""
    values = [2.0, 2, 3, 57, 53, 45, 44, 38, 32, 357, 427, 415, 419, 332, 181, 241, 410]
    made = forecast_panel(frame(values), horizon=6, indicators=indicators(unit="people", form="snapshot"))
    assert made.forecasts["median"].between(200, 700).all()
