"""The XmR chart of one series, as the NHS programme "Making Data Count" draws it.

Source: METHODS section 1. Reference values: tests/vectors/spc.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.analysis.spc.inputs import Dates, read_dates, read_series
from pmf_analysis.analysis.spc.limits import Bools, Floats, Limits, row_limits
from pmf_analysis.analysis.spc.rules import CODES, POINT_TYPES, Direction, Marks, PointType, mark
from pmf_analysis.errors import StatisticsError

LEAST_FIXED_POINTS = 12
SHORT_GROUP_BELOW = 13
ICONS = {
    (PointType.IMPROVEMENT, Direction.INCREASE): "improvement_high",
    (PointType.IMPROVEMENT, Direction.DECREASE): "improvement_low",
    (PointType.CONCERN, Direction.INCREASE): "concern_low",
    (PointType.CONCERN, Direction.DECREASE): "concern_high",
    (PointType.NEUTRAL_HIGH, Direction.NEUTRAL): "neutral_high",
    (PointType.NEUTRAL_LOW, Direction.NEUTRAL): "neutral_low",
}
WORDS = np.array([str(word) for word in CODES], dtype=object)
TYPE_WORDS = {
    way: np.array([str(kind) for kind in kinds], dtype=object) for way, kinds in POINT_TYPES.items()
}


@dataclass(frozen=True, eq=False)
class Rows:
    """What a chart is made from: a series in date order, and its rebase groups as rows.

    Attributes:
        days: in order, shape (results,).
        values: NaN for gaps.
        group: rebase group.
        row: place of the group among the rows.
        filled: which entries of the rows stand for a result, shape (rows, longest group).
        limits: of the rows.
        marks: of the rows.
        direction: which way is better.
    """

    days: Dates
    values: Floats
    group: NDArray[np.int64]
    row: NDArray[np.int64]
    filled: Bools
    limits: Limits
    marks: Marks
    direction: Direction

    def flat(self, rows: NDArray[Any]) -> NDArray[Any]:
        """Entries of rows, back in the order of the series."""
        return rows[self.filled]

    @cached_property
    def types(self) -> NDArray[Any]:
        """Point type of each result, in the order of the series."""
        types: NDArray[Any] = TYPE_WORDS[self.direction][self.flat(self.marks.sign)]
        return types

    @cached_property
    def counted(self) -> NDArray[np.int64]:
        """Results of each row, gaps not counted."""
        return np.bincount(self.row, weights=~np.isnan(self.values)).astype(np.int64)

    def spread(self, one_a_row: Floats) -> Floats:
        """One number a row, repeated for each of its points."""
        spread: Floats = one_a_row[self.row, 0]
        return spread


@dataclass(frozen=True, eq=False)
class XmrChart:
    """An XmR chart.

    Attributes:
        variation: point type of the last result of the series.
        variation_icon: `common_cause`, `improvement_high`, `concern_low` and so on: the type and the side that it lies on.
        assurance: `consistent_pass`, `consistent_fail`, `inconsistent`; None without a target or a better direction.
        short_series: some rebase group has fewer than 13 results, so its limits are trial limits.
        rows: the arrays behind the frames.
    """

    variation: str
    variation_icon: str
    assurance: str | None
    short_series: bool
    rows: Rows = field(repr=False)

    @cached_property
    def points(self) -> pd.DataFrame:
        """One row a date, in date order.

        Columns: date, value (NaN for a gap), rebase_group, mean, lower, upper, special_cause, point_type; then near_lower, near_upper,
        outside_limits, close_to_limits, relative_to_mean (1, 0, -1), short_group.
        """
        return _points(self.rows)

    @cached_property
    def summary(self) -> pd.DataFrame:
        """One row a rebase group.

        Columns: rebase_group, first_date, mean, lower, upper, n (gaps counted), values (gaps not counted), one count for each point
        type, variation, assurance ("" but for the last group).
        """
        return _summary(self.rows, self.assurance)

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must be told: a range that is zero because the results do not vary, limits from few results."""
        return _notes(self.rows)


def xmr(
    dates: Iterable[Any],
    values: Iterable[Any],
    *,
    improvement_direction: str,
    target: float | None = None,
    rebase: Iterable[Any] = (),
    fix_after_n_points: int | None = None,
    screen_outliers: bool = True,
) -> XmrChart:
    """Draw up an XmR chart.

    Args:
        dates: ISO dates, date objects or periods, in any order, none twice.
        values: one for each date; None or NaN is a gap, which ends runs and takes part in no moving range.
        improvement_direction: `increase`, `decrease` or `neutral`.
        target: in the unit of the values.
        rebase: dates at which new limits begin; those that are not in the series are ignored.
        fix_after_n_points: freeze the limits after so many results of each group; 12 or more.
        screen_outliers: leave extreme moving ranges out of the limits, as the NHS's R package does and its Excel tool does not.

    Raises:
        StatisticsError: if the series or an option makes no chart possible; the message says which and why.

    >>> chart = xmr(["2025-01-31", "2025-02-28", "2025-03-31"], [10, 12, 11], improvement_direction="increase", target=20)
    >>> chart.points["upper"].round(2).tolist(), chart.variation, chart.assurance, chart.short_series
    ([14.99, 14.99, 14.99], 'common_cause', 'consistent_fail', True)
    """
    direction = _direction(improvement_direction)
    _check_options(target, fix_after_n_points)
    days, numbers = read_series(dates, values)
    rows = _chart(days, numbers, read_dates(rebase), direction, fix_after_n_points, screen_outliers)
    last = rows.types[np.flatnonzero(~np.isnan(numbers))[-1]]
    return XmrChart(
        variation=last,
        variation_icon=ICONS.get((last, direction), "common_cause"),
        assurance=_assurance(rows, target),
        short_series=bool((rows.counted < SHORT_GROUP_BELOW).any()),
        rows=rows,
    )


def _direction(improvement_direction: str) -> Direction:
    try:
        return Direction(improvement_direction)
    except ValueError as error:
        raise StatisticsError(
            f"'{improvement_direction}' is no improvement direction; write increase, decrease or neutral"
        ) from error


def _check_options(target: float | None, fix_after_n_points: int | None) -> None:
    if target is not None and not np.isfinite(target):
        raise StatisticsError(f"the target {target} is not a number; leave it out if none is set")
    if fix_after_n_points is None:
        return
    if fix_after_n_points != int(fix_after_n_points) or fix_after_n_points < LEAST_FIXED_POINTS:
        raise StatisticsError(
            f"limits cannot be fixed after {fix_after_n_points} results; give a whole number of {LEAST_FIXED_POINTS} or more"
        )


def _chart(
    days: Dates, values: Floats, rebase: Dates, direction: Direction, fix_after: int | None, screen: bool
) -> Rows:
    """Cut the series into rows at its rebase dates, and apply limits and rules to all of them."""
    group = np.cumsum(np.isin(days, rebase), dtype=np.int64)
    row = group - group[0]
    sizes = np.bincount(row)
    filled = np.arange(sizes.max()) < sizes[:, None]
    series = np.full(filled.shape, np.nan)
    series[filled] = values
    empty = np.isnan(series).all(axis=1)
    if empty.any():
        first = days[row == int(np.flatnonzero(empty)[0])][0].astype("datetime64[D]")
        raise StatisticsError(f"the group that begins at {first} holds no value; move or drop the rebase")
    limits = row_limits(series, fix_after=fix_after, screen_outliers=screen)
    return Rows(days, values, group, row, filled, limits, mark(series, limits), direction)


def _assurance(rows: Rows, target: float | None) -> str | None:
    """Whether the target lies outside the limits of the last point.

    Where the range is unknown (a single result) nothing is assured.
    """
    if target is None or rows.direction is Direction.NEUTRAL:
        return None
    lower, upper = float(rows.limits.lower[-1, 0]), float(rows.limits.upper[-1, 0])
    if lower <= target <= upper or not rows.limits.known[-1, 0]:
        return "inconsistent"
    within_reach = (target < lower) == (rows.direction is Direction.INCREASE)
    return "consistent_pass" if within_reach else "consistent_fail"


def _points(rows: Rows) -> pd.DataFrame:
    limits, marks = rows.limits, rows.marks
    return pd.DataFrame(
        {
            "date": rows.days,
            "value": rows.values,
            "rebase_group": rows.group,
            "mean": rows.spread(limits.mean),
            "lower": rows.spread(limits.lower),
            "upper": rows.spread(limits.upper),
            "special_cause": WORDS[rows.flat(marks.code)],
            "point_type": rows.types,
            "near_lower": rows.spread(limits.near_lower),
            "near_upper": rows.spread(limits.near_upper),
            "outside_limits": rows.flat(marks.outside),
            "close_to_limits": rows.flat(marks.close),
            "relative_to_mean": rows.flat(marks.side),
            "short_group": (rows.counted < SHORT_GROUP_BELOW)[rows.row],
        }
    )


def _summary(rows: Rows, assurance: str | None) -> pd.DataFrame:
    starts = np.flatnonzero(np.diff(rows.row, prepend=-1))
    held = ~np.isnan(rows.values)
    last = [int(np.flatnonzero(held & (rows.row == row))[-1]) for row in range(len(starts))]
    groups = len(starts)
    counts = {
        str(kind): np.bincount(rows.row, weights=rows.types == kind, minlength=groups).astype(int)
        for kind in PointType
    }
    return pd.DataFrame(
        {
            "rebase_group": rows.group[starts],
            "first_date": rows.days[starts],
            "mean": rows.limits.mean[:, 0],
            "lower": rows.limits.lower[:, 0],
            "upper": rows.limits.upper[:, 0],
            "n": np.bincount(rows.row),
            "values": rows.counted,
            **counts,
            "variation": rows.types[last],
            "assurance": [""] * (groups - 1) + [assurance or ""],
        }
    )


def _notes(rows: Rows) -> tuple[str, ...]:
    notes: list[str] = []
    for row, values in enumerate(rows.counted):
        since = rows.days[rows.row == row][0].astype("datetime64[D]")
        notes.extend(f"From {since}: {note}" for note in _row_notes(rows.limits, row, int(values)))
    return tuple(notes)


def _row_notes(limits: Limits, row: int, values: int) -> Sequence[str]:
    if not limits.known[row, 0]:
        return ("no two results follow each other, so the range is unknown and is drawn as zero.",)
    notes = []
    if limits.average_range[row, 0] == 0:
        notes.append("the results behind the limits do not vary, so the range is zero.")
    if values < SHORT_GROUP_BELOW:
        notes.append(f"trial limits from {values} results; {SHORT_GROUP_BELOW} make them firm.")
    return notes
