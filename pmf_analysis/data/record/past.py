"""What a run may know of what was issued before."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pmf_analysis.data.record.tables import COMMENTARY, FINANCE, FORECASTS, RecordTable, record_table

ISSUES = record_table(
    "issues",
    "issue_id",
    "issue_id quarter reissue:whole issued_at approved_by as_known:day run_id content_hash",
)
FIRST_VALUES = record_table(
    "first_values", "indicator_id period", "indicator_id period value:number status issue_id quarter"
)
OF_AN_ISSUE = ("issue_id", "quarter")


@dataclass(frozen=True)
class PastIssues:
    """What was issued before, as far as a run may know of it; all frames are empty (with columns) where nothing was.

    Attributes:
        issues: in order of issue: issue_id (`2025-26-q3`, its reissue `2025-26-q3-r1`), quarter, reissue (0 first; 1 is printed
            "(R1)"), issued_at (UTC, `2026-05-14T09:30:00+00:00`), approved_by (a post), as_known (the as-at day of what was issued),
            run_id, content_hash.
        last: the tables of the issue that this run compares itself with, named and columned as in `QuarterResults`: indicators,
            history, targets, assessments, benchmarks, forecasts, exceptions, commentary, actions, risks, finance; and sentences:
            report, scope_kind, scope, anchor, position (among the anchor's own), indicator_id (blank: of no single one), text.
            Without `source_row` and a history's `source`, which are of the files of the day. Empty if there is none.
        forecasts: every issued forecast, ever: issue_id, quarter, reissue, issued_at and the columns of `forecasts`.
        commentary: every issued commentary row: issue_id, quarter and the columns of `commentary`.
        finance: every issued finance row: issue_id, quarter and the columns of `finance`.
        base: the issue_id of the issue that `last` is of; empty if there is none.
        first_values: the first issued value of each result: indicator_id, period, value, status, issue_id, quarter.
    """

    issues: pd.DataFrame
    last: Mapping[str, pd.DataFrame]
    forecasts: pd.DataFrame
    commentary: pd.DataFrame
    finance: pd.DataFrame
    base: str = ""
    first_values: pd.DataFrame = field(default_factory=FIRST_VALUES.empty)


def no_past() -> PastIssues:
    """Nothing was issued before."""
    return PastIssues(
        issues=ISSUES.empty(),
        last={},
        forecasts=of_issues(FORECASTS, *OF_AN_ISSUE, "reissue", "issued_at").empty(),
        commentary=of_issues(COMMENTARY, *OF_AN_ISSUE).empty(),
        finance=of_issues(FINANCE, *OF_AN_ISSUE).empty(),
    )


def of_issues(table: RecordTable, *columns: str) -> RecordTable:
    """A table whose rows say first which issue they are from."""
    added = {name: ISSUES.columns[name] for name in columns}
    return RecordTable(table.name, ("issue_id", *table.key), {**added, **table.columns})
