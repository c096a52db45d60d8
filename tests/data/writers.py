"""Write workbooks for tests, quickly and with nothing but the standard library."""

import zipfile
from pathlib import Path
from xml.sax.saxutils import escape

import pandas as pd

ODS_MANIFEST = (
    '<?xml version="1.0" encoding="UTF-8"?><manifest:manifest '
    'xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" '
    'manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/></manifest:manifest>'
)
ODS_HEAD = (
    '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" '
    'xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0">'
    "<office:body><office:spreadsheet>"
)
ODS_TAIL = "</office:spreadsheet></office:body></office:document-content>"


def write_ods(tables: dict[str, pd.DataFrame], path: Path) -> None:
    """An OpenDocument workbook with a sheet for each table, padded with empty cells as LibreOffice pads them."""
    write_ods_content("".join(ods_table(name, frame) for name, frame in tables.items()), path)


def write_ods_content(content: str, path: Path) -> None:
    """An OpenDocument workbook of the tables given as XML."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("META-INF/manifest.xml", ODS_MANIFEST)
        archive.writestr("content.xml", ODS_HEAD + content + ODS_TAIL)


def ods_table(name: str, frame: pd.DataFrame) -> str:
    rows = [list(frame), *frame.astype(object).where(frame.notna(), None).to_numpy().tolist()]
    pad = '<table:table-cell table:number-columns-repeated="16370"/>'
    lines = [f"<table:table-row>{''.join(map(ods_cell, row))}{pad}</table:table-row>" for row in rows]
    below = (
        '<table:table-row table:number-rows-repeated="1048000"><table:table-cell table:number-columns-repeated="16384"/>'
        "</table:table-row>"
    )
    return f'<table:table table:name="{escape(name)}">{"".join(lines)}{below}</table:table>'


def ods_cell(value: object) -> str:
    if value is None:
        return "<table:table-cell/>"
    if isinstance(value, int | float):
        return (
            f'<table:table-cell office:value-type="float" office:value="{value!r}">'
            f"<text:p>{value}</text:p></table:table-cell>"
        )
    return f'<table:table-cell office:value-type="string"><text:p>{escape(str(value))}</text:p></table:table-cell>'
