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


def test_every_report_was_made_and_has_its_page(pages: list[Path]) -> None:
    (manifest,) = (each.with_name("manifest.json") for each in pages if each.name == "index.html")
    reports = json.loads(manifest.read_text(encoding="utf-8"))["reports"]
    assert [report for report in reports if report["state"] == "failed"] == []
    made = {manifest.parent / report["page"] for report in reports} | {manifest.with_name("index.html")}
    assert made == {page for page in pages if manifest.parent in page.parents}


def test_axe_finds_no_fault_against_wcag_and_best_practice(browser: Browser, pages: list[Path]) -> None:
    assert faults_by_page(browser, pages, browsing.accessibility_faults, bypass_csp=True) == {}


def test_axe_finds_no_fault_on_a_phone(browser: Browser, pages: list[Path]) -> None:
    faults = faults_by_page(
        browser,
        browsing.one_of_each(pages),
        browsing.accessibility_faults,
        viewport=browsing.PHONE,
        bypass_csp=True,
    )
    assert faults == {}


def test_structure_captions_and_text_alternatives_are_right(browser: Browser, pages: list[Path]) -> None:
    assert faults_by_page(browser, pages, browsing.structure_faults) == {}


def test_opening_a_page_asks_for_nothing_else(browser: Browser, pages: list[Path]) -> None:
    assert faults_by_page(browser, pages, browsing.requests_of) == {}


def test_no_page_has_a_script(browser: Browser, pages: list[Path]) -> None:
    assert faults_by_page(browser, pages, browsing.scripts) == {}


def test_no_page_scrolls_sideways_at_320_px(browser: Browser, pages: list[Path]) -> None:
    assert faults_by_page(browser, pages, browsing.widest_overflow, viewport=browsing.NARROW) == {}


def test_the_keyboard_focus_can_be_seen(browser: Browser, pages: list[Path]) -> None:
    assert faults_by_page(browser, browsing.one_of_each(pages), browsing.unseen_focus) == {}


def test_every_page_prints_and_fits_the_paper(browser: Browser, pages: list[Path]) -> None:
    def faults(page: Page) -> list[str]:
        page.emulate_media(media="print")
        blank = [] if re.match(rb"%PDF-", browsing.printed(page)) else ["not a PDF"]
        return [*browsing.widest_overflow(page), *blank]

    assert faults_by_page(browser, pages, faults, viewport=browsing.A4_PRINTED) == {}
