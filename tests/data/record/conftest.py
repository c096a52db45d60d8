"""A record of our own, on SQLite and on PostgreSQL, and issues to put in it."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text

from pmf_analysis.data.record.content import Rows
from pmf_analysis.data.record.record import Record
from pmf_analysis.data.record.schema import EVERY_TABLE
from pmf_analysis.data.record.tables import RECORD_TABLES
from pmf_analysis.data.record.write import NewIssue
from pmf_analysis.framework.periods import Period

from ..postgres import Postgres, running_postgres

NUMBERS = count(1)
TABLES = {table.name: table for table in RECORD_TABLES}


@pytest.fixture(scope="session")
def server() -> Iterator[Postgres]:
    with running_postgres() as found:
        yield found


@dataclass
class Place:
    """A record, and a way past it into its database."""

    record: Record
    url: str

    def run(self, *statements: str) -> None:
        """Do in the database what no command of ours would."""
        engine = create_engine(self.url)
        try:
            with engine.begin() as connection:
                for statement in statements:
                    connection.execute(text(statement))
        finally:
            engine.dispose()

    def unguard(self) -> None:
        """Take away what keeps rows from being changed, as somebody who owns the database can."""
        on = " ON {}" if self.url.startswith("postgresql") else ""
        self.run(
            *(
                f"DROP TRIGGER {table.name}_no_{action}{on.format(table.name)}"
                for table in EVERY_TABLE
                for action in ("update", "delete")
            )
        )


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Place:
    if request.param == "sqlite":
        path = tmp_path / "outputs" / "record.sqlite"
        return Place(Record(path), f"sqlite:///{path}")
    server: Postgres = request.getfixturevalue("server")
    request.getfixturevalue("monkeypatch").setenv("PMF_RECORD_PASSWORD", server.password)
    url = own_schema(server, f"record_{next(NUMBERS)}")
    return Place(Record(url.replace(server.password, "${PMF_RECORD_PASSWORD}")), url)


def own_schema(server: Postgres, name: str) -> str:
    """The URL of a new, empty part of the database: cheaper than a database for each test."""
    engine = create_engine(server.url("postgres"))
    with engine.begin() as connection:
        connection.execute(text(f"CREATE SCHEMA {name}"))
    engine.dispose()
    return f"{server.url('postgres')}?options=-csearch_path%3D{name}"


def rows_with(**cells: list[dict[str, str]]) -> Rows:
    """Rows of every table; those not named are empty, cells not named are blank."""
    return {
        name: [tuple(row.get(column, "") for column in table.columns) for row in cells.get(name, [])]
        for name, table in TABLES.items()
    }


def history(values: dict[str, str], indicator_id: str = "A1") -> list[dict[str, str]]:
    return [
        {"indicator_id": indicator_id, "period": period, "value": value} for period, value in values.items()
    ]


def new_issue(
    quarter: str = "2025/26 Q3", *, as_known: date = date(2026, 1, 31), **cells: list[dict[str, str]]
) -> NewIssue:
    """An issue that knows of none before it."""
    return NewIssue(
        area_code="E1",
        quarter=Period.parse(quarter),
        as_known=as_known,
        approved_by="Head of Performance",
        issued_at="2026-02-01T09:30:00+00:00",
        run_id="20260131T120000Z-0123456789ab",
        manifest_hash="f" * 64,
        inputs={"data/observations.csv": "a" * 64},
        seen="",
        rows=rows_with(**cells),
    )


@pytest.fixture
def issue() -> Callable[[Place, NewIssue], str]:
    """Issues what knows of all that the record holds, as a run would, and returns its name."""

    def add(place: Place, new: NewIssue) -> str:
        stands = place.record.standing(
            new.area_code, quarter=new.quarter, known_on=new.as_known, content_hash=new.content_hash
        )
        return place.record.issue(replace(new, seen=stands.digest)).issue.issue_id

    return add
