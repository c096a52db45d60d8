"""Read a commentary form that came back: answers, or what in it does not match what was asked."""

import zipfile
import zlib
from dataclasses import dataclass, field
from datetime import date, datetime
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from pmf_analysis.data.forms.form import ASKED, LAYOUT, Answer, form_id
from pmf_analysis.data.forms.write import (
    ANSWERS,
    FIRST_ROW,
    HEADINGS,
    HEADINGS_ROW,
    KEY_COLUMNS,
    LONGEST_ANSWER,
    SHEET,
)
from pmf_analysis.data.importing.workbook_grids import ANY_SHEET, refused_in_words
from pmf_analysis.data.sources.inside import look_inside
from pmf_analysis.errors import DataError, Fault, UsageError

MOST_ROWS = 5000
BROKEN = (
    ParseError,
    zipfile.BadZipFile,
    zipfile.LargeZipFile,
    zlib.error,
    InvalidFileException,
    LookupError,
    ValueError,
    OSError,
    EOFError,
    RuntimeError,  # and NotImplementedError
    TypeError,
    AttributeError,
)
"""What openpyxl says of a workbook that is a whole archive and yet damaged inside."""
SEND_AGAIN = "fill in the form as it was sent, or ask for a new one with pmf ask"
DATES = ("%d/%m/%Y", "%Y-%m-%d", "%d %B %Y", "%d %b %Y")


@dataclass
class Returned:
    """What one workbook held.

    Attributes:
        file: its name.
        post: who was asked.
        answers: one for each exception that could be read, also where nothing was written.
        faults: what was refused, each with its cell.
    """

    file: str
    post: str = ""
    answers: list[Answer] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read_form(path: Path, *, quarter: str) -> Returned:
    """Read a form.

    A form of another quarter or with a changed structure is refused as a whole; a cell that cannot be taken refuses its row.

    Args:
        path: the workbook.
        quarter: the quarter that was asked about.

    Raises:
        UsageError: if there is no such file.
    """
    returned = Returned(path.name)
    try:
        sheet = _open(path)
    except DataError as error:
        returned.faults += error.faults
        return returned
    returned.post = _text(sheet.cell(3, 1))
    returned.faults += _structure(sheet, path.name, quarter)
    if not returned.faults:
        for row in range(FIRST_ROW, sheet.max_row + 1):
            _read_row(sheet, row, returned)
    return returned


def _open(path: Path) -> Any:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None
    with refused_in_words(path):
        look_inside(path, ANY_SHEET)
    try:
        book = load_workbook(BytesIO(content), data_only=False, keep_links=False)
    except BROKEN as error:
        raise DataError(
            "the form cannot be read", [Fault(path.name, f"is not a whole workbook: {error}", SEND_AGAIN)]
        ) from None
    if SHEET not in book.sheetnames:
        raise DataError("the form cannot be read", [Fault(path.name, f"has no sheet '{SHEET}'", SEND_AGAIN)])
    return book[SHEET]


def _structure(sheet: Any, file: str, quarter: str) -> list[Fault]:
    """Whether it is a form, of this quarter, as it was sent."""
    layout, asked, post, own = (_text(sheet.cell(row, 1)) for row in range(1, 5))
    where = f"{file} sheet {SHEET}"
    if layout != LAYOUT:
        return [Fault(f"{where} cell A1", f"'{layout}' is not '{LAYOUT}'", "is this a commentary form?")]
    if asked != quarter:
        return [
            Fault(
                f"{where} cell A2",
                f"is a form for {asked}, not for {quarter}",
                "collect it with that quarter's settings",
            )
        ]
    faults = [
        Fault(
            f"{where} cell {cell.coordinate}",
            f"the heading reads '{_text(cell)}' and not '{heading}'",
            SEND_AGAIN,
        )
        for cell, heading in zip(sheet[HEADINGS_ROW], HEADINGS, strict=False)
        if _text(cell) != heading
    ]
    if sheet.max_column > len(HEADINGS) or sheet.max_row > MOST_ROWS:
        faults.append(Fault(where, "has more rows or columns than were sent", SEND_AGAIN))
    if faults:
        return faults
    rows = range(FIRST_ROW, sheet.max_row + 1)
    keys = [
        "\x1f".join(_text(sheet.cell(row, column)) for column in range(1, KEY_COLUMNS + 1)) for row in rows
    ]
    if form_id(quarter, post, keys) != own:
        return [
            Fault(
                f"{where} column A",
                "the hidden cells that say what each row is about were changed, or rows were moved, added or taken out",
                SEND_AGAIN,
            )
        ]
    return []


def _read_row(sheet: Any, row: int, returned: Returned) -> None:
    indicator, period, kind = (_text(sheet.cell(row, column)) for column in range(1, KEY_COLUMNS + 1))
    first = len(HEADINGS) - len(ANSWERS) + 1
    cells = {name: sheet.cell(row, first + number) for number, name in enumerate(ANSWERS)}
    faults = [
        Fault(f"{returned.file} sheet {SHEET} cell {cell.coordinate}", wrong, right)
        for name, cell in cells.items()
        for wrong, right in _wrong(name, cell, kind)
    ]
    texts = {name: _text(cell) for name, cell in cells.items() if name != "due"}
    due = _day(cells["due"])
    if not faults and not texts["action"] and (due or texts["expected_effect"]):
        place = f"{returned.file} sheet {SHEET} cell {cells['action'].coordinate}"
        faults.append(Fault(place, "is empty, but a day or an effect is given", "say what will be done"))
    if faults:
        returned.faults += faults
        return
    place = f"{returned.file} sheet {SHEET} row {row}"
    returned.answers.append(Answer(indicator, period, kind, place, due=due, **texts))


def _wrong(name: str, cell: Any, kind: str) -> list[tuple[str, str]]:
    """What is wrong with an answer, and what would be right."""
    if cell.value is None or _text(cell) == "":
        return []
    if cell.data_type in ("f", "e"):
        return [(f"holds a formula ({str(cell.value)[:60]})", "write the text or the day itself")]
    if name not in ASKED[kind]:
        return [("holds something, and nothing is asked there", "write it in the explanation")]
    if name == "due":
        return [] if _day(cell) else [(f"'{_text(cell)}' is not a day", "write it as 31/03/2026")]
    if len(_text(cell)) > LONGEST_ANSWER:
        return [(f"has {len(_text(cell)):,} characters", f"keep to {LONGEST_ANSWER:,}")]
    return []


def _text(cell: Any) -> str:
    if cell.value is None:
        return ""
    if isinstance(cell.value, datetime):
        return cell.value.date().isoformat()
    return " ".join(str(cell.value).replace("_x000D_", " ").split())


def _day(cell: Any) -> date | None:
    if isinstance(cell.value, datetime):
        return cell.value.date()
    if isinstance(cell.value, date):
        return cell.value
    for style in DATES:
        try:
            return datetime.strptime(_text(cell), style).date()
        except ValueError:
            continue
    return None
