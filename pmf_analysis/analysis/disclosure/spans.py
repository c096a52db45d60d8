"""Sums over time: where one indicator counts in a longer stretch what another counts in shorter ones."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

import pandas as pd

from pmf_analysis.analysis.disclosure.relations import Row
from pmf_analysis.framework.indicators import Form
from pmf_analysis.framework.periods import Period

FEWEST = 3
"""A sum over time that holds for fewer stretches than this may be chance."""


@dataclass(frozen=True)
class Stretch:
    """A count and the days that it is of.

    Attributes:
        cell: its name in the table.
        count: the number.
        start, end: its first and last day.
    """

    cell: str
    count: float
    start: date
    end: date


def sums_of_periods(cells: pd.DataFrame, forms: Mapping[str, str]) -> list[Row]:
    """Relations between counts of longer and of shorter stretches in one area, wherever the sums hold.

    Args:
        cells: indicator_id, area_code, period, cell, count.
        forms: the form of each indicator; those that count from the start of the year or over a rolling year are of that stretch.
    """
    rows: list[Row] = []
    flows = cells[cells["count"].notna() & (cells["indicator_id"].map(forms) != Form.SNAPSHOT)]
    for _, area in flows.groupby("area_code", sort=True):
        stretches = {
            str(key): [
                _stretch(*row, forms[str(key)])
                for row in zip(same["cell"], same["count"], same["period"], strict=True)
            ]
            for key, same in area.groupby("indicator_id", sort=True)
        }
        for long in stretches.values():
            for short in stretches.values():
                if long is not short and len(long) >= FEWEST:
                    rows += _rows(long, short)
    return rows


def _rows(long: list[Stretch], short: list[Stretch]) -> Iterator[Row]:
    """The sums of two indicators, if they hold wherever they can be looked at."""
    tiled = [(whole, parts) for whole in long if len(parts := _tiles(whole, short)) > 1]
    holds = [sum(part.count for part in parts) == whole.count for whole, parts in tiled]
    if sum(
        each and whole.count > 0 for each, (whole, _) in zip(holds, tiled, strict=True)
    ) < FEWEST or not all(holds):
        return
    for whole, parts in tiled:
        name = f"{whole.cell} = {' + '.join(part.cell for part in parts)}"
        yield name, whole.cell, -1.0
        yield from ((name, part.cell, 1.0) for part in parts)


def _tiles(whole: Stretch, short: list[Stretch]) -> list[Stretch]:
    """The shorter stretches that fill the longer one, each day once; none if there is a gap."""
    inside = sorted(
        (each for each in short if whole.start <= each.start and each.end <= whole.end),
        key=lambda each: each.start,
    )
    day = whole.start
    for each in inside:
        if each.start != day:
            return []
        day = each.end + timedelta(days=1)
    return inside if day == whole.end + timedelta(days=1) else []


def _stretch(cell: str, count: float, period: str, form: str) -> Stretch:
    found = Period.parse(period)
    start = found.start
    if form == Form.YEAR_TO_DATE:
        start = found.financial_year.start
    elif form == Form.ROLLING_YEAR:
        after = found.end + timedelta(days=1)
        start = after.replace(year=after.year - 1)
    return Stretch(cell, count, start, found.end)
