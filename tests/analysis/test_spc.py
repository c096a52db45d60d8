import json
import math
from pathlib import Path

import pytest

from pmf_analysis.analysis.spc import xmr
from pmf_analysis.errors import StatisticsError

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
