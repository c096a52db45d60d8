"""The checks find what they look for: a good page passes each, a page with one fault does not."""

from collections.abc import Callable
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

PAGE = """<!doctype html>
<html lang="en-GB"><head><meta charset="utf-8"><title>A page</title>
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'"></head>
<body><main><h1>A page</h1>
<table><caption>Counts</caption><tr><th scope="col">Red</th></tr><tr><td>3</td></tr></table>
<svg role="img" aria-label="Three of ten are red" width="10" height="10"></svg>
<p><a href="#end">To the end of the page</a></p><p id="end">The end.</p>
EXTRA
</main></body></html>
"""


@pytest.fixture
def write_page(tmp_path: Path) -> Callable[[str], Path]:
    def write(extra: str) -> Path:
        file = tmp_path / "page.html"
        file.write_text(PAGE.replace("EXTRA", extra), encoding="utf-8")
        return file

    return write


CASES = [
    (browsing.accessibility_faults, '<img src="data:image/gif;base64,R0lGODlhAQABAAAAACw=">', "image-alt"),
    (browsing.accessibility_faults, '<p style="color: #bbb">Too pale to read</p>', "color-contrast"),
    (
        browsing.accessibility_faults,
        "<details><summary>Table</summary><p style='color:#bbb'>Pale</p></details>",
        "color",
    ),
    (browsing.structure_faults, "<h3>Skipped</h3>", "skips to level 3"),
    (browsing.structure_faults, "<table><tr><td>1</td></tr></table>", "no caption"),
    (browsing.structure_faults, "<table><caption>A</caption><tr><th>B</th></tr></table>", "without scope: B"),
    (browsing.structure_faults, '<svg role="img" aria-label="chart"></svg>', "no text alternative"),
    (browsing.structure_faults, '<svg role="img" aria-label="Three of ten are red"></svg>', "used twice"),
    (browsing.structure_faults, '<a href="#nowhere">To nowhere</a>', "leads nowhere"),
    (browsing.structure_faults, '<p id="end">Again</p>', "id used twice"),
    (browsing.scripts, "<script>1</script>", "script"),
    (browsing.scripts, '<p onclick="1">Press</p>', "p onclick"),
    (browsing.scripts, '<a href="javascript:1">Press</a>', "a href"),
    (
        browsing.disorder,
        '<div style="display: flex; flex-direction: column-reverse"><p>Below</p><p>Above</p></div>',
        "'Above' stands above what comes before it",
    ),
    (browsing.statuses_without_words, '<span class="rag">■</span>', "'■'"),
    (
        browsing.pale_statuses,
        '<b class="rag" style="color: #999; background: #fff">■ Red</b>',
        "rag: 2.8 to 1",
    ),
    (browsing.widest_overflow, '<p style="width: 2000px">Wide</p>', "of 1280 px"),
    (
        browsing.unseen_focus,
        '<a href="#end" style="outline: none">A link that hides</a>',
        "a: A link that hides",
    ),
]


def check_page(browser: Browser, file: Path, check: Callable[[Page], list[str]]) -> list[str]:
    (faults,) = [check(page) for _, page in browsing.open_pages(browser, [file], bypass_csp=True)]
    return faults


@pytest.mark.parametrize(("check", "extra", "says"), CASES)
def test_a_fault_is_found(
    browser: Browser, write_page: Callable, check: Callable, extra: str, says: str
) -> None:
    assert any(says in fault for fault in check_page(browser, write_page(extra), check))


def test_a_good_page_has_no_fault(browser: Browser, write_page: Callable) -> None:
    checks = {check for check, _, _ in CASES} | {browsing.requests_of}
    found = {check.__name__: check_page(browser, write_page(""), check) for check in checks}
    assert {name: faults for name, faults in found.items() if faults} == {}


def test_a_request_is_found_even_where_there_is_no_network(browser: Browser, write_page: Callable) -> None:
    file = write_page('<img src="other.png" alt="Other">')
    assert [url.rsplit("/", 1)[-1] for url in check_page(browser, file, browsing.requests_of)] == [
        "other.png"
    ]


def test_a_page_prints(browser: Browser, write_page: Callable) -> None:
    (pdf,) = [browsing.printed(page) for _, page in browsing.open_pages(browser, [write_page("")])]
    assert pdf.startswith(b"%PDF-")
