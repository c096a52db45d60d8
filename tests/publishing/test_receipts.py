"""Receipts of a page: one short number for each element, and a file that says where each number comes from."""

import csv
from pathlib import Path

import pytest

from pmf_analysis.publishing.receipts import (
    Receipt,
    read_receipts,
    receipts_path,
    receipts_text,
    take_receipts,
)

HTML = (
    '<main id="main"><p data-n="1=n0:a[k].x −£2=s1:a[k].y~a[k].x~-">1 and −£2.0</p>'
    '<tr id="K&amp;1"><td class="number" data-n="3=w1:a[k].z">3</td></tr></main>'
)


def test_a_page_keeps_one_place_for_each_element() -> None:
    page, receipts = take_receipts(HTML)
    assert page == (
        '<main id="main"><p data-r="1">1 and −£2.0</p>'
        '<tr id="K&amp;1"><td class="number" data-r="3">3</td></tr></main>'
    )
    assert receipts == (
        Receipt(1, "1", "main", "n", 0, "a[k].x"),
        Receipt(2, "−£2", "main", "s", 1, "a[k].y a[k].x -"),
        Receipt(3, "3", "K&1", "w", 1, "a[k].z"),
    )


def test_receipts_are_read_back(tmp_path: Path) -> None:
    _, receipts = take_receipts(HTML)
    path = tmp_path / receipts_path("page.html")
    path.write_text(receipts_text(receipts), encoding="utf-8", newline="\n")
    assert read_receipts(path) == receipts


def test_a_count_of_thousands_of_rows_is_read_back_and_the_limit_elsewhere_stays(tmp_path: Path) -> None:
    origin = "@count:" + "|".join(f"quality[KPI{number};late;2025;]" for number in range(20_000))
    many = (Receipt(1, "20,000", "main", "n", 0, origin),)
    before = csv.field_size_limit()
    (tmp_path / "a.receipts.csv").write_text(receipts_text(many), encoding="utf-8")
    assert read_receipts(tmp_path / "a.receipts.csv") == many
    assert csv.field_size_limit() == before


def test_a_file_of_something_else_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "page.receipts.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    with pytest.raises(ValueError, match=r"page\.receipts\.csv is not a file of receipts"):
        read_receipts(path)
