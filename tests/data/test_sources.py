"""Sources: the same tables from files, workbooks and databases."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from traceback import format_exception

import openpyxl
import pandas as pd
import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.exc import DBAPIError

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.quarter import open_with
from pmf_analysis.batch.results_csv import write_results
from pmf_analysis.data.checks import Dataset
from pmf_analysis.data.credentials import with_credentials
from pmf_analysis.data.location import Location, locate
from pmf_analysis.data.settings import Settings
from pmf_analysis.data.sources import open_source
from pmf_analysis.data.sources.cells import as_text
from pmf_analysis.data.sources.database import connected
from pmf_analysis.errors import DataError

from .conftest import SmallCouncil
from .postgres import Postgres
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
        pd.testing.assert_frame_equal(frame, right[name], check_exact=True)
    pd.testing.assert_frame_equal(
        left.quarantine.drop(columns="source"), right.quarantine.drop(columns="source")
    )


@pytest.mark.parametrize("kind", WRITERS)
def test_every_source_gives_the_same_tables_as_csv(council: SmallCouncil, kind: str) -> None:
    council.change("data/observations.csv", "2025/26 Q3,92.0,92", "2025/26 Q3,92.5,ninety")
    from_csv = council.check()
    location = WRITERS[kind](typed_tables(council), council.folder)
    council.point_at(location)
    dataset = council.check()
    assert_same(from_csv, dataset)
    assert list(dataset.quarantine["source_row"]) == [4]


# Databases


def write_tables(tables: dict[str, pd.DataFrame], url: str) -> None:
    engine = create_engine(url)
    with engine.begin() as connection:
        for name, frame in tables.items():
            frame.to_sql(name, connection, index=False)
    engine.dispose()


@pytest.fixture
def database(postgres: Postgres) -> Iterator[str]:
    """The name of an empty database."""
    name = f"kpi_{secrets.token_hex(4)}"
    engine = create_engine(postgres.url("postgres"), isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
        yield name
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    engine.dispose()


@pytest.fixture
def postgres_council(
    council: SmallCouncil, postgres: Postgres, database: str, monkeypatch: pytest.MonkeyPatch
) -> SmallCouncil:
    """The small council with its tables in PostgreSQL."""
    write_tables(typed_tables(council), postgres.url(database))
    monkeypatch.setenv("PMF_DB_USER", "pmf")
    monkeypatch.setenv("PMF_DB_PASSWORD", postgres.password)
    place = f"postgresql://${{PMF_DB_USER}}:${{PMF_DB_PASSWORD}}@127.0.0.1:{postgres.port}/{database}"
    council.point_at(place)
    return council


class TestPostgres:
    def test_gives_the_same_tables_as_csv(self, postgres_council: SmallCouncil) -> None:
        from_database = postgres_council.check()
        postgres_council.point_at("data")
        assert_same(postgres_council.check(), from_database)

    def test_a_wrong_password_is_told_without_it(
        self, postgres_council: SmallCouncil, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setenv("PMF_DB_PASSWORD", "not/the@password")
        with pytest.raises(DataError, match="password authentication failed") as caught:
            postgres_council.check()
        assert "not/the" not in "".join(format_exception(caught.value))
        assert "not%2Fthe" not in "".join(format_exception(caught.value))

    def test_is_only_read(self, postgres_council: SmallCouncil) -> None:
        source = open_source(postgres_council.settings().data)
        with (
            connected(with_credentials(str(source.url))[0]) as connection,
            pytest.raises(DBAPIError, match="read-only"),
        ):
            connection.execute(text("CREATE TABLE mischief (a integer)"))


# The sample, to the end: what is written into results/*.csv


@pytest.fixture(scope="module")
def york_tables(york_settings: Settings) -> dict[str, pd.DataFrame]:
    return {path.stem: pd.read_csv(path) for path in sorted(Path(york_settings.data).glob("*.csv"))}


@pytest.fixture(scope="module")
def results_from_csv(york: QuarterResults, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return written(york, tmp_path_factory.mktemp("from-csv"))


def written(results: QuarterResults, folder: Path) -> dict[str, bytes]:
    """Every file of the results, by name."""
    return {path.name: path.read_bytes() for path in write_results(results, folder)}


def as_texts(tables: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """The same tables from a program that keeps every cell as text."""
    return {
        name: frame.map(lambda cell: None if pd.isna(cell) else as_text(cell)).astype("string")
        for name, frame in tables.items()
    }


@pytest.mark.batch
@pytest.mark.parametrize(
    ("kind", "cells"), [*((kind, "typed") for kind in (*WRITERS, "postgres")), ("sqlite", "texts")]
)
def test_the_sample_gives_the_same_results_to_the_byte_from_every_source(
    kind: str,
    cells: str,
    york_settings: Settings,
    york_tables: dict[str, pd.DataFrame],
    results_from_csv: dict[str, bytes],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> None:
    tables = as_texts(york_tables) if cells == "texts" else york_tables
    if kind == "postgres":
        server, name = request.getfixturevalue("postgres"), request.getfixturevalue("database")
        write_tables(tables, server.url(name))
        request.getfixturevalue("monkeypatch").setenv("PMF_DB_PASSWORD", server.password)
        location: Location = f"postgresql://pmf:${{PMF_DB_PASSWORD}}@127.0.0.1:{server.port}/{name}"
    else:
        location = locate(WRITERS[kind](tables, tmp_path), tmp_path)
    results = open_with(replace(york_settings, data=location, outputs=tmp_path / "outputs"))
    found = written(results, tmp_path / "results")
    assert [name for name in results_from_csv if found[name] != results_from_csv[name]] == []
    assert list(found) == list(results_from_csv)
