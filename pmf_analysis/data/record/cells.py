"""How a value is written, in the results' CSV files and in the record alike, and how it is read back."""

import csv
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.data.record.tables import DTYPES, RecordTable

Row = tuple[str, ...]
END = "\r\n"


def write_cell(value: Any) -> str:
    """A value as a program would read it back: the shortest digits that give the same number, never an exponent.

    >>> [write_cell(value) for value in (0.1, 12.0, 1e-7, 1e20, float("nan"), None, True, "a, b")]
    ['0.1', '12', '0.0000001', '100000000000000000000', '', '', 'true', 'a, b']
    """
    if value is None or value is pd.NaT or value is pd.NA:
        return ""
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, float | np.floating):
        return (
            np.format_float_positional(value, trim="-") if np.isfinite(value) else _not_finite(float(value))
        )
    if isinstance(value, date):
        return value.isoformat()[:10]
    return str(value)


def written_rows(frame: pd.DataFrame, table: RecordTable) -> list[Row]:
    """A frame's rows as they are written, in the table's columns; a column that the frame lacks is blank."""
    blank = [""] * len(frame)
    columns = [
        [write_cell(value) for value in frame[name].tolist()] if name in frame else blank
        for name in table.columns
    ]
    return list(zip(*columns, strict=True))


def chosen_rows(headings: Sequence[str], rows: Sequence[Sequence[str]], table: RecordTable) -> list[Row]:
    """Rows that are written already, in the table's columns; a column that they lack is blank."""
    places = [headings.index(name) if name in headings else -1 for name in table.columns]
    return [tuple(row[place] if place >= 0 else "" for place in places) for row in rows]


def to_lines(rows: Iterable[Row]) -> list[str]:
    """Each row as a line of a CSV file, without the end of the line: how the record keeps it.

    >>> to_lines([("A1", "", "7,5"), ("B2", "x", "")])
    ['A1,,"7,5"', 'B2,x,']
    """
    lines = _Lines()
    csv.writer(lines, lineterminator=END).writerows(rows)  # cells that hold either sign of it are quoted
    return lines.written


def frame_of(lines: Sequence[str], columns: Mapping[str, str]) -> pd.DataFrame:
    """The frame of rows that were written: the inverse of `to_lines(written_rows(...))`.

    Args:
        lines: one for each row.
        columns: each column and what it holds, as in `RecordTable`, in the order of the cells.

    Raises:
        ValueError: if a line is not one that `to_lines` writes for these columns.
    """
    import pyarrow as pa
    from pyarrow import csv as arrow

    if not lines:
        return pd.DataFrame({name: pd.Series(dtype=DTYPES[kind]) for name, kind in columns.items()})
    kinds = {
        "text": pa.string(),
        "number": pa.float64(),
        "whole": pa.int64(),
        "flag": pa.bool_(),
        "day": pa.timestamp("ms"),
    }
    text = "\n".join([*lines, ""]).encode()
    table = arrow.read_csv(
        pa.py_buffer(text),
        read_options=arrow.ReadOptions(
            column_names=list(columns), use_threads=False, block_size=len(text) + 1
        ),
        parse_options=arrow.ParseOptions(newlines_in_values=True),
        convert_options=arrow.ConvertOptions(
            column_types={name: kinds[kind] for name, kind in columns.items()},
            null_values=[""],
            true_values=["true"],
            false_values=["false"],
            strings_can_be_null=False,
        ),
    )
    whole = {
        pa.int64(): pd.Int64Dtype(),
        pa.bool_(): pd.BooleanDtype(),
        pa.string(): pd.StringDtype(na_value=np.nan),
    }
    return table.to_pandas(types_mapper=whole.get)


class _Lines:
    """What `csv.writer` takes for a file: keeps each row that it writes."""

    def __init__(self) -> None:
        self.written: list[str] = []

    def write(self, line: str) -> None:
        """Keep a line."""
        self.written.append(line.removesuffix(END))


def _not_finite(value: float) -> str:
    return "" if np.isnan(value) else ("inf" if value > 0 else "-inf")
