"""The record's tables in the database, their versions, and the way from one version to the next."""

from collections.abc import Callable, Iterable

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    inspect,
    text,
)

from pmf_analysis.data.record.tables import BENCHMARKS, RECORD_TABLES
from pmf_analysis.errors import DataError

PREFIX = "record_"
VERSION = 2
METADATA = MetaData()
SCHEMA = Table(f"{PREFIX}schema", METADATA, Column("version", Integer, nullable=False))
ISSUES = Table(
    f"{PREFIX}issues",
    METADATA,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    *(
        Column(name, Text, nullable=False)
        for name in ("area_code", "issue_id", "quarter", "issued_at", "approved_by", "as_known", "run_id")
    ),
    Column("reissue", Integer, nullable=False),
    *(
        Column(name, Text, nullable=False)
        for name in ("content_hash", "manifest_hash", "inputs", "contents", "opens", "hash")
    ),
    UniqueConstraint("area_code", "quarter", "reissue"),
    UniqueConstraint("opens"),
)


def _rows_table(name: str) -> Table:
    return Table(
        f"{PREFIX}{name}",
        METADATA,
        Column("seq", BigInteger, primary_key=True, autoincrement=False),
        Column("issue", BigInteger, ForeignKey(ISSUES.c.number, deferrable=True, initially="DEFERRED")),
        *(Column(each, Text, nullable=False) for each in ("row_key", "indicator_id", "period")),
        Column("gone", Boolean, nullable=False),
        *(Column(each, Text, nullable=False) for each in ("content", "hash")),
        Index(f"{PREFIX}{name}_issue", "issue"),
    )


ROWS = {table.name: _rows_table(table.name) for table in RECORD_TABLES}
EVERY_TABLE = (ISSUES, *ROWS.values())
SINCE = {BENCHMARKS.name: 2}  # tables that earlier versions did not have


def version_of(connection: Connection) -> int:
    """Which version of the tables a database holds; 0 for none.

    Raises:
        DataError: if they are of a later version of the program.
    """
    if not inspect(connection).has_table(SCHEMA.name):
        return 0
    found = int(connection.execute(SCHEMA.select()).scalar_one())
    if found > VERSION:
        raise DataError(
            f"the record is of version {found}, and this pmf_analysis knows up to {VERSION}; "
            "use the version of pmf_analysis that wrote it, or a later one"
        )
    return found


def missing_tables(connection: Connection) -> tuple[str, ...]:
    """Tables that the database does not hold, since it is of an earlier version; they are as good as empty."""
    found = version_of(connection)
    return tuple(name for name, version in SINCE.items() if version > found)


def bring_up_to_date(connection: Connection) -> None:
    """Make the tables, or lead those of an earlier version forwards; rows that are there stay as they are."""
    found = version_of(connection)
    if not found:
        METADATA.create_all(connection)
        forbid_changes(connection, EVERY_TABLE)
        connection.execute(SCHEMA.insert().values(version=VERSION))
    for step in range(found, VERSION) if found else ():
        MIGRATIONS[step](connection)
        connection.execute(SCHEMA.update().values(version=step + 1))


def forbid_changes(connection: Connection, tables: Iterable[Table]) -> None:
    """Have the database itself refuse to change or take away a row, whoever asks."""
    words = "the record is never changed"
    if connection.dialect.name == "postgresql":
        connection.execute(
            text(
                f"CREATE OR REPLACE FUNCTION {PREFIX}refuse() RETURNS trigger LANGUAGE plpgsql AS "
                f"$$ BEGIN RAISE EXCEPTION '{words}'; END $$"
            )
        )
    for table in tables:
        for action in ("UPDATE", "DELETE"):
            name = f"{table.name}_no_{action.lower()}"
            refuse = (
                f"FOR EACH ROW EXECUTE FUNCTION {PREFIX}refuse()"
                if connection.dialect.name == "postgresql"
                else f"BEGIN SELECT RAISE(ABORT, '{words}'); END"
            )
            connection.execute(text(f"CREATE TRIGGER {name} BEFORE {action} ON {table.name} {refuse}"))


def _add_benchmarks(connection: Connection) -> None:
    """Version 2 keeps comparisons with other councils too."""
    table = ROWS[BENCHMARKS.name]
    table.create(connection)
    forbid_changes(connection, [table])


MIGRATIONS: dict[int, Callable[[Connection], None]] = {1: _add_benchmarks}
