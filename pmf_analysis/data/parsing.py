"""From text cells to typed columns, setting aside each row that cannot be read, with the reason."""

from collections.abc import Callable
from functools import cache
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.data.sources.cells import column_of
from pmf_analysis.data.sources.raw import RawTable
from pmf_analysis.data.tables import QUARANTINE_COLUMNS, STATUS_CODES, WITHOUT_VALUE, Column, Kind, Table

SIGNIFICANT_DIGITS = 15  # what a spreadsheet keeps of a number (docs/decisions/0023)
TRUE_WORDS, FALSE_WORDS = ("yes", "true", "1"), ("no", "false", "0", "")


@cache
def empty_frame(table: Table) -> pd.DataFrame:
    """A table without rows, with the types that its columns have while they are checked."""
    columns: dict[str, object] = {"source_row": pd.Series(dtype="int64")}
    for column in table.columns:
        columns[column.name] = _typed(column_of([]), column)[0]
    return pd.DataFrame(columns)


def parse_table(raw: RawTable, table: Table) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Read every declared column of a table by its kind; columns that are not there are empty.

    Each different text is read once, however many cells hold it. Periods stay text here: reading them needs the indicator's
    frequency. Columns of text are categoricals until `plain` turns them into text.

    Returns:
        The typed rows that could be read, and the quarantine: one row for each fault, with source row, column, value and reason.
    """
    cells = raw.cells
    typed: dict[str, object] = {"source_row": cells["source_row"]}
    faults = [_broken(raw)]
    for column in table.columns:
        if column.name not in cells:
            typed[column.name] = _blank(column).take(np.zeros(len(cells), dtype="int8"))
            continue
        typed[column.name], wrong = _typed(cells[column.name].array, column)
        faults += [quarantine(raw, cells[rows], column.name, reason) for rows, reason in wrong]
    found = pd.concat([nothing_set_aside(), *faults], ignore_index=True)
    frame = pd.DataFrame(typed)
    if found.empty:
        return frame, found
    return frame[~frame["source_row"].isin(found["source_row"])].reset_index(drop=True), found


def plain(frame: pd.DataFrame) -> pd.DataFrame:
    """The same frame with its categoricals as text."""
    return pd.DataFrame(
        {
            name: column.astype("str") if isinstance(column.dtype, pd.CategoricalDtype) else column
            for name, column in frame.items()
        }
    )


def _typed(text: pd.Categorical, column: Column) -> tuple[object, list[tuple[np.ndarray, str]]]:
    """The column as its kind has it, and which rows are wrong, with the reason."""
    different = pd.Series(text.categories, dtype="str").str.strip()
    read, bad = READERS[column.kind](different, column)
    empty = (different == "").to_numpy() & column.filled
    wrong = ((empty, "is empty; every row needs it"), (bad.to_numpy() & ~empty, _reason(column)))
    placed = [(rows[text.codes], reason) for rows, reason in wrong if rows.any()]
    return _placed(read, text.codes), [(rows, reason) for rows, reason in placed if rows.any()]


def _placed(read: pd.Series, codes: np.ndarray) -> object:
    if not isinstance(read.dtype, pd.StringDtype):
        return read.take(codes).array
    places, unique = pd.factorize(read)
    return pd.Categorical.from_codes(places[codes], categories=pd.Index(unique, dtype="str"))


@cache
def _blank(column: Column) -> Any:
    """One empty cell of a column."""
    return _typed(column_of([""]), column)[0]


def _broken(raw: RawTable) -> pd.DataFrame:
    """Rows that could not be cut into columns."""
    if not raw.broken:
        return nothing_set_aside()
    return pd.DataFrame(
        [(raw.name, raw.source, each.row, "", "(whole row)", each.text, each.reason) for each in raw.broken],
        columns=list(QUARANTINE_COLUMNS),
    )


@cache
def nothing_set_aside() -> pd.DataFrame:
    """A quarantine without rows."""
    return pd.DataFrame(
        {name: pd.Series(dtype="int64" if name == "source_row" else "str") for name in QUARANTINE_COLUMNS}
    )


def quarantine(raw: RawTable, rows: pd.DataFrame, column: str, reason: str) -> pd.DataFrame:
    """Rows that are set aside, as the quarantine lists them."""
    blank = pd.Series("", index=rows.index, dtype="str")
    return pd.DataFrame(
        {
            "table": pd.Series(raw.name, index=rows.index, dtype="str"),
            "source": pd.Series(raw.source, index=rows.index, dtype="str"),
            "source_row": rows["source_row"],
            "indicator_id": rows.get("indicator_id", blank).astype("str"),
            "column": pd.Series(column, index=rows.index, dtype="str"),
            "value": rows.get(column, blank).astype("str"),
            "reason": pd.Series(reason, index=rows.index, dtype="str"),
        },
        columns=list(QUARANTINE_COLUMNS),
    )


def _reason(column: Column) -> str:
    return {
        Kind.NUMBER: "is not a number; write plain digits such as 1204 or 34.9, and put markers such as c or x in the status column",
        Kind.WHOLE: "is not a whole number; write plain digits such as 120",
        Kind.FLAG: "is neither yes nor no",
        Kind.DATE: "is not a date; write it as 2026-05-14",
        Kind.STATUS: f"is not a known status; the codes are {', '.join(STATUS_CODES)}, several apart by spaces",
        Kind.CODE: f"is not known; it should be one of {', '.join(column.codes)}",
    }.get(column.kind, "cannot be read")


def _read_text(text: pd.Series, _: Column) -> tuple[pd.Series, pd.Series]:
    return text, pd.Series(False, index=text.index)


def _read_number(text: pd.Series, _: Column) -> tuple[pd.Series, pd.Series]:
    plain = text.where(text.str.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?"), "")
    numbers = pd.to_numeric(plain, errors="coerce").astype("float64")
    infinite = np.isinf(numbers)
    longer = (text.str.len() > SIGNIFICANT_DIGITS).to_numpy() & numbers.notna().to_numpy() & ~infinite
    numbers[longer] = [float(f"{number:.{SIGNIFICANT_DIGITS}g}") for number in numbers[longer]]
    return numbers.mask(infinite), (text != "") & (numbers.isna() | infinite)


def _read_whole(text: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    numbers, bad = _read_number(text, column)
    fraction = numbers.notna() & (numbers % 1 != 0)
    return numbers.mask(fraction).fillna(0).astype("int64"), bad | fraction


def _read_code(text: pd.Series, column: Column) -> tuple[pd.Series, pd.Series]:
    spelt = {code.lower(): code for code in column.codes}
    codes = text.str.lower().map(spelt).astype("str").fillna("")
    return codes, (text != "") & (codes == "")


def _read_flag(text: pd.Series, _: Column) -> tuple[pd.Series, pd.Series]:
    lower = text.str.lower()
    return lower.isin(TRUE_WORDS), ~lower.isin((*TRUE_WORDS, *FALSE_WORDS))


def _read_date(text: pd.Series, _: Column) -> tuple[pd.Series, pd.Series]:
    dates = pd.to_datetime(text.where(text != "", None), format="%Y-%m-%d", errors="coerce")
    return dates, (text != "") & dates.isna()


def _read_status(text: pd.Series, _: Column) -> tuple[pd.Series, pd.Series]:
    read = {written: _status(written) for written in text.unique()}
    status = text.map({written: known or "" for written, known in read.items()}).astype("str")
    return status, text.map({written: known is None for written, known in read.items()}).astype("bool")


def _status(written: str) -> str | None:
    """Codes in the order in which `STATUS_CODES` lists them, apart by spaces; None if one is unknown."""
    codes = written.lower().replace(",", " ").split()
    if not set(codes) <= set(STATUS_CODES):
        return None
    return " ".join(code for code in STATUS_CODES if code in codes)


def without_value(status: pd.Series) -> pd.Series:
    """Whether a status says that there is no value on purpose."""
    return status.map(
        {each: bool(set(each.split()) & set(WITHOUT_VALUE)) for each in status.unique()}
    ).astype("bool")


READERS: dict[Kind, Callable[[pd.Series, Column], tuple[pd.Series, pd.Series]]] = {
    Kind.TEXT: _read_text,
    Kind.PERIOD: _read_text,
    Kind.NUMBER: _read_number,
    Kind.WHOLE: _read_whole,
    Kind.CODE: _read_code,
    Kind.FLAG: _read_flag,
    Kind.DATE: _read_date,
    Kind.STATUS: _read_status,
}
