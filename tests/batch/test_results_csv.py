"""Results as other programs read them."""

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.results_csv import COLUMNS, write_csv, write_results
from pmf_analysis.data.record.cells import write_cell


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (0.1 + 0.2, "0.30000000000000004"),
        (12.0, "12"),
        (-0.0, "-0"),
        (1e-7, "0.0000001"),
        (1e20, "100000000000000000000"),
        (np.float64(1 / 3), "0.3333333333333333"),
        (np.int64(7), "7"),
        (float("nan"), ""),
        (None, ""),
        (pd.NA, ""),
        (pd.NaT, ""),
        (True, "true"),
        (np.bool_(False), "false"),
        (date(2025, 12, 31), "2025-12-31"),
        (pd.Timestamp("2025-12-31"), "2025-12-31"),
        ("2025/26 Q3", "2025/26 Q3"),
        ("", ""),
    ],
)
def test_a_value_as_it_is_written(value: object, text: str) -> None:
    assert write_cell(value) == text


@pytest.mark.parametrize("value", [0.1, 1 / 3, 1e-300, 123456789.123456789, 5e-324, 1.7976931348623157e308])
def test_a_number_is_read_back_as_it_was(value: float) -> None:
    assert float(write_cell(value)) == value


def test_text_with_commas_quotes_and_lines_survives(tmp_path: Path) -> None:
    frame = pd.DataFrame({"a": ['x, "y"\nz', "£ – é"], "b": [1.5, np.nan]})
    write_csv(frame, tmp_path / "a.csv")
    assert (tmp_path / "a.csv").read_bytes() == 'a,b\n"x, ""y""\nz",1.5\n£ – é,\n'.encode()
    pd.testing.assert_frame_equal(pd.read_csv(tmp_path / "a.csv"), frame)


def test_every_table_has_its_columns_first_and_in_order(results: QuarterResults, tmp_path: Path) -> None:
    results.exceptions["more"] = pd.Series(dtype=float)
    paths = write_results(results, tmp_path / "results")
    assert [path.stem for path in paths] == list(COLUMNS)
    for path in paths:
        assert path.read_text().splitlines()[0].startswith(COLUMNS[path.stem].replace(" ", ","))
    assert (tmp_path / "results" / "exceptions.csv").read_text() == COLUMNS["exceptions"].replace(
        " ", ","
    ) + ",more\n"


def test_a_table_without_one_of_its_columns_is_a_bug(results: QuarterResults, tmp_path: Path) -> None:
    del results.assessments["gap"]
    with pytest.raises(ValueError, match="the table 'assessments' lacks gap"):
        write_results(results, tmp_path)
