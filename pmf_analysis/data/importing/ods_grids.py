"""OpenDocument sheets as grids. Read here, since it must be known which cells show per cent and which are merged."""

import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree as Xml

from pmf_analysis.data.importing.grid import LARGEST_GRID, MOST_COLUMNS, Box, Grid, written
from pmf_analysis.data.importing.xlsx_marks import BROKEN
from pmf_analysis.data.sources.formulas import calls_out
from pmf_analysis.errors import DataError, Fault

OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
CELLS = (f"{TABLE}table-cell", f"{TABLE}covered-table-cell")
LEFT_OUT = (f"{OFFICE}annotation", f"{TEXT}note")


def read_ods(archive: zipfile.ZipFile, file: str) -> list[Grid]:
    """Every sheet of an .ods file.

    Raises:
        DataError: if it is not an OpenDocument spreadsheet, or a sheet spans more cells than a table that people made.
    """
    try:
        with archive.open("content.xml") as stream:
            return [
                _grid(element, file) for _, element in Xml.iterparse(stream) if element.tag == f"{TABLE}table"
            ]
    except BROKEN as error:
        raise _refused(file, f"is not a whole OpenDocument spreadsheet: {error}") from None


def _grid(table: Xml.Element, file: str) -> Grid:
    rows: list[list[str]] = []
    merged: list[Box] = []
    for row in table.iter(f"{TABLE}table-row"):
        again = int(row.get(f"{TABLE}number-rows-repeated", "1"))
        cells = _row(row, len(rows), merged)
        if not cells:
            again = min(again, max(0, LARGEST_GRID - len(rows)))
            rows.extend([] for _ in range(min(again, 1_048_576)))
            continue
        if (len(rows) + again) * len(cells) > LARGEST_GRID or len(cells) > MOST_COLUMNS:
            raise _refused(file, f"spans {len(rows) + again:,} rows by {len(cells):,} columns")
        rows.extend(list(cells) for _ in range(again))
    while rows and not any(rows[-1]):
        rows.pop()
    return Grid(file, table.get(f"{TABLE}name", ""), rows, tuple(merged))


def _row(row: Xml.Element, number: int, merged: list[Box]) -> list[str]:
    cells: list[str] = []
    waiting = 0
    for cell in (each for each in row if each.tag in CELLS):
        again, text = int(cell.get(f"{TABLE}number-columns-repeated", "1")), _value(cell)
        if not text:
            waiting += again
            continue
        if waiting + again > LARGEST_GRID:
            raise ValueError(f"a row of {waiting + again:,} columns")
        cells += [""] * waiting + [text] * again
        waiting = 0
        across, down = (int(cell.get(f"{TABLE}number-{each}-spanned", "1")) for each in ("columns", "rows"))
        if across > 1 or down > 1:
            left = len(cells) - 1
            merged.append(Box(number, left, number + down - 1, left + across - 1))
    return cells


def _value(cell: Xml.Element) -> str:
    kind = cell.get(f"{OFFICE}value-type", "")
    number = cell.get(f"{OFFICE}value")
    formula = cell.get(f"{TABLE}formula", "").partition("=")[2]
    if calls_out(formula):
        return f"={formula}"
    if kind in ("float", "percentage", "currency") and number is not None:
        return written(float(number), percent=kind == "percentage")
    if kind == "date":
        return cell.get(f"{OFFICE}date-value", "").removesuffix("T00:00:00")
    if kind == "boolean":
        return cell.get(f"{OFFICE}boolean-value", "").upper()
    return "\n".join("".join(_texts(each)) for each in cell if each.tag == f"{TEXT}p")


def _texts(element: Xml.Element) -> Iterator[str]:
    yield element.text or ""
    for each in element:
        if each.tag == f"{TEXT}s":
            yield " " * int(each.get(f"{TEXT}c", "1"))
        elif each.tag not in LEFT_OUT:
            yield from _texts(each)
        yield each.tail or ""


def _refused(file: str, what: str) -> DataError:
    return DataError("the file cannot be read", [Fault(file, what, "save it again, or as CSV")])
