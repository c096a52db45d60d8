"""Turn the results of an indicator into values that can be compared with each other, or say why that cannot be done.

Results that overlap (rolling years, three-year spans) are thinned until they no longer do; results that accumulate through the year
are differenced; a break in the series begins a new group; gaps stay gaps.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.analysis.signals.evidence import Layout
from pmf_analysis.analysis.signals.policy import FULL_YEARS_FOR_SEASON, SignalPolicy
from pmf_analysis.framework.periods import Frequency

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
YEARS_IN_SPAN = 3
BREAK = "b"
PER_RESULT = ("row", "ordinal", "season", "group", "value", "offset")


@dataclass(frozen=True)
class Measure:
    """What must be known of an indicator to compare its results with each other."""

    frequency: str
    form: str
    lower_bound: float = -np.inf
    upper_bound: float = np.inf


@dataclass(frozen=True, eq=False)
class Series:
    """The results of one indicator in one area, in time order, gaps left out.

    Attributes:
        key: indicator_id and area_code.
        row: of each result, its place in the frame that it came from.
        ordinal: of its period.
        season: its place in the year, 0 where a year brings one comparable result.
        group: 0, 1, ... from break to break.
        value: comparable value.
        offset: what to add to a comparable value to read it on the scale of the results.
        note: what was done to make values comparable; empty where nothing was.
        seasonal: a year brings several comparable results.
        step: periods from one comparable result to the next.
    """

    key: tuple[str, str]
    measure: Measure
    row: Ints
    ordinal: Ints
    season: Ints
    group: Ints
    value: Floats
    offset: Floats
    note: str = ""
    seasonal: bool = False
    step: int = 1

    def judged(self, policy: SignalPolicy, *, until: int | None = None) -> "Series":
        """The results that the one before `until` (None: the last) is judged by, itself included: its own group, the latest of it."""
        last = (len(self.value) if until is None else until) - 1
        inside = np.flatnonzero(self.group == self.group[last]) if last >= 0 else np.array([], dtype=int)
        return self.take(inside[inside <= last][-policy.most_points :])

    def take(self, kept: NDArray[np.intp] | NDArray[np.bool_]) -> "Series":
        """Some of the results."""
        cut = {name: getattr(self, name)[kept] for name in PER_RESULT}
        return replace(self, **cut)

    def as_result(self, comparable: float) -> float:
        """A comparable value for the last period on the scale of the results, within the indicator's bounds."""
        measure = self.measure
        return min(max(comparable + float(self.offset[-1]), measure.lower_bound), measure.upper_bound)

    @property
    def layout(self) -> Layout:
        """Where the results stand in time."""
        positions = (self.ordinal - self.ordinal[0]) // self.step
        return Layout(tuple(positions.tolist()), tuple(self.season.tolist()))

    @property
    def season_known(self) -> bool:
        """Whether each part of the year occurs three times or more."""
        counts = np.bincount(self.season)
        return self.seasonal and len(counts) > 1 and int(counts[counts > 0].min()) >= FULL_YEARS_FOR_SEASON


def comparable_series(given: Series) -> Series:
    """Make the results of one indicator in one area comparable.

    Args:
        given: the results as they stand, NaN for gaps.
    """
    measure, per_year = given.measure, Frequency(given.measure.frequency).periods_per_year
    if measure.frequency == Frequency.THREE_YEARS:
        return _thin(given, YEARS_IN_SPAN, "Three-year spans overlap; every third is used.")
    if per_year == 1:
        return _without_gaps(replace(given, season=np.zeros_like(given.season)))
    if measure.form == "rolling_year":
        return _thin(given, per_year, "Rolling years overlap; only the same period of each year is used.")
    if measure.form == "year_to_date":
        return _from_year_to_date(given, per_year)
    return _without_gaps(replace(given, seasonal=True))


def split_series(results: pd.DataFrame, measures: Mapping[str, Measure]) -> list[Series]:
    """The results of each indicator in each area, sorted by indicator_id, area_code and period.

    Args:
        results: indicator_id, area_code, period_ordinal, season, value, status; rows in any order.
        measures: of each indicator_id.
    """
    ids, areas = (results[name].to_numpy(dtype=object) for name in ("indicator_id", "area_code"))
    ordinal, season = (results[name].to_numpy(dtype=np.int64) for name in ("period_ordinal", "season"))
    value = results["value"].to_numpy(dtype=np.float64)
    breaks = np.array([BREAK in str(each) for each in results["status"].to_numpy(dtype=object)], dtype=bool)
    order = np.lexsort((ordinal, areas.astype(str), ids.astype(str)))
    starts = [
        place
        for place, row in enumerate(order)
        if place == 0 or (ids[row], areas[row]) != (ids[order[place - 1]], areas[order[place - 1]])
    ]
    return [
        Series(
            key=(str(ids[rows[0]]), str(areas[rows[0]])),
            measure=measures[ids[rows[0]]],
            row=rows,
            ordinal=ordinal[rows],
            season=season[rows],
            group=np.cumsum(breaks[rows], dtype=np.int64),
            value=value[rows],
            offset=np.zeros(len(rows)),
        )
        for rows in np.split(order, starts[1:])
        if len(rows)
    ]


def _without_gaps(series: Series) -> Series:
    return series.take(~np.isnan(series.value))


def _thin(series: Series, step: int, note: str) -> Series:
    """Every so-manieth result, counted back from the latest, so that no two share a month."""
    held = _without_gaps(series)
    if not len(held.value):
        return held
    kept = held.take((held.ordinal[-1] - held.ordinal) % step == 0)
    return replace(kept, season=np.zeros_like(kept.season), note=note, step=step)


def _from_year_to_date(series: Series, per_year: int) -> Series:
    """Increments where results add up through each year; otherwise only the same period of each year."""
    before = np.append(np.nan, series.value[:-1])
    follows = np.append(False, (np.diff(series.ordinal) == 1) & (np.diff(series.group) == 0))
    opening = series.season == 0
    if not _accumulates(series.value - before, follows, opening):
        return _thin(
            series, per_year, "Results to date are compared with the same period of earlier years only."
        )
    offset = np.where(opening, 0.0, np.where(follows, before, np.nan))
    note = "Results to date were turned into what each period added."
    increments = replace(series, value=series.value - offset, offset=offset, note=note, seasonal=True)
    return _without_gaps(increments)


def _accumulates(change: Floats, follows: NDArray[np.bool_], opening: NDArray[np.bool_]) -> bool:
    """Whether results never fall within a year and fall whenever a new one begins."""
    known = follows & ~np.isnan(change)
    within, across = change[known & ~opening], change[known & opening]
    return bool(len(within) and (within >= 0).all() and (across < 0).all())
