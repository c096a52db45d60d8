"""Confidence intervals against reference values, and on input that has none."""

import csv
import doctest
import math
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_analysis.analysis import benchmarking, intervals
from pmf_analysis.analysis.intervals import Interval, byars_or_exact, confidence_level, student_t, wilson
from pmf_analysis.errors import StatisticsError

VECTORS = Path(__file__).parents[1] / "vectors" / "benchmark"
LEVELS = [(0.95, "95_0cl"), (95, "95_0cl"), (0.998, "99_8cl"), (90, "90")]
CLOSE = {"rtol": 1e-9, "atol": 0, "equal_nan": True}


@pytest.mark.parametrize(("confidence", "suffix"), LEVELS)
@pytest.mark.parametrize(
    ("file", "method", "multiplier"),
    [("proportion_wilson.csv", wilson, 100), ("rate_byars_exact.csv", byars_or_exact, 100_000)],
)
def test_proportions_and_rates_agree_with_every_reference_value(file, method, multiplier, confidence, suffix):
    cases = pd.read_csv(VECTORS / file)
    answer = method(cases["x"], cases["n"], confidence=confidence, multiplier=multiplier)
    assert len(cases) > 300
    np.testing.assert_allclose(answer.value, cases["value"], **CLOSE)
    np.testing.assert_allclose(answer.lower, cases[f"lower{suffix}"], **CLOSE)
    np.testing.assert_allclose(answer.upper, cases[f"upper{suffix}"], **CLOSE)


@pytest.mark.parametrize(("confidence", "suffix"), LEVELS[:3])
def test_means_agree_with_every_reference_value(confidence, suffix):
    values = pd.read_csv(VECTORS / "mean_input.csv").groupby("id")["v"]
    for case in pd.read_csv(VECTORS / "mean_expected.csv").to_dict("records"):
        answer = student_t(values.get_group(case["id"]), confidence=confidence)
        expected = [case["value"], case[f"lower{suffix}"], case[f"upper{suffix}"]]
        np.testing.assert_allclose([answer.value, answer.lower, answer.upper], expected, **CLOSE)


def test_the_public_functions_are_found_under_benchmarking():
    assert (benchmarking.wilson, benchmarking.byars_or_exact, benchmarking.student_t) == (
        wilson,
        byars_or_exact,
        student_t,
    )


def test_rates_have_the_method_that_the_reference_names():
    with (VECTORS / "rate_byars_exact.csv").open(newline="") as file:
        few = {row["method"]: float(row["x"]) < 10 for row in csv.DictReader(file)}
    assert few == {"Exact": True, "Byars": False}


@pytest.mark.parametrize("method", [wilson, byars_or_exact])
def test_an_answer_comes_in_the_shape_of_the_question(method):
    assert isinstance(method(3, 9).lower, float)
    assert method(np.array([3, 4]), 9).lower.shape == (2,)
    assert method([[3, 4], [5, 6]], [9, 10]).lower.shape == (2, 2)
    series = method(pd.Series([3, 4], index=["a", "b"]), pd.Series([9, 9], index=["a", "b"])).upper
    assert series.index.tolist() == ["a", "b"]


@pytest.mark.parametrize("method", [wilson, byars_or_exact])
@pytest.mark.parametrize("missing", [None, math.nan, [math.nan, math.nan], pd.Series([pd.NA], dtype="Int64")])
def test_a_missing_count_gives_a_missing_answer(method, missing):
    answer = method(missing, 10)
    assert np.isnan(answer.value).all()
    assert np.isnan(answer.lower).all()
    assert np.isnan(answer.upper).all()


def test_no_counts_give_no_intervals():
    assert wilson([], []).value.shape == (0,)
    assert byars_or_exact([], []).value.shape == (0,)


@pytest.mark.parametrize("method", [wilson, byars_or_exact])
@pytest.mark.parametrize(
    ("x", "n", "message"),
    [
        (1, 0, "n must be above 0; found n = 0"),
        ([1, 1], [5, -5], "n must be above 0, 1 of 2 are not; found n = -5"),
        (-1, 10, "x must be 0 or more; found x = -1"),
        (math.inf, 10, "x must be finite; found x = inf"),
        (1, math.inf, "n must be finite; found n = inf"),
        ([1, 2, 3], [4, 5], "x and n must be numbers, as many of one as of the other"),
        ("many", 5, "x and n must be numbers"),
    ],
)
def test_input_without_an_interval_is_refused_in_words(method, x, n, message):
    with pytest.raises(StatisticsError) as refused:
        method(x, n)
    assert message in str(refused.value)


def test_a_proportion_above_one_is_refused_and_a_rate_above_one_is_not():
    with pytest.raises(StatisticsError, match="Wilson interval: x must be at most n; found x = 11"):
        wilson(11, 10)
    assert byars_or_exact(11, 10, multiplier=1).value == pytest.approx(1.1)


@pytest.mark.parametrize("values", [[], [5.0], 5.0, [math.nan, 4.0], [[1.0, 2.0], [3.0, math.nan]]])
def test_a_mean_of_fewer_than_two_values_is_refused(values):
    with pytest.raises(StatisticsError, match="at least two values"):
        student_t(values)


def test_a_mean_of_an_infinity_is_refused():
    with pytest.raises(StatisticsError, match="must be finite"):
        student_t([1.0, math.inf])


def test_means_leave_out_missing_values_and_take_rows():
    single = student_t([3.0, math.nan, 5.0, 10.0])
    assert single == student_t([3.0, 5.0, 10.0])
    rows = student_t([[3.0, math.nan, 5.0, 10.0], [1.0, 1.0, 1.0, 1.0]])
    assert rows.lower[0] == pytest.approx(single.lower)
    assert (rows.lower[1], rows.upper[1]) == (1.0, 1.0)


@pytest.mark.parametrize("confidence", [0.5, 1, 100, 1.5, 0, -0.95, math.nan])
def test_a_confidence_that_cannot_be_used_is_refused(confidence):
    with pytest.raises(StatisticsError, match=r"0\.9 to below 1, or 90 to below 100"):
        confidence_level(confidence)


@settings(deadline=None)
@given(st.integers(0, 5000), st.integers(1, 5000))
def test_a_wider_level_widens_an_interval_that_holds_its_value(x, n):
    for method in (wilson, byars_or_exact):
        count = min(x, n)
        narrow, wide = method(count, n, confidence=0.9), method(count, n, confidence=0.998)
        assert wide.lower <= narrow.lower <= narrow.value <= narrow.upper <= wide.upper
        assert isinstance(narrow, Interval)


@settings(deadline=None)
@given(st.integers(0, 500), st.integers(1, 500))
def test_counting_the_others_mirrors_a_proportion(x, n):
    count = min(x, n)
    these, others = wilson(count, n), wilson(n - count, n)
    assert these.lower == pytest.approx(1 - others.upper, abs=1e-12)


@pytest.mark.parametrize("method", [wilson, byars_or_exact])
def test_limits_stay_finite_and_positive_at_the_highest_level(method):
    answer = method([1, 10, 50], 100, confidence=math.nextafter(1, 0))
    assert np.all(answer.lower > 0)
    assert np.all(np.isfinite(answer.upper))


def test_the_examples_in_the_docstrings_hold():
    assert doctest.testmod(intervals).failed == 0
