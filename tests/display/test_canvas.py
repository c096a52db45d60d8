"""The drawing area: lines that stop, marks that are defined once, words that are only words, whatever they hold."""

import math
import re
from xml.etree import ElementTree as ET

import pytest

from pmf_analysis.display.canvas import Box, Canvas, Mark
from pmf_analysis.display.shapes import CORNERS, ROUND, outline
from pmf_analysis.display.svg import Description
from pmf_analysis.framework.receipts import Sourced
from tests.display.conftest import NASTY

INK = "#1d4f91"


@pytest.fixture
def canvas() -> Canvas:
    box = Box(left=60, right=100, top=30, bottom=50)
    return Canvas(Description("key", NASTY, "<b>"), height=280, box=box, across=(0, 10), up=(0, 100))


def drawn(canvas: Canvas, tag: str) -> list[ET.Element]:
    return list(ET.fromstring(str(canvas.svg())).iter(tag))


def test_values_stand_where_the_scales_put_them(canvas: Canvas) -> None:
    assert (canvas.x(0), canvas.x(10), canvas.y(0), canvas.y(50)) == (60, 460, 50, 150)


def test_a_line_stops_where_a_value_is_missing(canvas: Canvas) -> None:
    canvas.line([0, 1, 2, 3], [0, 100, math.nan, 50], colour=INK, width=1.8)
    line = drawn(canvas, "path")[-1]
    assert line.attrib == {
        "d": "M60 230L100 30M180 130",
        "fill": "none",
        "stroke": INK,
        "stroke-width": "1.8",
    }


def test_dashes_grow_with_the_width(canvas: Canvas) -> None:
    canvas.stroke([0, 10], [0, 0], colour=INK, width=1.8, dash=(4, 2))
    assert drawn(canvas, "path")[-1].get("stroke-dasharray") == "7.2,3.6"


def test_a_mark_is_defined_once_and_missing_points_have_none(canvas: Canvas) -> None:
    mark = Mark("D", 8, edge="#ffffff")
    for _ in range(2):
        canvas.line([1, 2], [math.nan, 50], colour=INK, mark=mark)
    canvas.line([1], [50], colour=INK, mark=Mark(ROUND, 3.8))
    assert [each.get("id") for each in drawn(canvas, "path") if each.get("id")] == ["key-0", "key-1"]
    assert [each.get("href") for each in drawn(canvas, "use")] == ["#key-0", "#key-0", "#key-1"]


def test_bands_stand_behind_lines_and_words_before_them(canvas: Canvas) -> None:
    canvas.text(10, 20, "York")
    canvas.line([0, 1], [0, 1], colour=INK)
    canvas.band([0, 1], [0, 0], [1, 1], colour="#eef1f5")
    looks = [(each.tag, each.get("fill")) for each in ET.fromstring(str(canvas.svg()))][3:]
    assert looks == [("path", "#eef1f5"), ("path", "none"), ("text", "#1f2933")]


def test_words_are_only_words(canvas: Canvas) -> None:
    canvas.text(10, 20, NASTY, anchor="end", bold=True)
    assert [each.text for each in drawn(canvas, "text")] == [NASTY]
    assert [each.text for each in drawn(canvas, "title")] == [NASTY]
    assert [each.text for each in drawn(canvas, "desc")] == ["<b>"]


def test_words_of_one_height_stand_on_one_line_whatever_their_letters(canvas: Canvas) -> None:
    for words in ("1.5", "York", "Ynys Môn", "▲ a change"):
        canvas.text(10, 20, words)
    assert {each.get("y") for each in drawn(canvas, "text")} == {"263.2"}


def test_a_place_carries_no_receipt(canvas: Canvas) -> None:
    assert type(canvas.x(Sourced(1.0, "assessments[KPI1].value"))) is float


@pytest.mark.parametrize("shape", [*CORNERS, ROUND])
def test_a_shape_is_as_wide_as_it_says_and_lies_about_its_point(shape: str) -> None:
    numbers = [float(each) for each in re.findall(r"-?[\d.]+", outline(shape, 10))]
    half = 7.1 if shape == "D" else 5
    for side in (numbers[::2], numbers[1::2]):
        assert (min(side), max(side)) == (-half, half)
