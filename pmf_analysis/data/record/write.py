"""Writing an issue into the record, in a transaction that its caller holds."""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

from sqlalchemy import Connection, select

from pmf_analysis.data.record.chain import START, Change, changes, header_hash, row_hash
from pmf_analysis.data.record.content import Rows, Written, content_hash, table_digest, written
from pmf_analysis.data.record.issues import Issue, issue_name, issue_of
from pmf_analysis.data.record.replay import rows_after
from pmf_analysis.data.record.schema import ISSUES, ROWS
from pmf_analysis.data.record.tables import RECORD_TABLES, RecordTable
from pmf_analysis.framework.periods import Period

BATCH = 5_000


@dataclass(frozen=True)
class NewIssue:
    """What is to be issued.

    Attributes:
        area_code: the council's.
        quarter: the quarter.
        as_known: the as-at day of the run.
        approved_by: the post that approves it.
        issued_at: when, in UTC, as `2026-05-14T09:30:00+00:00`.
        run_id: the run that made the draft.
        manifest_hash: the SHA-256 of the draft's manifest.
        inputs: each input of the run and its SHA-256.
        seen: what the draft knew of earlier issues (`Standing.digest`).
        rows: table name to its rows as they are written, for every table of `RECORD_TABLES`.
    """

    area_code: str
    quarter: Period
    as_known: date
    approved_by: str
    issued_at: str
    run_id: str
    manifest_hash: str
    inputs: Mapping[str, str]
    seen: str
    rows: Rows

    @cached_property
    def content_hash(self) -> str:
        """Stands for the issued results."""
        return content_hash(self.rows)


def issues_in(connection: Connection, area_code: str | None = None) -> list[Issue]:
    """The headers of all issues, or of one council's, in order of issue."""
    query = select(ISSUES).order_by(ISSUES.c.number)
    if area_code is not None:
        query = query.where(ISSUES.c.area_code == area_code)
    return [issue_of(dict(row)) for row in connection.execute(query).mappings()]


def write_issue(connection: Connection, new: NewIssue, *, reissue: int) -> Issue:
    """Add an issue to the record: what differs from the council's last issue, table by table, then the header that closes it."""
    last = _last_header(connection)
    number = last["number"] + 1 if last else 1
    opens = last["hash"] if last else START
    seq = _last_seq(last)
    before, contents = opens, {}
    for table in RECORD_TABLES:
        rows = written(table, new.rows[table.name])
        held = {} if table.whole else rows_after(connection, table.name, new.area_code)
        added = changes(held, rows)
        before = _add(connection, table.name, added, before=before, seq=seq, issue=number)
        seq += len(added)
        contents[table.name] = _facts(table, rows, added, last_seq=seq)
    header = {
        "number": number,
        "area_code": new.area_code,
        "issue_id": issue_name(new.quarter, reissue),
        "quarter": str(new.quarter),
        "reissue": reissue,
        "issued_at": new.issued_at,
        "approved_by": new.approved_by,
        "as_known": new.as_known.isoformat(),
        "run_id": new.run_id,
        "content_hash": new.content_hash,
        "manifest_hash": new.manifest_hash,
        "inputs": json.dumps(dict(new.inputs), sort_keys=True, ensure_ascii=False),
        "contents": json.dumps(contents, ensure_ascii=False),
        "opens": opens,
    }
    header["hash"] = header_hash(before, header)
    connection.execute(ISSUES.insert().values(**header))
    return issue_of(header)


def _facts(
    table: RecordTable, rows: Sequence[Written], added: Sequence[Change], *, last_seq: int
) -> dict[str, Any]:
    """What the header says of a table: its columns, how many rows the issue has and stores, and what stands for all of them."""
    return {
        "columns": list(table.columns),
        "rows": len(rows),
        "stored": len(added),
        "last_seq": last_seq,
        "digest": table_digest([(table.name, (row.content for row in rows))]),
    }


def _last_header(connection: Connection) -> dict[str, Any] | None:
    found = connection.execute(select(ISSUES).order_by(ISSUES.c.number.desc()).limit(1)).mappings().first()
    return dict(found) if found else None


def _last_seq(last: Mapping[str, Any] | None) -> int:
    return max((each["last_seq"] for each in json.loads(last["contents"]).values()), default=0) if last else 0


def _add(
    connection: Connection, table: str, added: Iterable[Change], *, before: str, seq: int, issue: int
) -> str:
    """Insert rows and return the hash of the last of them."""
    rows = []
    for number, change in enumerate(added, start=seq + 1):
        before = row_hash(before, table, seq=number, issue=issue, change=change)
        row = change.row
        rows.append(
            {
                "seq": number,
                "issue": issue,
                "row_key": row.key,
                "indicator_id": row.indicator_id,
                "period": row.period,
                "gone": change.gone,
                "content": row.content,
                "hash": before,
            }
        )
    for start in range(0, len(rows), BATCH):
        connection.execute(ROWS[table].insert(), rows[start : start + BATCH])
    return before
