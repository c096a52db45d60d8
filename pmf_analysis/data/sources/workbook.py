"""A workbook (`.xlsx`, `.ods`) with a sheet for each table."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np

from pmf_analysis.data.sources.cells import typed_column
from pmf_analysis.data.sources.folder import digest_of
from pmf_analysis.data.sources.inside import look_inside
from pmf_analysis.data.sources.isolated import read_sheets
from pmf_analysis.data.sources.percent import times_hundred
from pmf_analysis.data.sources.raw import (
    DECLARED,
    RawTable,
    check_headings,
    missing_tables,
    raw_table,
    read_all,
)
from pmf_analysis.data.sources.sheets import TABLES, Sheet
from pmf_analysis.errors import DataError, Fault


class WorkbookSource:
    """One workbook; its sheets are named like the tables, the headings are in row 1, and other sheets are left alone."""

    def __init__(self, path: Path) -> None:
        self.path = path

    def files(self) -> dict[str, Path]:
        """Table name to the workbook.

        Raises:
            DataError: if there is no workbook, it is not safe to read, or a required sheet is missing.
        """
        return dict.fromkeys(self._sheets(), self.path)

    def read(self) -> dict[str, RawTable]:
        """Read every table that is there.

        Raises:
            DataError: holds a fault for each sheet that cannot be read as a table.
        """
        sheets = self._sheets()
        with _faults_told(self.path):
            found = read_sheets(self.path, [sheet.name for sheet in sheets.values()])
        return read_all(
            {name: self._place(sheet.name) for name, sheet in sheets.items()},
            lambda name: self._read(name, sheets[name], found[sheets[name].name].rows),
        )

    def fingerprints(self) -> dict[str, str]:
        """The workbook's name to the SHA-256 of its content."""
        self.files()
        return {self.path.name: digest_of(self.path)}

    def _sheets(self) -> dict[str, Sheet]:
        with _faults_told(self.path):
            sheets = look_inside(self.path, TABLES)
        found: dict[str, Sheet] = {}
        faults = []
        for sheet in sheets:
            name = sheet.name.strip().lower()
            if name in found:
                faults.append(
                    Fault(str(self.path), f"the sheets '{found[name].name}' and '{sheet.name}' are one table")
                )
            elif name in DECLARED:
                found[name] = sheet
        faults += missing_tables(found, self._place, "there is no such sheet")
        if faults:
            raise DataError("the data cannot be read", faults)
        return found

    def _place(self, sheet: str) -> str:
        return f"{self.path}, sheet {sheet}"

    def _read(self, name: str, sheet: Sheet, cells: list[list[Any]]) -> RawTable:
        rows = _as_shown(sheet, cells)
        headings = check_headings(rows[0] if rows else ())
        if not any(headings):
            raise ValueError("row 1 is empty; it should hold the headings")
        columns = list(zip(*rows[1:], strict=True)) or [()] * len(headings)
        wanted = {
            heading: typed_column(column)
            for heading, column in zip(headings, columns, strict=True)
            if heading in DECLARED[name]
        }
        source = f"{self.path.name} sheet {sheet.name}"
        return raw_table(name, source, wanted, headings=headings, rows=np.arange(2, len(rows) + 1))


def _as_shown(sheet: Sheet, rows: list[list[Any]]) -> list[list[Any]]:
    """The rows with what the reader leaves out put back as the sheet shows it, and 34.9 where it shows 34.9%."""
    for (row, column), text in sheet.unreadable.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
        else:
            raise ValueError(f"row {row + 1} holds {text}, which cannot be read")
    for row, column in sheet.percent:
        if row < len(rows) and column < len(rows[row]) and isinstance(rows[row][column], int | float):
            rows[row][column] = times_hundred(rows[row][column])
    return rows


@contextmanager
def _faults_told(path: Path) -> Iterator[None]:
    try:
        yield
    except FileNotFoundError:
        raise DataError(f"{path}: there is no such workbook") from None
    except (ValueError, OSError) as error:
        raise DataError("the data cannot be read", [Fault(str(path), f"cannot be read: {error}")]) from None
