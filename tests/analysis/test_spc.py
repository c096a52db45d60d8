import doctest
import json
import math
from datetime import date, datetime, timedelta
from importlib import import_module
from itertools import pairwise
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_analysis.analysis.spc import run_chart, xmr
from pmf_analysis.errors import StatisticsError
from pmf_analysis.framework.periods import Period

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "spc" / "xmr_cases.json").read_text())["cases"]
POINT_COLUMNS = {
    "rebase_group": "rebase_group",
    "mean": "mean",
    "lower": "lpl",
    "upper": "upl",
    "special_cause": "special_cause_type",
    "point_type": "point_type",
    "outside_limits": "outside_limits",
    "close_to_limits": "close_to_limits",
    "relative_to_mean": "relative_to_mean",
    "short_group": "short_group_warning",
}
SUMMARY_COLUMNS = {
    "mean": "mean_col",
    "lower": "lpl",
    "upper": "upl",
    "n": "n",
    "common_cause": "common_cause",
    "special_cause_improvement": "special_cause_improvement",
    "special_cause_concern": "special_cause_concern",
    "variation": "variation_type",
}
REFUSED = {"hand_fix_lt12", "hand_dup_dates"}


def as_list(value):
    return value if isinstance(value, list) else [value]


def chart_of(case):
    return xmr(as_list(case["input"]["date"]), as_list(case["input"]["value"]), **case["options"])


def agrees(ours, theirs):
    """Null stands for what the peer could not say; ours must be a number or a word there."""
    if theirs is None:
        return ours == ours
    if isinstance(theirs, float) or isinstance(ours, float):
        return math.isclose(ours, theirs, rel_tol=1e-9)
    return ours == theirs


@pytest.mark.parametrize(
    "case", [case for case in CASES if "points" in case["expected"]], ids=lambda case: case["id"]
)
def test_agrees_with_the_reference_program(case):
    chart, expected = chart_of(case), case["expected"]
    for ours, theirs in POINT_COLUMNS.items():
        pairs = zip(chart.points[ours].tolist(), as_list(expected["points"][theirs]), strict=True)
        assert all(agrees(*pair) for pair in pairs), ours
    for (_, ours_row), row in zip(chart.summary.iterrows(), expected["summary"], strict=True):
        assert all(agrees(ours_row[ours], row[theirs]) for ours, theirs in SUMMARY_COLUMNS.items())
    assert (chart.variation, chart.assurance, chart.short_series) == (
        expected["variation_type"],
        expected["assurance_type"],
        expected["short_group_warning"],
    )
    assert f"{chart.variation_icon}.svg" == expected["variation_icon"]


@pytest.mark.parametrize(
    "case", [case for case in CASES if case["id"] in REFUSED], ids=lambda case: case["id"]
)
def test_refuses_in_words_what_the_reference_program_refuses(case):
    with pytest.raises(StatisticsError, match=r"\d"):
        chart_of(case)


GOOD = ["2025-01-31", "2025-02-28", "2025-03-31"]


@pytest.mark.parametrize(
    ("dates", "values", "message"),
    [
        (GOOD, [1, 2], "3 dates and 2 values"),
        ([], [], "holds no value"),
        (GOOD, [None, None, None], "holds no value"),
        (GOOD, [1, math.inf, 2], "infinite"),
        (GOOD, [1, 1e300, 2], "infinite"),
        (GOOD, [1, "2", 3], "'2' is text"),
        (GOOD, [1, object(), 3], "not a number"),
        (["2025-01-31", "2025-01-31"], [1, 2], "2025-01-31 occurs twice"),
        (["2025-13-31", "2025-01-31"], [1, 2], "'2025-13-31' is not a date"),
        ([None, "2025-01-31"], [1, 2], "'None' is not a date"),
        ([20250131, 20250228], [1, 2], "'20250131' is not a date"),
        ("2025-01-31", [1], "a list, not one text"),
    ],
)
def test_bad_series_are_refused_in_words(dates, values, message):
    with pytest.raises(StatisticsError, match=message):
        xmr(dates, values, improvement_direction="increase")
    with pytest.raises(StatisticsError, match=message):
        run_chart(dates, values)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"improvement_direction": "up"}, "'up' is no improvement direction"),
        ({"target": math.nan}, "target nan is not a number"),
        ({"fix_after_n_points": 12.5}, "fixed after 12.5"),
        ({"rebase": ["2025-03-31"], "_values": [1, 2, None]}, "begins at 2025-03-31 holds no value"),
    ],
)
def test_bad_options_are_refused_in_words(options, message):
    values = options.pop("_values", [1, 2, 3])
    with pytest.raises(StatisticsError, match=message):
        xmr(GOOD, values, **{"improvement_direction": "increase"} | options)


DAYS = [date(2025, 4, 1) + timedelta(days=step) for step in range(60)]


@pytest.mark.parametrize(
    "write",
    [
        lambda day: day,
        lambda day: day.isoformat(),
        lambda day: datetime(day.year, day.month, day.day),
        lambda day: pd.Timestamp(day),
        lambda day: pd.Timestamp(day, tz="Europe/London"),
        lambda day: np.datetime64(day),
        lambda day: f"{day.isoformat()}T00:00:00",
        lambda day: pd.Period(day, freq="D"),
    ],
)
def test_dates_are_read_in_every_form(write):
    chart = xmr([write(day) for day in DAYS[:5]], [1, 2, 3, 4, 5], improvement_direction="increase")
    assert chart.points["date"].dt.date.tolist() == DAYS[:5]


@pytest.mark.parametrize("write", [str, lambda period: period])
def test_periods_stand_for_their_last_day(write):
    periods = [Period.parse("2025/26 Q3") + step for step in range(3)]
    chart = xmr([write(each) for each in periods], [1, 2, 3], improvement_direction="increase")
    assert chart.points["date"].dt.date.tolist() == [each.end for each in periods]


def test_a_constant_series_has_limits_of_no_width_and_says_so():
    chart = xmr(DAYS[:15], [0.1] * 15, improvement_direction="increase", target=0.2)
    assert (chart.points[["mean", "lower", "upper"]] == 0.1).all(axis=None)
    assert (chart.variation, chart.assurance) == ("common_cause", "consistent_fail")
    assert "the range is zero" in chart.notes[0]


def test_one_result_leaves_the_range_unknown_and_says_so():
    chart = xmr(DAYS[:1], [3], improvement_direction="increase", target=5)
    assert chart.points[["mean", "lower", "upper"]].values.tolist() == [[3, 3, 3]]
    assert (chart.variation, chart.assurance, chart.short_series) == ("common_cause", "inconsistent", True)
    assert "the range is unknown" in chart.notes[0]


def test_results_with_gaps_between_all_of_them_are_not_marked():
    chart = xmr(DAYS[:3], [1, None, 9], improvement_direction="increase")
    assert (chart.points["point_type"] == "common_cause").all()


def test_a_gap_ends_runs_and_keeps_its_row():
    rising = [1, 2, 3, 4, 5, 6, 7]
    whole = xmr(DAYS[:7], rising, improvement_direction="increase")
    assert whole.points["special_cause"].str.contains("Trend").sum() == 5
    broken = xmr(DAYS[:8], [*rising[:4], None, *rising[4:]], improvement_direction="increase")
    assert not broken.points["special_cause"].str.contains("Trend").any()
    assert broken.points["value"].isna().sum() == 1
    assert broken.summary[["n", "values"]].values.tolist() == [[8, 7]]


def test_the_last_result_decides_when_a_gap_follows_it():
    values = [10, 11, 10, 11, 10, 11, 10, 11, 10, 11, 30]
    chart = xmr(DAYS[:12], [*values, None], improvement_direction="increase")
    assert chart.variation == "special_cause_improvement"


# Properties and a slow loop written from the rules

WHOLE = st.lists(st.integers(-40, 40), min_size=1, max_size=50)
GAPPY = st.lists(st.one_of(st.none(), st.integers(-40, 40)), min_size=1, max_size=40).filter(
    lambda values: any(value is not None for value in values)
)


@given(GAPPY)
def test_reversing_the_direction_swaps_improvement_and_concern_and_moves_no_number(values):
    up, down = (
        xmr(DAYS[: len(values)], values, improvement_direction=way, target=3)
        for way in ("increase", "decrease")
    )
    swap = {
        "special_cause_improvement": "special_cause_concern",
        "special_cause_concern": "special_cause_improvement",
    }
    assert up.points["point_type"].replace(swap).tolist() == down.points["point_type"].tolist()
    pd.testing.assert_frame_equal(
        up.points.drop(columns="point_type"), down.points.drop(columns="point_type")
    )
    opposite = {"consistent_pass": "consistent_fail", "consistent_fail": "consistent_pass"}
    assert opposite.get(up.assurance, up.assurance) == down.assurance


@given(GAPPY, st.randoms(use_true_random=False))
def test_shuffling_rows_changes_nothing(values, random):
    rows = list(zip(DAYS, values, strict=False))
    shuffled = random.sample(rows, len(rows))
    one, other = (
        xmr(*zip(*each, strict=True), improvement_direction="increase", rebase=DAYS[:1])
        for each in (rows, shuffled)
    )
    pd.testing.assert_frame_equal(one.points, other.points)
    pd.testing.assert_frame_equal(one.summary, other.summary)
    run, other_run = (run_chart(*zip(*each, strict=True)) for each in (rows, shuffled))
    assert (run.longest_run, run.crossings, run.signal) == (
        other_run.longest_run,
        other_run.crossings,
        other_run.signal,
    )


@given(GAPPY)
def test_no_number_of_a_chart_is_missing_but_the_values_of_gaps(values):
    chart = xmr(DAYS[: len(values)], values, improvement_direction="neutral")
    assert not chart.points.drop(columns="value").isna().any(axis=None)
    assert not chart.summary.isna().any(axis=None)


@settings(max_examples=200)
@given(WHOLE, st.booleans())
def test_the_marks_are_those_of_a_slow_loop(values, screen):
    chart = xmr(DAYS[: len(values)], values, improvement_direction="increase", screen_outliers=screen)
    first = chart.points.iloc[0]
    expected = slow_marks(values, first)
    assert chart.points["special_cause"].tolist() == expected


def slow_marks(values, limits):
    """The rules of METHODS section 1.2, point by point."""
    side = [int(value > limits["mean"]) - int(value < limits["mean"]) for value in values]
    outside = [not limits["lower"] <= value <= limits["upper"] for value in values]
    if len(values) == 1:
        outside = [False]
    close = [
        not out and not limits["near_lower"] <= value <= limits["near_upper"]
        for out, value in zip(outside, values, strict=True)
    ]
    steps = [(after > before) - (after < before) for before, after in pairwise(values)]
    trend = members(steps, 6, extra=1, size=len(values))
    shift = members(side, 7, extra=0, size=len(values))
    return [slow_mark(place, side, outside, close, steps, trend, shift) for place in range(len(values))]


def slow_mark(place, side, outside, close, steps, trend, shift):
    if outside[place]:
        return "Above UCL" if side[place] > 0 else "Below LCL"
    if trend[place]:
        leads_on = place + 1 < len(trend) and trend[place + 1] and steps[place] != 0
        step = steps[place] if leads_on or place == 0 or steps[place - 1] == 0 else steps[place - 1]
        return f"7 Point Trend ({'Increasing' if step > 0 else 'Decreasing'})"
    for start in range(max(place - 2, 0), min(place, len(side) - 3) + 1):
        window = slice(start, start + 3)
        if close[place] and abs(sum(side[window])) == 3 and sum(close[window]) >= 2:
            return "2 in 3 Above CL" if side[place] > 0 else "2 in 3 Below CL"
    if shift[place]:
        return "7 Points Above CL" if side[place] > 0 else "7 Points Below CL"
    return "Common Cause"


def members(signs, length, *, extra, size):
    """Which places belong to a window of equal, non-zero signs."""
    found = [False] * size
    for start in range(len(signs) - length + 1):
        if abs(sum(signs[start : start + length])) == length:
            for place in range(start, start + length + extra):
                found[place] = True
    return found


# The run chart


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1, 9] * 6, (1, 7, 11, 3, "random")),
        ([1] * 12 + [9] * 12, (12, 8, 1, 8, "shift")),
        ([1, 9, 1, 9, 1, 9, 1], (3, 5, 0, 0, "cannot_tell")),
        ([5.0] * 12, (0, 0, 0, 0, "cannot_tell")),
        ([1, None, 2, None, 3], (1, 4, 1, 0, "cannot_tell")),
    ],
)
def test_run_charts_count_runs_and_crossings(values, expected):
    chart = run_chart(DAYS[: len(values)], values)
    counted = (
        chart.longest_run,
        chart.longest_run_limit,
        chart.crossings,
        chart.crossings_limit,
        chart.signal,
    )
    assert counted == expected


def test_the_page_on_xmr_charts_and_the_doctests_hold():
    page = Path(__file__).parents[2] / "docs" / "methods" / "xmr-charts.md"
    assert doctest.testfile(str(page), module_relative=False).failed == 0
    for name in ("xmr", "run_chart"):
        assert doctest.testmod(import_module(f"pmf_analysis.analysis.spc.{name}")).failed == 0
