"""Small workbooks made for a test: .xlsx with merged cells and formats, .ods written by hand."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

from openpyxl import Workbook  # type: ignore[import-untyped]
from openpyxl.utils import range_boundaries  # type: ignore[import-untyped]

from ..writers import ODS_MANIFEST

NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def write_xlsx(
    path: Path,
    sheets: dict[str, list[list[object]]],
    *,
    merged: dict[str, list[str]] | None = None,
    formats: dict[str, dict[str, str]] | None = None,
) -> Path:
    """A workbook: rows from A1; merged ranges and number formats by sheet."""
    book = Workbook()
    book.remove(book.active)
    for name, rows in sheets.items():
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(row)
        for cells in (merged or {}).get(name, []):
            sheet.merge_cells(cells)
        for cell, style in (formats or {}).get(name, {}).items():
            sheet[cell].number_format = style
    book.save(path)
    book.close()
    return path


def write_ods(
    path: Path, sheets: dict[str, list[list[object]]], *, merged: dict[str, list[str]] | None = None
) -> Path:
    """An OpenDocument spreadsheet: a float is a number, ("%", 0.5) a percentage, None an empty cell; merged ranges by sheet."""
    tables = "".join(
        f'<table:table table:name="{escape(name)}">{_rows(rows, (merged or {}).get(name, []))}</table:table>'
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {NAMES}><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        archive.writestr("content.xml", content)
    return path


def _rows(rows: list[list[object]], merged: list[str]) -> str:
    spans = {
        (box[1] - 1, box[0] - 1): (box[2] - box[0] + 1, box[3] - box[1] + 1)
        for box in map(range_boundaries, merged)
    }
    return "".join(
        f"<table:table-row>{''.join(_cell(value, spans.get((top, left))) for left, value in enumerate(cells))}</table:table-row>"
        for top, cells in enumerate(rows)
    )


def _cell(value: object, spans: tuple[int, int] | None = None) -> str:
    across = (
        ""
        if spans is None
        else f' table:number-columns-spanned="{spans[0]}" table:number-rows-spanned="{spans[1]}"'
    )
    if value is None:
        return f"<table:table-cell{across}/>"
    if isinstance(value, tuple):
        return f'<table:table-cell{across} office:value-type="percentage" office:value="{value[1]}"><text:p>{value[1]:.1%}</text:p></table:table-cell>'
    if isinstance(value, int | float):
        return f'<table:table-cell{across} office:value-type="float" office:value="{value}"><text:p>{value}</text:p></table:table-cell>'
    return f'<table:table-cell{across} office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
