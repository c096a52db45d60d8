"""Every number that our words print on a page of the sample has a receipt; `tests.unreceipted` says which numbers need none, and why."""

from pathlib import Path

import pytest

from pmf_analysis.batch.verify import verify_outputs
from tests.unreceipted import unreceipted

pytestmark = pytest.mark.batch


def pages_of(folder: Path) -> list[Path]:
    return sorted(folder.glob("*/*.html"))


def test_every_number_on_every_page_of_the_sample_has_a_receipt(york_pages: Path) -> None:
    folder = york_pages / "2025-26-q3"
    assert len(pages_of(folder)) >= 16
    found = {
        page.name: numbers for page in pages_of(folder) if (numbers := unreceipted(page, folder / "results"))
    }
    assert found == {}


def test_a_page_that_grows_by_receipts_stays_light(york_pages: Path) -> None:
    folder = york_pages / "2025-26-q3"
    for page in pages_of(folder):
        text = page.read_text(encoding="utf-8")
        limit = 1_000_000 if "<svg" in text or page.stem != "cmt-overview" else 60_000
        assert len(text.encode()) < limit, page


def test_every_quarter_of_the_tests_verifies(leeds_pages: Path, planted_pages: Path) -> None:
    for outputs in (leeds_pages, planted_pages):
        for manifest in outputs.glob("*/manifest.json"):
            assert verify_outputs(manifest.parent).findings == ()
