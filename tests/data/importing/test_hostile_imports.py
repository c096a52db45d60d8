"""Hostile files in `pmf import`: refused or set aside in words, without being unpacked, expanded, followed or read whole."""

import zipfile
from pathlib import Path

import pytest

from pmf_analysis.data.importing.guessing import guess_mapping
from pmf_analysis.errors import DataError, UsageError

from .conftest import Desk
from .workbooks import write_ods, write_xlsx

LONG = "name: test\nsheets:\n  - columns: {indicator: id, area_code: area, period: period, value: value}\n"
ROWS: list[list[object]] = [
    ["id", "area", "period", "value"],
    ["A", "York", "2025", 1],
    ["B", "York", "2025", 7],
]


def rewrite(path: Path, part: str, old: bytes, new: bytes) -> Path:
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    assert old in parts[part]
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(old, new, 1) if name == part else content)
    return path


def refusal(desk: Desk, path: Path) -> str:
    with pytest.raises(DataError) as caught:
        desk.run(desk.write("m.yaml", LONG), path)
    return str(caught.value)


@pytest.mark.parametrize(
    "formula", ["WEBSERVICE(&quot;http://example.org&quot;)", "[1]Sheet1!$A$1", "cmd|'/c calc'!A0"]
)
def test_the_result_of_a_formula_that_calls_out_is_set_aside(desk: Desk, formula: str) -> None:
    path = write_xlsx(desk.folder / "f.xlsx", {"Data": ROWS})
    rewrite(path, "xl/worksheets/sheet1.xml", b"<v>7</v>", f"<f>{formula}</f><v>7</v>".encode())
    done = desk.run(desk.write("m.yaml", LONG), path)
    assert desk.values() == {("A", "E06000014", "2025"): "1"}
    assert [(line["cell"], line["reason"]) for line in done.gathered.quarantine] == [
        ("D3", "is a formula that fetches something from outside; paste the value instead")
    ]


def test_so_it_is_in_an_opendocument_sheet(desk: Desk) -> None:
    path = write_ods(desk.folder / "f.ods", {"Data": ROWS})
    formula = b'table:formula="of:=WEBSERVICE(&quot;http://example.org&quot;)" office:value="7"'
    rewrite(path, "content.xml", b'office:value="7"', formula)
    done = desk.run(desk.write("m.yaml", LONG), path)
    assert desk.values() == {("A", "E06000014", "2025"): "1"}
    assert "fetches something from outside" in done.gathered.quarantine[0]["reason"]


def test_the_result_of_a_plain_formula_is_read(desk: Desk) -> None:
    path = write_xlsx(desk.folder / "f.xlsx", {"Data": ROWS})
    rewrite(path, "xl/worksheets/sheet1.xml", b"<v>7</v>", b"<f>SUM(A1:A3)</f><v>7</v>")
    desk.run(desk.write("m.yaml", LONG), path)
    assert desk.values()[("B", "E06000014", "2025")] == "7"


@pytest.mark.parametrize("suffix", ["csv", "json"])
def test_a_million_columns_are_refused(desk: Desk, suffix: str) -> None:
    names = [f"c{number}" for number in range(1_000_000)]
    text = ",".join(names) if suffix == "csv" else '[{"' + '": 1, "'.join(names) + '": 1}]'
    path = desk.write(f"wide.{suffix}", text)
    assert "has 1,000,000 cells in row 1; a sheet has at most 16,384 columns" in refusal(desk, path)
    with pytest.raises(DataError, match="a sheet has at most"):
        guess_mapping(path)


def test_bombs_are_not_unpacked(desk: Desk) -> None:
    path = write_xlsx(desk.folder / "f.xlsx", {"Data": ROWS})
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/media/bomb.xml", b" " * (64 << 20))
    assert "would unpack to 64 MB" in refusal(desk, path)
    path = write_ods(desk.folder / "f.ods", {"Data": ROWS})
    rewrite(path, "content.xml", b"?>", b'?><!DOCTYPE x [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>')
    assert "defines entities" in refusal(desk, path)


def far_corner(desk: Desk) -> Path:
    """A workbook with a cell beyond any sheet, for which the reader would ask for more memory than there is."""
    path = write_xlsx(desk.folder / "f.xlsx", {"Data": ROWS})
    cell = b'<row><c r="A699999999999999999999"><v>1</v></c></row></sheetData>'
    return rewrite(path, "xl/worksheets/sheet1.xml", b"</sheetData>", cell)


def test_what_would_kill_the_reader_is_refused_before_it_reads(desk: Desk) -> None:
    assert "sheet Data spans 699,999,999,999,999,999,999 rows by 4 columns" in refusal(desk, far_corner(desk))


def test_a_reader_that_dies_costs_a_sentence(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pmf_analysis.data.sources.sheets.is_too_large", lambda *_: False)
    assert "its content is damaged; open it in a spreadsheet program and save it again" in refusal(
        desk, far_corner(desk)
    )


@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_a_reader_that_hangs_is_given_up(desk: Desk, monkeypatch: pytest.MonkeyPatch, suffix: str) -> None:
    endless = desk.write("endless.py", "import time\nwhile True:\n    time.sleep(1)\n")
    monkeypatch.setattr("pmf_analysis.data.sources.sheet_reader.__file__", str(endless))
    monkeypatch.setattr("pmf_analysis.data.sources.isolated.LONGEST_SECONDS", 1)
    write = write_ods if suffix == "ods" else write_xlsx
    path = write(desk.folder / f"f.{suffix}", {"Data": ROWS})
    assert "reading it takes more than 1 seconds; give it as CSV or Parquet" in refusal(desk, path)


def test_an_ods_cell_repeated_a_million_times_does_not_fill_the_memory(desk: Desk) -> None:
    path = write_ods(desk.folder / "f.ods", {"Data": ROWS})
    wide = b'<table:table-cell table:number-columns-repeated="1000000" office:value-type="float" office:value="7"'
    rewrite(path, "content.xml", b'<table:table-cell office:value-type="float" office:value="7"', wide)
    assert "sheet Data spans 3 rows by 1,000,003 columns" in refusal(desk, path)


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0" + bytes(600), b"id,area\n"])
@pytest.mark.parametrize("suffix", ["xlsx", "ods", "xls"])
def test_what_is_no_workbook_is_named(desk: Desk, suffix: str, content: bytes) -> None:
    told = refusal(desk, desk.write(f"f.{suffix}", content))
    assert f"f.{suffix}: is not a whole workbook" in told


@pytest.mark.parametrize("name", ["f.xls", "F.XLSX"])
def test_a_workbook_is_looked_into_whatever_its_name_says(desk: Desk, name: str) -> None:
    path = write_xlsx(desk.folder / "f.xlsx", {"Data": ROWS}, formats={"Data": {"D3": "0%"}}).rename(
        desk.folder / name
    )
    desk.run(desk.write("m.yaml", LONG), path)
    assert desk.values()[("B", "E06000014", "2025")] == "700"


def set_aside(desk: Desk, path: Path) -> list[tuple[str, str]]:
    done = desk.run(desk.write("m.yaml", LONG), path)
    assert desk.values() == {("A", "E06000014", "2025"): "1"}
    return [(line["cell"], line["value"]) for line in done.gathered.quarantine]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'<c r="D3" t="e"><f>1/0</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        (b'<c r="D3"><f>D2*2</f></c>', "=D2*2"),
    ],
)
def test_an_error_and_a_formula_without_a_result_are_no_blanks(desk: Desk, cell: bytes, value: str) -> None:
    path = write_xlsx(desk.folder / "f.xlsx", {"Data": ROWS})
    rewrite(path, "xl/worksheets/sheet1.xml", b'<c r="D3" t="n"><v>7</v></c>', cell)
    assert set_aside(desk, path) == [("D3", value)]


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        (b'table:formula="of:=1/0" office:value-type="string" office:string-value="" calcext:value-type="error"', "#DIV/0!"),
        (b'table:formula="of:=[.D2]*2"', "=[.D2]*2"),
        (b"", "#DIV/0!"),
    ],
)  # fmt: skip
def test_nor_are_they_in_an_opendocument_sheet(desk: Desk, cell: bytes, value: str) -> None:
    path = write_ods(desk.folder / "f.ods", {"Data": ROWS})
    note = b"<office:annotation><text:p>8</text:p></office:annotation>"
    old = b' office:value-type="float" office:value="7"><text:p>7<'
    rewrite(path, "content.xml", old, b" " + cell + b">" + note + b"<text:p>#DIV/0!<")
    rewrite(path, "content.xml", b"xmlns:text", b'xmlns:calcext="urn:x" xmlns:text')
    assert set_aside(desk, path) == [("D3", value)]


def test_a_per_cent_cell_is_seen_behind_a_formula_that_compares(desk: Desk) -> None:
    path = write_ods(desk.folder / "f.ods", {"Data": ROWS})
    old = b'office:value-type="float" office:value="7"'
    new = b'table:formula="of:=IF([.D2]>0;0.07;0)" office:value-type="percentage" office:value="0.07"'
    rewrite(path, "content.xml", old, new)
    desk.run(desk.write("m.yaml", LONG), path)
    assert desk.values()[("B", "E06000014", "2025")] == "7"


def test_an_areas_table_or_a_mapping_that_is_not_there_is_named(desk: Desk) -> None:
    path = desk.write("f.csv", "id,area,period,value\nA,York,2025,1\n")
    with pytest.raises(UsageError, match="there is no such file"):
        desk.run(desk.write("m.yaml", LONG + "areas: {table: ../../elsewhere.csv}\n"), path)
    with pytest.raises(UsageError, match="there is no mapping"):
        desk.run("../../etc/passwd.yaml", path)
