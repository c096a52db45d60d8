"""Workbooks as grids: looked into and read as the sources read theirs, with merged cells and per cent as the sheet shows it."""

import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import copyfile
from tempfile import TemporaryDirectory

from pmf_analysis.data.importing.grid import LARGEST_GRID, MOST_COLUMNS, Box, Grid, written
from pmf_analysis.data.sources.inside import look_inside
from pmf_analysis.data.sources.isolated import Cells, read_sheets
from pmf_analysis.data.sources.sheets import ExtentError, Look, Sheet
from pmf_analysis.errors import DataError, Fault

ANY_SHEET = Look(lambda _: True, most_columns=MOST_COLUMNS, most_cells=LARGEST_GRID, strict=False)
"""Of a publisher's workbook any sheet may be wanted; a cell that cannot be trusted is set aside, and the others are read."""
OLD_FORMAT = ("percent formats of .xls cells are not seen; save it as .xlsx if it has any",)


def read_workbook(path: Path, *, kind: str) -> list[Grid]:
    """Every worksheet of a workbook.

    Args:
        path: the workbook.
        kind: `xlsx`, `xls` or `ods`, whatever its name says.

    Raises:
        DataError: if it is no whole workbook, or reading it would do harm.
    """
    if kind == "xls" and zipfile.is_zipfile(path):
        kind = "xlsx"  # as many an .xls is
    with refused_in_words(path):
        looked = [] if kind == "xls" else look_inside(path, ANY_SHEET, kind=kind)
        with _named_by_kind(path, kind) as named:
            found = read_sheets(named)
    sheets = {sheet.name: sheet for sheet in looked}
    notes = OLD_FORMAT if kind == "xls" else ()
    return [
        _grid(path.name, sheets.get(name, Sheet(name)), cells, notes=notes) for name, cells in found.items()
    ]


@contextmanager
def refused_in_words(path: Path) -> Iterator[None]:
    """What is wrong with a workbook, as a fault of the data.

    Raises:
        DataError: if it cannot be read.
    """
    try:
        yield
    except ExtentError as error:
        what = f"sheet {error.name} spans {error.rows:,} rows by {error.columns:,} columns"
        raise _refused(path, what, "delete the cells outside the table, or save it as CSV") from None
    except (ValueError, OSError) as error:
        raise _refused(path, f"is not a whole workbook: {error}", "save it again, or as CSV") from None


@contextmanager
def _named_by_kind(path: Path, kind: str) -> Iterator[Path]:
    """The workbook under a name that tells its kind, so that the reader takes it for what was looked into."""
    if path.suffix in (f".{kind}", ".xlsm"):
        yield path
        return
    with TemporaryDirectory() as folder:
        yield Path(copyfile(path, Path(folder) / f"workbook.{kind}"))


def _grid(file: str, sheet: Sheet, cells: Cells, *, notes: tuple[str, ...]) -> Grid:
    rows = [
        [written(value, percent=(row, column) in sheet.percent) for column, value in enumerate(values)]
        for row, values in enumerate(cells.rows)
    ]
    for (row, column), text in sheet.unreadable.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = text
    merged = tuple(Box(*start, *end) for start, end in (*cells.merged, *sheet.merged))
    return Grid(file, sheet.name, rows, merged, notes=notes)


def _refused(path: Path, what: str, right: str) -> DataError:
    return DataError("the file cannot be read", [Fault(path.name, what, right)])
