"""Sources: the same tables from files, workbooks and databases."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pmf_analysis.data.checks import Dataset

from .conftest import SmallCouncil
from .writers import write_ods

Write = Callable[[dict[str, pd.DataFrame], Path], str]


def typed_tables(council: SmallCouncil) -> dict[str, pd.DataFrame]:
    """The small council's tables, with numbers as numbers, as a workbook or a database holds them."""
    return {path.stem: pd.read_csv(path) for path in sorted((council.folder / "data").glob("*.csv"))}


def to_parquet(tables: dict[str, pd.DataFrame], folder: Path) -> str:
    (folder / "parquet").mkdir()
    for name, frame in tables.items():
        frame.to_parquet(folder / "parquet" / f"{name}.parquet")
    return "parquet"


def to_xlsx(tables: dict[str, pd.DataFrame], folder: Path) -> str:
    book = openpyxl.Workbook(write_only=True)
    for name, frame in tables.items():
        sheet = book.create_sheet(name)
        sheet.append(list(frame))
        for row in frame.astype(object).where(frame.notna(), None).itertuples(index=False):
            sheet.append(list(row))
    book.create_sheet("Notes").append(["not a table"])
    book.save(folder / "council.xlsx")
    return "council.xlsx"


def to_ods(tables: dict[str, pd.DataFrame], folder: Path) -> str:
    write_ods(tables, folder / "council.ods")
    return "council.ods"


def to_sqlite(tables: dict[str, pd.DataFrame], folder: Path) -> str:
    connection = sqlite3.connect(folder / "council.sqlite")
    for name, frame in tables.items():
        frame.to_sql(name, connection, index=False)
    connection.close()
    return "sqlite:///council.sqlite"


WRITERS: dict[str, Write] = {
    "parquet": to_parquet,
    "xlsx": to_xlsx,
    "ods": to_ods,
    "sqlite": to_sqlite,
}


def assert_same(left: Dataset, right: Dataset) -> None:
    for name, frame in left.frames.items():
        pd.testing.assert_frame_equal(frame, right[name])
    pd.testing.assert_frame_equal(
        left.quarantine.drop(columns="source"), right.quarantine.drop(columns="source")
    )


@pytest.mark.parametrize("kind", WRITERS)
def test_every_source_gives_the_same_tables_as_csv(council: SmallCouncil, kind: str) -> None:
    council.change("data/observations.csv", "2025/26 Q3,92.0,92", "2025/26 Q3,92.5,ninety")
    from_csv = council.check()
    location = WRITERS[kind](typed_tables(council), council.folder)
    council.change("2025-26-q3.yaml", "data: data", f"data: {location}")
    dataset = council.check()
    assert_same(from_csv, dataset)
    assert list(dataset.quarantine["source_row"]) == [4]
