"""Whoever touches the record is found out: the first row that was touched is named, by table, indicator and period."""

from collections.abc import Callable
from datetime import date

import pytest
from sqlalchemy import create_engine, select

from pmf_analysis.data.record.schema import ROWS
from pmf_analysis.data.record.write import NewIssue
from pmf_analysis.errors import DataError
from pmf_analysis.framework.periods import Period

from .conftest import Place, history, new_issue

Add = Callable[[Place, NewIssue], str]


@pytest.fixture
def two_issues(place: Place, issue: Add) -> Place:
    """Two issues, and a database that no longer refuses changes."""
    targets = [{"indicator_id": "A1", "period": "2025/26 Q2", "target": "2.2"}]
    sentences = [
        {"report": "place/exception-report", "anchor": "A1", "position": "1", "text": "2 in 2025/26 Q2."}
    ]
    issue(
        place,
        new_issue(
            "2025/26 Q2",
            as_known=date(2025, 11, 1),
            history=history({"2025/26 Q1": "1.5", "2025/26 Q2": "2"}),
            targets=targets,
            sentences=sentences,
        ),
    )
    issue(place, new_issue(history=history({"2025/26 Q2": "2.5", "2025/26 Q3": "3"}), targets=targets))
    place.unguard()
    return place


def test_an_untouched_record_is_whole(two_issues: Place) -> None:
    verdict = two_issues.record.verify()
    assert (verdict.issues, verdict.touched) == (2, None)
    heads = {each.issue_id: each.hash for each in two_issues.record.issues()}
    assert verdict.heads == {("E1", name): digits for name, digits in heads.items()}


def test_a_run_is_told_in_words_that_a_row_cannot_be_what_was_written(two_issues: Place) -> None:
    two_issues.run("UPDATE record_history SET content = replace(content, ',2,', ',two,') WHERE seq = 2")
    stands = two_issues.record.standing(
        "E1", quarter=Period.parse("2025/26 Q4"), known_on=date(2026, 8, 1), content_hash=""
    )
    with pytest.raises(DataError, match=r"a row is not as it was written .*two.*; pmf verify OUTPUTS"):
        two_issues.record.past(stands)


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        (
            """UPDATE record_history SET content = replace(content, ',2,', ',3,') WHERE seq = 2""",
            "table record_history, A1, 2025/26 Q2 (issue 2025-26-q2): row 2 is not as it was written",
        ),
        (
            "UPDATE record_history SET period = '2019/20 Q1' WHERE seq = 1",
            "table record_history, A1, 2019/20 Q1 (issue 2025-26-q2): row 1 is not as it was written",
        ),
        (
            "UPDATE record_targets SET content = replace(content, '2.2', '2.1')",
            "table record_targets, A1, 2025/26 Q2 (issue 2025-26-q2): row 3 is not as it was written",
        ),
        (
            "UPDATE record_sentences SET content = replace(content, '2 in', '9 in') WHERE NOT gone",
            "table record_sentences (issue 2025-26-q2): row 4 is not as it was written",
        ),
        (
            "DELETE FROM record_history WHERE seq = 1",
            "table record_history, A1, 2025/26 Q2 (issue 2025-26-q2): row 1 is missing before this one",
        ),
        (
            "DELETE FROM record_targets WHERE seq = 3",
            "table record_targets (issue 2025-26-q2): row 3 is missing",
        ),
        (
            "UPDATE record_history SET gone = NOT gone WHERE seq = 7",
            "table record_history, A1, 2025/26 Q1 (issue 2025-26-q3): row 7 is not as it was written",
        ),
        (
            "UPDATE record_issues SET approved_by = 'Somebody else' WHERE number = 1",
            "table record_issues (issue 2025-26-q2): the header of the issue was changed",
        ),
        (
            "UPDATE record_issues SET content_hash = 'abc' WHERE number = 2",
            "table record_issues (issue 2025-26-q3): the header of the issue was changed",
        ),
        (
            "INSERT INTO record_history SELECT 99, issue, row_key, indicator_id, period, gone, content, hash "
            "FROM record_history WHERE seq = 2",
            "table record_history, A1, 2025/26 Q2",
        ),
    ],
)
def test_the_first_touched_row_is_named(two_issues: Place, statement: str, words: str) -> None:
    two_issues.run(statement)
    touched = two_issues.record.verify().touched
    assert words in str(touched)


def test_an_issue_that_was_taken_out_is_missed(two_issues: Place) -> None:
    for table in ROWS.values():
        two_issues.run(f"DELETE FROM {table.name} WHERE issue = 1")
    two_issues.run("DELETE FROM record_issues WHERE number = 1")
    assert "does not follow on the issue before it" in str(two_issues.record.verify().touched)


def test_a_row_with_new_digits_of_its_own_breaks_the_one_after_it(two_issues: Place) -> None:
    """Nobody can tell a row whose digits were made again from one that was written so; the chain still does not fit."""
    from pmf_analysis.data.record.chain import START, Change, row_hash
    from pmf_analysis.data.record.content import Written

    engine = create_engine(two_issues.url)
    with engine.begin() as connection:
        table = ROWS["history"]
        row = connection.execute(select(table).where(table.c.seq == 1)).mappings().one()
        forged = Written(
            row["row_key"], row["indicator_id"], row["period"], row["content"].replace("1.5", "1.6")
        )
        digits = row_hash(START, "history", seq=1, issue=1, change=Change(forged))
        connection.execute(table.update().where(table.c.seq == 1).values(content=forged.content, hash=digits))
    engine.dispose()
    assert "row 2 is not as it was written" in str(two_issues.record.verify().touched)
