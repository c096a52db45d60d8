"""Forms: what is asked comes back as commentary; what does not match is refused by file, sheet and cell."""

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime
from pathlib import Path
from random import Random
from typing import Any

import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from pmf_analysis.batch.forms import ask, collect, make_forms
from pmf_analysis.batch.quarter import open_with
from pmf_analysis.data.forms.commentary import add_rows, commentary_rows
from pmf_analysis.data.forms.form import Answer, Form, Question
from pmf_analysis.data.forms.read import read_form
from pmf_analysis.data.forms.write import write_form
from pmf_analysis.errors import UsageError
from pmf_analysis.framework.receipts import unmarked

from ..conftest import SmallCouncil

QUARTER = "2025/26 Q3"
FORM = Form(
    "Ambridge Council",
    QUARTER,
    "Director of Place",
    (
        Question("ONTIME", QUARTER, "concern", "Housing", {"Indicator": "=HYPERLINK(1)", "Result": "92.0%"}),
        Question("WAITING", QUARTER, "improvement", "Housing", {"Indicator": "Households waiting"}),
    ),
)
Change = Callable[[Any], None]


@pytest.fixture
def form(tmp_path: Path) -> Path:
    path = tmp_path / "place.xlsx"
    write_form(FORM, path)
    return path


def fill(path: Path, change: Change) -> None:
    book = load_workbook(path)
    change(book["Commentary"])
    book.save(path)
    book.close()


def put(**cells: object) -> Change:
    def change(sheet: Any) -> None:
        for name, value in cells.items():
            sheet[name] = value

    return change


def test_a_form_is_protected_and_only_what_is_asked_can_be_written(form: Path) -> None:
    sheet = load_workbook(form)["Commentary"]
    assert sheet.protection.sheet
    free = {cell.coordinate for row in sheet.iter_rows() for cell in row if not cell.protection.locked}
    assert free == {"K7", "L7", "M7", "N7", "K8"}
    assert [sheet.column_dimensions[letter].hidden for letter in "ABCD"] == [True, True, True, False]
    assert {str(each.sqref) for each in sheet.data_validations.dataValidation} == {
        "M7:M8",
        "K7:K8 L7:L8 N7:N8",
    }


def test_a_text_that_begins_like_a_formula_is_written_as_a_text(form: Path) -> None:
    cell = load_workbook(form)["Commentary"]["D7"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == ("=HYPERLINK(1)", "s", True)


def test_answers_come_back(form: Path) -> None:
    fill(
        form, put(K7="Two  crews short", L7="Hire", M7=datetime(2026, 3, 31), N7="95% by Q1", K8="Fewer came")
    )
    returned = read_form(form, quarter=QUARTER)
    assert not returned.faults
    first, second = returned.answers
    assert (first.explanation, first.action, first.due, first.expected_effect) == (
        "Two crews short",
        "Hire",
        date(2026, 3, 31),
        "95% by Q1",
    )
    assert (second.indicator_id, second.explanation, second.complete, second.replied) == (
        "WAITING",
        "Fewer came",
        True,
        True,
    )
    rows = commentary_rows(first, post=returned.post, written_on=date(2026, 2, 1))
    assert [(row["kind"], row["text"], row["due"], row["post"]) for row in rows] == [
        ("explanation", "Two crews short", "", "Director of Place"),
        ("action", "Hire", "2026-03-31", "Director of Place"),
    ]


def delete_row(sheet: Any) -> None:
    sheet.delete_rows(7)


def insert_column(sheet: Any) -> None:
    sheet.insert_cols(4)


def rename(sheet: Any) -> None:
    sheet.title = "Sheet1"


REFUSED = [
    (
        put(A7="OTHER"),
        "place.xlsx sheet Commentary column A: the hidden cells that say what each row is about were changed",
    ),
    (put(A3="Director of People"), "column A: the hidden cells"),
    (put(A9="WAITING"), "column A: the hidden cells"),
    (put(A1="x"), "cell A1: 'x' is not 'pmf commentary form 1'; is this a commentary form?"),
    (put(A2="2025/26 Q2"), "cell A2: is a form for 2025/26 Q2, not for 2025/26 Q3"),
    (put(K6="Why?"), "cell K6: the heading reads 'Why?' and not 'Explanation: why is it so?'"),
    (delete_row, "column A: the hidden cells"),
    (insert_column, "cell D6: the heading reads ''"),
    (rename, "place.xlsx: has no sheet 'Commentary'"),
    (put(K7="=1+1"), "cell K7: holds a formula (=1+1); write the text or the day itself"),
    (put(M7="soon", L7="Hire"), "cell M7: 'soon' is not a day; write it as 31/03/2026"),
    (
        put(M7=datetime(2026, 3, 31)),
        "cell L7: is empty, but a day or an effect is given; say what will be done",
    ),
    (put(L8="Hire"), "cell L8: holds something, and nothing is asked there"),
    (put(K7="x" * 2001), "cell K7: has 2,001 characters; keep to 2,000"),
]


@pytest.mark.parametrize(("change", "sentence"), REFUSED)
def test_what_does_not_match_is_refused_by_cell(form: Path, change: Change, sentence: str) -> None:
    fill(form, change)
    returned = read_form(form, quarter=QUARTER)
    assert any(sentence in str(fault) for fault in returned.faults), list(map(str, returned.faults))


def test_a_refused_cell_does_not_take_the_other_rows_with_it(form: Path) -> None:
    fill(form, put(K7="=1+1", K8="Fewer came"))
    returned = read_form(form, quarter=QUARTER)
    assert [answer.indicator_id for answer in returned.answers] == ["WAITING"]


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck))
@given(how=st.randoms(use_true_random=False))
def test_a_broken_file_is_refused_in_words(form: Path, how: Random) -> None:
    content = bytearray(form.read_bytes())
    for _ in range(how.randint(1, 4)):
        content[how.randrange(len(content))] ^= how.randint(1, 255)
    path = form.with_name("broken.xlsx")
    path.write_bytes(bytes(content[: how.choice((len(content), how.randint(1, len(content))))]))
    returned = read_form(path, quarter=QUARTER)
    assert returned.faults or not any(answer.replied for answer in returned.answers)


def row(text: str, post: str, written_on: str = "2026-02-01") -> dict[str, str]:
    return {
        "indicator_id": "A",
        "period": QUARTER,
        "kind": "action",
        "text": text,
        "post": post,
        "written_on": written_on,
    }


ADDED = [
    ([], row("new", "P"), ["new"], 1, 0),
    ([row("same", "P")], row("same", "P", "2026-02-02"), ["same"], 0, 0),
    ([row("old", "P")], row("new", "P"), ["new"], 1, 0),
    ([row("old", "P")], row("new", "P", "2026-02-02"), ["old", "new"], 1, 0),
    ([row("theirs", "Q")], row("new", "P"), ["theirs"], 0, 1),
    ([row("theirs", "Q")], row("new", "P", "2026-02-02"), ["theirs", "new"], 1, 0),
]


@pytest.mark.parametrize(("before", "fresh", "texts", "count", "faults"), ADDED)
def test_rows_of_other_posts_are_never_overwritten(
    before: list[dict[str, str]], fresh: dict[str, str], texts: list[str], count: int, faults: int
) -> None:
    rows, added, refused = add_rows(before, [fresh])
    assert ([each["text"] for each in rows], added, len(refused)) == (texts, count, faults)


def test_an_answer_without_words_makes_no_row() -> None:
    assert (
        commentary_rows(Answer("A", QUARTER, "concern", "here"), post="P", written_on=date(2026, 2, 1)) == []
    )


def test_ask_and_collect_a_quarter(council: SmallCouncil, tmp_path: Path) -> None:
    council.change("data/targets.csv", ",95,2,", ",99,2,")
    for year in (2021, 2022, 2023, 2024):  # enough of them for a forecast
        for quarter in range(1, 5):
            council.append(
                "data/observations.csv", f"ONTIME,E1,{year}/{year - 1999} Q{quarter},{90 + quarter},,,,,,"
            )
    (council.folder / "data/commentary.csv").write_text(
        "indicator_id,period,text,post,written_on,kind,due,expected_effect\n"
        "ONTIME,2025/26 Q2,Train two crews,Director of Place,2025-11-01,action,2025-12-31,95%\n"
        "WAITING,2025/26 Q2,Not ours,Director of People,2025-11-01,explanation,,\n",
        encoding="utf-8",
    )
    settings = council.settings()
    results = open_with(settings)
    (form,) = make_forms(results)
    assert form.post == "Director of Place"
    question = next(each for each in form.questions if each.indicator_id == "ONTIME")
    assert (
        question.evidence["Promised last time"]
        == "Train two crews (2025/26 Q2, written on 1 November 2025) To be done by 31 December 2025. Expected: 95%."
    )
    assert "92.0%" in question.evidence["Result"]
    assert all(text == unmarked(text) for each in form.questions for text in each.evidence.values())
    told = list(ask(results, tmp_path / "forms"))
    assert (
        told[-1]
        == f"1 form, {len(form.questions)} exception{'s' * (len(form.questions) > 1)}, {sum(len(each.asked) for each in form.questions)} cells to fill"
    )
    with pytest.raises(UsageError, match="there already"):
        list(ask(results, tmp_path / "forms"))
    (path,) = (tmp_path / "forms").glob("*.xlsx")
    place = 7 + form.questions.index(question)
    fill(path, put(**{f"K{place}": "Two crews short", f"L{place}": "Hire"}))
    done = collect(results, settings, [path], into=None, written_on=date(2026, 2, 1))
    assert not done.faults
    assert done.lines[0].endswith("commentary.csv: 2 rows added, 0 there already")
    assert any("incomplete from the Director of Place: 1 (ONTIME)" in line for line in done.lines)
    with (council.folder / "data/commentary.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    assert [(each["post"], each["kind"]) for each in rows] == [
        ("Director of Place", "action"),
        ("Director of People", "explanation"),
        ("Director of Place", "explanation"),
        ("Director of Place", "action"),
    ]
    again = collect(results, settings, [path], into=None, written_on=date(2026, 2, 1))
    assert again.lines[0].endswith("0 rows added, 2 there already")
    assert len(open_with(council.settings()).commentary) == 4


def test_what_an_issued_report_promised_is_asked_about_with_what_came_of_it(council: SmallCouncil) -> None:
    council.change("data/targets.csv", ",95,2,", ",99,2,")
    results = open_with(council.settings())
    promised = {
        "indicator_id": "ONTIME", "directorate": "place", "period": "2025/26 Q2", "text": "Train two crews", "post": "Director of Place",
        "written_on": date(2025, 11, 1), "due": None, "expected_effect": "95%", "period_then": "2025/26 Q2", "value_then": 91.0,
        "period_now": "2025/26 Q3", "value_now": 92.0, "seen": "better since", "issue_id": "1", "quarter": "2025/26 Q2",
    }  # fmt: skip
    later = promised | {"written_on": date(2026, 1, 20), "text": "Written after the quarter"}
    results = replace(results, promises=pd.DataFrame([promised, later]))
    (form,) = make_forms(results)
    assert form.questions[0].evidence["Promised last time"] == (
        "Train two crews (2025/26 Q2, written on 1 November 2025) Expected: 95%. "
        "Since then: 2025/26 Q2 91.0%, 2025/26 Q3 92.0%: better since."
    )


def test_rows_are_as_high_as_their_longest_text(tmp_path: Path) -> None:
    """No program fits a row to its text before somebody edits it: evidence would be cut off."""
    short = Question("A", QUARTER, "concern", "Housing", {"Result": "92.0%"})
    long = Question("B", QUARTER, "concern", "Housing", {"Result": "92.0%", "Forecast": "word " * 100})
    write_form(Form("Ambridge", QUARTER, "Director of Place", (short, long)), tmp_path / "form.xlsx")
    sheet = load_workbook(tmp_path / "form.xlsx").active
    assert sheet.row_dimensions[7].height >= 5 * 15
    assert sheet.row_dimensions[8].height >= 15 * len("word " * 100) / 40
