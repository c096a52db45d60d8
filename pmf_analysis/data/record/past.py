"""What a run may know of what was issued before."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import pandas as pd

from pmf_analysis.data.tables import COMMENTARY, FINANCE, Table

ISSUE_COLUMNS = (
    "issue_id",
    "quarter",
    "reissue",
    "issued_at",
    "approved_by",
    "as_known",
    "run_id",
    "content_hash",
)
OF_AN_ISSUE = ("issue_id", "quarter")
FORECASTS = (
    *("indicator_id", "cutoff", "period", "horizon", "model", "why_this_model", "mean"),
    *("lower_80", "upper_80", "lower_95", "upper_95", "target", "chance_of_meeting_target"),
    *("median", "target_period", "reason"),
)
FIRST_VALUE_COLUMNS = ("indicator_id", "period", "value", "status", *OF_AN_ISSUE)


def first_values_of_none() -> pd.DataFrame:
    """No result that was issued, with the columns of `PastIssues.first_values`."""
    return _empty(FIRST_VALUE_COLUMNS)


@dataclass(frozen=True)
class PastIssues:
    """What was issued before, as far as a run may know of it; all frames are empty (with columns) where nothing was.

    Attributes:
        issues: in order of issue: issue_id, quarter, reissue (0 first; 1 is printed "(R1)"), issued_at, approved_by, as_known,
            run_id, content_hash.
        last: the tables of the issue that this run compares itself with, named and columned as in `QuarterResults`: indicators,
            history, targets, assessments, forecasts, exceptions, commentary, actions, risks, finance, sentences. Empty if there
            is none.
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
    first_values: pd.DataFrame = field(default_factory=first_values_of_none)


def no_past() -> PastIssues:
    """Nothing was issued before."""
    return PastIssues(
        issues=_empty(ISSUE_COLUMNS),
        last={},
        forecasts=_empty((*OF_AN_ISSUE, "reissue", "issued_at", *FORECASTS)),
        commentary=_empty((*OF_AN_ISSUE, *_columns(COMMENTARY))),
        finance=_empty((*OF_AN_ISSUE, *_columns(FINANCE))),
    )


def _columns(table: Table) -> tuple[str, ...]:
    return tuple(column.name for column in table.columns)


def _empty(columns: tuple[str, ...]) -> pd.DataFrame:
    return pd.DataFrame(columns=list(columns))
