"""Comparison, quantile groups, funnels and trends against reference values, slow loops and input without an answer."""

import doctest
import importlib
import math
import random
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from scipy.stats import chi2

from pmf_analysis.analysis.benchmarking import (
    Comparison,
    Marker,
    Significance,
    compare,
    funnel_axis,
    group_average,
    judge,
    mads_from_median,
    proportion_limits,
    proportion_significance,
    quantile_groups,
    ranks,
    rate_limits,
    rate_significance,
    ratio_limits,
    ratio_significance,
    recent_trend,
    wilson,
)
from pmf_analysis.errors import StatisticsError
from pmf_analysis.framework.indicators import Polarity

ROOT = Path(__file__).parents[2]
VECTORS = ROOT / "tests" / "vectors" / "benchmark"
POLARITIES = {
    "high_is_good": Polarity.UP_IS_GOOD,
    "low_is_good": Polarity.UP_IS_BAD,
    "no_judgement": Polarity.NEUTRAL,
    "not_applicable": None,
}
PLAIN = {"Better": "higher", "Worse": "lower", "Best": "highest", "Worst": "lowest"}
TREND_ROWS = dict(tuple(pd.read_csv(VECTORS / "fingertips_trend_rows.csv").groupby("id")))
TREND_CASES = pd.read_csv(VECTORS / "fingertips_trend_cases.csv").to_dict("records")


def expected_word(case):
    """The source's word; where there is no judgement it still writes better and worse for above and below."""
    word = case["significance"]
    if not isinstance(word, str):
        return "not_compared"
    if word == "Same":
        return "similar"
    return PLAIN[word] if case["polarity"] == "no_judgement" else word.lower()


def facts_of(case):
    limits = {"lower": case["lower95"], "upper": case["upper95"]}
    return {
        "single95": limits,
        "single95_998": limits | {"lower_998": case["lower998"], "upper_998": case["upper998"]},
        "double95": limits
        | {"benchmark_lower": case["benchmark_lower95"], "benchmark_upper": case["benchmark_upper95"]},
        "spc_prop": {"denominator": case["denominator"], "deviations": case["confidence_variable"]},
        "spc_dsr": {"denominator": case["denominator2"], "tail": case["confidence_variable"]},
    }[case["method"]]


def test_comparisons_agree_with_every_reference_case():
    cases = pd.read_csv(VECTORS / "fingertips_compare_cases.csv").to_dict("records")
    differing = [
        case["id"]
        for case in cases
        if compare(
            case["value"],
            benchmark=case["benchmark_value"],
            polarity=POLARITIES[case["polarity"]],
            method=case["method"],
            multiplier=case["unit"],
            **facts_of(case),
        ).value
        != expected_word(case)
    ]
    assert len(cases) > 200
    assert differing == []


@pytest.mark.parametrize(
    ("position", "good", "bad", "neutral"),
    [
        (-2, "worst", "best", "lowest"),
        (-1, "worse", "better", "lower"),
        (0, "similar", "similar", "similar"),
        (1, "better", "worse", "higher"),
        (2, "best", "worst", "highest"),
        (math.nan, "not_compared", "not_compared", "not_compared"),
    ],
)
def test_positions_become_words_by_polarity(position, good, bad, neutral):
    assert judge(position, polarity=Polarity.UP_IS_GOOD) is Comparison(good)
    assert judge(position, polarity=Polarity.UP_IS_BAD) is Comparison(bad)
    assert judge(position, polarity=Polarity.NEUTRAL) is Comparison(neutral)
    assert judge(position, polarity=Polarity.NEAR_TARGET_IS_GOOD) is Comparison(neutral)
    assert judge(position, polarity=None) is Comparison.NOT_COMPARED


def test_limits_beyond_998_say_best_and_worst():
    facts = {
        "method": "single95_998",
        "lower": [6, 6],
        "upper": [8, 8],
        "lower_998": [5, 4],
        "upper_998": [9, 9],
    }
    words = compare([7, 7], benchmark=4.5, polarity=Polarity.UP_IS_GOOD, **facts)
    assert [word.value for word in words] == ["best", "better"]
    words = compare([7, 7], benchmark=9.5, polarity=Polarity.UP_IS_GOOD, **facts)
    assert [word.value for word in words] == ["worst", "worst"]


def test_words_for_readers_have_spaces():
    assert Comparison.NOT_COMPARED.words == "not compared"


@pytest.mark.parametrize("benchmark", [math.nan, math.inf, None])
@pytest.mark.parametrize("method", ["spc_prop", "spc_dsr"])
def test_without_a_benchmark_nothing_is_compared(method, benchmark):
    facts = {"multiplier": 100, "denominator": 50}
    word = compare(20.0, benchmark=benchmark, polarity=Polarity.UP_IS_GOOD, method=method, **facts)
    assert word is Comparison.NOT_COMPARED


@pytest.mark.parametrize("denominator", [0, -4, math.nan, math.inf])
@pytest.mark.parametrize("method", ["spc_prop", "spc_dsr"])
def test_control_limits_need_a_denominator(method, denominator):
    facts = {"multiplier": 100, "denominator": denominator}
    word = compare(20.0, benchmark=30.0, polarity=Polarity.UP_IS_GOOD, method=method, **facts)
    assert word is Comparison.NOT_COMPARED


def test_an_unknown_method_and_a_missing_fact_are_refused_in_words():
    with pytest.raises(StatisticsError, match="no comparison 'triple'; the methods are: single95, "):
        compare(1, benchmark=1, polarity=None, method="triple")
    with pytest.raises(StatisticsError, match=r"comparison 'single95': missing .* 'upper'"):
        compare(1, benchmark=1, polarity=None, lower=0)


@settings(deadline=None)
@given(
    st.floats(0, 100),
    st.floats(0, 100),
    st.floats(0, 20),
    st.sampled_from(["single95", "spc_prop", "spc_dsr"]),
)
def test_reversing_polarity_swaps_better_and_worse(value, benchmark, half, method):
    facts = (
        {"lower": value - half, "upper": value + half}
        if method == "single95"
        else {"denominator": 200, "multiplier": 100}
    )
    swapped = {"better": "worse", "worse": "better"}
    good, bad = (
        compare(value, benchmark=benchmark, polarity=polarity, method=method, **facts).value
        for polarity in (Polarity.UP_IS_GOOD, Polarity.UP_IS_BAD)
    )
    assert bad == swapped.get(good, good)


def test_quantile_groups_agree_with_every_reference_case():
    cases = pd.read_csv(VECTORS / "quantiles.csv")
    for (_, groups, invert), case in cases.groupby(["id", "nquantiles", "invert"]):
        found = quantile_groups(case["value"], groups=groups, highest_first=invert)
        np.testing.assert_array_equal(found, case["quantile"].to_numpy())


@settings(deadline=None)
@given(st.lists(st.integers(0, 9), min_size=4, max_size=60), st.integers(2, 10), st.booleans())
def test_quantile_groups_never_split_ties(values, groups, highest_first):
    found = quantile_groups(values, groups=groups, highest_first=highest_first)
    assert all(len({str(g) for g in found[np.array(values) == v]}) == 1 for v in set(values))
    if len(values) >= groups:
        assert found.min() == 1
        assert found.max() <= groups


def test_groups_are_refused_or_missing_where_they_mean_nothing():
    assert np.isnan(quantile_groups([1, 2, 3])).all()
    assert np.isnan(quantile_groups([math.nan] * 8)).all()
    assert quantile_groups([]).size == 0
    with pytest.raises(StatisticsError, match="infinite"):
        quantile_groups([1, 2, 3, 4, math.inf])
    with pytest.raises(StatisticsError, match="at least 2 groups"):
        quantile_groups([1, 2, 3, 4], groups=1)


@settings(deadline=None)
@given(st.lists(st.integers(-5, 5), min_size=1, max_size=30), st.booleans())
def test_ranks_agree_with_a_slow_loop(values, highest_first):
    slow = [1 + sum((w > v) if highest_first else (w < v) for w in values) for v in values]
    assert ranks(values, highest_first=highest_first).tolist() == slow


@pytest.mark.parametrize(
    ("value", "group", "distance"),
    [
        (9, [2, 4, 5, 6, 9], 4),
        (2, [2, 4, 5, 6, 9], -3),
        (5, [5, 5, 5], 0),
        (6, [5, 5, 5], math.nan),
        (6, [], math.nan),
        (math.nan, [1, 2, 3], math.nan),
        (3, [1, 2, math.nan, 3, math.inf], 1),
    ],
)
def test_distance_is_counted_in_median_absolute_deviations(value, group, distance):
    assert float(mads_from_median(value, group=group)) == pytest.approx(distance, nan_ok=True)


def test_funnel_significance_agrees_with_every_reference_case():
    for _, case in pd.read_csv(VECTORS / "funnel_proportion_points.csv").groupby("id"):
        found = proportion_significance(case["numerator"], case["denominator"])
        assert [str(word) for word in found] == case["significance"].tolist()


@settings(deadline=None)
@given(st.integers(1, 400), st.data())
def test_a_proportion_lies_outside_its_funnel_exactly_when_its_wilson_interval_excludes_the_average(n, data):
    x = data.draw(st.integers(0, n))
    word, interval = proportion_significance([x], [n], average=0.3)[0], wilson(x, n)
    assume(min(abs(interval.lower - 0.3), abs(interval.upper - 0.3)) > 1e-9)
    assert (word in {Significance.HIGH_025, Significance.HIGH_001}) == (interval.lower > 0.3)
    assert (word in {Significance.LOW_025, Significance.LOW_001}) == (interval.upper < 0.3)


def test_proportion_limits_are_cut_to_what_a_proportion_can_be():
    limits = proportion_limits([4, 10_000], average=0.02)
    assert limits["lower_95"].iloc[0] == 0
    assert proportion_limits([4], average=0.98)["upper_998"].iloc[0] == 100
    assert limits.columns.tolist() == [
        "denominator",
        "average",
        "lower_95",
        "upper_95",
        "lower_998",
        "upper_998",
    ]


@pytest.mark.parametrize("events", [1, 9, 10, 250, 40_000])
def test_rate_limits_come_from_exact_poisson_limits(events):
    limits = rate_limits([events], average=120.0).iloc[0]
    for name, tail in (("95", 0.025), ("998", 0.001)):
        low, high = chi2.ppf(tail, 2 * events) / 2, chi2.ppf(1 - tail, 2 * events + 2) / 2
        assert limits[f"lower_{name}"] == pytest.approx(120 * events / high, rel=1e-9)
        assert limits[f"upper_{name}"] == pytest.approx(120 * events / low, rel=1e-9)


def test_a_funnel_of_rates_without_events_has_no_upper_limit():
    limits = rate_limits([0], average=120.0).iloc[0]
    assert limits["lower_95"] == 0
    assert math.isnan(limits["upper_95"])
    assert ratio_limits([25])["average"].iloc[0] == 1


def test_rates_are_significant_where_the_average_lies_outside_their_own_limits():
    events, rates = [60, 30, 5, 0, 0], [120.0, 60.0, 10.0, 0.0, 0.0]
    words = rate_significance(events, rates, average=60.0)
    assert [str(word) for word in words] == [
        "High (0.001)",
        "Not significant",
        "Low (0.001)",
        "Not compared",
        "Not compared",
    ]
    known = rate_significance([0, 0], [0.0, 0.0], average=60.0, denominators=[50_000, 1_000])
    assert [str(word) for word in known] == ["Low (0.001)", "Not significant"]


def test_ratios_are_compared_with_one():
    assert [str(word) for word in ratio_significance([30, 12, 3], [15.2, 11.0, 20])] == [
        "High (0.001)",
        "Not significant",
        "Low (0.001)",
    ]


def test_the_axis_spans_the_areas_in_equal_factors():
    wide, narrow = funnel_axis([50, 5000]), funnel_axis([400, 500])
    assert (len(wide), wide[0], wide[-1]) == (100, 1.0, pytest.approx(5000))
    assert (narrow[0], narrow[-1]) == (pytest.approx(400), pytest.approx(500))
    np.testing.assert_allclose(wide[1:] / wide[:-1], wide[1] / wide[0])


@pytest.mark.parametrize(
    "bad",
    [
        lambda: group_average([], []),
        lambda: group_average([math.nan], [10]),
        lambda: proportion_limits([0], average=0.5),
        lambda: proportion_limits([10], average=1.5),
        lambda: proportion_significance([11], [10]),
        lambda: proportion_significance([-1], [10]),
        lambda: rate_limits([math.inf], average=3),
        lambda: rate_limits([3], average=math.nan),
        lambda: funnel_axis([0, math.nan]),
    ],
)
def test_funnels_refuse_what_they_cannot_draw(bad):
    with pytest.raises(StatisticsError, match=r"^funnel: "):
        bad()


@pytest.mark.parametrize("case", TREND_CASES, ids=lambda case: case["id"])
def test_recent_trends_agree_with_every_reference_case(case):
    rows = TREND_ROWS[case["id"]]
    limits = {"lower": rows["lower95"], "upper": rows["upper95"]} if case["method"] == "ci" else {}
    for version, unbroken in (("2020", True), ("next", False)):
        if not isinstance(case[f"marker_{version}"], str):
            continue
        trend = recent_trend(
            rows["year"],
            rows["value"],
            counts=rows["count"],
            denominators=rows["denominator"],
            unbroken=unbroken,
            **limits,
        )
        assert trend.chi_squared == pytest.approx(case[f"chi2_{version}"], rel=1e-9, nan_ok=True)
        assert trend.significant == bool(case[f"significant_{version}"])
        assert trend.marker == marker_by_slope(case, version, trend)


def marker_by_slope(case, version, trend):
    """The 2020 code calls every significant trend of proportions decreasing; the slope knows better."""
    if case["method"] == "prop" and case["significant_2020"]:
        return Marker.DECREASING if trend.slope < 0 else Marker.INCREASING
    return case[f"marker_{version}"]


def test_a_rising_proportion_is_increasing_where_the_2020_code_said_decreasing():
    trend = recent_trend(
        range(2015, 2020),
        [24.7, 26.0, 27.9, 29.1, 30.6],
        counts=[494, 520, 558, 582, 612],
        denominators=[2000] * 5,
    )
    assert trend.marker is Marker.INCREASING
    assert trend.words(Polarity.UP_IS_GOOD) == "increasing and getting better"
    assert trend.words(Polarity.UP_IS_BAD) == "increasing and getting worse"
    assert trend.words(Polarity.NEUTRAL) == "increasing"


def test_shuffling_the_years_changes_nothing():
    rows = TREND_ROWS["next_mmr"].sample(frac=1, random_state=random.Random(3).randint(0, 99))
    arguments = {"counts": rows["count"], "denominators": rows["denominator"]}
    limits = {"lower": rows["lower95"], "upper": rows["upper95"]}
    trend = recent_trend(rows["year"], rows["value"], **arguments, **limits)
    assert (trend.marker, trend.years) == (Marker.DECREASING, (2020, 2021, 2022, 2023, 2024))
    assert trend.chi_squared == pytest.approx(418.536568531279, rel=1e-9)


def test_reasons_are_given_in_words():
    few = recent_trend([2020], [5.0], counts=[1], denominators=[20])
    assert few.words(Polarity.UP_IS_GOOD) == (
        "the recent trend cannot be calculated: fewer than five years have a value, a count and a denominator"
    )
    flat = recent_trend(range(2015, 2020), [0.0] * 5, counts=[0] * 5, denominators=[10] * 5)
    assert flat.words(Polarity.UP_IS_GOOD) == "no significant change"


@pytest.mark.parametrize(
    ("years", "counts", "denominators", "message"),
    [
        ([2015, 2016, 2017, 2018], [1] * 5, [9] * 5, "must be as many each"),
        ([2015, 2015, 2016, 2017, 2018], [1] * 5, [9] * 5, "a year stands twice"),
        (range(2015, 2020), [1, 1, 1, 1, -1], [9] * 5, "counts not negative"),
        (range(2015, 2020), [1, 1, 1, 1, math.inf], [9] * 5, "must be finite"),
        (range(2015, 2020), [1, 1, 1, 1, 10], [9] * 5, "a count is above its denominator"),
    ],
)
def test_trends_refuse_what_is_no_series(years, counts, denominators, message):
    with pytest.raises(StatisticsError, match=message):
        recent_trend(years, [1.0] * 5, counts=counts, denominators=denominators)


@pytest.mark.parametrize("module", ["comparison", "ranks", "funnel", "trend"])
def test_the_examples_in_the_docstrings_hold(module):
    loaded = importlib.import_module(f"pmf_analysis.analysis.benchmarking.{module}")
    assert doctest.testmod(loaded).failed == 0


def test_the_worked_examples_of_the_method_page_hold():
    page = ROOT / "docs" / "methods" / "benchmarking.md"
    outcome = doctest.testfile(str(page), module_relative=False, encoding="utf-8")
    assert outcome.attempted > 0
    assert outcome.failed == 0
