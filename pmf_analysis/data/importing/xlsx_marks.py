"""What a reader of values does not tell about an .xlsx: how large it is, which cells show per cent, which formulas have no result."""

import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import IO
from xml.etree import ElementTree as Xml

from pmf_analysis.data.importing.grid import LARGEST_GRID, parse_cell
from pmf_analysis.data.sources.archive import opened
from pmf_analysis.data.sources.formulas import calls_out
from pmf_analysis.data.sources.percent import percent_styles
from pmf_analysis.errors import DataError, Fault

BROKEN = (
    Xml.ParseError,
    zipfile.BadZipFile,
    zlib.error,
    KeyError,
    ValueError,
    OSError,
    EOFError,
    NotImplementedError,
    RuntimeError,  # an archive with a password
)
"""What the standard library says of an archive that is torn, locked or none."""
RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


@dataclass
class Marks:
    """Cells of one sheet, counted from 0, of which the value alone would mislead."""

    percent: set[tuple[int, int]] = field(default_factory=set)
    unsolved: dict[tuple[int, int], str] = field(default_factory=dict)


@contextmanager
def whole_archive(path: Path) -> Iterator[zipfile.ZipFile]:
    """A workbook's archive, guarded as every workbook that is read.

    Raises:
        DataError: if it is none, or would fill the memory, or defines entities.
    """
    try:
        with opened(path) as archive:
            yield archive
    except BROKEN as error:
        raise _refused(path.name, f"is not a whole workbook: {error}") from None


def read_marks(archive: zipfile.ZipFile, file: str) -> dict[str, Marks]:
    """Sheet name to what must be known about its cells.

    Raises:
        DataError: if the workbook's parts cannot be read, or a sheet spans more cells than a table that people made.
    """
    try:
        percent = percent_styles(archive)
        return {name: _sheet_marks(archive, path, percent, file) for name, path in _sheets(archive).items()}
    except BROKEN as error:
        raise _refused(file, f"is not a whole workbook: {error}") from None


def _sheets(archive: zipfile.ZipFile) -> dict[str, str]:
    targets = {
        each.get("Id", ""): each.get("Target", "")
        for each in Xml.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    }
    found = {}
    for each in Xml.fromstring(archive.read("xl/workbook.xml")).iter():
        if _tag(each) == "sheet":
            target = targets.get(each.get(RELATION, ""), "")
            path = target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)
            if path in archive.namelist():
                found[each.get("name", "")] = path
    return found


def _sheet_marks(archive: zipfile.ZipFile, path: str, percent: set[str], file: str) -> Marks:
    marks, bottom, right = Marks(), 0, 0
    with archive.open(path) as stream:
        for cell in _cells(stream):
            place = parse_cell(cell.get("r", ""))
            if place is None:
                continue
            value, formula = _child(cell, "v"), _child(cell, "f")
            if value or formula is not None or _child(cell, "is") is not None:
                bottom, right = max(bottom, place[0]), max(right, place[1])
            if value and cell.get("s") in percent and cell.get("t", "n") == "n":
                marks.percent.add(place)
            if formula is not None and (not value or calls_out(formula)):
                marks.unsolved[place] = f"={formula}"
    if (bottom + 1) * (right + 1) > LARGEST_GRID:
        raise _refused(file, f"spans {bottom + 1:,} rows by {right + 1:,} columns")
    return marks


def _cells(stream: IO[bytes]) -> Iterator[Xml.Element]:
    for _, element in Xml.iterparse(stream):
        if _tag(element) == "c":
            yield element
        elif _tag(element) == "row":
            element.clear()


def _child(cell: Xml.Element, name: str) -> str | None:
    """The text of a child; empty where it is there without text; None where it is not there."""
    found = next((each for each in cell if _tag(each) == name), None)
    return None if found is None else (found.text or "")


def _tag(element: Xml.Element) -> str:
    return element.tag.rpartition("}")[2]


def _refused(file: str, what: str) -> DataError:
    return DataError(
        "the file cannot be read", [Fault(file, what, "save it again as a plain workbook or as CSV")]
    )
