"""How a value is written, in the results' CSV files and in the record alike, and how it is read back."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.data.record.tables import DTYPES, RecordTable

Row = tuple[str, ...]


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


def frame_of(rows: Sequence[Row], columns: Mapping[str, str]) -> pd.DataFrame:
    """The frame of rows that were written: the inverse of `written_rows`.

    Args:
        rows: cells in the order of the columns.
        columns: each column and what it holds, as in `RecordTable`.
    """
    cells = zip(*rows, strict=True) if rows else ([] for _ in columns)
    return pd.DataFrame(
        {name: _read(list(column), kind) for (name, kind), column in zip(columns.items(), cells, strict=True)}
    )


def _read(cells: list[str], kind: str) -> "pd.Series[Any]":
    if kind == "number":
        return pd.Series([float(cell) if cell else np.nan for cell in cells], dtype="float64")
    if kind == "whole":
        return pd.Series([int(cell) if cell else None for cell in cells], dtype="Int64")
    if kind == "flag":
        return pd.Series([cell == "true" if cell else None for cell in cells], dtype="boolean")
    if kind == "day":
        days = np.array([cell or "NaT" for cell in cells], dtype="datetime64[ms]")
        return pd.Series(days, dtype=DTYPES[kind])
    return pd.Series(cells, dtype="str")


def _not_finite(value: float) -> str:
    return "" if np.isnan(value) else ("inf" if value > 0 else "-inf")
