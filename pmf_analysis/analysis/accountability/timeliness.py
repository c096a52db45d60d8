"""How many days passed from a quarter's end to its data, its draft, its issue and each meeting, and what held them up."""

from dataclasses import asdict, dataclass
from datetime import date

import pandas as pd

from pmf_analysis.analysis.record_frames import shaped
from pmf_analysis.errors import PeriodError
from pmf_analysis.framework.periods import Frequency, Period

SCHEDULE, RESOURCING, DATA = "schedule", "resourcing", "data"


@dataclass(frozen=True)
class Stage:
    """One step of a quarter's way to its readers; a row of `timeliness`, but for the days, which are counted from `ends`."""

    quarter: str
    stage: str
    body: str
    day: date | None
    ends: date
    target: date | None = None
    held_up_by: str = ""


def time_stages(
    issues: pd.DataFrame, meetings: pd.DataFrame, *, quarter: Period, as_at: date
) -> pd.DataFrame:
    """The stages of every issued quarter and of this run's, in order of time.

    The target of the issue is the first day on which papers on its quarter are due. The target of a meeting is the day of the
    body's first meeting after the quarter's end. What held a late stage up, as far as the dates can tell: the *data* if they came
    after the day on which papers for the target meeting were due; *resourcing* if the data were there and the report was not; the
    *schedule* if the report was there, or if the body's first meeting lies after the next quarter's end.

    Args:
        issues: as `known_issues` gives them.
        meetings: body, date, period (the quarter that is reported there), papers_due.
        quarter: this run's.
        as_at: the day of this run's data.

    Returns:
        The frame `timeliness`; a stage without a date has no days, and no cause is named where dates are missing.
    """
    calendar = _calendar(meetings)
    first = issues.drop_duplicates("quarter")  # a reissue comes later on purpose
    quarters = {
        Period.parse(str(row["quarter"]), frequency=Frequency.QUARTERLY): (
            _day(row["as_known"]),
            _day(row.get("drafted_at")),
            _day(row["issued_at"]),
        )
        for row in first.to_dict("records")
    }
    quarters.setdefault(quarter, (as_at, None, None))
    stages = [
        stage for each in sorted(quarters) for stage in _stages(each, *quarters[each], calendar=calendar)
    ]
    return shaped("timeliness", pd.DataFrame([_row(stage) for stage in stages]))


def _stages(
    quarter: Period, data: date | None, draft: date | None, issue: date | None, *, calendar: pd.DataFrame
) -> list[Stage]:
    name, end = str(quarter), quarter.end
    own = calendar[calendar["period"] == name]
    due = [day for day in own["papers_due"] if day is not None]
    target = min(due) if due else None
    ready = issue or data  # a report cannot be there before its data
    late = ready is not None and target is not None and ready > target
    held = _cause(data, issue, target) if late else ""
    found = [
        Stage(name, "quarter end", "", end, end),
        Stage(name, "data", "", data, end),
        Stage(name, "draft", "", draft, end, target),
        Stage(name, "issue", "", issue, end, target, held),
    ]
    for row in own.to_dict("records"):
        first = calendar[(calendar["body"] == row["body"]) & (calendar["date"] > end)].iloc[0]
        found.append(Stage(name, "papers due", row["body"], row["papers_due"], end, first["papers_due"]))
        held = _held_up(row["date"], first, data=data, issue=issue, quarter=quarter)
        found.append(Stage(name, "meeting", row["body"], row["date"], end, first["date"], held))
    return found


def _held_up(day: date, first: pd.Series, *, data: date | None, issue: date | None, quarter: Period) -> str:
    if day <= first["date"]:
        return SCHEDULE if first["date"] > (quarter + 1).end else ""
    return _cause(data, issue, first["papers_due"])


def _cause(data: date | None, issue: date | None, papers_due: date | None) -> str:
    """What kept a report from the papers of a meeting; blank where the dates cannot tell."""
    if papers_due is None or data is None:
        return ""
    if data > papers_due:
        return DATA
    if issue is None:
        return ""
    return RESOURCING if issue > papers_due else SCHEDULE


def _calendar(meetings: pd.DataFrame) -> pd.DataFrame:
    """The meetings in order of time, with the quarter that each is held on, and plain days."""
    rows = meetings.assign(
        period=[_quarter(str(each)) for each in meetings["period"]],
        date=pd.Series([_day(each) for each in meetings["date"]], index=meetings.index, dtype="object"),
        papers_due=pd.Series(
            [_day(each) for each in meetings["papers_due"]], index=meetings.index, dtype="object"
        ),
    )
    return rows.sort_values(["date", "body"], kind="stable")


def _quarter(text: str) -> str:
    try:
        return str(Period.parse(text, frequency=Frequency.QUARTERLY))
    except PeriodError:  # a meeting need not be on a quarter
        return text


def _day(value: object) -> date | None:
    found = pd.to_datetime(value) if value not in (None, "") else pd.NaT
    return None if pd.isna(found) else found.date()


def _row(stage: Stage) -> dict[str, object]:
    row = asdict(stage)
    ends, target, day = (row.pop(name) for name in ("ends", "target", "day"))
    return row | {
        "date": day,
        "days": (day - ends).days if day else None,
        "target_days": (target - ends).days if target else None,
    }
