"""What a reader would leave out of, or drown in, in an `.ods` workbook."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from itertools import product

from pmf_analysis.data.sources.archive import part
from pmf_analysis.data.sources.raw import DECLARED
from pmf_analysis.data.sources.sheets import Sheet, check_formula, is_too_large, too_large

TABLE = re.compile(
    rb"""<table:table\s[^>]*?table:name=("[^"]*"|'[^']*')[^>]*>(.*?)</table:table>""", re.DOTALL
)
ROW = re.compile(rb"<table:table-row\b([^>]*[^/>]|)>(.*?)</table:table-row>", re.DOTALL)
CELL = re.compile(rb"<table:(?:covered-)?table-cell\b([^>]*?)(/?)>")
REPEATED_ROW = re.compile(rb"""number-rows-repeated=["'](\d+)["']""")
REPEATED_CELL = re.compile(rb"""number-columns-repeated=["'](\d+)["']""")
FORMULA = re.compile(rb"""table:formula=("[^"]*"|'[^']*')""")
PERCENTAGE = re.compile(rb"""value-type=["']percentage["']""")
UNREADABLE = re.compile(rb"""value-type=["']error["']""")


def ods_sheets(archive: zipfile.ZipFile) -> list[Sheet]:
    """The sheets of an `.ods` workbook that are tables.

    Raises:
        ValueError: if a sheet reaches too far to be read, holds an error or a formula without result, or a formula calls out.
    """
    content = part(archive, "content.xml")
    sheets = []
    for table in TABLE.finditer(content):
        name = unescape(table[1][1:-1].decode("utf-8", "replace"))
        if name.strip().lower() in DECLARED:
            _check(name, table[2])
            sheets.append(Sheet(name, percent=frozenset(_percent(table[2]))))
    return sheets


def _percent(content: bytes) -> Iterator[tuple[int, int]]:
    """(row, column) of the cells that show per cent; `_check` has seen to it that there are not too many."""
    if b"percentage" not in content:
        return
    number = 0
    for row in ROW.finditer(content):
        repeated, column = REPEATED_ROW.search(row[1]), 0
        rows = int(repeated[1]) if repeated else 1
        for cell in CELL.finditer(row[2]):
            again = REPEATED_CELL.search(cell[1])
            columns = int(again[1]) if again else 1
            if PERCENTAGE.search(cell[1]):
                yield from product(range(number, number + rows), range(column, column + columns))
            column += columns
        number += rows


def _check(name: str, content: bytes) -> None:
    number = rows = widest = 0
    for row in ROW.finditer(content):
        width = _width(name, row[2], number + 1)
        repeated = REPEATED_ROW.search(row[1])
        number += int(repeated[1]) if repeated else 1
        rows = number if width else rows
        widest = max(widest, width)
        if is_too_large(rows, widest):
            raise too_large(name, rows, widest)


def _width(name: str, row: bytes, number: int) -> int:
    """How many cells a row has up to the last that holds something."""
    if b"office:" not in row and b"<text:" not in row and b"table:formula" not in row:
        return 0
    width = filled = 0
    for cell in CELL.finditer(row):
        repeated = REPEATED_CELL.search(cell[1])
        width += int(repeated[1]) if repeated else 1
        if not cell[2] or b"office:" in cell[1] or b"table:formula" in cell[1]:
            filled = width
            _check_cell(name, cell[1], number, width)
    return filled


def _check_cell(name: str, attributes: bytes, row: int, column: int) -> None:
    formula = FORMULA.search(attributes)
    if formula:
        check_formula(name, formula[1][1:-1].decode("utf-8", "replace"))
    without_result = formula is not None and b"office:value-type" not in attributes
    if without_result or UNREADABLE.search(attributes):
        what = "a formula without a result" if without_result else "an error"
        raise ValueError(
            f"its sheet {name} holds {what} in row {row}, column {column}; mend it or clear the cell"
        )
