"""What is looked for inside a workbook, in every format, before its cells are read."""

from collections.abc import Callable
from dataclasses import dataclass, field
from html import unescape

from pmf_analysis.data.sources.formulas import calls_out
from pmf_analysis.data.sources.raw import DECLARED, MOST_COLUMNS

MOST_ROWS = 1_048_576
MOST_CELLS = 20_000_000
Place = tuple[int, int]
"""Row and column of a cell, counted from 0."""


@dataclass(frozen=True)
class Look:
    """Which sheets are looked at, and what refuses the workbook.

    Attributes:
        wanted: whether a sheet of this name will be read.
        most_columns: the columns that a sheet may reach to.
        most_cells: the cells that it may span.
        strict: whether a formula that calls out (and in `.ods` an error or a formula without a result) refuses the workbook; else the
            cell shows it, and whoever reads the cell sets it aside.
    """

    wanted: Callable[[str], bool]
    most_columns: int = MOST_COLUMNS
    most_cells: int = MOST_CELLS
    strict: bool = True


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook.

    Attributes:
        name: as its tab says.
        unreadable: (row, column), counted from 0, to the text of an error or of a formula that has no result.
        percent: (row, column) of the cells that show per cent.
        merged: (top, left), (bottom, right) of merged cells, both ends within; of `.ods` only, of the others the reader tells.
    """

    name: str
    unreadable: dict[Place, str] = field(default_factory=dict)
    percent: frozenset[Place] = frozenset()
    merged: tuple[tuple[Place, Place], ...] = ()


class ExtentError(ValueError):
    """A sheet reaches too far to be read."""

    def __init__(self, name: str, rows: int, columns: int) -> None:
        super().__init__(
            f"its sheet {name} reaches to row {rows:,} and column {columns:,}; delete the cells outside the table"
        )
        self.name, self.rows, self.columns = name, rows, columns


TABLES = Look(wanted=lambda name: name.strip().lower() in DECLARED)
"""The sheets that are input tables."""


def is_too_large(rows: int, columns: int, look: Look) -> bool:
    """Whether a sheet that reaches so far is no table that people made."""
    return columns > look.most_columns or rows > MOST_ROWS or rows * columns > look.most_cells


def check_extent(name: str, rows: int, columns: int, look: Look) -> None:
    """Refuse a sheet that reaches too far.

    Raises:
        ExtentError: names the sheet and how far it reaches.
    """
    if is_too_large(rows, columns, look):
        raise ExtentError(name, rows, columns)


def is_refused(name: str, formula: str, look: Look) -> bool:
    """Whether a formula fetches something, so that its result is not to be trusted.

    Raises:
        ValueError: if that refuses the workbook; names the sheet and the formula.
    """
    refused = calls_out(formula)
    if refused and look.strict:
        raise ValueError(
            f"its sheet {name} holds a formula that fetches something from outside (={unescape(formula)[:80]}); "
            "paste the values instead"
        )
    return refused
