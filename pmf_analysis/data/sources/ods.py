"""What a reader would leave out of, or drown in, in an `.ods` workbook."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from itertools import product
from typing import NamedTuple

from pmf_analysis.data.sources.archive import part
from pmf_analysis.data.sources.sheets import Look, Place, Sheet, check_extent, is_refused

TABLE = re.compile(
    rb"""<table:table\s[^>]*?table:name=("[^"]*"|'[^']*')[^>]*>(.*?)</table:table>""", re.DOTALL
)
ROW = re.compile(rb"<table:table-row\b([^>]*[^/>]|)>(.*?)</table:table-row>", re.DOTALL)
CELL = re.compile(
    rb"""<table:(?:covered-)?table-cell\b((?:[^<>"'/]*(?:"[^"<]*"|'[^'<]*'))*+[^<>"'/]*+)(/?)>"""
)  # a formula may hold a bare >
REPEATED_ROW = re.compile(rb"""number-rows-repeated=["'](\d+)["']""")
REPEATED_CELL = re.compile(rb"""number-columns-repeated=["'](\d+)["']""")
FORMULA = re.compile(rb"""table:formula=("[^"]*"|'[^']*')""")
PERCENTAGE = re.compile(rb"""value-type=["']percentage["']""")
SPANNED = re.compile(rb"""number-(columns|rows)-spanned=["'](\d+)["']""")
PARAGRAPH = re.compile(rb"<text:p\b[^>]*>(.*?)</text:p>", re.DOTALL)
TAG = re.compile(rb"<[^>]*>")
ANNOTATION = re.compile(rb"<office:annotation\b.*?</office:annotation>", re.DOTALL)
UNREADABLE = re.compile(rb"""value-type=["']error["']""")


class Cell(NamedTuple):
    """A cell that says something, and how often it is repeated.

    Attributes:
        row: where the first of them is, counted from 0.
        column: likewise.
        rows: how many rows hold it.
        columns: how many columns of each.
        attributes: of its element.
        content: the row that it is in.
        end: where in it the cell's first tag ends.
    """

    row: int
    column: int
    rows: int
    columns: int
    attributes: bytes
    content: bytes
    end: int

    @property
    def places(self) -> Iterator[Place]:
        """Where all of them are."""
        return product(range(self.row, self.row + self.rows), range(self.column, self.column + self.columns))


def ods_sheets(archive: zipfile.ZipFile, look: Look) -> list[Sheet]:
    """The sheets of an `.ods` workbook that will be read.

    Raises:
        ValueError: if a sheet reaches too far to be read, or what a cell holds refuses the workbook.
    """
    content = part(archive, "content.xml")
    sheets = []
    for table in TABLE.finditer(content):
        name = unescape(table[1][1:-1].decode("utf-8", "replace"))
        if look.wanted(name):
            sheets.append(_sheet(name, table[2], look))
    return sheets


def _sheet(name: str, content: bytes, look: Look) -> Sheet:
    unreadable: dict[Place, str] = {}
    percent: set[Place] = set()
    merged: list[tuple[Place, Place]] = []
    rows = columns = 0
    for cell in _cells(content):
        bottom, right = cell.row + cell.rows, cell.column + cell.columns
        if bottom > rows or right > columns:
            rows, columns = max(rows, bottom), max(columns, right)
            check_extent(name, rows, columns, look)  # before any place is listed
        if text := _odd_text(name, cell, look):
            unreadable |= dict.fromkeys(cell.places, text)
        if b"percentage" in cell.attributes and PERCENTAGE.search(cell.attributes):
            percent |= set(cell.places)
        if b"-spanned" in cell.attributes:
            merged += _merged(cell)
    return Sheet(name, unreadable, frozenset(percent), tuple(merged))


def _cells(content: bytes) -> Iterator[Cell]:
    """The cells that are not empty, in order."""
    number = 0
    for row in ROW.finditer(content):
        rows = _count(REPEATED_ROW, row[1])
        if b"office:" in row[2] or b"<text:" in row[2] or b"table:formula" in row[2]:
            column = 0
            for cell in CELL.finditer(row[2]):
                columns = _count(REPEATED_CELL, cell[1])
                if not cell[2] or b"office:" in cell[1] or b"table:formula" in cell[1]:
                    yield Cell(number, column, rows, columns, cell[1], row[2], cell.end())
                column += columns
        number += rows


def _count(repeated: re.Pattern[bytes], attributes: bytes) -> int:
    found = repeated.search(attributes) if b"-repeated" in attributes else None
    return int(found[1]) if found else 1


def _merged(cell: Cell) -> Iterator[tuple[Place, Place]]:
    spans = {found[1]: int(found[2]) for found in SPANNED.finditer(cell.attributes)}
    if any(span > 1 for span in spans.values()):
        down, across = spans.get(b"rows", 1), spans.get(b"columns", 1)
        yield (cell.row, cell.column), (cell.row + down - 1, cell.column + across - 1)


def _odd_text(name: str, cell: Cell, look: Look) -> str:
    """What a cell shows that a reader would leave out; "" if it can be read."""
    found = FORMULA.search(cell.attributes) if b"table:formula" in cell.attributes else None
    formula = found[1][1:-1].decode("utf-8", "replace") if found else ""
    if formula and is_refused(name, formula, look):
        return _shown(formula)
    typed = b"office:value-type" in cell.attributes
    if typed and not (b"error" in cell.attributes and UNREADABLE.search(cell.attributes)):
        return ""
    if not typed and not formula:
        return _text(cell)  # a reader takes a cell that does not say what it holds for empty
    if look.strict:
        what = "an error" if typed else "a formula without a result"
        raise ValueError(
            f"its sheet {name} holds {what} in row {cell.row + 1}, column {cell.column + cell.columns}; "
            "mend it or clear the cell"
        )
    return (_text(cell) or "#ERROR") if typed else _shown(formula)


def _shown(formula: str) -> str:
    return f"={unescape(formula).partition('=')[2]}"


def _text(cell: Cell) -> str:
    """What a cell shows, without the notes on it."""
    ends = cell.content.find(b"</table:", cell.end)
    inside = ANNOTATION.sub(b"", cell.content[cell.end : ends])
    lines = (TAG.sub(b"", found[1]).decode("utf-8", "replace") for found in PARAGRAPH.finditer(inside))
    return "\n".join(map(unescape, lines))
