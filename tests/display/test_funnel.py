"""The funnel: the analysis's limits and places, the home council marked, words no stronger than the counts."""

import math
import re
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from pmf_analysis import display
from pmf_analysis.analysis.benchmarking import group_average, proportion_significance, rate_limits
from pmf_analysis.display.charts import chart_html
from pmf_analysis.display.dossier import Dossier, Row
from pmf_analysis.display.fragment import plain_text
from pmf_analysis.display.funnel import gather_funnel
from pmf_analysis.display.funnel_chart import funnel_chart
from pmf_analysis.display.wording import funnel as wording
from pmf_analysis.display.wording.claims import find_unlicensed
from tests.display.conftest import assessment, indicator, make_results

COUNTS = [
    ("York", 90, 100),
    ("Leeds", 400, 500),
    ("Hull & <i>Humber</i>", 160, 200),
    ("Selby", 42, 50),
    ("Craven", 75, 100),
]
ROW: Row = {
    "group": "g",
    "group_name": "Like councils",
    "period": "2024/25",
    "method": "single95, Wilson interval",
}


def dossier(
    counts: list[tuple[str, float, float]],
    *,
    unit: str = "%",
    power: float = 100.0,
    per: float = 1.0,
    **given: Any,
) -> Dossier:
    values = tuple(
        {
            "group": "g", "area_name": name, "kind": "country" if name == "England" else "council", "is_home": name == "York",
            "value": power * x / n, "numerator": x, "denominator": n / per,
        }
        for name, x, n in counts
    )  # fmt: skip
    register = indicator("H.2", "Repairs done on time", unit=unit, **given)
    return Dossier(indicator=register, assessment=assessment("H.2"), signal={}, group_values=values)


def test_places_and_average_are_those_of_the_analysis() -> None:
    funnel = gather_funnel(dossier([*COUNTS, ("England", 9000, 10_000)]), ROW)
    assert funnel is not None
    x, n = [each[1] for each in COUNTS], [each[2] for each in COUNTS]
    assert funnel.average == pytest.approx(100 * group_average(x, n))
    expected = dict(zip([each[0] for each in COUNTS], map(str, proportion_significance(x, n)), strict=True))
    assert dict(zip(funnel.members["area_name"], funnel.members["place"], strict=True)) == expected


def test_the_chart_names_the_home_council_the_average_and_the_limits() -> None:
    chart = funnel_chart(dossier(COUNTS), ROW)
    assert chart is not None
    words = [element.text for element in ET.fromstring(chart.svg).iter("text")]
    assert {"◆ York 90.0%", "average 80.7%", "95% limit", "99.8% limit", "out of how many"} <= set(words)
    assert chart.title == "Repairs done on time: York above the 95% limits, 2024/25"
    assert chart.message == (
        "York, at 90.0%, lies above the 95% limits round the average of ‘Like councils’ (80.7%) for its size, for the better. "
        "Of 5 councils, 1 lies outside the 95% limits; chance alone would put fewer than 1 there."
    )
    assert "York | 90.0% | 90 | 100 | above the 95% limits" in plain_text(chart_html(chart))
    assert "<i>" not in chart_html(chart)
    assert len(chart.svg) < 8_000
    assert funnel_chart(dossier(COUNTS), ROW) == chart


def test_a_rate_counted_in_thousands_has_the_limits_of_its_counts() -> None:
    counts = [("York", 63.0, 87_879.0), ("Leeds", 600, 350_000), ("Hull", 250, 118_000)]
    each = dossier(
        counts, unit="per 1,000 households", power=1000, per=1000, upper_bound=math.nan, polarity="Up is Bad"
    )
    funnel = gather_funnel(each, ROW | {"method": "single95, Byar's interval"})
    assert funnel is not None
    assert funnel.members["denominator"].tolist() == pytest.approx([87_879, 118_000, 350_000])
    end = funnel.limits.iloc[-1]
    assert end["upper_95"] == pytest.approx(
        rate_limits([end["size"]], average=funnel.average)["upper_95"].iloc[0]
    )
    assert "for the better" in wording.message(funnel)[0].text


@pytest.mark.parametrize(
    ("counts", "unit", "method"),
    [
        (COUNTS, "%", "single95, published interval"),
        (COUNTS, "%", "no interval"),
        (COUNTS, "households", "single95, Wilson interval"),
        (COUNTS[:2], "%", "single95, Wilson interval"),
        (COUNTS[1:], "%", "single95, Wilson interval"),
        ([], "%", "single95, Wilson interval"),
    ],
)
def test_there_is_no_funnel_without_counts_for_three_members(
    counts: list[tuple[str, float, float]], unit: str, method: str
) -> None:
    assert funnel_chart(dossier(counts, unit=unit), ROW | {"method": method}) is None


def test_counts_that_do_not_make_the_value_draw_no_funnel() -> None:
    assert funnel_chart(dossier(COUNTS, power=73.0), ROW) is None


@pytest.mark.parametrize(
    "counts",
    [
        [("York", 0, 100), ("Leeds", 0, 500), ("Hull", 3, 200)],
        [("York", 100, 100), ("Leeds", 500, 500), ("Hull", 200, 200)],
        [("York", 50, 100), ("Leeds", 50, 100), ("Hull", 50, 100)],
        [("York", 1, 2), ("Leeds", 5000, 90_000), ("Hull", 200, 200)],
    ],
)
@pytest.mark.parametrize(("unit", "power"), [("%", 100), ("per 1,000 homes", 1000)])
@pytest.mark.parametrize("polarity", ["Up is Good", "Up is Bad", "Neutral"])
def test_no_edge_value_breaks_a_funnel(
    counts: list[tuple[str, float, float]], unit: str, power: float, polarity: str
) -> None:
    chart = funnel_chart(dossier(counts, unit=unit, power=power, polarity=polarity), ROW)
    assert chart is not None
    text = f"{chart.title} {chart.message} {plain_text(chart_html(chart))}"
    assert not re.search(r"\bnan\b|None|  |\.\.|\binf\b", text)
    assert find_unlicensed(text) == []


def test_a_group_that_differs_as_a_whole_says_so() -> None:
    counts = [
        (name, x, 1000.0) for name, x in (("York", 500.0), ("A", 300), ("B", 700), ("C", 350), ("D", 650))
    ]
    chart = funnel_chart(dossier(counts), ROW)
    assert chart is not None
    assert "Of 5 councils, 4 lie outside the 95% limits" in chart.message
    assert chart.message.endswith("so a place outside is common here.")


def test_a_scope_without_counts_says_so() -> None:
    council = make_results().scope("council", "council")
    assert "No indicator of this scope is a share or a rate" in display.funnel_charts(council).text
