"""Promises beside what was seen, money forecasts beside what was spent, and how long a quarter took to reach its readers."""

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from pmf_analysis.analysis.accountability import account
from pmf_analysis.analysis.accountability.timeliness import time_stages
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.record.past import no_past
from pmf_analysis.framework.periods import Period
from tests.analysis.accountability.conftest import frames_of, issued

NAN = float("nan")
Q2, Q3 = Period.parse("2025/26 Q2"), Period.parse("2025/26 Q3")


def at(results: QuarterResults, quarter: Period, **frames: pd.DataFrame) -> QuarterResults:
    """The results as those of another quarter."""
    return replace(results, context=replace(results.context, quarter=quarter, as_at=quarter.end), **frames)


def said(indicator: str, *, kind: str = "action", period: str = "2025/26 Q2") -> pd.DataFrame:
    row = {"indicator_id": indicator, "period": period, "text": "Two more officers", "post": "Head of Housing", "kind": kind, "expected_effect": "five fewer"}  # fmt: skip
    return pd.DataFrame([row]).assign(
        written_on=pd.Timestamp("2025-11-01"), due=pd.Timestamp("2026-03-31"), source_row=2
    )


PROMISES = [  # polarity, then (Q2), now (Q3), what is seen
    ("Up is Good", 90.0, 95.0, "better since"),
    ("Up is Good", 95.0, 90.0, "worse since"),
    ("Up is Bad", 95.0, 90.0, "better since"),
    ("Neutral", 95.0, 90.0, "changed since; neither way is better"),
    ("Up is Good", 95.0, 95.0, "the same since"),
    ("Up is Good", 95.0, NAN, "no result since"),
    ("Up is Good", NAN, NAN, "no result then"),
]


@pytest.mark.parametrize(("polarity", "then", "now", "seen"), PROMISES)
def test_a_promise_beside_what_was_seen(
    few: QuarterResults, polarity: str, then: float, now: float, seen: str
) -> None:
    each = few.indicators["indicator_id"].iloc[0]
    rows = few.history.iloc[:2].assign(
        indicator_id=each, period=["2025/26 Q2", "2025/26 Q3"], value=[then, now]
    )
    results = replace(few, indicators=few.indicators.assign(polarity=polarity), history=rows)
    (row,) = account(results, issued(at(few, Q2, commentary=said(each)))).promises.to_dict("records")
    assert row["seen"] == seen
    assert (row["expected_effect"], row["post"], row["quarter"]) == (
        "five fewer",
        "Head of Housing",
        "2025/26 Q2",
    )
    assert row["due"] == pd.Timestamp("2026-03-31")


def test_only_what_an_earlier_issue_printed_is_a_promise_and_once(few: QuarterResults) -> None:
    each = few.indicators["indicator_id"].iloc[0]
    now = replace(few, commentary=said(each))
    assert account(now, issued(at(few, Q2))).promises.empty
    twice = issued(at(few, Q2, commentary=said(each)), at(few, Q2, commentary=said(each)))
    assert len(account(now, twice).promises) == 1
    assert account(now, issued(at(few, Q2, commentary=said(each, kind="explanation")))).promises.empty


def money(*rows: tuple[str, str, str, float, float, float]) -> pd.DataFrame:
    frame = pd.DataFrame(
        rows, columns=["directorate", "period", "issued_on", "budget", "forecast_outturn", "actual"]
    )
    return frame.assign(issued_on=pd.to_datetime(frame["issued_on"]), source_row=range(2, 2 + len(frame)))


def test_money_forecasts_by_the_quarter_that_issued_them(few: QuarterResults) -> None:
    year = "2024/25"
    olds = [
        at(few, Period.parse("2024/25 Q2"), finance=money(("place", year, "2024-11-01", 100, 104, NAN))),
        at(few, Period.parse("2024/25 Q3"), finance=money(("place", year, "2024-11-01", 100, 104, NAN), ("place", year, "2025-02-01", 100, 97, NAN))),
        at(few, Period.parse("2024/25 Q4"), finance=money(("place", year, "2025-05-01", 100, 98, 99))),  # known by then
    ]  # fmt: skip
    now = replace(
        few,
        finance=money(
            ("place", year, "2025-05-01", 100, 98, 99), ("place", year, "2025-06-01", 100, 98, 101)
        ),
    )
    found = account(now, issued(*olds)).finance_scores
    assert found[["quarter", "forecast_outturn", "actual", "error", "forecast_overspend", "actual_overspend"]].values.tolist() == [
        ["2024/25 Q2", 104, 101, 3, 4, 1],
        ["2024/25 Q3", 97, 101, -4, -3, 1],
    ]  # fmt: skip


def meetings(*rows: tuple[str, str, str, str | None]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["body", "date", "period", "papers_due"])
    return frame.assign(date=pd.to_datetime(frame["date"]), papers_due=pd.to_datetime(frame["papers_due"]))


def issues(data: str, issue: str) -> pd.DataFrame:
    return pd.DataFrame([{"quarter": "2025/26 Q2", "as_known": pd.Timestamp(data), "issued_at": f"{issue}T09:30:00+00:00"}])  # fmt: skip


FIRST = ("Scrutiny", "2025-11-20", "2025/26 Q2", "2025-11-12")
SECOND = ("Scrutiny", "2025-12-18", "2025/26 Q2", "2025-12-10")
EARLY = ("Scrutiny", "2025-11-20", "2025/26 Q1", "2025-11-12")  # was on another quarter
TIMES = [  # meetings, day of the data, day of the issue; what held up the issue, and the meeting
    ((FIRST,), "2025-11-01", "2025-11-10", "", ""),
    ((FIRST,), "2025-11-01", "2025-11-14", "resourcing", ""),
    ((FIRST,), "2025-11-13", "2025-11-14", "data", ""),
    ((EARLY, SECOND), "2025-11-01", "2025-11-10", "", "schedule"),
    ((EARLY, SECOND), "2025-11-01", "2025-11-14", "", "resourcing"),
    ((EARLY, SECOND), "2025-11-13", "2025-11-14", "", "data"),
    ((("Scrutiny", "2026-01-20", "2025/26 Q2", "2026-01-12"),), "2025-11-01", "2025-11-10", "", "schedule"),
    (
        (("Scrutiny", "2025-11-20", "2025/26 Q2", None),),
        "2025-11-01",
        "2025-11-30",
        "",
        "",
    ),  # the dates cannot tell
]


@pytest.mark.parametrize(("calendar", "data", "issue", "issue_held", "meeting_held"), TIMES)
def test_what_held_a_quarter_up(calendar: tuple[tuple[str, str, str, str | None], ...], data: str, issue: str, issue_held: str, meeting_held: str) -> None:  # fmt: skip
    found = time_stages(issues(data, issue), meetings(*calendar), quarter=Q3, as_at=date(2026, 2, 1))
    held = found[found["quarter"] == "2025/26 Q2"].set_index("stage")["held_up_by"]
    assert (held["issue"], held["meeting"]) == (issue_held, meeting_held)


def test_a_report_that_is_not_issued_is_late_once_its_data_are() -> None:
    own = meetings(("Scrutiny", "2026-02-20", "2025/26 Q3", "2026-02-10"))
    for as_at, held in ((date(2026, 2, 9), ""), (date(2026, 2, 11), "data")):
        found = time_stages(no_past().issues, own, quarter=Q3, as_at=as_at).set_index("stage")
        assert found.loc["issue", "held_up_by"] == held


def test_days_are_counted_from_the_quarters_end() -> None:
    found = time_stages(
        issues("2025-11-01", "2025-11-14"), meetings(EARLY, SECOND), quarter=Q3, as_at=date(2026, 2, 1)
    )
    rows = found[["quarter", "stage", "days", "target_days"]].astype("object").where(found.notna(), None)
    assert rows.values.tolist() == [
        ["2025/26 Q2", "quarter end", 0, None],
        ["2025/26 Q2", "data", 32, None],
        ["2025/26 Q2", "draft", None, 71],
        ["2025/26 Q2", "issue", 45, 71],
        ["2025/26 Q2", "papers due", 71, 43],
        ["2025/26 Q2", "meeting", 79, 51],
        ["2025/26 Q3", "quarter end", 0, None],
        ["2025/26 Q3", "data", 32, None],
        ["2025/26 Q3", "draft", None, None],
        ["2025/26 Q3", "issue", None, None],
    ]  # fmt: skip


def test_where_nothing_was_issued_the_frames_are_empty_and_have_their_columns(york: QuarterResults) -> None:
    results = account(york, no_past())
    for name in (
        "issues",
        "former_indicators",
        "changes",
        "issued_forecasts",
        "forecast_scores",
        "forecast_changes",
        "promises",
        "finance_scores",
    ):
        frame = frames_of(results)[name]
        assert frame.empty, name
        assert len(frame.columns) > 5, name
    assert list(results.timeliness["stage"]) == ["quarter end", "data", "draft", "issue"]
