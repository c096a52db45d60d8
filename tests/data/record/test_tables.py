"""The record's tables hold what is issued, whole and typed."""

import pandas as pd
from hypothesis import given
from hypothesis import strategies as st

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.record.cells import frame_of, to_lines, written_rows
from pmf_analysis.data.record.past import no_past
from pmf_analysis.data.record.tables import HISTORY, RESULT_TABLES, record_table


def test_an_empty_table_has_its_columns_and_types() -> None:
    assert HISTORY.empty()["value"].dtype == "float64"
    assert list(no_past().forecasts)[:5] == ["issue_id", "quarter", "reissue", "issued_at", "indicator_id"]


def test_each_column_of_the_issued_results_is_declared(york: QuarterResults) -> None:
    for table in RESULT_TABLES:
        left_out = {"source_row", "source"} if table is HISTORY else {"source_row"}
        assert set(table.columns) == set(getattr(york, table.name)) - left_out, table.name


def test_each_issued_table_comes_back_as_it_was_to_the_last_digit(york: QuarterResults) -> None:
    for table in RESULT_TABLES:
        frame = getattr(york, table.name)[list(table.columns)]
        rows = written_rows(frame, table)
        back = frame_of(to_lines(rows), table.columns)
        assert written_rows(back, table) == rows, table.name
        for name, kind in table.columns.items():
            if kind == "number":
                assert back[name].equals(frame[name].astype("float64")), (table.name, name)


@given(
    st.lists(
        st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])), min_size=2, max_size=4
    )
)
def test_any_text_comes_back_as_it_was(cells: list[str]) -> None:
    columns = {f"c{place}": "text" for place in range(len(cells))}
    assert frame_of(to_lines([tuple(cells)] * 2), columns).values.tolist() == [cells] * 2


@given(st.floats(allow_nan=False))
def test_any_number_comes_back_as_it_was(value: float) -> None:
    frame = pd.DataFrame({"a": ["x"], "b": [value]})
    table = record_table("t", "a", "a b:number")
    assert frame_of(to_lines(written_rows(frame, table)), table.columns)["b"].tolist() == [value]
