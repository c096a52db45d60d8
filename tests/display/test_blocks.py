"""Every block on the hand-made quarter: it renders, tells the truth, escapes what others wrote."""

import re
from collections.abc import Callable
from functools import partial

import pytest

from pmf_analysis import display
from pmf_analysis.analysis.results import View
from pmf_analysis.display import Fragment
from pmf_analysis.display.dossier import quoted_words
from pmf_analysis.display.wording.claims import find_unlicensed


def clinic_block(name: str, view: View) -> Fragment:
    """A block of a clinic on each indicator, whatever the view."""
    ids = view.results.indicators["indicator_id"]
    return Fragment.join(getattr(display, name)(view.results.scope("indicator", each)) for each in ids)


CLINIC = [name for name in display.__all__ if name.startswith("clinic_")]
BLOCKS: dict[str, Callable[[View], Fragment]] = (
    {name: getattr(display, name) for name in display.__all__ if name not in ("Fragment", "heading", *CLINIC)}
    | {"heading": lambda view: display.heading(view, report="exception_report")}
    | {name: partial(clinic_block, name) for name in CLINIC}
)


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
    assert html.count("<table") == html.count("<caption")
    assert not re.search(r"<th(?! scope=)(?!ead)", html)


def test_every_block_is_the_same_twice(block: Callable[[View], Fragment], council: View) -> None:
    assert block(council) == block(council)
