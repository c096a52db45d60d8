"""Write a commentary form as a workbook in which only the answers can be changed."""

import math
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from openpyxl import Workbook
from openpyxl.styles import Alignment, Border, Font, PatternFill, Protection, Side
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.protection import SheetProtection

from pmf_analysis.data.forms.form import LAYOUT, Form, Question
from pmf_analysis.errors import UsageError

SHEET = "Commentary"
HEADINGS_ROW, FIRST_ROW = 6, 7
KEY_COLUMNS = 3
EVIDENCE = (
    "Indicator",
    "Result",
    "Target",
    "Rating and direction",
    "Forecast",
    "Why it is here",
    "Promised last time",
)
ANSWERS = {
    "explanation": "Explanation: why is it so?",
    "action": "Action: what will be done?",
    "due": "Due (day by which it is done)",
    "expected_effect": "Expected effect: what will the result be?",
}
HEADINGS = ("indicator", "period", "kind", *EVIDENCE, *ANSWERS.values())
WIDTHS = (0, 0, 0, 30, 22, 16, 26, 40, 46, 40, 50, 50, 16, 40)
LONGEST_ANSWER = 2000
POINTS_A_LINE, FEWEST_LINES, MOST_LINES = (
    15,
    5,
    26,
)  # a sheet's row may be 409 points high; an answer wants some room
A3 = 8
LAST_ANSWER = date(2199, 12, 31)
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
THIN = Side(style="thin", color="999999")
FRAME = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
HEAD = PatternFill("solid", fgColor="1F3B57")
ASKED_FILL, NOT_ASKED_FILL = PatternFill("solid", fgColor="FFF8DC"), PatternFill("solid", fgColor="E6E6E6")


def write_form(form: Form, path: Path) -> None:
    """Write a form.

    Raises:
        UsageError: if the file cannot be written.
    """
    book = Workbook()
    sheet = book.active
    sheet.title = SHEET
    _write_top(sheet, form)
    for row, question in enumerate(form.questions, FIRST_ROW):
        _write_question(sheet, row, question)
    _validate(sheet, len(form.questions))
    _lay_out(sheet)
    sheet.protection = SheetProtection(sheet=True, formatColumns=False, formatRows=False, formatCells=False)
    book.security.lockStructure = True
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        book.save(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None
    finally:
        book.close()


def write_text(cell: Any, text: str) -> None:
    """Write a text as a text, also where it begins like a formula."""
    cell.value = "".join(character for character in text if character.isprintable() or character == "\n")
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        cell.quotePrefix = True


def _write_top(sheet: Any, form: Form) -> None:
    for row, text in enumerate((LAYOUT, form.quarter, form.post, form.form_id), 1):
        write_text(sheet.cell(row, 1), text)
    titles = (
        f"{form.council}: commentary for {form.quarter}",
        f"Asked of: {form.post}",
        "Please fill in the yellow cells, save, and send the workbook back. Grey cells are not asked for.",
        "Explain what is behind the result; say what will be done, by when, and what result that should bring. Write posts, not names of people.",
    )
    for row, text in enumerate(titles, 1):
        cell = sheet.cell(row, KEY_COLUMNS + 1)
        write_text(cell, text)
        cell.font = Font(bold=row == 1, size=14 if row == 1 else 11)
    for column, text in enumerate(HEADINGS, 1):
        cell = sheet.cell(HEADINGS_ROW, column)
        write_text(cell, text)
        cell.font, cell.fill, cell.border = Font(bold=True, color="FFFFFF"), HEAD, FRAME
        cell.alignment = Alignment(wrap_text=True, vertical="top")


def _write_question(sheet: Any, row: int, question: Question) -> None:
    texts = (
        question.indicator_id,
        question.period,
        question.kind,
        *(question.evidence.get(name, "") for name in EVIDENCE),
    )
    for column, text in enumerate(texts, 1):
        write_text(sheet.cell(row, column), text)
    sheet.row_dimensions[row].height = POINTS_A_LINE * min(max(_lines(texts), FEWEST_LINES), MOST_LINES)
    for column, answer in enumerate(ANSWERS, len(texts) + 1):
        asked = answer in question.asked
        cell = sheet.cell(row, column)
        cell.protection = Protection(locked=not asked)
        cell.fill = ASKED_FILL if asked else NOT_ASKED_FILL
        cell.number_format = "dd/mm/yyyy" if answer == "due" else "@"
    for column in range(KEY_COLUMNS + 1, len(HEADINGS) + 1):
        sheet.cell(row, column).alignment = Alignment(wrap_text=True, vertical="top")
        sheet.cell(row, column).border = FRAME


def _lines(texts: Sequence[str]) -> int:
    """How many lines the longest text of a row takes in its column: no program fits a row to its text before somebody edits it."""
    return max(
        sum(math.ceil(max(len(line), 1) / width) for line in text.split("\n"))
        for text, width in zip(texts, WIDTHS, strict=False)
        if width
    )


def _validate(sheet: Any, count: int) -> None:
    """Dates where a date is asked, texts that are not endless elsewhere."""
    last = FIRST_ROW + count - 1
    due = DataValidation(
        type="date",
        operator="between",
        formula1="DATE(2020,1,1)",
        formula2="DATE(2199,12,31)",
        allow_blank=True,
    )
    text = DataValidation(
        type="textLength", operator="lessThanOrEqual", formula1=str(LONGEST_ANSWER), allow_blank=True
    )
    due.error, due.errorTitle = "Write a day, such as 31/03/2026.", "Not a date"
    text.error, text.errorTitle = f"Please keep to {LONGEST_ANSWER} characters.", "Too long"
    for number, answer in enumerate(ANSWERS):
        letter = sheet.cell(1, KEY_COLUMNS + len(EVIDENCE) + number + 1).column_letter
        (due if answer == "due" else text).add(f"{letter}{FIRST_ROW}:{letter}{last}")
    sheet.add_data_validation(due)
    sheet.add_data_validation(text)


def _lay_out(sheet: Any) -> None:
    for column, width in enumerate(WIDTHS, 1):
        dimension = sheet.column_dimensions[sheet.cell(1, column).column_letter]
        dimension.hidden, dimension.width = width == 0, width or 2
    sheet.freeze_panes = sheet.cell(FIRST_ROW, KEY_COLUMNS + 2)
    sheet.row_dimensions[HEADINGS_ROW].height = 2 * POINTS_A_LINE
    sheet.page_setup.paperSize = A3
    sheet.page_setup.orientation, sheet.page_setup.fitToHeight = "landscape", 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.print_title_rows = f"{HEADINGS_ROW}:{HEADINGS_ROW}"
