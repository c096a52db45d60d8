"""Reading what a run may know of earlier issues."""

import json
from collections.abc import Mapping, Sequence

import pandas as pd
from sqlalchemy import Connection, select

from pmf_analysis.data.record.cells import Row, chosen_rows, frame_of
from pmf_analysis.data.record.issues import Issue, Standing
from pmf_analysis.data.record.past import FIRST_VALUES, ISSUES, PastIssues, no_past
from pmf_analysis.data.record.replay import Stored, rows_by_issue, stored_rows
from pmf_analysis.data.record.schema import ISSUES as HEADERS
from pmf_analysis.data.record.schema import ROWS
from pmf_analysis.data.record.tables import (
    COMMENTARY,
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
        issues=frame_of([_facts(each, list(ISSUES.columns)) for each in standing.seen], ISSUES.columns),
        last={table.name: reader.last(table, base.number) for table in RECORD_TABLES} if base else {},
        forecasts=reader.every(FORECASTS, "issue_id quarter reissue issued_at"),
        commentary=reader.every(COMMENTARY, "issue_id quarter"),
        finance=reader.every(FINANCE, "issue_id quarter"),
        base=base.issue_id if base else "",
        first_values=reader.first_values(),
    )


class _Reader:
    """Reads the tables of one council's issues; a table that is asked for twice is read once."""

    def __init__(self, connection: Connection, seen: Sequence[Issue], missing: Sequence[str]) -> None:
        self.connection = connection
        self.seen = seen
        self.missing = missing
        self.columns = _columns(connection, seen[0].area_code)
        self.stored: dict[str, list[Stored]] = {}

    def last(self, table: RecordTable, number: int) -> pd.DataFrame:
        """A table as an issue had it."""
        if table.whole:
            return self._frame(table, self._of_issues(table, [number]))
        stored = self._stored(table)
        held = (stored[place] for place in rows_by_issue(stored, [number])[number])
        return self._frame(table, [(each.issue, each.change.row.content) for each in held])

    def every(self, table: RecordTable, facts: str) -> pd.DataFrame:
        """The rows of a table in every issue, one issue after the other, each with facts of its issue."""
        if table.whole:
            found = self._of_issues(table, [issue.number for issue in self.seen])
            whose = [number for number, _ in found]
            rows = self._frame(table, found)
        else:
            stored = self._stored(table)
            places = rows_by_issue(stored, [issue.number for issue in self.seen])
            whose = [number for number, held in places.items() for _ in held]
            once = self._frame(table, [(each.issue, each.change.row.content) for each in stored])
            rows = once.take([place for held in places.values() for place in held]).reset_index(drop=True)
        names = facts.split()
        told = {issue.number: _facts(issue, names) for issue in self.seen}
        issues = frame_of([told[number] for number in whose], {name: ISSUES.columns[name] for name in names})
        return pd.concat([issues, rows], axis="columns")

    def first_values(self) -> pd.DataFrame:
        """The first issued value of each result; results without a value are none."""
        stored = self._stored(HISTORY)
        rows = self._rows(HISTORY, [(each.issue, each.change.row.content) for each in stored])
        value, status = (list(HISTORY.columns).index(name) for name in ("value", "status"))
        first: dict[str, Row] = {}
        for each, row in zip(stored, rows, strict=True):
            key = each.change.row.key
            if key not in first and row[value] and not each.change.gone:
                issue = next(issue for issue in self.seen if issue.number >= each.issue)
                known = (each.change.row.indicator_id, each.change.row.period, row[value], row[status])
                first[key] = (*known, issue.issue_id, issue.quarter)
        return frame_of(list(first.values()), FIRST_VALUES.columns)

    def _stored(self, table: RecordTable) -> list[Stored]:
        if table.name not in self.stored:
            found = stored_rows(
                self.connection, table.name, self.seen[0].area_code, upto=self.seen[-1].number
            )
            self.stored[table.name] = list(found)
        return self.stored[table.name]

    def _of_issues(self, table: RecordTable, numbers: Sequence[int]) -> list[Content]:
        """The rows of a table that issues store whole."""
        if table.name in self.missing:
            return []
        rows = ROWS[table.name]
        query = select(rows.c.issue, rows.c.content).where(rows.c.issue.in_(numbers)).order_by(rows.c.seq)
        return [(issue, content) for issue, content in self.connection.execute(query)]

    def _frame(self, table: RecordTable, contents: Sequence[Content]) -> pd.DataFrame:
        return frame_of(self._rows(table, contents), table.columns)

    def _rows(self, table: RecordTable, contents: Sequence[Content]) -> list[Row]:
        """Cells of some stored rows, in today's columns."""
        parsed = json.loads(f"[{','.join(content for _, content in contents)}]")
        now = list(table.columns)
        if all(self.columns[number][table.name] == now for number in {number for number, _ in contents}):
            return list(parsed)
        return [
            chosen_rows(self.columns[number][table.name], [cells], table)[0]
            for (number, _), cells in zip(contents, parsed, strict=True)
        ]


def _facts(issue: Issue, names: Sequence[str]) -> Row:
    return tuple(str(getattr(issue, name)) for name in names)


def _columns(connection: Connection, area: str) -> Columns:
    """Issue number to the columns in which each table was written then; later versions may have more."""
    query = select(HEADERS.c.number, HEADERS.c.contents).where(HEADERS.c.area_code == area)
    return {
        number: {name: facts["columns"] for name, facts in json.loads(contents).items()}
        for number, contents in connection.execute(query)
    }
