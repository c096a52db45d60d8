"""Finished pages read as text: counts that agree, one number everywhere, no word without a licence, nothing that is not text."""

import re
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.quarter import open_quarter
from pmf_analysis.display.dossier import quoted_words
from pmf_analysis.display.wording.claims import find_unlicensed
from pmf_analysis.publishing.page_check import Element, check_page, parse
from tests.quarters import EDITS, SAMPLE

pytestmark = pytest.mark.batch

QUARTERS = ("york", "leeds", "planted")
MOST_BYTES, MOST_WITHOUT_CHARTS = 1_000_000, 60_000
LEFT_OVER = re.compile(r"\b(?:nan|NaN|NaT|None|inf)\b|<NA>|\d{4}-\d{2}-\d{2} 00:00|\{\{|\[\[|Timestamp")


@pytest.fixture(scope="module", params=QUARTERS)
def outputs(request: pytest.FixtureRequest) -> Path:
    """The outputs folder of one finished quarter."""
    return request.getfixturevalue(f"{request.param}_pages")


@lru_cache(maxsize=128)
def page(path: Path) -> Element:
    return parse(path.read_text(encoding="utf-8"))


@lru_cache(maxsize=4)
def results_of(folder: Path) -> QuarterResults:
    return open_quarter(folder / SAMPLE)


def pages_of(outputs: Path, name: str = "*") -> list[Path]:
    found = sorted(path for path in outputs.rglob(f"{name}.html") if "failed" not in path.parts)
    assert found
    return found


def named(path: Path) -> str:
    return "/".join(path.parts[-2:])


def spoken(element: Element) -> Iterator[str]:
    """The text of an element, without drawings and styles, in pieces."""
    if element.tag in ("svg", "style"):
        return
    yield element.text
    for child in element.children:
        yield from spoken(child)


def text_of(path: Path) -> str:
    (main,) = page(path).find("main")
    return re.sub(r"\s+", " ", " ".join(spoken(main)))


def rows_of(path: Path, caption: str) -> dict[str, dict[str, str]]:
    """A table's rows that have an anchor: anchor to heading to cell."""
    for table in page(path).find("table"):
        if table.find("caption")[0].words().startswith(caption):
            heads = [head.words() for head in table.find("thead")[0].find("th")]
            return {
                row.attributes["id"]: dict(zip(heads, (cell.words() for cell in row.children), strict=True))
                for row in table.find("tr")
                if "id" in row.attributes
            }
    return {}


def counts_of(path: Path, label: str) -> dict[str, int]:
    """A list of counts: `Red` to its number."""
    (found,) = (each for each in page(path).find("ul") if each.attributes.get("aria-label") == label)
    items = (item.words().split() for item in found.find("li"))
    return {" ".join(word for word in words if word.isalpha()): int(words[-1]) for words in items}


def test_every_page_passes_its_own_check(outputs: Path) -> None:
    faults = {named(path): check_page(path.read_text(encoding="utf-8")) for path in pages_of(outputs)}
    assert {name: found for name, found in faults.items() if found} == {}


def test_no_page_is_heavy_and_one_without_charts_is_light(outputs: Path) -> None:
    for path in pages_of(outputs):
        drawn = page(path).find("figure")
        assert path.stat().st_size < (MOST_BYTES if drawn else MOST_WITHOUT_CHARTS), path


def test_the_largest_exception_report_of_the_sample_is_the_one_that_must_be_light(york_pages: Path) -> None:
    (largest,) = pages_of(york_pages / "2025-26-q3" / "children-and-education", "exception-report")
    assert len(rows_of(largest, "Every indicator")) == 84
    assert (
        len([each for each in page(largest).find("section") if each.attributes.get("class") == "exception"])
        >= 10
    )


def test_the_counts_of_a_summary_are_those_of_its_tables(outputs: Path) -> None:
    for path in pages_of(outputs, "exception-report"):
        rows = rows_of(path, "Every indicator")
        said = re.search(
            r": (no|\d+) concerns? and (no|\d+) notable improvements? among (no|\d+) indicators?\.",
            text_of(path),
        )
        assert said, path
        concerns, improvements, total = (0 if count == "no" else int(count) for count in said.groups())
        sections = [
            each for each in page(path).find("section") if each.attributes.get("class") == "exception"
        ]
        assert (concerns + improvements, total) == (len(sections), len(rows)), path
        for label, column in (("Ratings now", "Now"), ("Directions of travel", "Direction")):
            for word, count in counts_of(path, label).items():
                assert count == sum(word in row[column] for row in rows.values()), (path, word)


def test_the_overview_counts_what_the_directorates_count(outputs: Path) -> None:
    (overview,) = pages_of(outputs, "cmt-overview")
    for caption in ("By directorate", "By theme"):
        (table,) = (
            each
            for each in page(overview).find("table")
            if each.find("caption")[0].words().startswith(caption)
        )
        heads = [head.words() for head in table.find("thead")[0].find("th")]
        *groups, whole = [
            [cell.words() for cell in row.children] for row in table.find("tbody")[0].find("tr")
        ]
        assert whole[0] == "All"
        for place, head in enumerate(heads[1:], start=1):
            assert int(whole[place]) == sum(int(group[place]) for group in groups), head
    reports = pages_of(outputs, "exception-report")
    directorates = {scope.slug for scope in results_of(outputs.parent).scopes if scope.kind == "directorate"}
    red = sum(counts_of(path, "Ratings now")["Red"] for path in reports if path.parent.name in directorates)
    assert int(whole[heads.index("Red")]) == red


def test_a_number_is_the_same_in_every_pack(outputs: Path) -> None:
    """One indicator has one result, period, target and rating, whichever report shows it."""
    seen: dict[str, tuple[dict[str, str], Path]] = {}
    for path in pages_of(outputs, "exception-report"):
        for anchor, row in rows_of(path, "Every indicator").items():
            first, where = seen.setdefault(anchor, (row, path))
            assert row == first, (anchor, path, where)
    repeated = 0
    for path in [*pages_of(outputs, "forecast-review"), *pages_of(outputs, "cmt-overview")]:
        for caption in ("Targets in doubt", "Forecast, with no target", "Concerns", "Notable improvements"):
            for anchor, row in rows_of(path, caption).items():
                card = seen[anchor][0]
                assert row["Result"] == f"{card['Result']} ({card['Period']})", (anchor, path)
                assert row.get("Now", card["Now"]) == card["Now"].removesuffix(" beyond the floor"), (
                    anchor,
                    path,
                )
                repeated += 1
    assert repeated > 20


def test_no_page_says_a_word_that_needs_a_licence(outputs: Path) -> None:
    view = results_of(outputs.parent).scope("council", "council")
    quoted = [*quoted_words(view), *_registered(view.results)]
    found = {named(path): find_unlicensed(text_of(path), quoted=quoted) for path in pages_of(outputs)}
    assert {name: words for name, words in found.items() if words} == {}


def _registered(results: QuarterResults) -> Iterator[str]:
    """Names of services, groups and posts, definitions and reasons: words of the council, not ours."""
    for frame, columns in (
        (results.indicators, ("description", "rationale", "source", "service", "responsible_post")),
        (results.targets, ("reason", "set_by")),
        (results.group_values, ("group_name",)),
        (results.commentary, ("expected_effect", "post")),
    ):
        yield from (
            text
            for name in columns
            if name in frame
            for text in set(frame[name])
            if isinstance(text, str) and text
        )


def test_no_page_prints_what_is_missing_or_half_written(outputs: Path) -> None:
    found = {named(path): LEFT_OVER.findall(text_of(path)) for path in pages_of(outputs)}
    assert {name: words for name, words in found.items() if words} == {}


def test_words_of_others_that_are_markup_appear_as_text(planted_pages: Path) -> None:
    names = [edit["name"] for edit in EDITS["indicators"].values() if "name" in edit]
    text = " ".join(text_of(path) for path in pages_of(planted_pages))
    for words in (
        *names,
        "<script>alert('x')</script> **Both** have restarted.",
        "[See here](http://example.invalid) <b>for more</b>",
    ):
        assert words in text
    for path in pages_of(planted_pages):
        assert not page(path).find("script", "iframe")
        assert not [
            link
            for link in page(path).find("a")
            if link.attributes.get("href", "").startswith(("http", "javascript"))
        ]


def test_the_planted_quarter_fills_every_block(planted_pages: Path) -> None:
    """So that the pictures and the checks of pages see each block with something in it."""
    for name in ("cmt-overview", "clinic-pack"):
        for path in pages_of(planted_pages, name):
            empty = re.findall(
                r"[^.]*were supplied with the data|No action is overdue|Nothing reported", text_of(path)
            )
            assert empty == [], path
    (place,) = pages_of(planted_pages / "2025-26-q3" / "place", "exception-report")
    said = text_of(place)
    for words in (
        "beyond 1.42, the level that forces action",
        "What was promised before",
        "1.42",
        "Head of Planning, 20 April 2026",
    ):
        assert words in said


def test_an_old_framework_and_the_new_one_are_both_named(planted_pages: Path) -> None:
    (quality,) = pages_of(planted_pages, "data-quality")
    assert {"CHWCI", "Housing"} <= set(re.findall(r"CHWCI|Housing", text_of(quality)))
