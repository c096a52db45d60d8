"""Checks: a wrong register stops the run; another wrong row is set aside with file, row, column and what would be right."""

import pandas as pd
import pytest

from pmf_analysis.data.sources import open_source
from pmf_analysis.errors import DataError

from .conftest import SmallCouncil

STOPS = [
    ("indicators", "Up is Good", "Up is Great", "indicators.csv row 2, column polarity: 'Up is Great' is not known; it should be one of Up is Good, Up is Bad"),
    ("indicators", ",place,", ",plaice,", "indicators.csv row 2, column directorate: 'plaice' is not one of the directorates in the settings; did you mean 'place'?"),
    ("indicators", "quarterly", "weekly", "column frequency: 'weekly' is not known"),
    ("indicators", "WAITING", "ONTIME", "shares its key (indicator_id) with another row"),
    ("indicators", "name,unit", "title,unit", "indicators.csv: the column 'name' is missing"),
    ("indicators", ",30,Repairs", ",soon,Repairs", "indicators.csv row 2, column lag_days: 'soon' is not a whole number"),
    ("indicators", "ONTIME,Repairs on time", ",Repairs on time", "indicators.csv row 2, column indicator_id: '' is empty"),
    ("observations", "value,numerator", "valeu,numerator", "observations.csv: the column 'value' is missing; is 'valeu' meant?"),
    ("observations", "value,", "value,date_of_birth,", "observations.csv, column date_of_birth: looks like a record of a person"),
    ("areas", "E1,Ambridge,council", "E9,Ambridge,council", "comparator_groups.csv row 2, column area_code: 'E1' is not in the table areas"),
    ("areas", "council\nE2", "parish\nE2", "areas.csv row 2, column kind: 'parish' is not known"),
    ("comparator_groups", "E2", "E7", "comparator_groups.csv row 3, column area_code: 'E7' is not in the table areas"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "sentence"), STOPS)
def test_a_fault_that_stops_the_quarter(
    council: SmallCouncil, table: str, old: str, new: str, sentence: str
) -> None:
    council.change(f"data/{table}.csv", old, new)
    with pytest.raises(DataError) as caught:
        council.check()
    assert sentence in str(caught.value)
    assert caught.value.exit_code == 11


QUARANTINED = [
    ("observations", "2025/26 Q3,92.0", "2025/26 Q3,ninety", 4, "value", "ninety", "is not a number"),
    ("observations", "2025/26 Q3,92.0", "2025/26 Q3,inf", 4, "value", "inf", "is not a number"),
    ("observations", "2025/26 Q3,92.0", '2025/26 Q3,"1,204"', 4, "value", "1,204", "write plain digits such as 1204"),
    ("observations", "2025/26 Q3,92.0", "Qtr 3,92.0", 4, "period", "Qtr 3", "is not a period"),
    ("observations", "2025/26 Q3,92.0", "2025/26,92.0", 4, "period", "2025/26", "is not a period of a quarterly indicator"),
    ("observations", "ONTIME,E1,2025/26 Q3", "ONTYME,E1,2025/26 Q3", 4, "indicator_id", "ONTYME", "is not in the table indicators"),
    ("observations", "ONTIME,E1,2025/26 Q3", "ONTIME,E8,2025/26 Q3", 4, "area_code", "E8", "is not in the table areas"),
    ("observations", ",,,p,", ",,,q,", 3, "status", "q", "is not a known status"),
    ("observations", ",,,,,,c,", ",7,,,,,c,", 6, "status", "7", ""),
    ("targets", ",95,2,", ",95,-2,", 2, "tolerance", "-2", "is negative"),
    ("targets", ",95,2,", ",,2,", 2, "target", "", "is empty"),
]  # fmt: skip


@pytest.mark.parametrize(("table", "old", "new", "row", "column", "value", "reason"), QUARANTINED)
def test_a_wrong_row_is_set_aside_and_the_rest_goes_on(
    council: SmallCouncil, table: str, old: str, new: str, row: int, column: str, value: str, reason: str
) -> None:
    before = len(council.check()[table])
    council.change(f"data/{table}.csv", old, new)
    dataset = council.check()
    found = dataset.quarantine
    assert list(found["source_row"]) == [row]
    assert found["source"].iloc[0] == f"{table}.csv"
    assert found["column"].iloc[0] == column
    assert reason in found["reason"].iloc[0]
    assert len(dataset[table]) == before - 1


def test_a_value_marked_confidential_goes_no_further(council: SmallCouncil) -> None:
    council.change("data/observations.csv", "WAITING,E1,2025/26 Q3,,,,,,c,", "WAITING,E1,2025/26 Q3,3,,,,,c,")
    dataset = council.check()
    assert "the row holds one" in dataset.quarantine["reason"].iloc[0]
    assert not (dataset["observations"]["value"] == 3).any()


def test_a_row_repeated_to_the_letter_counts_once(council: SmallCouncil) -> None:
    council.append("data/observations.csv", "ONTIME,E1,2025/26 Q3,92.0,92,100,,,,")
    dataset = council.check()
    assert len(dataset["observations"]) == 6
    assert "it counts once" in dataset.quarantine["reason"].iloc[0]


def test_rows_that_contradict_each_other_are_all_set_aside(council: SmallCouncil) -> None:
    council.append("data/observations.csv", "ONTIME,E1,Q3 2025-26,29.0,29,100,,,,")
    dataset = council.check()
    assert list(dataset.quarantine["source_row"]) == [4, 8]
    assert "with another row that says something else" in dataset.quarantine["reason"].iloc[0]


def test_several_faults_are_told_at_once(council: SmallCouncil) -> None:
    council.change("data/indicators.csv", "Up is Good", "Up is Great")
    council.change("data/indicators.csv", "Up is Bad", "Up is Awful")
    council.change("data/indicators.csv", "snapshot", "snapsot")
    with pytest.raises(DataError) as caught:
        council.check()
    assert len(caught.value.faults) == 3


def test_a_missing_table_is_named(council: SmallCouncil) -> None:
    (council.folder / "data" / "observations.csv").unlink()
    with pytest.raises(
        DataError, match=r"observations\.csv: there is no such file; the table 'observations' is needed"
    ):
        council.check()


def test_a_table_that_is_not_text_is_named(council: SmallCouncil) -> None:
    (council.folder / "data" / "areas.csv").write_bytes(b"area_code,area_name,kind\nE1,Caf\xe9,council\n")
    with pytest.raises(DataError, match="is not UTF-8 text; save the file as CSV UTF-8"):
        council.check()


def test_no_usable_row_of_the_home_council_stops_the_quarter(council: SmallCouncil) -> None:
    council.change("council.yaml", "area_code: E1", "area_code: R1")
    with pytest.raises(DataError, match="there is not one row that can be used for the home council R1"):
        council.check()


def test_a_home_council_that_is_no_area_stops_the_quarter(council: SmallCouncil) -> None:
    council.change("council.yaml", "area_code: E1", "area_code: E3")
    with pytest.raises(DataError, match=r"council\.area_code: 'E3' is not in the table areas"):
        council.check()


def test_unknown_columns_are_noted_and_ignored(council: SmallCouncil) -> None:
    council.change("data/areas.csv", "area_code,area_name,kind", "area_code,area_name,kind,mayor")
    for name in ("Ambridge,council", "Borchester,council", "Borsetshire,region", "England,country"):
        council.change("data/areas.csv", name, f"{name},")
    assert council.check().notes == ("areas.csv: the column 'mayor' is not known and is ignored",)


def test_parquet_gives_the_same_tables_as_csv(council: SmallCouncil) -> None:
    from_csv = council.check()
    for name in ("observations", "targets", "indicators"):
        path = council.folder / "data" / f"{name}.csv"
        pd.read_csv(path).to_parquet(path.with_suffix(".parquet"))
        path.unlink()
    from_parquet = council.check()
    for name, frame in from_csv.frames.items():
        pd.testing.assert_frame_equal(frame, from_parquet[name])


def test_statuses_are_written_one_way(council: SmallCouncil) -> None:
    council.change("data/observations.csv", ",,,p,", ',,,"R, p",')
    assert "p r" in set(council.check()["observations"]["status"])


def test_the_sample_has_no_bad_row(york_settings) -> None:  # type: ignore[no-untyped-def]
    from pmf_analysis.data.checks import check_tables

    dataset = check_tables(open_source(york_settings.data).read(), york_settings)
    assert dataset.quarantine.empty
    assert dataset.notes == ()
    assert (len(dataset["indicators"]), len(dataset["observations"]), len(dataset["areas"])) == (
        154,
        95_088,
        40,
    )


def test_a_number_is_read_to_the_digits_that_every_source_keeps(council: SmallCouncil) -> None:
    council.change("data/observations.csv", "2025/26 Q3,92.0", "2025/26 Q3,91.30000000000001")
    council.change("data/observations.csv", "2025/26 Q2,91.0", "2025/26 Q2,123456789.012345")
    values = council.check()["observations"]["value"].tolist()
    assert values[1:3] == [123456789.012345, 91.3]
