"""Verifying the record: every row's digits, every issue's content, from the first to the last."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Connection, select

from pmf_analysis.data.record.chain import START, header_hash, row_hash
from pmf_analysis.data.record.content import Written, table_digest
from pmf_analysis.data.record.replay import Stored, stored_rows
from pmf_analysis.data.record.schema import ISSUES, PREFIX, missing_tables, version_of
from pmf_analysis.data.record.tables import BY_NAME, RECORD_TABLES, RESULT_TABLES


@dataclass(frozen=True)
class Touched:
    """The first row of the record that is not as it was written.

    Attributes:
        table: its table; `issues` for the header of an issue.
        indicator_id: which indicator it is about; blank for none.
        period: which period; blank for none.
        issue_id: the issue that added it.
        what: what is wrong with it, in words.
    """

    table: str
    indicator_id: str
    period: str
    issue_id: str
    what: str

    def __str__(self) -> str:
        about = ", ".join(each for each in (self.indicator_id, self.period) if each)
        return f"the record, table {PREFIX}{self.table}{f', {about}' if about else ''} (issue {self.issue_id}): {self.what}"


@dataclass(frozen=True)
class Verdict:
    """What verifying found.

    Attributes:
        issues: how many issues are as they were written, from the first on.
        rows: how many of their rows.
        touched: the first row that is not; None if all are.
        heads: issue_id by council (area_code, issue_id) to the digits that close it: hold them against the `issue.json` of the
            issued folders, since whoever rewrites the whole chain to its end, or cuts issues off it, leaves no other trace.
    """

    issues: int
    rows: int
    touched: Touched | None = None
    heads: Mapping[tuple[str, str], str] = field(default_factory=dict)


@dataclass
class _Walk:
    """Where in the chain the walk stands."""

    hash: str = START
    seq: int = 0
    held: dict[tuple[str, str], dict[str, Written]] = field(default_factory=dict)


def verify_record(connection: Connection) -> Verdict:
    """Walk the chain from its start, and put every issue together again.

    How a caller uses it: `verdict = Record(settings.record).verify()`; if `verdict.touched` is not None, print it (it reads as a
    sentence that names table, indicator and period) and end with exit code 12; otherwise compare `verdict.heads` with the
    `hash` of each issued folder's `issue.json`. A row whose content was changed is named itself. Where somebody has recomputed
    its digits too, the row after it is the first that does not fit, and is named.

    Returns:
        How much is whole, and the first row that is not.

    Raises:
        DataError: if the record is of a later version of the program.
    """
    if not version_of(connection):
        return Verdict(0, 0)
    missing = missing_tables(connection)
    rows = {
        table.name: stored_rows(connection, table.name)
        for table in RECORD_TABLES
        if table.name not in missing
    }
    ahead = {name: _Ahead(found) for name, found in rows.items()}
    walk = _Walk()
    heads: dict[tuple[str, str], str] = {}
    headers = [dict(each) for each in connection.execute(select(ISSUES).order_by(ISSUES.c.number)).mappings()]
    for number, header in enumerate(headers, start=1):
        if touched := _issue_fault(header, number, ahead, walk):
            return Verdict(number - 1, walk.seq, touched, heads)
        heads[header["area_code"], header["issue_id"]] = header["hash"]
        walk.hash = header["hash"]
    for name, found in ahead.items():
        if left := found.next:
            return Verdict(len(headers), walk.seq, _touched(name, left, "none", "belongs to no issue"), heads)
    return Verdict(len(headers), walk.seq, None, heads)


class _Ahead:
    """Rows with a look at the next one."""

    def __init__(self, rows: Iterator[Stored]) -> None:
        self.rows = rows
        self.next = next(rows, None)

    def take(self) -> Stored | None:
        taken, self.next = self.next, next(self.rows, None)
        return taken


def _issue_fault(
    header: Mapping[str, Any], number: int, ahead: Mapping[str, _Ahead], walk: _Walk
) -> Touched | None:
    name = header["issue_id"]
    if header["number"] != number or header["opens"] != walk.hash:
        return Touched(
            "issues", "", "", name, "does not follow on the issue before it: one was taken out or changed"
        )
    try:
        contents = json.loads(header["contents"])
    except ValueError:
        return Touched("issues", "", "", name, "its list of contents was changed")
    for table, facts in contents.items():
        if BY_NAME[table].whole:
            walk.held.pop((header["area_code"], table), None)
        for _ in range(facts["stored"]):
            if fault := _row_fault(table, ahead[table], header, walk):
                return fault
    if header_hash(walk.hash, header) != header["hash"]:
        return Touched("issues", "", "", name, "the header of the issue was changed")
    return _content_fault(header, contents, walk)


def _row_fault(table: str, ahead: _Ahead, header: Mapping[str, Any], walk: _Walk) -> Touched | None:
    found = ahead.next
    name, expected = header["issue_id"], walk.seq + 1
    if found is None or found.issue > header["number"] or found.seq > expected:
        about = _about(found)
        return Touched(
            table, *about, name, f"row {expected} is missing" + (" before this one" if found else "")
        )
    digits = row_hash(walk.hash, table, seq=found.seq, issue=found.issue, change=found.change)
    if found.seq != expected or found.issue != header["number"] or digits != found.hash:
        return _touched(table, found, name, f"row {found.seq} is not as it was written")
    ahead.take()
    walk.hash, walk.seq = digits, expected
    held = walk.held.setdefault((header["area_code"], table), {})
    if found.change.gone:
        held.pop(found.change.row.key, None)
    else:
        held[found.change.row.key] = found.change.row
    return None


def _content_fault(header: Mapping[str, Any], contents: Mapping[str, Any], walk: _Walk) -> Touched | None:
    """Whether what the rows add up to is what was issued."""
    issued = {}
    for table, facts in contents.items():
        issued[table] = [row.content for row in walk.held.get((header["area_code"], table), {}).values()]
        if table_digest([(table, issued[table])]) != facts["digest"]:
            return Touched(
                table, "", "", header["issue_id"], "the issue cannot be put together again from its rows"
            )
    whole = table_digest((table.name, issued.get(table.name, ())) for table in RESULT_TABLES)
    if whole != header["content_hash"] and set(contents) >= {table.name for table in RESULT_TABLES}:
        return Touched("issues", "", "", header["issue_id"], "the content is not what its header says")
    return None


def _about(found: Stored | None) -> tuple[str, str]:
    return (found.change.row.indicator_id, found.change.row.period) if found else ("", "")


def _touched(table: str, found: Stored, issue_id: str, what: str) -> Touched:
    return Touched(table, *_about(found), issue_id, what)
