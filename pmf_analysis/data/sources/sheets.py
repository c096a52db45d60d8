"""Which sheets a workbook has, and what in their cells a reader would leave out: errors, and formulas without a result."""

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from html import unescape
from posixpath import join, normpath
from xml.etree.ElementTree import Element, ParseError, fromstring

from pmf_analysis.data.sources.archive import part
from pmf_analysis.data.sources.formulas import calls_out
from pmf_analysis.data.sources.percent import percent_styles
from pmf_analysis.data.sources.raw import DECLARED, MOST_COLUMNS

MOST_ROWS = 1_048_576
MOST_CELLS = 20_000_000
RELATIONS = (
    "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id",
    "{http://purl.oclc.org/ooxml/officeDocument/relationships}id",
)
FILLED_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]+)(\d+)["'](?:[^>]*[^/>])?>""")
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*?)(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
ODD_CELL = re.compile(rb"""<(?:\w+:)?f[ >/]|\bt=["']e["']""")
REFERENCE = re.compile(rb"""\br=["']([A-Z]+)(\d+)["']""")
ERROR = re.compile(rb"""\bt=["']e["']""")
FORMULA = re.compile(rb"<(?:\w+:)?f\b[^>]*?(?:/>|>(.*?)</(?:\w+:)?f>)", re.DOTALL)
RESULT = re.compile(rb"<(?:\w+:)?v\b[^>]*>([^<]*)</")


@dataclass(frozen=True)
class Sheet:
    """One sheet of a workbook.

    Attributes:
        name: as its tab says.
        unreadable: (row, column), counted from 0, to the text of an error or of a formula that has no result.
        percent: (row, column) of the cells that show per cent.
    """

    name: str
    unreadable: dict[tuple[int, int], str] = field(default_factory=dict)
    percent: frozenset[tuple[int, int]] = frozenset()


def xlsx_sheets(archive: zipfile.ZipFile) -> list[Sheet]:
    """The sheets of an `.xlsx` workbook that are tables.

    Raises:
        ValueError: if a sheet reaches too far to be read, or a formula in it calls out.
    """
    book = _xml(archive, "xl/workbook.xml")
    links = _xml(archive, "xl/_rels/workbook.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    percent = _percent_cell(archive)
    sheets = []
    for each in book.iter():
        if each.tag.endswith("}sheet") and _is_table(name := each.get("name", "")):
            target = targets.get(next((each.get(key) for key in RELATIONS if each.get(key)), ""), "")
            place = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            content = part(archive, place)
            _check_extent(name, content)
            sheets.append(
                Sheet(name, dict(_unreadable(name, content)), frozenset(_percent(content, percent)))
            )
    return sheets


def _percent_cell(archive: zipfile.ZipFile) -> re.Pattern[bytes] | None:
    """A number in one of the styles that show per cent; None if the workbook has none."""
    try:
        styles = percent_styles(archive)
    except ParseError as error:
        raise ValueError(f"its part xl/styles.xml is damaged ({error}); save it again") from None
    numbers = "|".join(sorted(styles)).encode()
    return (
        re.compile(rb"""<(?:\w+:)?c\b(?=[^>]*\bs=["'](?:%b)["'])(?![^>]*\bt=["'][^n])([^>]*)>""" % numbers)
        if styles
        else None
    )


def _percent(content: bytes, cell: re.Pattern[bytes] | None) -> Iterator[tuple[int, int]]:
    for found in cell.finditer(content) if cell else ():
        if place := REFERENCE.search(found[1]):
            yield int(place[2]) - 1, _column(place[1]) - 1


def is_too_large(rows: int, columns: int) -> bool:
    """Whether a sheet that reaches so far is no table of ours."""
    return columns > MOST_COLUMNS or rows > MOST_ROWS or rows * columns > MOST_CELLS


def too_large(name: str, rows: int, columns: int) -> ValueError:
    """What to say of a sheet that reaches too far."""
    return ValueError(
        f"its sheet {name} reaches to row {rows:,} and column {columns:,}; delete the cells outside the table"
    )


def _is_table(name: str) -> bool:
    return name.strip().lower() in DECLARED


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        return fromstring(part(archive, name))  # `part` has refused what defines entities
    except ParseError as error:
        raise ValueError(f"its part {name} is damaged ({error}); save it again") from None


def _check_extent(name: str, content: bytes) -> None:
    rows, letters = 0, set()
    for match in FILLED_CELL.finditer(content):
        letters.add(match[1])
        rows = max(rows, int(match[2]))
    columns = max(map(_column, letters), default=0)
    if is_too_large(rows, columns):
        raise too_large(name, rows, columns)


def _unreadable(name: str, content: bytes) -> Iterator[tuple[tuple[int, int], str]]:
    if not ODD_CELL.search(content):
        return
    for cell in CELL.finditer(content):
        if not (text := _odd_text(name, cell)):
            continue
        place = REFERENCE.search(cell[1])
        if place is None:
            raise ValueError(f"its sheet {name} holds {text}, which cannot be read")
        yield (int(place[2]) - 1, _column(place[1]) - 1), text


def _odd_text(name: str, cell: re.Match[bytes]) -> str:
    """What a cell shows that a reader would leave out; "" if it can be read."""
    inside = cell[2] or b""
    result = RESULT.search(inside)
    formula = FORMULA.search(inside)
    if formula:
        check_formula(name, (formula[1] or b"").decode("utf-8", "replace"))
    if ERROR.search(cell[1]):
        return unescape(result[1].decode("utf-8", "replace")) if result else "#ERROR"
    if formula and not (result and result[1]) and b't="str"' not in cell[1]:
        return f"={unescape((formula[1] or b'').decode('utf-8', 'replace'))}"
    return ""


def check_formula(name: str, formula: str) -> None:
    """Refuse a formula that fetches something.

    Raises:
        ValueError: names the sheet and the formula.
    """
    if calls_out(formula):
        raise ValueError(
            f"its sheet {name} holds a formula that fetches something from outside (={unescape(formula)[:80]}); "
            "paste the values instead"
        )


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
