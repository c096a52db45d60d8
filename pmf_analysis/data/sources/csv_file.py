"""Read a CSV file strictly: a row that does not fit its headings is told, never shifted, cut or joined with the next one.

Arrow does the reading; it forgives what RFC 4180 does not allow (a quotation mark that is never closed, text after a closed one),
and forgiving means guessing which cell a number belongs to, so such files are refused before it sees them.
"""

import csv
import io
import re
from pathlib import Path

import numpy as np
import pyarrow as pa
from pyarrow import csv as arrow_csv

from pmf_analysis.data.sources.cells import arrow_column
from pmf_analysis.data.sources.quotes import has_quoted_line_ends, line_of
from pmf_analysis.data.sources.raw import DECLARED, BrokenRow, RawTable, check_headings, raw_table

LONGEST_HEADING_LINE = 1 << 16
LONGEST_SHOWN = 200
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
UTF16_MARKS = (b"\xff\xfe", b"\xfe\xff")
AS_UTF8 = "save the file as CSV UTF-8"


def read_csv(name: str, path: Path) -> RawTable:
    """Read the declared columns of a CSV file in UTF-8.

    Raises:
        ValueError: if the file is not text, not separated by commas, or quoted so that its cells cannot be told apart.
    """
    data = path.read_bytes()
    return parse_csv(name, path.name, data)


def parse_csv(name: str, source: str, data: bytes) -> RawTable:
    """The same, for the content of a file."""
    data = _checked(data)
    over_lines = has_quoted_line_ends(data) if b'"' in data else False
    raw_headings = _headings(data, name)
    headings = check_headings(raw_headings)
    wanted = {
        heading: raw for heading, raw in zip(headings, raw_headings, strict=True) if heading in DECLARED[name]
    }
    if not wanted:
        return raw_table(name, source, {}, headings=headings, rows=np.arange(0))
    table, broken = _cells(data, list(wanted.values()), over_lines=over_lines)
    columns = {heading: arrow_column(table.column(raw)) for heading, raw in wanted.items()}
    numbers = np.arange(2, table.num_rows + len(broken) + 2)
    rows = np.setdiff1d(numbers, [each.row for each in broken], assume_unique=True)
    written = [each for each in broken if each.text.strip(' ,"')]
    return raw_table(name, source, columns, headings=headings, rows=rows, broken=written)


def _checked(data: bytes) -> bytes:
    if data.startswith(UTF16_MARKS):
        raise ValueError(f"it is UTF-16 text; {AS_UTF8}")
    data = data.removeprefix(BYTE_ORDER_MARK)
    if not data or data.isspace():
        raise ValueError("it is empty")
    if (place := data.find(b"\0")) >= 0:
        raise ValueError(f"line {line_of(data, place)} holds a NUL byte, which no text has; {AS_UTF8}")
    _check_utf8(data)
    return data if data.endswith((b"\n", b"\r")) else data + b"\n"


def _headings(data: bytes, name: str) -> list[str]:
    start = data[:LONGEST_HEADING_LINE]
    if len(data) > len(start) and not re.search(rb"[\r\n]", start):
        count = re.match(rb"[^\r\n]*", data)
        columns = count.group().count(b",") + 1 if count else 0
        raise ValueError(
            f"its first line has {columns:,} columns and is far too long; the first line should hold the headings"
        )
    headings = next(csv.reader(io.StringIO(start.decode("utf-8", "ignore"), newline="")))
    if not any(heading.strip() for heading in headings):
        raise ValueError("its first line is empty; it should hold the headings")
    for separator, words in ((";", "semicolons"), ("\t", "tabs"), ("|", "bars")):
        found = {each.strip(' "') for each in separator.join(headings).split(separator)}
        if not set(DECLARED[name]) & set(headings) and len(set(DECLARED[name]) & found) > 1:
            raise ValueError(f"its cells are separated by {words}; save it with commas (CSV UTF-8)")
    return headings


def _check_utf8(data: bytes) -> None:
    """Arrow checks the bytes in place; decoding them would hold a large file twice."""
    ends = np.array([0, len(data)], dtype="int64")
    whole = pa.Array.from_buffers(pa.large_string(), 1, [None, pa.py_buffer(ends), pa.py_buffer(data)])
    try:
        whole.validate(full=True)
    except pa.ArrowInvalid:
        _say_where(data)


def _say_where(data: bytes) -> None:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        where = f"line {line_of(data, error.start)}, byte 0x{data[error.start]:02x}"
        raise ValueError(f"{where} is not UTF-8 text; {AS_UTF8}") from None


def _cells(data: bytes, wanted: list[str], *, over_lines: bool) -> tuple[pa.Table, list[BrokenRow]]:
    table, broken = _arrow_cells(data, wanted, over_lines=over_lines, threads=True)
    if broken:  # Arrow knows the numbers of rows only when it reads them one after another
        table, broken = _arrow_cells(data, wanted, over_lines=over_lines, threads=False)
    return table, broken


def _arrow_cells(
    data: bytes, wanted: list[str], *, over_lines: bool, threads: bool
) -> tuple[pa.Table, list[BrokenRow]]:
    broken: list[BrokenRow] = []

    def note(row: arrow_csv.InvalidRow) -> str:
        reason = f"has {row.actual_columns} cells where the headings have {row.expected_columns}"
        broken.append(BrokenRow(row.number or 0, row.text[:LONGEST_SHOWN], reason))
        return "skip"

    table = arrow_csv.read_csv(
        pa.BufferReader(data),
        read_options=arrow_csv.ReadOptions(use_threads=threads),
        parse_options=arrow_csv.ParseOptions(
            newlines_in_values=over_lines, ignore_empty_lines=False, invalid_row_handler=note
        ),
        convert_options=arrow_csv.ConvertOptions(
            include_columns=wanted,
            column_types=dict.fromkeys(wanted, pa.dictionary(pa.int32(), pa.string())),
            null_values=[],
            strings_can_be_null=False,
        ),
    )
    return table, broken
