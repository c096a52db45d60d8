"""The expected range behind a history, and the XmR chart: numbers of the analysis, marks by shape, nothing drawn that means nothing."""

import math
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from pmf_analysis import display
from pmf_analysis.analysis.spc import xmr
from pmf_analysis.display.charts import chart_html
from pmf_analysis.display.dossier import Dossier, Row, dossiers
from pmf_analysis.display.expected_range import Expected, scale
from pmf_analysis.display.fragment import plain_text
from pmf_analysis.display.history_chart import gather, history_chart
from pmf_analysis.display.wording.claims import find_unlicensed
from pmf_analysis.display.xmr_chart import xmr_chart
from pmf_analysis.framework.periods import Period
from tests.display.conftest import assessment, history_of, indicator, make_results

VALUES = [31.0, 34, 30, 33, 35, 32, 31, 34, 33, 30, 32, 46]


def dossier(
    values: list[float], *, statuses: dict[int, str] | None = None, signal: str = "noise", **given: Any
) -> Dossier:
    history: tuple[Row, ...] = tuple(history_of("H.2", "2025/26 Q3", values, statuses=statuses))
    facts = assessment(
        "H.2", period="2025/26 Q3", value=values[-1], target=given.pop("target", 50.0), signal=signal
    )
    register = indicator("H.2", "Days to decide", **({"unit": "days", "polarity": "Up is Bad"} | given))
    return Dossier(indicator=register, assessment=facts, signal={}, history=history)


def words_of(svg: str) -> list[str]:
    return [str(element.text) for element in ET.fromstring(svg).iter("text")]


def test_the_expected_range_stands_behind_every_result_that_has_one() -> None:
    drawn = gather(dossiers(make_results().scope("council", "council"))["H.1"])
    assert drawn is not None
    assert [(each.lower, each.upper) for each in drawn.ranges] == [
        (74.0 + place, 93.5 + place) for place in range(7, 12)
    ]


def test_without_the_whole_history_the_latest_result_has_its_range() -> None:
    known = dossiers(make_results().scope("council", "council"))["H.2"]
    drawn = gather(known)
    assert drawn is not None
    assert [(each.x, each.lower) for each in drawn.ranges] == [(drawn.results[-1].x, 88.0)]


def test_the_numbers_beside_a_history_hold_its_ranges() -> None:
    chart = history_chart(dossiers(make_results().scope("council", "council"))["H.1"], message="")
    assert chart is not None
    text = plain_text(chart_html(chart))
    assert "2025/26 Q3 | 120 households | 100 households | 85 to 105 | result" in text
    assert "2026/27 Q1 | 128 households | – | – | forecast" in text


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ((), (-6.0, 106.0)),
        ((Expected(1, 10.0, 90.0),), (-6.0, 106.0)),
        ((Expected(1, -1e9, 1e9),), (-45.2, 145.2)),
        ((Expected(1, -20.0, 110.0),), (-20.0, 110.0)),
    ],
)
def test_a_huge_early_range_does_not_flatten_the_results(
    ranges: tuple[Expected, ...], expected: tuple[float, float]
) -> None:
    assert scale([0.0, 100.0], ranges) == pytest.approx(expected)


def test_the_xmr_chart_draws_the_numbers_of_the_analysis() -> None:
    chart = xmr_chart(dossier(VALUES))
    assert chart is not None
    periods = [Period.parse("2022/23 Q4") + step for step in range(12)]
    group = xmr(periods, VALUES, improvement_direction="decrease", target=50).summary.iloc[0]
    words = words_of(chart.svg)
    assert {
        f"upper limit {group['upper']:.1f}",
        f"mean {group['mean']:.1f}",
        f"lower limit {group['lower']:.1f}",
    } <= set(words)
    assert {"target 50.0", "2025/26 Q3: 46.0"} <= set(words)
    assert (
        chart.title
        == "Days to decide: latest result above its upper limit, for the worse, 2022/23 Q4 to 2025/26 Q3"
    )
    assert chart.message == (
        "46.0 days in 2025/26 Q3 is marked: above its upper limit, for the worse. "
        "Both limits lie on the better side of the target: results within them meet it. "
        "Few results (12): the limits are a first estimate. "
        "This chart allows neither for the time of year nor for results that follow the one before. "
        "The test that allows for both finds ordinary variation."
    )
    assert (
        "2025/26 Q3 | 46.0 days | 33.4 | 26.8 to 40.1 | above its upper limit, for the worse"
        in plain_text(chart_html(chart))
    )


def test_the_xmr_chart_is_told_in_words_and_small() -> None:
    chart = xmr_chart(dossier(VALUES))
    assert chart is not None
    desc = ET.fromstring(chart.svg).find("desc")
    assert desc is not None
    assert desc.text == (
        "Chart of 12 results with limits. Latest 46.0 days in 2025/26 Q3; mean 33.4 days, limits 26.8 to 40.1 days. "
        "Target 50.0 days. Marked: 2025/26 Q3."
    )
    assert len(chart.svg) < 7_000
    assert xmr_chart(dossier(VALUES)) == chart


@pytest.mark.parametrize(
    ("polarity", "word"),
    [
        ("Up is Good", ", for the better"),
        ("Up is Bad", ", for the worse"),
        ("Neutral", ""),
        ("Near target is good", ""),
    ],
)
def test_polarity_judges_a_mark_and_never_moves_a_number(polarity: str, word: str) -> None:
    chart = xmr_chart(dossier(VALUES, polarity=polarity))
    assert chart is not None
    assert f"above its upper limit{word}, 2022" in chart.title


def test_limits_begin_anew_at_a_break_that_results_follow() -> None:
    chart = xmr_chart(dossier([*VALUES[:8], 60.0, 61.0, 60.0, 62.0], statuses={8: "b", 0: "b"}))
    assert chart is not None
    rows = plain_text(chart_html(chart))
    assert "2024/25 Q3 | 34.0 days | 32.5 |" in rows
    assert "2025/26 Q3 | 62.0 days | 60.8 |" in rows


def test_a_break_that_no_result_follows_changes_nothing() -> None:
    values = [*VALUES[:8], math.nan]
    assert xmr_chart(dossier(values, statuses={8: "b"})) is not None


@pytest.mark.parametrize(
    ("values", "given"),
    [
        (VALUES[:7], {}),
        ([*VALUES[:7], math.nan], {}),
        ([], {}),
        (VALUES, {"form": "year_to_date"}),
        (VALUES, {"form": "rolling_year"}),
    ],
)
def test_no_limits_are_drawn_where_they_would_mean_nothing(
    values: list[float], given: dict[str, Any]
) -> None:
    if values:
        assert xmr_chart(dossier(values, **given)) is None
    else:
        assert xmr_chart(Dossier(indicator=indicator("H.2", "x"), assessment={}, signal={})) is None


@pytest.mark.parametrize("values", [[5.0] * 9, [0.0] * 20, [5.0, math.nan] * 8, [-3.0, 2.0] * 6, VALUES])
@pytest.mark.parametrize("target", [math.nan, 0.0, 5.0])
@pytest.mark.parametrize("signal", ["signal", "noise", "cannot_tell"])
def test_no_edge_value_breaks_what_the_xmr_chart_says(
    values: list[float], target: float, signal: str
) -> None:
    chart = xmr_chart(dossier(values, target=target, signal=signal))
    assert chart is not None
    text = f"{chart.title} {chart.message} {plain_text(chart_html(chart))}"
    assert not re.search(r"\bnan\b|None|  |\.\.| ,|UCL|XmR", text)
    assert find_unlicensed(text) == []


def test_xmr_charts_of_a_scope_or_a_sentence() -> None:
    council = make_results().scope("council", "council")
    assert 'aria-labelledby="xmr-of-H.1"' in display.xmr_charts(council).html
    education = make_results().scope("directorate", "children-and-education")
    assert "No chart of limits can be drawn" in display.xmr_charts(education).text
