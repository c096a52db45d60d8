"""What is issued is kept whole, once, and comes back as it was; on SQLite and on PostgreSQL."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import date

import pytest
from sqlalchemy import create_engine, func, select

from pmf_analysis.data.record.issues import Issue
from pmf_analysis.data.record.past import PastIssues
from pmf_analysis.data.record.schema import ISSUES, ROWS
from pmf_analysis.data.record.tables import HISTORY
from pmf_analysis.data.record.write import NewIssue
from pmf_analysis.errors import DataError, ReportError
from pmf_analysis.framework.periods import Period

from .conftest import Place, history, new_issue

Add = Callable[[Place, NewIssue], str]
Q2, Q3 = "2025/26 Q2", "2025/26 Q3"


def past_of(place: Place, quarter: str, known_on: date, content_hash: str = "new") -> PastIssues:
    return place.record.past(
        place.record.standing(
            "E1", quarter=Period.parse(quarter), known_on=known_on, content_hash=content_hash
        )
    )


def stored(place: Place, table: str) -> int:
    engine = create_engine(place.url)
    with engine.connect() as connection:
        found = connection.execute(select(func.count()).select_from(ROWS[table])).scalar_one()
    engine.dispose()
    return int(found)


def test_a_record_that_is_not_there_holds_nothing_and_is_not_made_by_looking(place: Place) -> None:
    assert place.record.issues() == []
    assert past_of(place, Q3, date(2026, 5, 1)).issues.empty
    assert place.record.verify().issues == 0


def test_what_was_issued_is_what_the_next_quarter_compares_itself_with(place: Place, issue: Add) -> None:
    first = new_issue(Q2, as_known=date(2025, 11, 1), history=history({"2025/26 Q1": "1.5", Q2: "2"}))
    assert issue(place, first) == "2025-26-q2"
    past = past_of(place, Q3, date(2026, 5, 1))
    assert past.base == "2025-26-q2"
    assert past.last["history"][["period", "value"]].values.tolist() == [["2025/26 Q1", 1.5], [Q2, 2.0]]
    assert past.issues[["quarter", "reissue", "approved_by"]].values.tolist() == [
        [Q2, 0, "Head of Performance"]
    ]
    assert past.last["targets"].empty


def test_an_issue_stores_only_what_differs_and_is_put_together_again(place: Place, issue: Add) -> None:
    issue(place, new_issue(Q2, as_known=date(2025, 11, 1), history=history({"2025/26 Q1": "1.5", Q2: "2"})))
    revised = history({Q2: "2.5", Q3: "3"})
    issue(place, new_issue(Q3, history=revised))
    assert stored(place, "history") == 2 + 3  # one revised, one new, one gone
    last = past_of(place, "2025/26 Q4", date(2026, 5, 1)).last["history"]
    assert sorted(last[["period", "value"]].values.tolist()) == [[Q2, 2.5], [Q3, 3.0]]
    assert place.record.verify().touched is None


def test_every_issued_forecast_stands_once_for_each_issue(place: Place, issue: Add) -> None:
    same = [{"indicator_id": "A1", "period": "2025/26 Q4", "mean": "5", "horizon": "2"}]
    issue(place, new_issue(Q2, as_known=date(2025, 11, 1), forecasts=same))
    issue(place, new_issue(Q3, forecasts=same, history=history({Q3: "4"})))
    assert stored(place, "forecasts") == 2
    forecasts = past_of(place, "2025/26 Q4", date(2026, 5, 1)).forecasts
    assert forecasts[["issue_id", "quarter", "period", "mean"]].values.tolist() == [
        ["2025-26-q2", Q2, "2025/26 Q4", 5.0],
        ["2025-26-q3", Q3, "2025/26 Q4", 5.0],
    ]


def test_the_first_issued_value_is_kept_when_it_is_revised(place: Place, issue: Add) -> None:
    issue(place, new_issue(Q2, as_known=date(2025, 11, 1), history=history({Q2: "2"})))
    issue(place, new_issue(Q3, history=history({Q2: "2.5", Q3: "3"})))
    first = past_of(place, "2025/26 Q4", date(2026, 5, 1)).first_values
    assert first[["period", "value", "issue_id"]].values.tolist() == [
        [Q2, 2.0, "2025-26-q2"],
        [Q3, 3.0, "2025-26-q3"],
    ]


def test_issues_of_what_was_known_later_are_not_seen(place: Place, issue: Add) -> None:
    issue(place, new_issue(Q2, as_known=date(2025, 11, 1), history=history({Q2: "2"})))
    issue(place, new_issue(Q3, as_known=date(2026, 1, 31), history=history({Q3: "3"})))
    assert past_of(place, Q3, date(2026, 1, 30)).issues["quarter"].tolist() == [Q2]
    assert past_of(place, Q3, date(2026, 1, 31)).issues["quarter"].tolist() == [Q2, Q3]


def test_the_same_content_is_not_issued_twice(place: Place, issue: Add) -> None:
    new = new_issue(Q3, history=history({Q3: "3"}))
    assert place.record.issue(new).added
    again = place.record.issue(replace(new, run_id="another run", issued_at="2026-02-02T09:30:00+00:00"))
    assert not again.added
    assert again.issue.issued_at == "2026-02-01T09:30:00+00:00"
    assert len(place.record.issues()) == 1


def test_other_content_of_an_issued_quarter_is_its_reissue(place: Place, issue: Add) -> None:
    issue(place, new_issue(Q3, history=history({Q3: "3"})))
    assert issue(place, new_issue(Q3, history=history({Q3: "3.1"}))) == "2025-26-q3-r1"
    assert issue(place, new_issue(Q3, history=history({Q3: "3"}))) == "2025-26-q3-r2"
    assert [each.reissue for each in place.record.issues("E1")] == [0, 1, 2]


def test_a_rerun_of_what_was_issued_sees_what_that_issue_saw(place: Place, issue: Add) -> None:
    issue(place, new_issue(Q2, as_known=date(2025, 11, 1), history=history({Q2: "2"})))
    first = new_issue(Q3, history=history({Q3: "3"}))
    issue(place, first)
    assert past_of(place, Q3, first.as_known, first.content_hash).base == "2025-26-q2"
    assert past_of(place, Q3, first.as_known, "other").base == "2025-26-q3"


def test_councils_that_share_a_record_see_their_own_issues(place: Place, issue: Add) -> None:
    issue(place, new_issue(Q3, history=history({Q3: "3"})))
    other = replace(new_issue(Q3, history=history({Q3: "8"})), area_code="E2")
    assert issue(place, other) == "2025-26-q3"
    assert past_of(place, "2025/26 Q4", date(2026, 5, 1)).last["history"]["value"].tolist() == [3.0]
    assert place.record.verify().issues == 2


def test_a_draft_that_does_not_know_of_a_later_issue_is_refused(place: Place, issue: Add) -> None:
    stale = new_issue(Q3, history=history({Q3: "3"}))
    issue(place, new_issue(Q2, as_known=date(2025, 11, 1), history=history({Q2: "2"})))
    with pytest.raises(ReportError, match=r"ends with 2025-26-q2, issued 2026-02-01 .*run the quarter again"):
        place.record.issue(stale)
    assert len(place.record.issues()) == 1


def test_what_fails_before_the_end_leaves_nothing(place: Place, issue: Add) -> None:
    def fail(_: Issue) -> None:
        raise ReportError("the folder could not be kept")

    new = new_issue(Q3, history=history({Q3: "3"}))
    with pytest.raises(ReportError, match="could not be kept"):
        place.record.issue(new, before_commit=fail)
    assert place.record.issues() == []
    assert issue(place, new) == "2025-26-q3"


def test_of_issuers_at_once_one_issues_and_the_others_find_it_issued(place: Place) -> None:
    new = new_issue(Q3, history=history({f"2025-{month:02}": str(month) for month in range(1, 13)}))
    with ThreadPoolExecutor(4) as pool:
        ended = list(pool.map(place.record.issue, [new] * 8))
    assert sorted(each.added for each in ended) == [False] * 7 + [True]
    assert {each.issue.hash for each in ended} == {place.record.issues()[0].hash}
    assert place.record.verify().touched is None


def test_of_two_different_drafts_at_once_one_is_refused(place: Place) -> None:
    drafts = [new_issue(Q3, history=history({Q3: value})) for value in ("3", "4")]

    def attempt(new: NewIssue) -> str:
        try:
            return place.record.issue(new).issue.issue_id
        except ReportError as error:
            return str(error)

    with ThreadPoolExecutor(2) as pool:
        ended = sorted(pool.map(attempt, drafts))
    assert ended[0] == "2025-26-q3"
    assert "the record has changed since this draft was made" in ended[1]
    assert len(place.record.issues()) == 1


def test_the_database_itself_refuses_to_change_a_row(place: Place, issue: Add) -> None:
    from sqlalchemy.exc import DatabaseError

    issue(place, new_issue(Q3, history=history({Q3: "3"})))
    for statement in ("UPDATE record_history SET content = '[]'", "DELETE FROM record_issues"):
        with pytest.raises(DatabaseError, match="the record is never changed"):
            place.run(statement)


def test_a_record_of_a_later_version_is_refused_in_words(place: Place, issue: Add) -> None:
    issue(place, new_issue(Q3, history=history({Q3: "3"})))
    place.run("UPDATE record_schema SET version = 99")
    with pytest.raises(DataError, match=r"is of version 99.*use the version of pmf_analysis that wrote it"):
        place.record.issues()


def test_a_record_of_version_1_is_led_forwards_and_stays_whole(place: Place, issue: Add) -> None:
    issue(place, new_issue(Q2, as_known=date(2025, 11, 1), history=history({Q2: "2"})))
    before = past_of(place, Q3, date(2026, 5, 1))
    as_version_1(place)
    assert past_of(place, Q3, date(2026, 5, 1)).last["history"].equals(before.last["history"])
    assert place.record.verify().issues == 1
    compared = [{"indicator_id": "A1", "group": "near", "rank": "2"}]
    issue(place, new_issue(Q3, history=history({Q2: "2", Q3: "3"}), benchmarks=compared))
    assert past_of(place, "2025/26 Q4", date(2026, 5, 1)).last["benchmarks"]["rank"].tolist() == [2]
    verdict = place.record.verify()
    assert (verdict.issues, verdict.touched) == (2, None)


def as_version_1(place: Place) -> None:
    """Take the record back to how version 1 wrote it: no benchmarks, in the tables and in the headers."""
    import json

    from pmf_analysis.data.record.chain import START, header_hash

    place.unguard()
    engine = create_engine(place.url)
    with engine.begin() as connection:
        header = dict(connection.execute(select(ISSUES)).mappings().one())
        contents = json.loads(header["contents"])
        del contents["benchmarks"]
        header["contents"] = json.dumps(contents, ensure_ascii=False)
        last = connection.execute(select(ROWS["history"].c.hash)).scalar_one()
        digits = header_hash(last, header)
        connection.execute(ISSUES.update().values(contents=header["contents"], hash=digits))
        ROWS["benchmarks"].drop(connection)
    engine.dispose()
    place.run("UPDATE record_schema SET version = 1")
    assert header["opens"] == START


def test_a_column_that_came_later_is_blank_in_what_was_issued_before_it(place: Place, issue: Add) -> None:
    now = HISTORY.columns
    earlier = {name: kind for name, kind in now.items() if name not in ("note", "lower_ci")}
    row = {"indicator_id": "A1", "period": Q2, "value": "2"}
    new = new_issue(Q2, as_known=date(2025, 11, 1))
    rows = {**new.rows, "history": [tuple(row.get(name, "") for name in earlier)]}
    object.__setattr__(HISTORY, "columns", earlier)
    try:
        issue(place, replace(new, rows=rows))
    finally:
        object.__setattr__(HISTORY, "columns", now)
    last = past_of(place, Q3, date(2026, 5, 1)).last["history"]
    assert list(last) == list(now)
    assert last[["value", "note"]].values.tolist() == [[2.0, ""]]
    assert last["lower_ci"].isna().all()
