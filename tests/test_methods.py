"""The worked examples of the method pages are run."""

import doctest
from pathlib import Path

import pytest

METHODS = Path(__file__).parents[1] / "docs" / "methods"
HEADINGS = ("## What it answers", "## Inputs", "## Method", "## Assumptions", "## Limits", "## Source")


@pytest.mark.parametrize("page", sorted(METHODS.glob("*.md")), ids=lambda page: page.stem)
def test_a_method_page_keeps_the_headings_and_its_examples_hold(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    places = [text.find(heading) for heading in HEADINGS]
    assert -1 not in places
    assert places == sorted(places)
    assert doctest.testfile(str(page), module_relative=False).failed == 0
