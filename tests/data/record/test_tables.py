"""The record's tables hold what is issued, whole and typed."""

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.record.past import no_past
from pmf_analysis.data.record.tables import HISTORY, RESULT_TABLES


def test_an_empty_table_has_its_columns_and_types() -> None:
    assert HISTORY.empty()["value"].dtype == "float64"
    assert list(no_past().forecasts)[:5] == ["issue_id", "quarter", "reissue", "issued_at", "indicator_id"]


def test_each_column_of_the_issued_results_is_declared(york: QuarterResults) -> None:
    for table in RESULT_TABLES:
        left_out = {"source_row", "source"} if table is HISTORY else {"source_row"}
        assert set(table.columns) == set(getattr(york, table.name)) - left_out, table.name
