"""Find and read the tables of a database. Names are quoted and values are bound by SQLAlchemy: none becomes part of a statement."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from pmf_analysis.data.sources.cells import GrowingColumn
from pmf_analysis.data.sources.raw import DECLARED, RawTable, check_headings, first_line, raw_table
from pmf_analysis.data.tables import TABLES
from pmf_analysis.errors import DataError, Fault

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement, Connection, Select


ROWS_AT_A_TIME = 20_000
FIRST_ROW = 2  # as in a sheet, so that the same table has the same numbers wherever it is kept
WRITTEN_ORDER = {"sqlite": "rowid", "postgresql": "ctid"}
LARGE = "observations"  # PostgreSQL fills gaps in large tables, so that theirs is not the order in which rows came
KEYS = {table.name: table.key for table in TABLES}


@dataclass(frozen=True)
class FoundTable:
    """A table or view of the database.

    Attributes:
        name: as the database has it.
        columns: its columns, in order.
        number: the column that numbers its rows: an integer primary key; "" without one.
        is_view: whether it is a view.
    """

    name: str
    columns: tuple[str, ...]
    number: str = ""
    is_view: bool = False


def find_tables(connection: Connection) -> dict[str, FoundTable]:
    """Input table to the table or view that holds it.

    Raises:
        DataError: if two of them differ only in capitals.
    """
    from sqlalchemy import inspect

    inspector = inspect(connection)
    views = set(inspector.get_view_names())
    found: dict[str, FoundTable] = {}
    for name in sorted({*inspector.get_table_names(), *views}):
        table = name.lower()
        if table not in DECLARED:
            continue
        if table in found:
            fault = Fault(
                f"the database, table {name}", f"the table is there twice, also as {found[table].name}"
            )
            raise DataError("the data cannot be read", [fault])
        found[table] = _described(inspector, name, is_view=name in views)
    return found


def _described(inspector: Any, name: str, *, is_view: bool) -> FoundTable:
    from sqlalchemy import Integer

    columns = inspector.get_columns(name)
    key = [] if is_view else inspector.get_pk_constraint(name)["constrained_columns"]
    numbers = [each["name"] for each in columns if isinstance(each["type"], Integer)]
    number = key[0] if len(key) == 1 and key[0] in numbers else ""
    return FoundTable(name, tuple(each["name"] for each in columns), number, is_view)


def read_table(
    connection: Connection,
    found: dict[str, FoundTable],
    name: str,
    *,
    database: str,
    home: tuple[str, ...] = (),
) -> RawTable:
    """Read the declared columns of one table.

    Args:
        connection: open, in one transaction for all tables.
        found: the tables that there are.
        name: which one to read.
        database: what messages call the database.
        home: the home council's area code, then those of its region and country; empty: read every area.

    Raises:
        ValueError: if it cannot be read.
    """
    there = found[name]
    headings = check_headings(there.columns)
    wanted = {
        heading: raw
        for heading, raw in zip(headings, there.columns, strict=True)
        if heading in DECLARED[name]
    }
    query = _query(connection, there, name, wanted)
    if name == "observations" and home and "area_code" in wanted:
        query = query.where(_needed(connection, found, wanted["area_code"], home))
    numbers, columns = _fetch(connection, query, list(wanted), numbered=bool(there.number))
    return raw_table(name, _source(there, database), columns, headings=headings, rows=numbers)


def _query(connection: Connection, there: FoundTable, name: str, wanted: dict[str, str]) -> Select[Any]:
    from sqlalchemy import column, literal_column, select, table

    numbers: list[Any] = (
        [column(there.number).label("number of the row")] if there.number else [literal_column("0")]
    )
    query = select(*numbers, *(column(raw) for raw in wanted.values())).select_from(table(there.name))
    return query.order_by(*_order(connection, there, name, wanted))


def _order(connection: Connection, there: FoundTable, name: str, wanted: dict[str, str]) -> list[Any]:
    """By number; else as the rows were written, if the database tells and keeps to it; else by the table's key."""
    from sqlalchemy import String, cast, column, literal_column

    if there.number:
        return [column(there.number)]
    dialect = connection.dialect.name
    written: list[Any] = (
        [] if there.is_view or dialect not in WRITTEN_ORDER else [literal_column(WRITTEN_ORDER[dialect])]
    )
    if dialect == "sqlite" and written and not _without_rowid(connection, there.name):
        return written
    if dialect == "postgresql" and name != LARGE and written:
        return written
    keys: list[Any] = [cast(column(wanted[key]), String) for key in KEYS[name] if key in wanted]
    if dialect == "postgresql":
        return [*(key.collate("C") for key in keys), *written]
    return keys


def _without_rowid(connection: Connection, name: str) -> bool:
    from sqlalchemy import text

    if connection.dialect.name != "sqlite":
        return False
    made = connection.execute(text("SELECT sql FROM sqlite_master WHERE name = :name"), {"name": name})
    return "WITHOUT ROWID" in str(made.scalar()).upper()


def _needed(
    connection: Connection, found: dict[str, FoundTable], area_code: str, home: tuple[str, ...]
) -> ColumnElement[bool]:
    """Rows of the areas that the quarter compares, and of those that no register holds: they are told as faults."""
    from sqlalchemy import String, cast, column, or_, select, table

    codes = {code for code in home if code}
    groups = found.get("comparator_groups")
    if groups and {"group", "area_code"} <= set(groups.columns):
        members: Any = select(column("group"), cast(column("area_code"), String)).select_from(
            table(groups.name)
        )
        rows = [(group, code or "") for group, code in connection.execute(members)]
        own = {group for group, code in rows if code.strip() == home[0]}
        codes |= {form for group, code in rows if group in own for form in (code, code.strip())}
    area = cast(column(area_code), String)
    if "area_code" not in found["areas"].columns:
        return or_(area.is_(None), area.is_not(None))
    known = cast(column("area_code"), String)
    register: Select[Any] = select(known).select_from(table(found["areas"].name)).where(known.is_not(None))
    return or_(area.is_(None), area.in_(sorted(codes)), area.not_in(register))


def _fetch(
    connection: Connection, query: Select[Any], headings: list[str], *, numbered: bool
) -> tuple[np.ndarray, dict[str, Any]]:
    from sqlalchemy.exc import SQLAlchemyError

    parts, columns = [np.empty(0, dtype="int64")], {heading: GrowingColumn() for heading in headings}
    count = 0
    try:
        result = connection.execution_options(yield_per=ROWS_AT_A_TIME).execute(query)
        for rows in result.partitions():
            numbers, *cells = zip(*rows, strict=True)
            first = count + FIRST_ROW
            count += len(rows)
            parts.append(np.asarray(numbers if numbered else range(first, first + len(rows)), dtype="int64"))
            for column, values in zip(columns.values(), cells, strict=True):
                column.add(values)
    except SQLAlchemyError as error:
        raise ValueError(first_line(getattr(error, "orig", None) or error)) from None
    return np.concatenate(parts), {name: column.whole() for name, column in columns.items()}


def _source(there: FoundTable, database: str) -> str:
    """What messages call the table, and by what its rows are numbered."""
    rows = f"numbered by {there.number}" if there.number else "in order, the headings counted as row 1"
    return f"{database} table {there.name} ({rows})"
