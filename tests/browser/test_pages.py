"""Every page of three finished quarters, opened in headless Chromium."""

import json
import re
from collections.abc import Callable
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser


def faults_by_page(
    browser: Browser, pages: list[Path], check: Callable[[Page], list[str]], **options: object
) -> dict[str, list[str]]:
    """What the check says of each page, without the pages that it is content with."""
    opened = browsing.open_pages(browser, pages, **options)
    found = {f"{file.parent.name}/{file.name}": check(page) for file, page in opened}
    return {name: faults for name, faults in found.items() if faults}


def test_every_report_was_made_and_has_its_page(outputs: Path) -> None:
    (index,) = outputs.rglob("index.html")
    reports = json.loads(index.with_name("manifest.json").read_text(encoding="utf-8"))["reports"]
    assert [report for report in reports if report["state"] == "failed"] == []
    assert {index.parent / report["page"] for report in reports} | {index} == set(
        browsing.pages_of(index.parent)
    )


def test_axe_and_our_own_checks_find_no_fault_on_any_page(browser: Browser, pages: list[Path]) -> None:
    """WCAG 2.2 A and AA and best practice; beyond them headings, captions, alternatives, links, order, statuses, scripts."""
    checks = (
        browsing.scripts,
        browsing.disorder,
        browsing.structure_faults,
        browsing.statuses_without_words,
        browsing.accessibility_faults,
    )
    faults = faults_by_page(
        browser, pages, lambda page: [fault for check in checks for fault in check(page)], bypass_csp=True
    )
    assert faults == {}


def test_axe_finds_no_fault_on_a_phone(browser: Browser, largest: list[Path]) -> None:
    found = faults_by_page(
        browser, largest, browsing.accessibility_faults, viewport=browsing.PHONE, bypass_csp=True
    )
    assert found == {}


def test_opening_a_page_asks_for_nothing_else(browser: Browser, pages: list[Path]) -> None:
    assert faults_by_page(browser, pages, browsing.requests_of) == {}


def test_no_page_scrolls_sideways_at_400_per_cent(browser: Browser, pages: list[Path]) -> None:
    faults = faults_by_page(
        browser, pages, browsing.widest_overflow, viewport=browsing.NARROW, device_scale_factor=browsing.ZOOM
    )
    assert faults == {}


def test_the_keyboard_focus_can_be_seen(browser: Browser, largest: list[Path]) -> None:
    assert faults_by_page(browser, largest, browsing.unseen_focus) == {}


def test_statuses_can_be_read_in_grey(browser: Browser, largest: list[Path]) -> None:
    assert faults_by_page(browser, largest, browsing.pale_statuses, bypass_csp=True) == {}


def test_every_page_prints_and_fits_the_paper(browser: Browser, pages: list[Path]) -> None:
    def faults(page: Page) -> list[str]:
        page.emulate_media(media="print")
        return browsing.widest_overflow(page)

    assert faults_by_page(browser, pages, faults, viewport=browsing.A4_PRINTED) == {}


def test_the_overview_answers_on_one_screen_and_one_sheet(browser: Browser, largest: list[Path]) -> None:
    (overview,) = (path for path in largest if path.name == "cmt-overview.html")
    for viewport, media in ((browsing.SCREEN, "screen"), (browsing.A4_PRINTED, "print")):
        for _, page in browsing.open_pages(browser, [overview], viewport=viewport):
            page.emulate_media(media=media)
            ends = page.evaluate("document.querySelector('div.front').getBoundingClientRect().bottom")
            assert ends <= viewport["height"], media


def test_each_exception_fits_one_sheet(browser: Browser, largest: list[Path]) -> None:
    def faults(page: Page) -> list[str]:
        page.emulate_media(media="print")
        return page.evaluate(
            """room => [...document.querySelectorAll('section.exception')]
                .filter(section => section.getBoundingClientRect().height > room)
                .map(section => `${section.querySelector('h3').textContent}: ${section.getBoundingClientRect().height} px`)""",
            browsing.A4_PRINTED["height"],
        )

    reports = [path for path in largest if path.name == "exception-report.html"]
    assert faults_by_page(browser, reports, faults, viewport=browsing.A4_PRINTED) == {}


def test_a_printed_report_is_a_pdf(browser: Browser, largest: list[Path]) -> None:
    for _, page in browsing.open_pages(browser, largest[:2]):
        assert re.match(rb"%PDF-", browsing.printed(page))
