"""Reading what a run may know of earlier issues."""

import json
from collections.abc import Mapping, Sequence

import pandas as pd
from sqlalchemy import Connection, select

from pmf_analysis.data.record.cells import Row, chosen_rows, frame_of
from pmf_analysis.data.record.issues import Issue, Standing
from pmf_analysis.data.record.past import FIRST_VALUES, ISSUES, PastIssues, no_past, of_issues
from pmf_analysis.data.record.replay import Stored, rows_by_issue, stored_rows
from pmf_analysis.data.record.schema import ISSUES as HEADERS
from pmf_analysis.data.record.tables import (
    COMMENTARY,
    FINANCE,
    FORECASTS,
    HISTORY,
    RECORD_TABLES,
    RecordTable,
)

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
    area = standing.seen[0].area_code
    upto = max(each.number for each in standing.seen)
    columns = _columns(connection, area)
    stored = {
        table.name: list(stored_rows(connection, table.name, area, upto=upto))
        for table in RECORD_TABLES
        if table.name not in missing
    }
    base = standing.base
    return PastIssues(
        issues=_issues_frame(standing.seen),
        last={
            table.name: _last(table, stored.get(table.name, []), base.number, columns)
            for table in RECORD_TABLES
        }
        if base
        else {},
        forecasts=_every(
            FORECASTS, stored["forecasts"], standing.seen, columns, "issue_id quarter reissue issued_at"
        ),
        commentary=_every(COMMENTARY, stored["commentary"], standing.seen, columns, "issue_id quarter"),
        finance=_every(FINANCE, stored["finance"], standing.seen, columns, "issue_id quarter"),
        base=base.issue_id if base else "",
        first_values=_first_values(stored["history"], standing.seen, columns),
    )


def _columns(connection: Connection, area: str) -> Columns:
    """Issue number to the columns in which each table was written then; later versions may have more."""
    query = select(HEADERS.c.number, HEADERS.c.contents).where(HEADERS.c.area_code == area)
    return {
        number: {name: facts["columns"] for name, facts in json.loads(contents).items()}
        for number, contents in connection.execute(query)
    }


def _issues_frame(seen: Sequence[Issue]) -> pd.DataFrame:
    rows = [tuple(str(getattr(issue, name)) for name in ISSUES.columns) for issue in seen]
    return frame_of(rows, ISSUES.columns)


def _rows(table: RecordTable, stored: Sequence[Stored], columns: Columns) -> list[Row]:
    """Cells of some stored rows, in today's columns."""
    parsed = json.loads(f"[{','.join(each.change.row.content for each in stored)}]")
    now = list(table.columns)
    if all(columns[number][table.name] == now for number in {each.issue for each in stored}):
        return list(map(tuple, parsed))
    return [
        chosen_rows(columns[each.issue][table.name], [cells], table)[0]
        for each, cells in zip(stored, parsed, strict=True)
    ]


def _last(table: RecordTable, stored: Sequence[Stored], number: int, columns: Columns) -> pd.DataFrame:
    held = [stored[place] for place in rows_by_issue(stored, [number])[number]]
    return frame_of(_rows(table, held, columns), table.columns)


def _every(
    table: RecordTable, stored: Sequence[Stored], seen: Sequence[Issue], columns: Columns, facts: str
) -> pd.DataFrame:
    """Each issue's rows of a table, one issue after the other; what was issued again is read once."""
    places = rows_by_issue(stored, [issue.number for issue in seen])
    used = sorted({place for held in places.values() for place in held})
    where = {place: row for row, place in enumerate(used)}
    once = frame_of(_rows(table, [stored[place] for place in used], columns), table.columns)
    taken = once.take([where[place] for held in places.values() for place in held]).reset_index(drop=True)
    names = facts.split()
    of_issues_frame = frame_of(
        [tuple(str(getattr(issue, name)) for name in names) for issue in seen for _ in places[issue.number]],
        {name: ISSUES.columns[name] for name in names},
    )
    joined = pd.concat([of_issues_frame, taken], axis="columns")
    return joined[list(of_issues(table, *names).columns)]


def _first_values(stored: Sequence[Stored], seen: Sequence[Issue], columns: Columns) -> pd.DataFrame:
    """The first issued value of each result; results without a value are none."""
    rows = _rows(HISTORY, stored, columns)
    value, status = (list(HISTORY.columns).index(name) for name in ("value", "status"))
    first: dict[str, Row] = {}
    for each, row in zip(stored, rows, strict=True):
        key = each.change.row.key
        if key not in first and row[value] and not each.change.gone:
            issue = next(issue for issue in seen if issue.number >= each.issue)
            known = (each.change.row.indicator_id, each.change.row.period, row[value], row[status])
            first[key] = (*known, issue.issue_id, issue.quarter)
    return frame_of(list(first.values()), FIRST_VALUES.columns)
