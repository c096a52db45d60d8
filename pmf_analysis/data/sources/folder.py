"""A folder with a CSV or Parquet file for each table."""

from hashlib import file_digest
from pathlib import Path

import numpy as np

from pmf_analysis.data.sources.cells import arrow_column
from pmf_analysis.data.sources.csv_file import read_csv
from pmf_analysis.data.sources.datapackage import undescribed
from pmf_analysis.data.sources.raw import (
    DECLARED,
    RawTable,
    check_headings,
    missing_tables,
    raw_table,
    read_all,
)
from pmf_analysis.data.tables import TABLES
from pmf_analysis.errors import DataError, Fault

SUFFIXES = (".csv", ".parquet")


class FolderSource:
    """A folder with a CSV or Parquet file for each table."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def files(self) -> dict[str, Path]:
        """Table name to its file.

        Raises:
            DataError: if the folder or a required table is missing, a table is there twice, or a file lies outside the folder.
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
        there = [name for name, paths in found.items() if paths]
        faults = missing_tables(there, lambda name: str(self.folder / f"{name}.csv"), "there is no such file")
        for paths in found.values():
            faults += _misplaced(paths, self.folder)
        if faults:
            raise DataError("the data cannot be read", faults)
        return {name: found[name][0] for name in there}

    def read(self) -> dict[str, RawTable]:
        """Read every table that is there.

        Raises:
            DataError: holds a fault for each file that cannot be read as a table, or is not what `datapackage.json` describes.
        """
        files = self.files()
        if faults := undescribed(self.folder, files):
            raise DataError("the data cannot be read", faults)
        return read_all(
            {name: str(path) for name, path in files.items()}, lambda name: read_file(name, files[name])
        )

    def fingerprints(self) -> dict[str, str]:
        """File name to the SHA-256 of its content."""
        return {path.name: digest_of(path) for path in self.files().values()}


def read_file(name: str, path: Path) -> RawTable:
    """Read the file of one table.

    Raises:
        ValueError: if it is not a table.
        OSError: if it cannot be opened.
    """
    return read_csv(name, path) if path.suffix == ".csv" else read_parquet(name, path)


def read_parquet(name: str, path: Path) -> RawTable:
    """Read the declared columns of a Parquet file."""
    from pyarrow import parquet

    with parquet.ParquetFile(path, page_checksum_verification=True) as file:
        headings = check_headings(file.schema_arrow.names)
        wanted = {
            heading: raw
            for heading, raw in zip(headings, file.schema_arrow.names, strict=True)
            if heading in DECLARED[name]
        }
        content = file.read(columns=list(wanted.values()))
    columns = {heading: arrow_column(content.column(raw)) for heading, raw in wanted.items()}
    rows = np.arange(2, content.num_rows + 2)
    return raw_table(name, path.name, columns, headings=headings, rows=rows)


def digest_of(path: Path) -> str:
    """The SHA-256 of a file."""
    with path.open("rb") as stream:
        return file_digest(stream, "sha256").hexdigest()


def _misplaced(paths: list[Path], folder: Path) -> list[Fault]:
    faults = [
        Fault(
            str(path),
            "leads out of the folder",
            "put the file itself there: a link could lead to a file that nobody meant",
        )
        for path in paths
        if not path.resolve().is_relative_to(folder.resolve())
    ]
    if len(paths) > 1:
        faults.append(Fault(str(paths[0]), f"the table is there twice, also as {paths[1].name}", "keep one"))
    return faults
