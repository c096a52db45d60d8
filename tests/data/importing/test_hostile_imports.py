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


def test_an_areas_table_or_a_mapping_that_is_not_there_is_named(desk: Desk) -> None:
    path = desk.write("f.csv", "id,area,period,value\nA,York,2025,1\n")
    with pytest.raises(UsageError, match="there is no such file"):
        desk.run(desk.write("m.yaml", LONG + "areas: {table: ../../elsewhere.csv}\n"), path)
    with pytest.raises(UsageError, match="there is no mapping"):
        desk.run("../../etc/passwd.yaml", path)
