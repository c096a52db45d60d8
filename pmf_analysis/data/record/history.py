"""Reading what a run may know of earlier issues."""

import json
from collections.abc import Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

import numpy as np
import pandas as pd
from sqlalchemy import Connection, select

from pmf_analysis.data.record.cells import Row, frame_of, to_lines
from pmf_analysis.data.record.issues import Issue, Standing
from pmf_analysis.data.record.past import FIRST_VALUES, ISSUES, PastIssues, no_past
from pmf_analysis.data.record.replay import rows_by_issue
from pmf_analysis.data.record.schema import ISSUES as HEADERS
from pmf_analysis.data.record.schema import ROWS
from pmf_analysis.data.record.tables import (
    COMMENTARY,
    DTYPES,
    FINANCE,
    FORECASTS,
    HISTORY,
    RECORD_TABLES,
    RecordTable,
)

Content = tuple[int, str]  # the number of the issue that stored a row, and the row
Columns = Mapping[int, Mapping[str, Sequence[str]]]


def read_past(connection: Connection, standing: Standing, *, missing: Sequence[str] = ()) -> PastIssues:
    """What a run may know.

    Args:
        connection: to the record.
        standing: which issues are seen, and which one the run compares itself with.
        missing: tables that this version of the record does not hold yet.
    """
    if not standing.seen:
        return no_past()
    reader = _Reader(connection, standing.seen, missing)
    base = standing.base
    return PastIssues(
        issues=frame_of(
            to_lines(_facts(each, list(ISSUES.columns)) for each in standing.seen), ISSUES.columns
        ),
        last={table.name: reader.last(table, base.number) for table in RECORD_TABLES} if base else {},
        forecasts=reader.every(FORECASTS, "issue_id quarter reissue issued_at"),
        commentary=reader.every(COMMENTARY, "issue_id quarter"),
        finance=reader.every(FINANCE, "issue_id quarter"),
        base=base.issue_id if base else "",
        first_values=reader.first_values(),
    )


class _Stored(NamedTuple):
    """What issues stored of a table, in order: each row's issue, its key, whether it is gone, and the row."""

    issues: Sequence[int]
    keys: Sequence[str]
    gone: Sequence[bool]
    rows: pd.DataFrame

    def places(self, numbers: Sequence[int]) -> Mapping[int, list[int]]:
        """Issue number to the places of the rows that it had."""
        return rows_by_issue(self.issues, self.keys, self.gone, numbers=numbers)


class _Reader:
    """Reads the tables of one council's issues; a table that is asked for twice is read once."""

    def __init__(self, connection: Connection, seen: Sequence[Issue], missing: Sequence[str]) -> None:
        self.connection = connection
        self.seen = seen
        self.missing = missing
        self.columns = _columns(connection, seen[0].area_code)
        self.stored: dict[str, _Stored] = {}

    def last(self, table: RecordTable, number: int) -> pd.DataFrame:
        """A table as an issue had it."""
        if table.whole:
            return self._frame(table, self._of_issues(table, [number]))
        stored = self._stored(table)
        return stored.rows.take(stored.places([number])[number]).reset_index(drop=True)

    def every(self, table: RecordTable, facts: str) -> pd.DataFrame:
        """The rows of a table in every issue, one issue after the other, each with facts of its issue."""
        if table.whole:
            found = self._of_issues(table, [issue.number for issue in self.seen])
            whose, rows = [number for number, _ in found], self._frame(table, found)
        else:
            stored = self._stored(table)
            places = stored.places([issue.number for issue in self.seen])
            whose = [number for number, held in places.items() for _ in held]
            held = [place for held in places.values() for place in held]
            rows = stored.rows.take(held).reset_index(drop=True)
        columns = {name: ISSUES.columns[name] for name in facts.split()}
        lines = to_lines(_facts(issue, list(columns)) for issue in self.seen)
        order = {issue.number: place for place, issue in enumerate(self.seen)}
        issues = frame_of(lines, columns).take([order[number] for number in whose]).reset_index(drop=True)
        return pd.concat([issues, rows], axis="columns")

    def first_values(self) -> pd.DataFrame:
        """The first issued value of each result; results without a value are none."""
        stored = self._stored(HISTORY)
        seen = [(issue.number, issue.issue_id, issue.quarter) for issue in self.seen]
        at = np.searchsorted([number for number, _, _ in seen], stored.issues)
        rows = stored.rows.assign(
            issue_id=[seen[place][1] for place in at],
            quarter=[seen[place][2] for place in at],
            gone=stored.gone,
        )
        valued = rows[rows["value"].notna() & ~rows["gone"]]
        first = valued.drop_duplicates(["indicator_id", "period"])[list(FIRST_VALUES.columns)]
        return first.reset_index(drop=True)

    def _stored(self, table: RecordTable) -> "_Stored":
        """The rows that issues stored of a table of which each stores only what differs."""
        if table.name not in self.stored:
            rows = ROWS[table.name]
            query = (
                select(rows.c.issue, rows.c.row_key, rows.c.gone, rows.c.content)
                .join(HEADERS, rows.c.issue == HEADERS.c.number)
                .where(HEADERS.c.area_code == self.seen[0].area_code, rows.c.issue <= self.seen[-1].number)
                .order_by(rows.c.seq)
            )
            found = self.connection.execute(query).all()
            issues, keys, gone, contents = zip(*found, strict=True) if found else ((), (), (), ())
            frame = self._frame(table, list(zip(issues, contents, strict=True)))
            self.stored[table.name] = _Stored(issues, keys, gone, frame)
        return self.stored[table.name]

    def _of_issues(self, table: RecordTable, numbers: Sequence[int]) -> list[Content]:
        """The rows of a table that issues store whole."""
        if table.name in self.missing:
            return []
        rows = ROWS[table.name]
        query = select(rows.c.issue, rows.c.content).where(rows.c.issue.in_(numbers)).order_by(rows.c.seq)
        return [(issue, content) for issue, content in self.connection.execute(query).all()]

    def _frame(self, table: RecordTable, contents: Sequence[Content]) -> pd.DataFrame:
        """Some stored rows in today's columns; a column that an issue did not have yet is blank."""
        parts = []
        for columns, group in groupby(contents, key=lambda content: self.columns[content[0]][table.name]):
            lines = [line for _, line in group]
            then = frame_of(lines, {name: table.columns.get(name, "text") for name in columns})
            parts.append(_with_columns(then, table))
        return pd.concat(parts, ignore_index=True) if parts else table.empty()


def _with_columns(frame: pd.DataFrame, table: RecordTable) -> pd.DataFrame:
    blank = {
        name: pd.Series([""] * len(frame) if kind == "text" else None, index=frame.index, dtype=DTYPES[kind])
        for name, kind in table.columns.items()
        if name not in frame
    }
    return frame.assign(**blank)[list(table.columns)]


def _facts(issue: Issue, names: Sequence[str]) -> Row:
    return tuple(str(getattr(issue, name)) for name in names)


def _columns(connection: Connection, area: str) -> Columns:
    """Issue number to the columns in which each table was written then; later versions may have more."""
    query = select(HEADERS.c.number, HEADERS.c.contents).where(HEADERS.c.area_code == area)
    return {
        number: {name: facts["columns"] for name, facts in json.loads(contents).items()}
        for number, contents in connection.execute(query)
    }
