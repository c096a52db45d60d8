"""What differs between a quarter as it was issued and the same quarter restated: each cell once, each sentence once."""

from dataclasses import replace

import pytest

from pmf_analysis.analysis.restated import restated
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.record.cells import frame_of, to_lines, written_rows
from pmf_analysis.data.record.tables import RESULT_TABLES, SENTENCES

SAID = ("place/exception-report", "directorate", "place", "A1", "1", "A1", "It was 5.")


@pytest.fixture(scope="module")
def issued(york: QuarterResults) -> dict[str, object]:
    tables = {
        table.name: frame_of(to_lines(written_rows(getattr(york, table.name), table)), table.columns)
        for table in RESULT_TABLES
    }
    return {**tables, "sentences": frame_of(to_lines([SAID]), SENTENCES.columns)}


def test_the_same_quarter_differs_in_nothing(york: QuarterResults, issued: dict) -> None:
    assert restated(issued, york, [SAID]).empty


def test_one_revised_value_is_one_row(york: QuarterResults, issued: dict) -> None:
    history = york.history.copy()
    place = history.index[history["value"].notna()][0]
    was = history.loc[place, "value"]
    history.loc[place, "value"] = was + 1
    rows = restated(issued, replace(york, history=history), [SAID])
    assert rows[["table", "field", "as_issued", "restated"]].values.tolist() == [
        ["history", "value", f"{was:g}", f"{was + 1:g}"]
    ]


def test_a_row_that_only_one_has_is_told_once(york: QuarterResults, issued: dict) -> None:
    rows = restated(issued, replace(york, exceptions=york.exceptions.iloc[1:]), [SAID])
    assert rows[["table", "field", "as_issued", "restated"]].values.tolist() == [
        ["exceptions", "rank", "1", ""]
    ]


def test_of_a_report_that_was_not_made_again_nothing_is_told(york: QuarterResults, issued: dict) -> None:
    assert restated(issued, york, [("council/cmt-overview", *SAID[1:-1], "It was 6.")]).empty


def test_a_sentence_that_no_longer_holds_stands_beside_what_replaced_it(
    york: QuarterResults, issued: dict
) -> None:
    now = (*SAID[:-1], "It was 6.")
    rows = restated(issued, york, [now])
    assert rows[["indicator_id", "table", "as_issued", "restated"]].values.tolist() == [
        ["A1", "sentences", "It was 5.", "It was 6."]
    ]
