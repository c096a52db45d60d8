"""An issue's rows, put together again from what each issue added: an issue stores only what differs from the one before it."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection, select

from pmf_analysis.data.record.chain import Change
from pmf_analysis.data.record.content import Written
from pmf_analysis.data.record.schema import ISSUES, ROWS

PART = 10_000  # rows asked of the database at a time


@dataclass(frozen=True)
class Stored:
    """A row of the record.

    Attributes:
        seq: its place in the record.
        issue: the number of the issue that added it.
        change: the row itself.
        hash: its digits in the chain.
    """

    seq: int
    issue: int
    change: Change
    hash: str


def stored_rows(
    connection: Connection, table: str, area_code: str | None = None, *, upto: int | None = None
) -> Iterator[Stored]:
    """The rows that were added to a table, in order; of one council, and up to an issue, where these are named."""
    rows = ROWS[table]
    query = select(rows).order_by(rows.c.seq)
    if area_code is not None:
        query = query.join(ISSUES, rows.c.issue == ISSUES.c.number).where(ISSUES.c.area_code == area_code)
    if upto is not None:
        query = query.where(rows.c.issue <= upto)
    for part in connection.execute(query).partitions(PART):
        for seq, issue, key, indicator_id, period, gone, content, digits in part:
            row = Written(key, indicator_id, period, content)
            yield Stored(seq, issue, Change(row, bool(gone)), digits)


def rows_after(
    connection: Connection, table: str, area_code: str, *, upto: int | None = None
) -> dict[str, Written]:
    """The rows of a table by their keys, as they were after an issue; after the last one if none is named."""
    held: dict[str, Written] = {}
    for stored in stored_rows(connection, table, area_code, upto=upto):
        if stored.change.gone:
            held.pop(stored.change.row.key, None)
        else:
            held[stored.change.row.key] = stored.change.row
    return held


def rows_by_issue(
    issues: Sequence[int], keys: Sequence[str], gone: Sequence[bool], *, numbers: Sequence[int]
) -> Mapping[int, list[int]]:
    """Issue number to the places of the rows that the issue had, among all that one council's issues stored of one table.

    Args:
        issues: the number of the issue that stored each row, in order.
        keys: each row's key.
        gone: whether it says that the row is no longer there.
        numbers: the issues asked for, in order.
    """
    held: dict[str, int] = {}
    found, at = {}, 0
    for number in numbers:
        while at < len(issues) and issues[at] <= number:
            if gone[at]:
                held.pop(keys[at], None)
            else:
                held[keys[at]] = at
            at += 1
        found[number] = list(held.values())
    return found
