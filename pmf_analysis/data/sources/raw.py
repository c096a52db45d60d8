"""What every source hands over, whatever it is made of."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import numpy as np
import pandas as pd

from pmf_analysis.data.tables import TABLES
from pmf_analysis.errors import DataError, Fault

MOST_COLUMNS = 400
DECLARED = {table.name: tuple(column.name for column in table.columns) for table in TABLES}


@dataclass(frozen=True)
class BrokenRow:
    """A row that could not be cut into the table's columns, so that nobody can say which cell is which.

    Attributes:
        row: where it is.
        text: what it holds.
        reason: what is wrong with it, as the end of a sentence that begins with the text.
    """

    row: int
    text: str
    reason: str


@dataclass(frozen=True)
class RawTable:
    """One table as it was found.

    Attributes:
        name: which of the input tables it is.
        source: the file, sheet or database table that it came from, for messages and receipts.
        cells: the declared columns that are there, each a categorical of text, "" where a cell is empty; before them `source_row`,
            the row as a spreadsheet numbers it (the headings are row 1). `source` says so where it is another number.
        headings: every column that is there, declared or not, in order.
        broken: rows that are not in `cells`.
    """

    name: str
    source: str
    cells: pd.DataFrame
    headings: tuple[str, ...]
    broken: tuple[BrokenRow, ...] = ()


class Source(Protocol):
    """A place that holds the input tables."""

    def files(self) -> dict[str, Path]:
        """Table name to the file that holds it; empty for a database."""

    def read(self) -> dict[str, RawTable]:
        """Read every table that is there; raises `DataError` with a fault for each that cannot be read."""

    def fingerprints(self) -> dict[str, str]:
        """What was read, by name, to the SHA-256 of its content: what the manifest lists and the cache is keyed by."""


def raw_table(
    name: str,
    source: str,
    columns: dict[str, pd.Categorical],
    *,
    headings: Iterable[str],
    rows: np.ndarray,
    broken: Iterable[BrokenRow] = (),
) -> RawTable:
    """Put a table together from its columns; rows without any content are not rows.

    Args:
        name: which of the input tables it is.
        source: where it came from.
        columns: the declared columns that are there.
        headings: every column that is there.
        rows: the number of each row.
        broken: the rows that are not in the columns.
    """
    cells = pd.DataFrame({"source_row": pd.Series(rows, dtype="int64"), **columns})
    blank = np.ones(len(cells), dtype=bool)
    for column in columns.values():
        blank &= (column.categories.str.strip() == "")[column.codes]
    if columns and blank.any():
        cells = cells[~blank].reset_index(drop=True)
    return RawTable(name, source, cells, tuple(headings), tuple(broken))


def check_headings(headings: Iterable[object]) -> tuple[str, ...]:
    """The headings without the spaces around them.

    Raises:
        ValueError: if there are far too many, or two are the same.
    """
    names = tuple(str(heading).strip() for heading in headings)
    if len(names) > MOST_COLUMNS:
        raise ValueError(f"it has {len(names):,} columns; no table here has more than {MOST_COLUMNS}")
    for name in names:
        if name and names.count(name) > 1:
            raise ValueError(f"the column '{name}' is there twice; each should have its own name")
    return names


def read_all(places: dict[str, str], read: Callable[[str], RawTable]) -> dict[str, RawTable]:
    """Read each table, and tell all that cannot be read at once.

    Args:
        places: table name to where it is, for messages.
        read: reads the table of a name; raises `ValueError` or `OSError` where it cannot.

    Raises:
        DataError: holds a fault for each table that cannot be read.
    """
    tables, faults = {}, []
    for name, place in places.items():
        try:
            tables[name] = read(name)
        except (ValueError, OSError) as error:
            faults.append(Fault(place, f"cannot be read as a table: {first_line(error)}"))
    if faults:
        raise DataError("the data cannot be read", faults)
    return tables


def first_line(error: Exception) -> str:
    """What an error says, without what only a programmer would want."""
    text = str(error).strip()
    return text.splitlines()[0] if text else "it is empty"


def missing_tables(found: Iterable[str], place: Callable[[str], str], what: str) -> list[Fault]:
    """A fault for each table that a quarter needs and that is not there.

    Args:
        found: the tables that are there.
        place: table name to where it should be.
        what: what is missing there, such as "there is no such file".
    """
    there = set(found)
    return [
        Fault(place(table.name), what, f"the table '{table.name}' is needed")
        for table in TABLES
        if table.required and table.name not in there
    ]
