"""Whatever is done to an input file, there is a correct load or a clear error: never a traceback, a wrong number or a lost value.

`benchmarks/mutations.py` does the same ten thousand times.
"""

import tempfile
from functools import cache
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pmf_analysis.data.checks import Dataset, check_tables
from pmf_analysis.data.sources import open_source
from pmf_analysis.data.sources.csv_file import parse_csv
from pmf_analysis.errors import DataError

from .conftest import OBSERVATIONS, SmallCouncil, make_council
from .mutations import assert_nothing_lost, mutated, slow_reading
from .test_sources import to_ods, to_xlsx, typed_tables

pytestmark = pytest.mark.slow

QUOTED = (
    OBSERVATIONS
    + 'ONTIME,E2,2025/26 Q3,88.5,,,,,"p, r","a note, ""quoted"",\nover two lines"\nONTIME,E2,2025/26 Q2,87.5,,,,,,£5\n'
).encode()
SLOW = [HealthCheck.too_slow, HealthCheck.function_scoped_fixture]


@given(mutated(QUOTED))
@settings(max_examples=400, deadline=None, suppress_health_check=SLOW)
def test_a_changed_csv_file_loses_nothing(data: bytes) -> None:
    check_reading(data)


@given(mutated(QUOTED))
@settings(max_examples=40, deadline=None, suppress_health_check=SLOW)
def test_a_changed_csv_file_gives_right_numbers_or_a_clear_error(data: bytes) -> None:
    check_loading(data)


@pytest.mark.parametrize("suffix", [".xlsx", ".ods"])
@given(data=st.data())
@settings(max_examples=30, deadline=None, suppress_health_check=SLOW)
def test_a_changed_workbook_is_read_as_it_was_or_refused(suffix: str, data: st.DataObject) -> None:
    check_workbook(data.draw(mutated(workbook(suffix))), suffix)


def check_reading(data: bytes) -> None:
    try:
        table = parse_csv("observations", "observations.csv", data)
    except ValueError:
        return
    assert_nothing_lost(table, data)


def check_loading(data: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder))
        (council.folder / "data" / "observations.csv").write_bytes(data)
        dataset = load(council)
    if dataset is not None:
        assert_numbers_right(dataset, data)


@cache
def workbook(suffix: str) -> bytes:
    """The small council's tables as one workbook; made once, since workbooks hold the time at which they were made."""
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder))
        write = {".xlsx": to_xlsx, ".ods": to_ods}[suffix]
        return (council.folder / write(typed_tables(council), council.folder)).read_bytes()


def check_workbook(data: bytes, suffix: str) -> None:
    with tempfile.TemporaryDirectory() as folder:
        council = make_council(Path(folder))
        expected = council.check()
        (council.folder / f"changed{suffix}").write_bytes(data)
        council.point_at(f"changed{suffix}")
        dataset = load(council)
    if dataset is not None:
        assert dataset["observations"].equals(expected["observations"])


def load(council: SmallCouncil) -> Dataset | None:
    """The checked tables, or None where they are refused in words."""
    chosen = council.settings()
    try:
        return check_tables(open_source(chosen.data).read(), chosen)
    except DataError as error:
        return check_words(error)


def check_words(error: DataError) -> None:
    assert len(str(error)) > len("the data cannot be read")
    assert "Traceback" not in str(error)


def assert_numbers_right(dataset: Dataset, data: bytes) -> None:
    headings, records = slow_reading(data)
    set_aside = dataset.quarantine[dataset.quarantine["table"] == "observations"]["source_row"]
    clean = dataset["observations"].set_index("source_row")
    assert not set(clean.index) & set(set_aside)
    for number, record in records.items():
        if number in clean.index:
            row = dict(zip(headings, (cell.strip() for cell in record), strict=True))
            assert clean.loc[number, "indicator_id"] == row["indicator_id"]
            assert clean.loc[number, "area_code"] == row["area_code"]
            for name in ("value", "numerator", "denominator"):
                expected = float(row[name]) if row[name] else None
                found = clean.loc[number, name]
                assert found == expected or (expected is None and found != found)
        else:
            assert number in set(set_aside) or not "".join(record).strip(' ,"')
