"""Opening the record's database: a file of SQLite, or PostgreSQL; one writer at a time."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmf_analysis.data.credentials import with_credentials, without_secrets
from pmf_analysis.data.location import Location
from pmf_analysis.errors import DataError, Fault, ReportError, SettingsError, SetupError

if TYPE_CHECKING:
    from sqlalchemy import Connection, Engine

CONNECT_SECONDS = 15
WAIT_SECONDS = 120  # for another issue to be written
WRITERS = 7_365_021  # names our lock among those of a PostgreSQL database
HOW = "name a file, such as record.sqlite, or the URL of a PostgreSQL database"


@contextmanager
def reading(location: Location) -> Iterator["Connection | None"]:
    """A connection that sees the record as it is at one moment; None where there is no record yet.

    Raises:
        DataError: if it cannot be read.
        SettingsError: if a name or a password is missing, or the place is of another kind of database.
        SetupError: if the database's driver is not installed.
    """
    if isinstance(location, Path) and not location.is_file():
        yield None
        return
    with (
        _open(location, begin="BEGIN") as (engine, secrets),
        _told(secrets, DataError, "read"),
        engine.connect() as connection,
    ):
        yield connection


@contextmanager
def writing(location: Location) -> Iterator["Connection"]:
    """A transaction that no other issuer shares; all of it is kept, or nothing.

    Raises:
        ReportError: if the record cannot be written.
        SettingsError, SetupError: as `reading`.
    """
    if isinstance(location, Path):
        location.parent.mkdir(parents=True, exist_ok=True)
    with (
        _open(location, begin="BEGIN IMMEDIATE") as (engine, secrets),
        _told(secrets, ReportError, "written"),
        engine.begin() as connection,
    ):
        if engine.dialect.name == "postgresql":
            connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({WRITERS})")
        yield connection


@contextmanager
def _open(location: Location, *, begin: str) -> Iterator[tuple["Engine", tuple[str, ...]]]:
    from sqlalchemy.exc import ArgumentError

    filled, secrets = (
        (location, ()) if isinstance(location, Path) else with_credentials(location, setting="record")
    )
    try:
        engine = _sqlite(filled, begin) if isinstance(filled, Path) else _server(filled)
    except ArgumentError:
        raise SettingsError(f"record: is no URL of a database; {HOW}") from None
    except ModuleNotFoundError as error:
        raise SetupError(f"the record needs the package '{error.name}', which is not installed") from None
    try:
        yield engine, secrets
    finally:
        engine.dispose()


def _sqlite(path: Path, begin: str) -> "Engine":
    from sqlalchemy import create_engine, event

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(path, timeout=WAIT_SECONDS, isolation_level=None)
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA synchronous = FULL")
        return connection

    engine = create_engine("sqlite://", creator=connect)

    @event.listens_for(engine, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _server(url: str) -> "Engine":
    from sqlalchemy import create_engine, make_url

    made = make_url(url)
    if made.drivername in ("postgresql", "postgres"):
        made = made.set(drivername="postgresql+psycopg")
    if made.get_backend_name() != "postgresql":
        raise SettingsError(f"record: '{made.get_backend_name()}' keeps no record; {HOW}")
    # Read committed, so that who waited for the lock sees what its holder wrote; reading, every statement asks for one issue
    # or for those up to one, which nothing can change.
    return create_engine(made, connect_args={"connect_timeout": CONNECT_SECONDS})


@contextmanager
def _told(secrets: tuple[str, ...], kind: type[DataError | ReportError], what: str) -> Iterator[None]:
    from sqlalchemy.exc import SQLAlchemyError

    try:
        yield
    except (SQLAlchemyError, sqlite3.Error, OSError) as error:
        cause = getattr(error, "orig", None) or error
        told = without_secrets(str(cause).strip().splitlines()[0], secrets)
        raise kind(f"the record cannot be {what}", [Fault("the record", told)]) from None
