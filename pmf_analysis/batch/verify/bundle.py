"""The results that lie beside the pages, looked up by cell."""

import csv
import io
import math
from collections.abc import Mapping
from functools import cached_property

from pmf_analysis.analysis.table_keys import FACTS, TABLE_KEYS
from pmf_analysis.batch.verify.files import Files
from pmf_analysis.framework.numbers import write_again
from pmf_analysis.framework.printed import find_numbers
from pmf_analysis.framework.receipts import Cell, evaluate

Key = tuple[str, ...]
Row = Mapping[str, str]
RESULTS = "results"


class Bundle:
    """The tables of results of one folder.

    Args:
        files: the folder's files.
    """

    def __init__(self, files: Files) -> None:
        self._files = files
        self._tables: dict[str, dict[Key, Row]] = {}
        self._printed: dict[tuple[str, int, str], str] = {}

    def table(self, name: str) -> Mapping[Key, Row]:
        """A table's rows by their keys; empty where there is no such table."""
        if name not in self._tables:
            self._tables[name] = self._read(name)
        return self._tables[name]

    def row(self, cell: Cell) -> Row:
        """The row of a cell.

        Raises:
            KeyError: if the results hold no such row.
        """
        return self.table(cell.table)[cell.key]

    def text(self, cell: Cell) -> str:
        """What a cell holds; of a cell of facts, one of them.

        Raises:
            KeyError: if the results hold no such cell.
        """
        text = self.row(cell)[cell.column]
        if cell.part and FACTS.get(cell.table) == cell.column:
            return dict(pair.partition("=")[::2] for pair in text.split(";"))[cell.part]
        return text

    def value(self, cell: Cell) -> float:
        """The number in a cell; NaN for an empty one; of a row as a whole, 1.

        Raises:
            KeyError: if the results hold no such cell.
            ValueError: if the cell holds no number.
        """
        if not cell.column:
            return float(bool(self.row(cell)))
        text = self.text(cell)
        return float(text) if text else math.nan

    def printed(self, kind: str, decimals: int, origin: str) -> str:
        """The digits that a number with this receipt must have on a page.

        Raises:
            KeyError: if the results lack a cell that it names.
            ValueError: if a cell holds no number, or the receipt is none.
        """
        known = (kind, decimals, origin)
        if known not in self._printed:
            self._printed[known] = self._print(*known)
        return self._printed[known]

    def _print(self, kind: str, decimals: int, origin: str) -> str:
        if kind == "w":
            found = [each[0] for each in find_numbers(self.text(Cell.parse(origin)))]
            return found[decimals] if decimals < len(found) else ""
        return write_again(kind, evaluate(origin, self.value), decimals)

    def _read(self, name: str) -> dict[Key, Row]:
        if name not in TABLE_KEYS:
            return {}
        try:
            text = self._files.text(f"{RESULTS}/{name}.csv")
        except OSError:
            return {}
        rows = csv.DictReader(io.StringIO(text, newline=""))
        return {tuple(row.get(column) or "" for column in TABLE_KEYS[name]): row for row in rows}

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Indicator to its name for readers."""
        return {key[0]: row.get("name", "") for key, row in self.table("indicators").items()}
