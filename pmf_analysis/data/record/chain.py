"""The chain: each row's digits stand for its content and for all rows before it, so none can be changed, added or lost unseen."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from pmf_analysis.data.record.content import Written, to_json

START = "0" * 64
HEADER = (
    *("number", "area_code", "issue_id", "quarter", "reissue", "issued_at", "approved_by", "as_known"),
    *("run_id", "content_hash", "manifest_hash", "inputs", "contents", "opens"),
)


@dataclass(frozen=True)
class Change:
    """A row that an issue adds to the record: a row of the issue that is new or changed, or one that is no longer there."""

    row: Written
    gone: bool = False


def changes(before: Mapping[str, Written], rows: Iterable[Written]) -> list[Change]:
    """What turns the rows of the last issue into those of this one; both by their keys."""
    now = {row.key: row for row in rows}
    added = [
        Change(row) for key, row in now.items() if key not in before or before[key].content != row.content
    ]
    return [*added, *(Change(row, gone=True) for key, row in before.items() if key not in now)]


def row_hash(before: str, table: str, *, seq: int, issue: int, change: Change) -> str:
    """The digits of a row.

    Args:
        before: those of the row before it.
        table: the name of its table.
        seq: its place in the record, from 1.
        issue: the number of the issue that added it.
        change: the row itself.
    """
    row = change.row
    facts = [before, table, seq, issue, row.key, row.indicator_id, row.period, change.gone, row.content]
    return sha256(to_json(facts).encode()).hexdigest()


def header_hash(before: str, header: Mapping[str, Any]) -> str:
    """The digits that close an issue: they stand for its header and, through the last row, for all that came before."""
    return sha256(to_json([before, *(header[name] for name in HEADER)]).encode()).hexdigest()


def apply(before: Mapping[str, Written], added: Iterable[Change]) -> dict[str, Written]:
    """The rows after an issue, by their keys: the inverse of `changes`."""
    now = dict(before)
    for change in added:
        if change.gone:
            now.pop(change.row.key, None)
        else:
            now[change.row.key] = change.row
    return now
