"""A database with a table or view for each input table: any that SQLAlchemy opens; read only, and only what the quarter needs."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pmf_analysis.data.credentials import with_credentials, without_secrets
from pmf_analysis.data.sources.database_tables import find_tables, read_table
from pmf_analysis.data.sources.raw import RawTable, first_line, missing_tables, read_all
from pmf_analysis.errors import DataError, Fault, SetupError

if TYPE_CHECKING:
    from sqlalchemy import URL, Connection, Engine

CONNECT_SECONDS = 15
OPTIONS = {"postgresql": {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}}


class DatabaseSource:
    """The tables of one database, as they all were at one moment.

    Args:
        url: as the settings have it, with `${...}` where a name or a password belongs.
        home: the area codes of the home council, its region and its country; of other areas only those that share a comparator
            group with the first of them are read. Empty: every area is read.
    """

    def __init__(self, url: str, *, home: tuple[str, ...] = ()) -> None:
        self.url = url
        self.home = home
        self._tables: dict[str, RawTable] | None = None

    def files(self) -> dict[str, Path]:
        """None: a database is not a file to be hashed."""
        return {}

    def read(self) -> dict[str, RawTable]:
        """Read every table that is there; once, so that what is fingerprinted is what is reported.

        Raises:
            DataError: if the database cannot be opened or a table cannot be read.
            SettingsError: if a name or a password is missing.
            SetupError: if the database's driver is not installed.
        """
        if self._tables is None:
            self._tables = self._read()
        return self._tables

    def fingerprints(self) -> dict[str, str]:
        """Table to the SHA-256 of what was read of it."""
        return {f"table {name}": _digest(table) for name, table in self.read().items()}

    def _read(self) -> dict[str, RawTable]:
        filled, secrets = with_credentials(self.url)
        with _faults_told(secrets), connected(filled) as connection:
            name = _name(filled) or connection.dialect.name
            found = find_tables(connection)
            faults = missing_tables(
                found, lambda table: f"database {name}, table {table}", "there is no such table"
            )
            if faults:
                raise DataError("the data cannot be read", faults)
            return read_all(
                {table: f"database {name}, table {table}" for table in found},
                lambda table: read_table(connection, found, table, database=name, home=self.home),
            )


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    """A connection in one transaction that reads only, if the database has such."""
    engine = _engine(url)
    try:
        with engine.connect() as connection:
            yield connection.execution_options(**OPTIONS.get(connection.dialect.name, {}))
    finally:
        engine.dispose()


def _name(url: str) -> str:
    """What messages call the database."""
    from sqlalchemy import make_url

    return Path(make_url(url).database or "").name


def _engine(url: str) -> Engine:
    from sqlalchemy import create_engine, make_url

    made = make_url(url)
    if made.get_backend_name() == "sqlite":
        return create_engine("sqlite://", creator=lambda: _open_sqlite(made))
    if made.drivername in ("postgresql", "postgres"):
        made = made.set(drivername="postgresql+psycopg")
    arguments = {"connect_timeout": CONNECT_SECONDS} if made.get_backend_name() == "postgresql" else {}
    return create_engine(made, connect_args=arguments)


def _open_sqlite(url: URL) -> sqlite3.Connection:
    """Open the file for reading only: a name misspelt must not make a new, empty database."""
    path = Path(url.database or "")
    if not path.is_file():
        raise FileNotFoundError(f"{path}: there is no such database file")
    connection = sqlite3.connect(f"{path.resolve().as_uri()}?mode=ro", uri=True)
    connection.execute("PRAGMA trusted_schema = OFF")
    return connection


@contextmanager
def _faults_told(secrets: tuple[str, ...]) -> Iterator[None]:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except ModuleNotFoundError as error:
        raise SetupError(f"the database needs the package '{error.name}', which is not installed") from None
    except (SQLAlchemyError, ValueError, OSError) as error:
        cause = getattr(error, "orig", None) or error
        told = without_secrets(first_line(cause), secrets)
        raise DataError("the data cannot be read", [Fault("the database", told)]) from None
    except DataError as error:
        faults = [Fault(each.where, without_secrets(each.what, secrets), each.right) for each in error.faults]
        raise DataError(error.message, faults) from None


def _digest(table: RawTable) -> str:
    digest = sha256("\0".join([table.name, *table.headings]).encode())
    for name, column in table.cells.items():
        digest.update(f"\0{name}\0".encode())
        if name == "source_row":
            digest.update(column.to_numpy().tobytes())
        else:
            digest.update("\0".join(column.cat.categories).encode())
            digest.update(column.cat.codes.to_numpy().tobytes())
    return digest.hexdigest()
