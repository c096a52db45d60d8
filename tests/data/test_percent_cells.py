"""A cell that shows 34.9% holds 0.349, and is read as the 34.9 that a person typed and reads."""

from pathlib import Path

import openpyxl
import pytest

from .conftest import SmallCouncil
from .test_sources import to_ods, to_xlsx, typed_tables

VALUES = [90.0, 91.0, 92.0]


def as_percent_xlsx(council: SmallCouncil) -> Path:
    path = council.folder / to_xlsx(typed_tables(council), council.folder)
    book = openpyxl.load_workbook(path)
    sheet = book["observations"]
    for row, style in zip((2, 3, 4), ("0.0%", "0%", '0.0"x"%'), strict=True):
        sheet.cell(row, 4).value = sheet.cell(row, 4).value / 100
        sheet.cell(row, 4).number_format = style
    sheet.cell(5, 4).number_format = '0"%"'  # a sign that is only a text: the cell holds what it shows
    book.save(path)
    return path


def as_percent_ods(council: SmallCouncil) -> Path:
    import zipfile

    path = council.folder / to_ods(typed_tables(council), council.folder)
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    for value in VALUES:
        plain = f'office:value-type="float" office:value="{value!r}"'
        assert plain in parts["content.xml"]
        shown = f'office:value-type="percentage" office:value="{value / 100!r}"'
        parts["content.xml"] = parts["content.xml"].replace(plain, shown, 1)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path


@pytest.mark.parametrize("write", [as_percent_xlsx, as_percent_ods])
def test_a_percent_cell_is_read_as_it_shows(council: SmallCouncil, write) -> None:  # type: ignore[no-untyped-def]
    council.point_at(write(council).name)
    observations = council.check()["observations"]
    assert observations.loc[observations["indicator_id"] == "ONTIME", "value"].tolist() == VALUES
    assert observations.loc[observations["indicator_id"] == "WAITING", "value"].dropna().tolist() == [
        40.0,
        55.0,
    ]
    assert observations["numerator"].dropna().tolist() == [90.0, 91.0, 92.0]
