"""Which sheets an `.xlsx` workbook has, and what in their cells a reader would leave out: errors, and formulas without a result."""

import re
import zipfile
from collections.abc import Iterator
from html import unescape
from posixpath import join, normpath
from xml.etree.ElementTree import Element, ParseError, fromstring

from pmf_analysis.data.sources.archive import part
from pmf_analysis.data.sources.percent import percent_styles
from pmf_analysis.data.sources.sheets import Look, Place, Sheet, check_extent, is_refused

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


def xlsx_sheets(archive: zipfile.ZipFile, look: Look) -> list[Sheet]:
    """The sheets of an `.xlsx` workbook that will be read.

    Raises:
        ValueError: if a sheet reaches too far to be read, or a formula in it refuses the workbook.
    """
    percent = _percent_cell(archive)
    sheets = []
    for name, place in _places(archive).items():
        if look.wanted(name):
            content = part(archive, place)
            _check_extent(name, content, look)
            unreadable = dict(_unreadable(name, content, look))
            sheets.append(Sheet(name, unreadable, frozenset(_percent(content, percent))))
    return sheets


def _places(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name to the part that holds it."""
    book = _xml(archive, "xl/workbook.xml")
    links = _xml(archive, "xl/_rels/workbook.xml.rels")
    targets = {link.get("Id"): link.get("Target", "") for link in links}
    places = {}
    for each in book.iter():
        if each.tag.endswith("}sheet"):
            target = targets.get(next((each.get(key) for key in RELATIONS if each.get(key)), ""), "")
            place = target.lstrip("/") if target.startswith("/") else normpath(join("xl", target))
            places[each.get("name", "")] = place
    return places


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


def _percent(content: bytes, cell: re.Pattern[bytes] | None) -> Iterator[Place]:
    for found in cell.finditer(content) if cell else ():
        if place := REFERENCE.search(found[1]):
            yield int(place[2]) - 1, _column(place[1]) - 1


def _xml(archive: zipfile.ZipFile, name: str) -> Element:
    try:
        return fromstring(part(archive, name))  # `part` has refused what defines entities
    except ParseError as error:
        raise ValueError(f"its part {name} is damaged ({error}); save it again") from None


def _check_extent(name: str, content: bytes, look: Look) -> None:
    rows, letters = 0, set()
    for match in FILLED_CELL.finditer(content):
        letters.add(match[1])
        rows = max(rows, int(match[2]))
    check_extent(name, rows, max(map(_column, letters), default=0), look)


def _unreadable(name: str, content: bytes, look: Look) -> Iterator[tuple[Place, str]]:
    if not ODD_CELL.search(content):
        return
    for cell in CELL.finditer(content):
        if not (text := _odd_text(name, cell, look)):
            continue
        place = REFERENCE.search(cell[1])
        if place is None:
            raise ValueError(f"its sheet {name} holds {text}, which cannot be read")
        yield (int(place[2]) - 1, _column(place[1]) - 1), text


def _odd_text(name: str, cell: re.Match[bytes], look: Look) -> str:
    """What a cell shows that a reader would leave out; "" if it can be read."""
    inside = cell[2] or b""
    result, formula = RESULT.search(inside), FORMULA.search(inside)
    text = (formula[1] or b"").decode("utf-8", "replace") if formula else ""
    if is_refused(name, text, look):
        return f"={unescape(text)}"
    if ERROR.search(cell[1]):
        return unescape(result[1].decode("utf-8", "replace")) if result else "#ERROR"
    if formula and not (result and result[1]) and b't="str"' not in cell[1]:
        return f"={unescape(text)}"
    return ""


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - ord("A") + 1
    return number
