"""Text files as grids: CSV, TSV and JSON."""

import csv
import io
import json
from collections.abc import Iterable
from statistics import median
from typing import Any

from pmf_analysis.data.importing.encodings import decode
from pmf_analysis.data.importing.grid import MOST_COLUMNS, Grid, written
from pmf_analysis.errors import DataError, Fault

DELIMITERS = ",\t;|"
LONGEST_CELL = 1_000_000


def read_delimited(content: bytes, *, file: str, encoding: str = "", delimiter: str = "") -> Grid:
    """A CSV or TSV file as one grid; its row numbers are those that a spreadsheet shows.

    Raises:
        DataError: if it is not text, or a quote is opened and never closed.
    """
    text, name = decode(content, file=file, encoding=encoding)
    csv.field_size_limit(LONGEST_CELL)
    apart = delimiter or _delimiter(text)
    try:
        rows = _not_too_wide(csv.reader(io.StringIO(text, newline=""), delimiter=apart, strict=True), file)
    except csv.Error as error:
        raise DataError(
            "the file cannot be read",
            [Fault(file, f"is not a table of cells apart by {apart!r}: {error}", "is a quote never closed?")],
        ) from None
    notes = [] if name.startswith("utf-8") else [f"{file} was read as {name}"]
    if text and text[-1] not in "\r\n":
        notes.append(f"{file}: the last line has no end; check that the file is whole")
    return Grid(file, "", rows, ragged=True, notes=tuple(notes))


def _not_too_wide(rows: Iterable[list[str]], file: str) -> list[list[str]]:
    """The rows, unless one is wider than any sheet.

    Raises:
        DataError: names the first such row.
    """
    kept = []
    for number, row in enumerate(rows, 1):
        if len(row) > MOST_COLUMNS:
            what = f"has {len(row):,} cells in row {number}; a sheet has at most {MOST_COLUMNS:,} columns"
            raise DataError(
                "the file cannot be read", [Fault(file, what, "keep the columns that are needed")]
            )
        kept.append(row)
    return kept


def read_json(content: bytes, *, file: str, path: str = "") -> Grid:
    """A JSON file as one grid: a list of records, or a list for each column; row 1 holds the names.

    Args:
        content: the file.
        file: its name.
        path: where in the file the records are: `result.records`.

    Raises:
        DataError: if it is not JSON, or holds no such records.
    """
    text, _ = decode(content, file=file)
    try:
        found = json.loads(text)
    except (json.JSONDecodeError, RecursionError) as error:
        raise _not_records(file, f"is not JSON: {str(error) or 'too deep'}") from None
    for step in filter(None, path.split(".")):
        if not isinstance(found, dict) or step not in found:
            raise _not_records(file, f"holds no '{path}'")
        found = found[step]
    return Grid(file, "", _records(found, file, path))


def _records(found: Any, file: str, path: str) -> list[list[str]]:
    if isinstance(found, dict) and found and all(isinstance(each, list) for each in found.values()):
        lengths = {len(each) for each in found.values()}
        if len(lengths) > 1:
            raise _not_records(file, "has columns of different lengths")
        return [
            [str(name) for name in found],
            *([_text(cell) for cell in row] for row in zip(*found.values(), strict=True)),
        ]
    if isinstance(found, list) and found and all(isinstance(each, dict) for each in found):
        names = list(dict.fromkeys(name for record in found for name in record))
        _not_too_wide([names], file)
        return [names, *([_text(record.get(name)) for name in names] for record in found)]
    raise _not_records(file, f"holds no list of records{f' under {path}' if path else ''}")


def _text(value: Any) -> str:
    return json.dumps(value) if isinstance(value, list | dict) else written(value)


def _not_records(file: str, what: str) -> DataError:
    return DataError(
        "the file cannot be read", [Fault(file, what, "the mapping says where records are in file: path")]
    )


def _delimiter(text: str) -> str:
    """The separator that most lines have most of; a comma if none has any."""
    lines = [line for line in text[:100_000].splitlines()[:50] if line.strip()]
    counts = {each: _typical(line.count(each) for line in lines) for each in DELIMITERS}
    return max(DELIMITERS, key=lambda each: counts[each])


def _typical(counts: Iterable[int]) -> float:
    some = [count for count in counts if count]
    return median(some) * len(some) if some else 0.0
