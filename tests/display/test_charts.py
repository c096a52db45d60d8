"""Charts: text as text, the same bytes twice, small, told in words, with their numbers beside them."""

import math
import re
from itertools import pairwise
from xml.etree import ElementTree as ET

import pytest

from pmf_analysis.analysis.results import View
from pmf_analysis.display import house_style as style
from pmf_analysis.display.canvas import Box, Canvas, span, ticks
from pmf_analysis.display.charts import Chart, chart_html
from pmf_analysis.display.dossier import Dossier, dossiers
from pmf_analysis.display.dot_plot import dot_plot
from pmf_analysis.display.history_chart import history_chart
from pmf_analysis.display.history_drawing import stretches
from pmf_analysis.display.labels import LINE_HEIGHT, spread
from pmf_analysis.display.svg import Description, house_style
from pmf_analysis.framework.numbers import write_number
from pmf_analysis.framework.receipts import Sourced, unmarked
from tests.display.conftest import NASTY

WHITE = "#ffffff"
MEANING = (
    style.SERIES, style.TARGET, style.FORECAST, style.FORECAST_EDGE, style.BAND_EDGE, style.CONCERN, style.IMPROVEMENT,
    style.UNJUDGED, style.MEMBER, style.MUTED, style.INK,
)  # fmt: skip


@pytest.fixture(scope="module")
def known() -> dict[str, Dossier]:
    from tests.display.conftest import make_results

    return dossiers(make_results().scope("council", "council"))


@pytest.fixture(scope="module")
def history(known: dict[str, Dossier]) -> Chart:
    chart = history_chart(known["H.1"], message="It rose.")
    assert chart is not None
    return chart


@pytest.fixture(scope="module")
def dots(known: dict[str, Dossier]) -> Chart:
    chart = dot_plot(known["H.1"], "yorkshire-humber", message="It is high.")
    assert chart is not None
    return chart


def test_a_chart_is_the_same_bytes_twice(known: dict[str, Dossier], history: Chart) -> None:
    again = history_chart(known["H.1"], message="It rose.")
    assert again == history


def test_words_stand_in_a_chart_in_full_with_their_receipts() -> None:
    words = ["York", NASTY, write_number(Sourced(42.5, "assessments[KPI1].value"), 1), "Ynys Môn ▲", "York"]
    with house_style():
        canvas = Canvas(height=280, box=Box(0, 0, 0, 0), across=(0, 1), up=(0, 1))
        for each in words:
            canvas.text(10, 20, each)
        drawn = ET.fromstring(str(canvas.svg(Description("key", "title", "text"))))
    assert [each.text for each in drawn.iter("text")] == words


def test_a_chart_is_small(history: Chart, dots: Chart) -> None:
    assert len(history.svg) < 9_000
    assert len(dots.svg) < 9_000


def test_a_chart_holds_no_style_script_date_or_address(history: Chart, dots: Chart) -> None:
    for chart in (history, dots):
        assert not re.search(
            r"<style|<script|style=|https?:|<metadata|\d{4}-\d\d-\d\dT|matplotlib", chart.svg
        )


def test_text_in_a_chart_is_text(history: Chart) -> None:
    words = [element.text for element in ET.fromstring(unmarked(history.svg)).iter("text")]
    assert "2025/26 Q3: 120" in words
    assert "target 100" in words
    assert "forecast 128" in words
    assert "▼ a change for the worse" in words


def test_a_chart_is_told_in_words_made_from_its_numbers(history: Chart) -> None:
    svg = ET.fromstring(unmarked(history.svg))
    assert svg.get("role") == "img"
    title, desc = svg.find("title"), svg.find("desc")
    assert title is not None
    assert desc is not None
    assert svg.get("aria-labelledby") == f"{title.get('id')} {desc.get('id')}"
    assert title.text == f"{NASTY}: the latest result stands out for the worse, 2022/23 Q4 to 2025/26 Q3"
    assert desc.text == (
        "Line chart of 12 results, from 80 households in 2022/23 Q4 to 120 households in 2025/26 Q3. "
        "Lowest 79 households in 2023/24 Q2, highest 120 households in 2025/26 Q3. "
        "Range expected of the latest result: 85 to 105 households. Stood out when they came: 2025/26 Q3. "
        "Target 100 households for 2025/26 Q3. "
        "Forecast for 2026/27 Q1: 128 households, 80% range 114 to 142 households."
    )


def test_ids_belong_to_their_chart(history: Chart, dots: Chart) -> None:
    ids = [re.findall(r' id="([^"]+)"', chart.svg) for chart in (history, dots)]
    assert not set(ids[0]) & set(ids[1])
    assert all(each.startswith("history-H.1") for each in ids[0])


def test_names_in_a_chart_are_text(history: Chart, dots: Chart) -> None:
    html = chart_html(history) + chart_html(dots)
    assert "<b>" not in html
    assert "<script" not in html
    assert "Hull &amp; &lt;i&gt;Humber" in html


def test_a_chart_stands_with_its_message_and_numbers(history: Chart) -> None:
    html = unmarked(chart_html(history))
    assert html.index("</figure>") < html.index("It rose.") < html.index("<details")
    assert "80%: 115 to 133 households" in html


def test_a_gap_is_a_gap_and_a_break_is_a_break(known: dict[str, Dossier]) -> None:
    from pmf_analysis.display.history_chart import gather

    drawn = gather(known["H.2"])
    assert drawn is not None
    assert [[point.period for point in stretch] for stretch in stretches(drawn)] == [
        ["2023/24 Q2", "2023/24 Q3"],
        ["2024/25 Q1", "2024/25 Q2"],
        ["2024/25 Q3", "2024/25 Q4", "2025/26 Q1", "2025/26 Q2", "2025/26 Q3"],
    ]


def test_sums_over_many_councils_stay_out_of_a_dot_plot(known: dict[str, Dossier]) -> None:
    rows = tuple(
        row | ({"value": 18_870.0} if row["area_name"] == "England" else {})
        for row in known["H.1"].group_values
    )
    chart = dot_plot(
        Dossier(known["H.1"].indicator, {}, {}, group_values=rows), "yorkshire-humber", message=""
    )
    assert chart is not None
    assert "England" not in chart.svg


def test_what_was_never_measured_has_no_chart(known: dict[str, Dossier], council: View) -> None:
    assert history_chart(known["H.6"], message="") is None
    assert dot_plot(known["H.6"], "yorkshire-humber", message="") is None


def test_colours_that_mean_something_stand_out_from_white() -> None:
    faint = [colour for colour in MEANING if contrast(colour, WHITE) < 3]
    assert faint == []


def contrast(first: str, second: str) -> float:
    """WCAG 2.2 contrast ratio of two colours."""
    light, dark = sorted((luminance(each) for each in (first, second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("heights", [[10.0] * 5, [95.0, 96.0, 97.0], [0.0, 50.0, 99.0]])
def test_labels_stand_a_line_apart_and_inside(heights: list[float]) -> None:
    placed = spread(heights, 0, 100)
    assert all(later - earlier >= LINE_HEIGHT - 1e-9 for earlier, later in pairwise(placed))
    assert placed[-1] <= 100


@pytest.mark.parametrize("values", [[0.0], [5.0, 5.0], [-3.0, 2.0], [1e6, 1.1e6], [math.nan, 2.0, 3.0]])
def test_a_scale_holds_its_values_and_has_a_tick(values: list[float]) -> None:
    low, high = span(values)
    assert all(low < value < high for value in values if math.isfinite(value))
    assert ticks(low, high)
