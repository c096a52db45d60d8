"""A sheet as it was found: text in every cell, with the coordinates that a spreadsheet shows."""

import re
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from decimal import Decimal

LARGEST_GRID = 60_000_000
MOST_COLUMNS = 16_384  # what a spreadsheet has
"""Cells: about what a full worksheet of sixty columns has; beyond it a file is not a table that people made."""


@dataclass(frozen=True)
class Box:
    """A range of merged cells, counted from 0, both ends within it."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True)
class Grid:
    """One sheet of a file.

    Attributes:
        file: the file's name, for messages and receipts.
        sheet: the sheet's name; empty where the file has no sheets.
        rows: the cells' texts, row by row, as the spreadsheet numbers them (the first is row 1); a row may be short.
        merged: the ranges of merged cells, where the file tells them.
        ragged: whether a row's own length means something: in a text file a row that is longer or shorter than the others is torn.
        notes: what a person should know about how the file was read.
    """

    file: str
    sheet: str
    rows: list[list[str]]
    merged: tuple[Box, ...] = ()
    ragged: bool = False
    notes: tuple[str, ...] = field(default=())

    def at(self, row: int, column: int) -> str:
        """The text of a cell, counted from 0; empty beyond the sheet."""
        if 0 <= row < len(self.rows) and 0 <= column < len(self.rows[row]):
            return self.rows[row][column]
        return ""

    def where(self, row: int, column: int) -> str:
        """`homelessness.xlsx!A1!B7`, the receipt of a cell."""
        return "!".join(filter(None, (self.file, self.sheet, cell_name(row, column))))

    @property
    def width(self) -> int:
        """How many columns the longest row has."""
        return max(map(len, self.rows), default=0)


def cell_name(row: int, column: int) -> str:
    """The name of a cell counted from 0.

    >>> cell_name(6, 1), cell_name(0, 27)
    ('B7', 'AB1')
    """
    return f"{column_letters(column)}{row + 1}"


def column_letters(column: int) -> str:
    """The letters of a column counted from 0."""
    letters, left = "", column + 1
    while left:
        left, rest = divmod(left - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_number(letters: str) -> int:
    """The column, counted from 0, that has these letters.

    >>> column_number("AB")
    27
    """
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def parse_cell(name: str) -> tuple[int, int] | None:
    """Row and column, counted from 0, of a cell's name; None if it is none."""
    found = re.fullmatch(r"([A-Za-z]{1,3})([1-9]\d{0,6})", name.strip())
    return (int(found[2]) - 1, column_number(found[1])) if found else None


def written(value: object, *, percent: bool = False) -> str:
    """A typed cell as a person would read it: the shortest digits, a date as 2025-12-31, 0.349 in a percent cell as 34.9%.

    >>> written(1204.0), written(0.07, percent=True), written(date(2025, 12, 31))
    ('1204', '7%', '2025-12-31')
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, int | float):
        return _number(value, percent=percent)
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time(0) else value.isoformat(sep=" ")
    if isinstance(value, date | time | timedelta):
        return str(value)
    return str(value)


def _number(value: float, *, percent: bool) -> str:
    number = Decimal(repr(value))
    if not number.is_finite():
        return str(value)
    text = f"{number * 100 if percent else number:f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return f"{plain}%" if percent else plain
