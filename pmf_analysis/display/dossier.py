"""Everything that the quarter's results hold on one indicator, gathered for the sentences, charts and rows about it."""

import math
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.analysis.results import QuarterResults, View
from pmf_analysis.analysis.table_keys import TABLE_KEYS
from pmf_analysis.display.sourced import as_float, row_type, tally
from pmf_analysis.framework.numbers import (
    unit_words,
    write_change,
    write_gap,
    write_interval,
    write_number,
    write_value,
)

TEXT = pd.StringDtype(na_value=math.nan)
Row = dict[str, Any]
Rows = tuple[Row, ...]


@dataclass(frozen=True)
class Dossier:
    """One indicator with all its results.

    Attributes:
        indicator: its row of the register.
        assessment, signal: its one row of each frame; empty if there is none.
        history, targets, forecasts, benchmarks, group_values, quality, commentary: its rows of each frame, in their order
            (of the benchmarks the primary group's first).
        signal_points: each result with the range expected of it at the time; only exceptions have them.
        backtests: what would have been forecast before, beside what came.
        must_average: what is needed to meet the year-end target; empty if there is no such line.
        parts: its score parts as an exception.
        issued_forecasts: what earlier reports forecast, beside what came.
        changes, promises: what changed since the last report, and the actions that earlier reports printed.
        diagnostics: how its forecast model did in back-tests; empty if there is no forecast.
    """

    indicator: Row
    assessment: Row
    signal: Row
    history: Rows = ()
    targets: Rows = ()
    forecasts: Rows = ()
    benchmarks: Rows = ()
    group_values: Rows = ()
    quality: Rows = ()
    commentary: Rows = ()
    parts: Rows = ()
    signal_points: Rows = ()
    backtests: Rows = ()
    issued_forecasts: Rows = ()
    changes: Rows = ()
    promises: Rows = ()
    must_average: Row = field(default_factory=dict)
    diagnostics: Row = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The indicator's id, which is also the anchor of its row in a scorecard."""
        return str(self.indicator["indicator_id"])

    @property
    def name(self) -> str:
        """The indicator's name for readers."""
        return str(self.indicator["name"])

    @property
    def unit(self) -> str:
        """The unit, as the register writes it."""
        return str(self.indicator["unit"])

    @property
    def decimals(self) -> int:
        """How many decimals a reader sees."""
        return int(self.indicator["decimals"])

    @cached_property
    def quoted(self) -> tuple[str, ...]:
        """The words of others that sentences about it may hold: names, notes, reasons."""
        own = [self.name, *(self.text(name) for name in ("note", "target_set_by", "target_reason"))]
        groups = [
            as_text(row.get(name))
            for row in self.benchmarks
            for name in ("group_name", "group", "comparator")
        ]
        notes = [as_text(row.get("note")) for row in self.history]
        facts = [as_text(row.get("fact")) for row in self.parts]
        return tuple(text for text in (*own, *groups, *notes, *facts) if text)

    def value(self, number: float | None) -> str:
        """A value of this indicator, in its unit."""
        return write_value(number, self.unit, self.decimals)

    def short(self, number: float | None) -> str:
        """A value with its unit if that is a sign, alone if it is words: for labels, and after a value that had the words."""
        style = unit_words(self.unit)
        return self.value(number) if style.prefix or style.suffix else write_number(number, self.decimals)

    def change(self, difference: float | None, *, signed: bool = True) -> str:
        """A difference between two of its values, signed, in its unit; of percentages in percentage points."""
        return write_change(difference, self.unit, self.decimals, signed=signed)

    def gap(self, difference: float | None, reference: str = "target") -> str:
        """How far a value lies from a reference, in words."""
        return write_gap(difference, self.unit, self.decimals, reference=reference)

    def short_change(self, difference: float | None, *, signed: bool = True) -> str:
        """A difference beside a value that had the unit's words: without them, unless they tell points from per cent."""
        return write_change(difference, self._sign_only, self.decimals, signed=signed)

    def short_gap(self, difference: float | None, reference: str = "target") -> str:
        """The same for how far a value lies from a reference."""
        return write_gap(difference, self._sign_only, self.decimals, reference=reference)

    @property
    def _sign_only(self) -> str:
        """The unit if it is written as a sign; nothing if it is words."""
        style = unit_words(self.unit)
        return self.unit if style.prefix or style.suffix else ""

    def interval(self, lower: float | None, upper: float | None) -> str:
        """Two limits in its unit."""
        return write_interval(lower, upper, self.unit, self.decimals)

    def number(self, column: str) -> float:
        """A number of the assessment; NaN where there is none."""
        return as_number(self.assessment.get(column))

    def text(self, column: str) -> str:
        """A text of the assessment; empty where there is none."""
        return as_text(self.assessment.get(column))


class _Same:
    """A view as a key: the same object is the same key, since frames cannot be compared or hashed."""

    def __init__(self, view: View) -> None:
        self.view = view

    def __hash__(self) -> int:
        return id(self.view)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.view is self.view


def dossiers(view: View) -> dict[str, Dossier]:
    """A dossier for each indicator of the view, in register order; gathered once for all blocks of a report."""
    return _gather(_Same(view))


@lru_cache(maxsize=2)
def _gather(same: _Same) -> dict[str, Dossier]:
    results = same.view.results
    one = {
        name: _one_each(getattr(results, name), name)
        for name in ("assessments", "signals", "forecast_diagnostics", "must_average")
    }
    many = {
        name: _by_indicator(getattr(results, name), name)
        for name in (
            "history",
            "targets",
            "forecasts",
            "benchmarks",
            "group_values",
            "quality",
            "commentary",
            "signal_points",
            "issued_forecasts",
            "changes",
            "promises",
        )
    }
    many["benchmarks"] = {key: _primary_first(rows) for key, rows in many["benchmarks"].items()}
    parts = _by_indicator(results.exception_parts, "exception_parts")
    tests = _by_indicator(results.forecast_backtests, "forecast_backtests")
    return {
        row["indicator_id"]: Dossier(
            indicator=row,
            assessment=one["assessments"].get(row["indicator_id"], {}),
            signal=one["signals"].get(row["indicator_id"], {}),
            parts=parts.get(row["indicator_id"], ()),
            backtests=tests.get(row["indicator_id"], ()),
            must_average=one["must_average"].get(row["indicator_id"], {}),
            diagnostics=one["forecast_diagnostics"].get(row["indicator_id"], {}),
            **{name: rows.get(row["indicator_id"], ()) for name, rows in many.items()},
        )
        for row in records(results.indicators, "indicators")
    }


def quoted_words(view: View) -> tuple[str, ...]:
    """The words of others that a page of this view may hold, for checks of our own words: names, notes, reasons, commentary, registers."""
    results, columns = (
        view.results,
        (
            *("text", "action", "objective", "milestones", "risk", "mitigation", "detail", "next_step"),
            *("expected_effect", "old", "new", "reason", "who", "no_longer_holds", "name"),
        ),
    )
    frames = (
        *(results.commentary, results.actions, results.risks, results.quality),
        *(results.promises, results.changes, results.former_indicators),
    )
    said = [as_text(value) for frame in frames for name in columns if name in frame for value in frame[name]]
    owned = [as_text(value) for name in ("name", "source") for value in results.indicators[name]]
    return tuple(
        dict.fromkeys([*owned, *said, *(text for each in dossiers(view).values() for text in each.quoted)])
    )


def records(frame: pd.DataFrame, table: str = "") -> Rows:
    """The rows of a frame as dictionaries.

    Args:
        frame: a table of results, or some of its rows.
        table: its name, so that each number taken from a row carries its receipt; empty for numbers that are not printed.
    """
    names = list(frame.columns)
    made: type[Row] = row_type(table) if table in TABLE_KEYS else dict
    rows = zip(*(_plain_values(frame[name]) for name in names), strict=True)
    return tuple([made(zip(names, row, strict=True)) for row in rows])


def exception_rows(results: QuarterResults, kind: str) -> Rows:
    """The exceptions of a kind (`concern`, `improvement`), the highest score first, then in the order of their directorates."""
    frame = results.exceptions
    chosen = frame[frame["kind"] == kind].sort_values(
        ["score", "directorate", "rank"], ascending=[False, True, True], kind="stable"
    )
    return records(chosen, "exceptions")


def tally_of(frame: pd.DataFrame, table: str) -> int:
    """How many rows a table of results has left, as a number that names each of them."""
    return tally(records(frame, table))


def as_number(value: Any) -> float:
    """A float, NaN for whatever is missing."""
    if value is None or value is pd.NA or (isinstance(value, str) and not value.strip()):
        return math.nan
    return as_float(value)


def as_text(value: Any) -> str:
    """A text, empty for whatever is missing."""
    return (
        ""
        if value is None or value is pd.NA or (isinstance(value, float) and math.isnan(value))
        else str(value)
    )


def is_number(value: Any) -> bool:
    """Whether there is a number."""
    return math.isfinite(as_number(value))


def as_date(value: Any) -> date | None:
    """A date, None for whatever is missing."""
    if isinstance(value, str):
        value = value.strip() and date.fromisoformat(value.strip()[:10])
    if isinstance(value, datetime):
        return None if pd.isna(value) else value.date()
    return value if isinstance(value, date) else None


def _plain_values(column: pd.Series) -> list[Any]:
    """A column in Python's own types, None for pandas's NA; taken as a whole, since pyarrow would make an object for each text first."""
    if isinstance(column.dtype, np.dtype) and column.dtype != object:
        return list(column.tolist())
    values = list(column.to_numpy(dtype=object))
    if column.dtype == TEXT:
        return values
    return [
        each.item() if isinstance(each, np.generic) else None if each is pd.NA else each for each in values
    ]


def _primary_first(rows: Rows) -> Rows:
    return tuple(sorted(rows, key=lambda row: not row.get("is_primary", True)))


def _one_each(frame: pd.DataFrame, table: str) -> dict[str, Row]:
    return {row["indicator_id"]: row for row in records(frame, table)}


def _by_indicator(frame: pd.DataFrame, table: str) -> dict[str, Rows]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in records(frame, table):
        found[row["indicator_id"]].append(row)
    return {key: tuple(rows) for key, rows in found.items()}
