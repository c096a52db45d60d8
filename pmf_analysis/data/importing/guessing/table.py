"""Where in a sheet the table is: its headings, in one row or several, and the rows below them."""

import re
from dataclasses import dataclass

from pmf_analysis.data.importing.grid import Grid
from pmf_analysis.data.importing.guessing.looks import Column, is_code, is_marker, is_number, is_period
from pmf_analysis.data.importing.locate import read_headings
from pmf_analysis.data.importing.rules import Header
from pmf_analysis.data.importing.texts import tidy

LOOKED_AT = 400
DEEPEST = 40
NO_TABLE = re.compile(r"cover|contents|notes?|metadata|information|about|definitions?", re.IGNORECASE)


@dataclass(frozen=True)
class Table:
    """A table found in a sheet.

    Attributes:
        grid: the sheet.
        header: the rule that finds its headings.
        above: the texts above the headings.
        columns: each with its heading and its cells.
    """

    grid: Grid
    header: Header
    above: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def top(self) -> int:
        """The first row of headings, as the spreadsheet numbers it."""
        return self.header.row or 1

    @property
    def first(self) -> int:
        """The first row below the headings, counted from 0."""
        return self.top - 1 + self.header.rows


def find_table(grid: Grid) -> Table | None:
    """The table of a sheet; None if it holds none."""
    best = None if NO_TABLE.match(grid.sheet) else _likeliest(grid)
    if best is None:
        return None
    top, bottom = _upwards(grid, best), _downwards(grid, best)
    merged = any(box.top <= bottom and box.bottom >= top for box in grid.merged)
    header = Header(
        row=top + 1, rows=bottom - top + 1, fill="merged" if merged or top == bottom else "across"
    )
    above = tuple(tidy(cell) for cells in grid.rows[:top] for cell in cells if tidy(cell))
    rows = grid.rows[bottom + 1 : bottom + 1 + LOOKED_AT]
    columns = tuple(
        Column(heading, tuple(tidy(row[heading.column]) if heading.column < len(row) else "" for row in rows))
        for heading in read_headings(grid, header, top)
    )
    return Table(grid, header, above, columns) if any(each.holds_values for each in columns) else None


def _likeliest(grid: Grid) -> int | None:
    """The row that has the most texts of its own and numbers below it."""
    best, most = None, 1
    for number, row in enumerate(grid.rows[:DEEPEST]):
        below = (cell for cells in grid.rows[number + 1 : number + 8] for cell in cells)
        score = len({cell for cell in map(tidy, row) if cell and (is_period(cell) or not is_number(cell))})
        if score > most and not _is_data(row) and any(is_number(tidy(cell)) for cell in below):
            best, most = number, score
    return best


def _upwards(grid: Grid, row: int) -> int:
    """The first row of headings: those above belong to them that reach beyond the second column and hold no number."""
    while row > 0 and _reaches(grid.rows[row - 1]) and not _is_data(grid.rows[row - 1]):
        row -= 1
    return row


def _downwards(grid: Grid, row: int) -> int:
    """The last row of headings: those below belong to them that hold several texts and nothing that data hold."""
    while row + 1 < len(grid.rows) and _is_heading(grid.rows[row + 1]):
        row += 1
    return row


def _reaches(cells: list[str]) -> bool:
    return any(map(tidy, cells[2:]))


def _is_data(cells: list[str]) -> bool:
    texts = [cell for cell in map(tidy, cells) if cell]
    return any(map(is_code, texts)) or any(is_number(cell) and not is_period(cell) for cell in texts)


def _is_heading(cells: list[str]) -> bool:
    texts = [cell for cell in map(tidy, cells) if cell]
    return (
        len(texts) > 1
        and not _is_data(cells)
        and not any(is_marker(cell) or is_period(cell) for cell in texts)
    )
