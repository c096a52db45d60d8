"""The receipts of a page: what its notebook lists with every element, written out to a file beside the page.

On the page an element that holds printed numbers keeps one short attribute, `data-r`: the place of its first number in the file; the
others in its own text follow in their order. So a page with thousands of numbers grows by a few bytes for each.
"""

import csv
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, fields
from html import unescape
from io import StringIO
from operator import attrgetter
from pathlib import Path

from pmf_analysis.framework.receipts import ATTRIBUTE

PLACE = "data-r"
SUFFIX = ".receipts.csv"
LONGEST_CELL = 2**31 - 1  # what the csv module can be told on every system
LISTS = re.compile(rf'<[^<>]* (?:id|{ATTRIBUTE})="[^<>]*>')
ANCHOR = re.compile(r' id="([^"]*)"')
LIST = re.compile(rf' {ATTRIBUTE}="([^"]*)"')


@dataclass(frozen=True)
class Receipt:
    """Where one printed number comes from.

    Attributes:
        number: its place on the page, from 1; `data-r` of its element is the place of the element's first number.
        printed: its digits as printed, with the sign before them.
        anchor: the nearest id before it on the page; empty before the first.
        kind: how it was written, one of `framework.numbers.KINDS`.
        decimals: how many it was rounded to; of a number in a sentence of the results, its place among that sentence's numbers.
        origin: the cells and the rule that it was made from, as `framework.receipts` writes them.
    """

    number: int
    printed: str
    anchor: str
    kind: str
    decimals: int
    origin: str


def take_receipts(html: str) -> tuple[str, tuple[Receipt, ...]]:
    """The page with short attributes, and its receipts in their order."""
    found: list[Receipt] = []
    anchor = ""

    def shorten(tag: re.Match[str]) -> str:
        nonlocal anchor
        if named := ANCHOR.search(tag[0]):
            anchor = unescape(named[1])
        listed = LIST.search(tag[0])
        if not listed:
            return tag[0]
        first = len(found) + 1
        found.extend(read_list(listed[1], first=first, anchor=anchor))
        return LIST.sub(f' {PLACE}="{first}"', tag[0])

    return LISTS.sub(shorten, html), tuple(found)


def read_list(text: str, *, first: int, anchor: str) -> Iterable[Receipt]:
    """The receipts in one element's list, numbered from `first`."""
    for number, each in enumerate(unescape(text).split(" "), first):
        printed, _, receipt = each.partition("=")
        how, _, origin = receipt.partition(":")
        yield Receipt(number, printed, anchor, how[0], int(how[1:]), origin.replace("~", " "))


def receipts_path(page: str) -> str:
    """Where the receipts of a page stand: `place/exception-report.receipts.csv`."""
    return page.removesuffix(".html") + SUFFIX


def receipts_text(receipts: Iterable[Receipt]) -> str:
    """Receipts as CSV; the same receipts give the same text."""
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    columns = [each.name for each in fields(Receipt)]
    writer.writerow(columns)
    writer.writerows(map(attrgetter(*columns), receipts))
    return text.getvalue()


def read_receipts(path: Path) -> tuple[Receipt, ...]:
    """The receipts in a file.

    Raises:
        ValueError: if it is not a file of receipts.
    """
    return parse_receipts(path.read_text(encoding="utf-8"), path.name)


def parse_receipts(text: str, name: str) -> tuple[Receipt, ...]:
    """The receipts in the text of a file.

    Raises:
        ValueError: if it is not a file of receipts.
    """
    rows = csv.DictReader(StringIO(text, newline=""))
    try:
        with _cells_of_any_length():
            return tuple(
                Receipt(
                    int(row["number"]),
                    row["printed"],
                    row["anchor"],
                    row["kind"],
                    int(row["decimals"]),
                    row["origin"],
                )
                for row in rows
            )
    except (KeyError, TypeError, csv.Error) as error:
        raise ValueError(f"{name} is not a file of receipts: {error}") from None


@contextmanager
def _cells_of_any_length() -> Iterator[None]:
    """A count of thousands of rows names each of them, in one cell; the limit that holds elsewhere is put back."""
    before = csv.field_size_limit(LONGEST_CELL)
    try:
        yield
    finally:
        csv.field_size_limit(before)
