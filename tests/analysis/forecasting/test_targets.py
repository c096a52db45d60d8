"""The chance of meeting a target, the words for it, the must-average line and the track record."""

import doctest
import importlib

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.forecasting import (
    ForecastSettings,
    chance_of_meeting,
    chance_words,
    forecast_panel,
    must_average,
    track_record,
)
from pmf_analysis.errors import DataError
from pmf_analysis.framework.periods import Period

from .conftest import frame

QUICK = ForecastSettings(origins=0)


def goals(target, *, period="2022/23 Q4", area="X", **more):
    return pd.DataFrame(
        [{"indicator_id": "A", "area_code": area, "period": period, "target": target, **more}]
    )


def chance(values, target, indicators, **more):
    result = forecast_panel(frame(values), horizon=4, indicators=indicators, settings=QUICK)
    return chance_of_meeting(result, goals(target, **more)).iloc[0]


@pytest.mark.parametrize("target", [90.0, 108, 112, 113.7, 140])
def test_reversing_polarity_turns_the_chance_into_its_complement(seasonal, indicators, target):
    up = chance(seasonal, target, indicators())["chance"]
    down = chance(seasonal, target, indicators(polarity="Up is Bad"))["chance"]
    assert up == pytest.approx(1 - down, abs=1e-12)
    assert 0 < up < 1


def test_the_chance_falls_as_the_target_rises_and_is_a_half_at_the_median(seasonal, indicators):
    chances = [chance(seasonal, target, indicators())["chance"] for target in (0, 100, 110, 115, 120, 1000)]
    assert chances == sorted(chances, reverse=True)
    assert (chances[0], chances[-1]) == (0.99, 0.01)
    median = forecast_panel(frame(seasonal), horizon=4, settings=QUICK).forecasts["median"].iloc[1]
    assert chance(seasonal, median, indicators())["chance"] == pytest.approx(0.5, abs=1e-9)


def test_an_interval_and_a_chance_tell_the_same(seasonal, indicators):
    made = forecast_panel(frame(seasonal), horizon=4, settings=QUICK).forecasts.iloc[1]
    assert chance(seasonal, made["upper_80"], indicators())["chance"] == pytest.approx(0.1, abs=1e-9)
    assert chance(seasonal, made["lower_95"], indicators())["chance"] == pytest.approx(0.975, abs=1e-9)


def test_near_a_target_is_two_sided_within_its_tolerance(seasonal, indicators):
    near = indicators(polarity="Near target is good")
    made = forecast_panel(frame(seasonal), horizon=4, settings=QUICK).forecasts.iloc[1]
    middle, half = (made["lower_80"] + made["upper_80"]) / 2, (made["upper_80"] - made["lower_80"]) / 2
    row = chance(seasonal, middle, near, tolerance=half)
    assert row["direction"] == "near"
    assert row["chance"] == pytest.approx(0.8, abs=1e-9)
    assert chance(seasonal, middle + 50, near, tolerance=half)["chance"] == 0.01


def test_a_neutral_indicator_has_no_chance_but_a_reason(seasonal, indicators):
    row = chance(seasonal, 100, indicators(polarity="Neutral"))
    assert np.isnan(row["chance"])
    assert row["reason"].startswith("no direction is good")


def test_an_own_target_goes_before_one_for_any_area(seasonal, indicators):
    result = forecast_panel(frame(seasonal), horizon=4, indicators=indicators(), settings=QUICK)
    both = pd.concat([goals(0.0, area=np.nan), goals(1000.0)])
    assert chance_of_meeting(result, both)["target"].tolist() == [1000.0]
    assert chance_of_meeting(result, goals(0.0, area=np.nan))["chance"].tolist() == [0.99]
    with pytest.raises(DataError, match="two targets for 2022/23 Q4"):
        chance_of_meeting(result, pd.concat([goals(1.0), goals(2.0)]))


def test_the_period_of_a_target_may_be_written_as_people_do(seasonal, indicators):
    result = forecast_panel(frame(seasonal), horizon=4, indicators=indicators(), settings=QUICK)
    assert len(chance_of_meeting(result, goals(100.0, period="Q4 2022-23"))) == 1
    assert chance_of_meeting(result, goals(100.0, period="2030/31 Q1")).empty


def test_a_bound_that_holds_many_outcomes_counts_them_as_meeting_a_target_on_it(indicators):
    facts = indicators(lower_bound=0, upper_bound=100)
    values = [99.5, 100, 100, 99.8, 100, 100, 99.9, 100, 100, 100]
    assert chance(values, 100, facts, period="2017/18 Q4")["chance"] > 0.3


@pytest.mark.parametrize(
    ("given", "words"),
    [
        (0.01, "very unlikely: under 10 %"),
        (0.1, "unlikely: 10 to 35 %"),
        (0.349, "unlikely: 10 to 35 %"),
        (0.35, "about even: 35 to 65 %"),
        (0.65, "likely: 65 to 90 %"),
        (0.9, "very likely: over 90 %"),
        (0.99, "very likely: over 90 %"),
        (float("nan"), "no chance given"),
    ],
)
def test_the_words_for_a_chance(given, words):
    assert chance_words(given) == words


def line(values, target, facts, *, period="2025/26", first="2023/24 Q1", **columns):
    rows = frame(values, first=first).assign(**columns)
    made = must_average(
        rows, goals(target, period=period), indicators=facts, as_at=Period.parse("2025/26 Q2")
    )
    return made.iloc[0] if len(made) else None


def test_flows_must_make_up_what_is_missing_of_the_total(indicators):
    facts = indicators(form="flow", unit="cases", polarity="Up is Bad")
    row = line([10.0, 12, 9, 11, 10, 14, 8, 12, 13, 15], 50, facts)
    assert (row["measure"], row["so_far"], row["remaining"], row["must_average"]) == ("total", 28, 2, 11)
    pairs = [(10 + 12) / 2, (12 + 9) / 2, 10, 10.5, 12, 11, 10, 12.5, 14]
    assert (row["met_before"], row["occasions"]) == (sum(mean <= 11 for mean in pairs), 9)
    assert row["words"] == f"in {row['met_before']} of 9 earlier stretches"


def test_rates_are_weighted_by_their_denominators(indicators):
    numerator = np.array([40.0, 45, 50, 55, 30, 60, 45, 50, 42, 70])
    denominator = np.array([50.0, 50, 60, 70, 40, 80, 60, 60, 60, 80])
    row = line(100 * numerator / denominator, 80, indicators(), numerator=numerator, denominator=denominator)
    ahead = 60 + 60
    expected = (80 * (60 + 80 + ahead) - 100 * (42 + 70)) / ahead
    assert row["measure"] == "weighted rate"
    assert row["so_far"] == pytest.approx(100 * 112 / 140)
    assert row["must_average"] == pytest.approx(expected)


def test_cumulative_measures_add_to_what_is_there(indicators):
    values = [25.0, 50, 75, 97, 26, 52, 74, 95, 25, 53]
    row = line(values, 97, indicators(form="year_to_date"), period="2025/26 Q4")
    assert (row["measure"], row["so_far"], row["must_average"]) == ("cumulative", 53, 22)
    assert (row["met_before"], row["occasions"]) == (1, 2)


def test_of_a_snapshot_only_the_last_value_counts(indicators):
    values = [10.0, 12, 14, 13, 12, 15, 14, 13, 12, 11]
    row = line(values, 9, indicators(form="snapshot", polarity="Up is Bad"), period="2025/26 Q4")
    assert (row["measure"], row["must_average"]) == ("snapshot", -1)
    changes = [values[i] - values[i - 2] for i in range(2, 10)]
    assert (row["met_before"], row["occasions"]) == (sum(change <= -2 for change in changes), 8)


def test_nothing_is_said_where_nothing_remains(indicators):
    rows = frame([10.0] * 12, first="2023/24 Q1")
    made = must_average(
        rows, goals(9.0, period="2025/26 Q4"), indicators=indicators(), as_at=Period.parse("2025/26 Q4")
    )
    assert made.empty


def test_the_track_record_speaks_with_care_of_small_numbers():
    few = pd.DataFrame({"actual": [1.0, 9], "median": 2.0, "lower_80": 0.0, "upper_80": 4.0})
    assert track_record(few)["coverage_words"] == "1 of 2 inside the 80 % range: too few to judge"
    many = pd.DataFrame({"actual": [3.0] * 4 + [9.0] * 12, "median": 2.0, "lower_80": 0.0, "upper_80": 4.0})
    told = track_record(many)
    assert told["coverage_words"].endswith("the ranges were too narrow")
    assert told["bias_words"] == "16 of 16 outturns above the forecast: forecasts were too low"


@pytest.mark.parametrize("name", ["targets", "track_record"])
def test_the_examples_in_the_docstrings_hold(name):
    module = importlib.import_module(f"pmf_analysis.analysis.forecasting.{name}")
    assert doctest.testmod(module).failed == 0
