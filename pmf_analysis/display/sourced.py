"""Rows of results whose numbers carry their receipts: a number taken out of a row knows its cell."""

import math
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Any

import pandas as pd

from pmf_analysis.analysis.table_keys import FACTS, SENTENCES, TABLE_KEYS
from pmf_analysis.framework.numbers import MINUS
from pmf_analysis.framework.printed import find_numbers
from pmf_analysis.framework.receipts import MARK, Cell, Counted, Sourced, counted, derived, mark, origin_of

UNPRINTED = {
    "period_ordinal",
    "season",
    "source_row",
    "decimals",
    "lag_days",
}  # they steer; nobody reads them


class Record(dict[str, Any]):
    """A row of a table of results; numbers and our own sentences are given with their receipts.

    Attributes:
        table: the table's name; each table has a class of its own (`row_type`), since its rows are many.
    """

    table: str

    def __getitem__(self, column: str) -> Any:
        return self._sourced(column, super().__getitem__(column))

    def get(self, column: str, default: Any = None) -> Any:
        """The value of a column, or another where there is none."""
        return self._sourced(column, super().get(column, default))

    def cell(self, column: str = "", part: str = "") -> Cell:
        """One of its cells; or the row as a whole."""
        key = (key_text(dict.get(self, name)) for name in TABLE_KEYS[self.table])
        return Cell(self.table, tuple(key), column, part)

    @cached_property
    def _name(self) -> str:
        """How receipts name the row; worked out once for all of its numbers."""
        return str(self.cell())

    def _sourced(self, column: str, value: Any) -> Any:
        if isinstance(value, float):
            known = math.isfinite(value) and column not in UNPRINTED
            return Sourced(value, f"{self._name}.{column}") if known else value
        if isinstance(value, int) and not isinstance(value, bool) and column not in UNPRINTED:
            return Counted(value, f"{self._name}.{column}")
        if isinstance(value, str) and value:
            if column in SENTENCES.get(self.table, ()):
                return marked_sentence(value, self.cell(column))
            if FACTS.get(self.table) == column:
                return Facts(value, self.cell(column))
        return value


@lru_cache(maxsize=len(TABLE_KEYS))
def row_type(table: str) -> type[Record]:
    """The class of a table's rows, which is made like a dictionary."""
    return type(Record.__name__, (Record,), {"table": table})


class Facts(str):
    """The text of some facts, `gap=2.1;target=95`, that knows its cell."""

    cell: Cell

    def __new__(cls, text: str, cell: Cell) -> "Facts":
        """The text with its cell."""
        made = super().__new__(cls, text)
        made.cell = cell
        return made


def marked_sentence(text: str, cell: Cell) -> str:
    """A sentence of the results whose numbers carry receipts: that they stand in it, and at which place."""
    parts, end = [], 0
    for place, found in enumerate(find_numbers(text)):
        parts += [text[end : found.end()], mark("w", place, str(cell))]
        end = found.end()
    return "".join([*parts, text[end:]])


def bare(row: Mapping[str, Any], column: str) -> float:
    """A number of a row that is only compared and never printed: without its receipt; NaN for whatever is missing."""
    value = dict.get(row, column) if isinstance(row, dict) else row.get(column)
    return math.nan if value is None or value is pd.NA or value == "" else float(value)


def as_float(value: Any) -> float:
    """A number as a float that has kept its origin."""
    if isinstance(value, Sourced):
        return value
    origin = origin_of(value)
    return Sourced(value, origin) if origin else float(value)


def tally(rows: Iterable[Any]) -> Counted | int:
    """How many rows there are, as a number that names each of them; plain where they are not rows of results.

    Args:
        rows: rows of `records`, or dossiers.
    """
    found = [getattr(each, "assessment", each) for each in rows]
    known = all(isinstance(each, Record) for each in found)
    return counted([each.cell() for each in found]) if known else len(found)


def stated(text: str, rule: str, rows: Iterable[Any] | None = None) -> str:
    """A sentence whose numbers a rule worked out: each without a receipt gets one that names the rule and the rows that it looked at.

    Args:
        text: the sentence; numbers in it that have receipts keep them.
        rule: what made its numbers, in a few words.
        rows: rows of `records`, or dossiers; None for a rule that looks at no row, such as the days between two dates.
    """
    found = [getattr(each, "assessment", each) for each in rows or ()]
    cells = [each.cell() for each in found if isinstance(each, Record)]
    if rows is not None and not cells:
        return text
    parts, end = [], 0
    for number in find_numbers(text):
        parts.append(text[end : number.end()])
        end = number.end()
        if text[end : end + 1] and MARK.match(text, end):
            continue
        places = len(number[0].partition(".")[2])
        parts.append(mark(_kind(number[0]), places, derived(_value(number[0]), rule, cells).origin))
    return "".join([*parts, text[end:]])


def _kind(written: str) -> str:
    return "c" if written.startswith("+") else "n"


def _value(written: str) -> float:
    return float(written.replace(",", "").replace("£", "").replace(MINUS, "-"))


def as_whole(value: Any) -> int:
    """A whole number that has kept its origin."""
    origin = origin_of(value)
    return Counted(int(value), origin) if origin else int(value)


def key_text(value: Any) -> str:
    """A key as receipts and CSV files write it."""
    if value is None or value is pd.NA or value is pd.NaT or (isinstance(value, float) and math.isnan(value)):
        return ""
    return value.isoformat()[:10] if isinstance(value, date) else str(value)
