"""Sources: where the input tables are kept. Every source hands over text cells, so that all are checked by the same rules."""

from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

import pandas as pd

from pmf_analysis.data.tables import TABLES
from pmf_analysis.errors import DataError, Fault

SUFFIXES = (".csv", ".parquet")


@dataclass(frozen=True)
class RawTable:
    """One table as it was found.

    Attributes:
        name: which of the input tables it is.
        source: the file, sheet or database table that it came from, for messages and receipts.
        cells: text in every column, "" where a cell is empty; `source_row` is the row as a spreadsheet numbers it
            (the headings are row 1).
    """

    name: str
    source: str
    cells: pd.DataFrame


class FolderSource:
    """A folder with a CSV or Parquet file for each table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self) -> dict[str, Path]:
        """Table name to its file.

        Raises:
            DataError: if the folder or a required table is missing, or a table is there twice.
        """
        if not self.folder.is_dir():
            raise DataError(
                f"{self.folder}: there is no such folder; 'data' should name the folder that holds indicators.csv"
            )
        found = {
            table.name: [
                path for suffix in SUFFIXES if (path := self.folder / (table.name + suffix)).is_file()
            ]
            for table in TABLES
        }
        faults = [
            Fault(
                str(self.folder / f"{table.name}.csv"),
                "there is no such file",
                f"the table '{table.name}' is needed (.csv or .parquet)",
            )
            for table in TABLES
            if table.required and not found[table.name]
        ]
        faults += [
            Fault(str(paths[0]), f"the table is there twice, also as {paths[1].name}", "keep one")
            for paths in found.values()
            if len(paths) > 1
        ]
        if faults:
            raise DataError("the data cannot be read", faults)
        return {name: paths[0] for name, paths in found.items() if paths}

    def read(self) -> dict[str, RawTable]:
        """Read every table that is there.

        Raises:
            DataError: holds a fault for each file that cannot be read as a table.
        """
        tables, faults = {}, []
        for name, path in self.files().items():
            try:
                cells = _read_csv(path) if path.suffix == ".csv" else _read_parquet(path)
                tables[name] = RawTable(name, path.name, _tidy(cells))
            except (ValueError, OSError) as error:
                faults.append(Fault(str(path), f"cannot be read as a table: {_first_line(error)}"))
        if faults:
            raise DataError("the data cannot be read", faults)
        return tables

    def fingerprints(self) -> dict[str, str]:
        """File name to the SHA-256 of its content: what the manifest lists and the cache is keyed by."""
        return {path.name: sha256(path.read_bytes()).hexdigest() for path in self.files().values()}


def open_source(location: Path) -> FolderSource:
    """The source that the `data` setting names."""
    return FolderSource(location)


def _read_csv(path: Path) -> pd.DataFrame:
    return pd.read_csv(
        path, dtype="str", keep_default_na=False, na_filter=False, encoding="utf-8-sig", index_col=False
    )


def _read_parquet(path: Path) -> pd.DataFrame:
    frame = pd.read_parquet(path)
    return pd.DataFrame({name: as_text(frame[name]) for name in frame.columns})


def as_text(values: Iterable[object]) -> pd.Series:
    """Typed cells as the text that a person would have written: "" for missing, the shortest digits for numbers."""
    return pd.Series(["" if pd.isna(value) else _written(value) for value in values], dtype="str")


def _written(value: object) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, pd.Timestamp):
        return str(value.date())
    return str(value)


def _tidy(cells: pd.DataFrame) -> pd.DataFrame:
    tidy = cells.rename(columns=lambda name: str(name).strip())
    twice = tidy.columns[tidy.columns.duplicated()]
    if len(twice):
        raise ValueError(f"the column '{twice[0]}' is there twice; each should have its own name")
    tidy.insert(0, "source_row", range(2, len(tidy) + 2))
    return tidy


def _first_line(error: Exception) -> str:
    if isinstance(error, UnicodeDecodeError):
        return f"byte {error.start} is not UTF-8 text; save the file as CSV UTF-8"
    return str(error).strip().splitlines()[0] if str(error).strip() else "it is empty"
