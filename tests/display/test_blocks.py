"""Every block on the hand-made quarter: it renders, tells the truth, escapes what others wrote."""

import re
from collections.abc import Callable

import pytest

from pmf_analysis import display
from pmf_analysis.analysis.results import View
from pmf_analysis.display import Fragment
from pmf_analysis.display.dossier import quoted_words
from pmf_analysis.display.wording.claims import find_unlicensed

BLOCKS: dict[str, Callable[[View], Fragment]] = {
    name: getattr(display, name) for name in display.__all__ if name not in ("Fragment", "heading")
} | {"heading": lambda view: display.heading(view, report="exception_report")}


@pytest.fixture(params=sorted(BLOCKS))
def block(request: pytest.FixtureRequest) -> Callable[[View], Fragment]:
    return BLOCKS[request.param]


def test_every_block_escapes_what_others_wrote(block: Callable[[View], Fragment], council: View) -> None:
    html = block(council).html
    assert "<script" not in html
    assert "<b>hearths" not in html
    assert not re.search(r"<(style|link|img|iframe)", html)


def test_every_block_says_nothing_that_needs_a_licence(
    block: Callable[[View], Fragment], council: View
) -> None:
    assert find_unlicensed(block(council).text, quoted=quoted_words(council)) == []


def test_no_block_prints_a_missing_number(block: Callable[[View], Fragment], council: View) -> None:
    assert not re.search(r"\b(nan|NaN|None|NaT|<NA>)\b", block(council).html)


def test_every_table_has_a_caption_and_scoped_headings(
    block: Callable[[View], Fragment], council: View
) -> None:
    html = block(council).html
    assert html.count("<table") == html.count("<caption>")
    assert not re.search(r"<th(?! scope=)(?!ead)", html)


def test_every_block_is_the_same_twice(block: Callable[[View], Fragment], council: View) -> None:
    assert block(council) == block(council)
