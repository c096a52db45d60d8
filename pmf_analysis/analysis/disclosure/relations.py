"""How the counts of a quarter add up: as declared, and as anybody can see who holds the numbers against each other.

Found are: totals of other indicators in the same place and time, counts that stand behind two indicators, totals of areas, results of
the year to date (whose differences are counts too), and the complements of percentages.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import pairwise

import numpy as np
import pandas as pd
from numpy.typing import NDArray
from scipy.optimize import Bounds, LinearConstraint, milp

from pmf_analysis.analysis.disclosure.tables import KNOWN, RELATION_COLUMNS, UNSEEN
from pmf_analysis.framework.indicators import Form

FEWEST = 8
"""A sum that holds in fewer places and periods than this may be chance."""
MOST_PARTS = 8
MOST_SUMS = 4
"""How many ways of adding up one total are looked for."""
IN_ALL = " in all"
"""Ends the name of the number of which a percentage is a share."""
Row = tuple[str, str, float]


def sums_of_indicators(cells: pd.DataFrame, totals: Mapping[str, Sequence[str]] | None = None) -> list[Row]:
    """Relations between indicators of one area and period, wherever a sum found or declared holds.

    Args:
        cells: indicator_id, area_code, period, cell, count.
        totals: declared: a total's id to the ids of its parts.
    """
    known = cells[cells["count"].notna()]
    counts = known.pivot(index=["area_code", "period"], columns="indicator_id", values="count")
    names = known.pivot(index=["area_code", "period"], columns="indicator_id", values="cell")
    found = {(total, tuple(sorted(parts))) for total, parts in (totals or {}).items()}
    found |= set(found_sums(counts))
    return [
        row
        for total, parts in sorted(found)
        if {total, *parts} <= set(counts)
        for row in _where_it_holds(counts, names, total, parts)
    ]


def found_sums(counts: pd.DataFrame) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Every total with parts that add up to it in all rows where all of them are known, `FEWEST` at the least.

    Args:
        counts: one column for each indicator, one row for each area and period.
    """
    for total in counts:
        rows = counts[counts[total] > 0]
        if len(rows) < FEWEST:
            continue
        rest = rows.drop(columns=total)
        fits = _may_be_parts(rest.to_numpy(dtype=float), rows[total].to_numpy(dtype=float))
        yield from ((str(total), parts) for parts in _subsets(rest.loc[:, fits], rows[total]))


def _may_be_parts(parts: NDArray[np.float64], total: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which columns are known often enough, are never above the total, and are not all zero."""
    known = np.isfinite(parts)
    above = known & (parts > total[:, None])
    return np.asarray((known.sum(axis=0) >= FEWEST) & ~above.any(axis=0) & (parts > 0).any(axis=0))


def _subsets(parts: pd.DataFrame, total: "pd.Series[float]") -> Iterator[tuple[str, ...]]:
    """Sets of columns that add up to the total, the smallest first."""
    while len(parts.columns) and parts.notna().all(axis=1).sum() < FEWEST:
        parts = parts.drop(columns=parts.isna().sum().idxmax())
    rows = parts.notna().all(axis=1).to_numpy()
    matrix, right = parts.to_numpy(dtype=float)[rows], total.to_numpy(dtype=float)[rows]
    barred: list[NDArray[np.float64]] = []
    for _ in range(MOST_SUMS if len(parts.columns) else 0):
        chosen = _subset(matrix, right, barred)
        if chosen is None:
            return
        barred.append(chosen.astype(float))
        yield tuple(sorted(parts.columns[chosen]))


def _subset(
    matrix: NDArray[np.float64], right: NDArray[np.float64], barred: Sequence[NDArray[np.float64]]
) -> NDArray[np.bool_] | None:
    """The fewest columns whose sum is the right side, none of the barred sets among them; None if there are none."""
    size = matrix.shape[1]
    scale = np.maximum(right, 1.0)
    limits = [
        LinearConstraint(matrix / scale[:, None], right / scale, right / scale),
        LinearConstraint(np.ones((1, size)), 1, MOST_PARTS),
        *(LinearConstraint(each[None, :], 0, each.sum() - 1) for each in barred),
    ]
    answer = milp(np.ones(size), integrality=np.ones(size), bounds=Bounds(0, 1), constraints=limits)
    if answer.x is None:
        return None
    chosen = np.asarray(answer.x > 0.5, dtype=bool)
    return chosen if np.array_equal(matrix[:, chosen].sum(axis=1), right) else None


def _where_it_holds(
    counts: pd.DataFrame, names: pd.DataFrame, total: str, parts: Sequence[str]
) -> Iterator[Row]:
    holds = counts[total] == counts[list(parts)].sum(axis=1, skipna=False)
    for row in np.flatnonzero(holds):
        cells = names.iloc[row]
        name = f"{cells[total]} = {' + '.join(parts)}"
        yield name, cells[total], -1.0
        yield from ((name, cells[part], 1.0) for part in parts)


def sums_of_areas(
    cells: pd.DataFrame, members: Mapping[str, Iterable[str]], *, totals: Iterable[str]
) -> list[Row]:
    """Relations between the areas of one indicator and period, where a wider area is the sum of a group.

    Args:
        cells: indicator_id, area_code, period, cell, count.
        members: for each group of councils, their codes.
        totals: the codes of regions and countries.
    """
    rows: list[Row] = []
    wider = sorted(set(totals))
    for _, same in cells[cells["count"].notna()].groupby(["indicator_id", "period"], sort=True):
        counts, names = (
            dict(zip(same["area_code"], same[column], strict=True)) for column in ("count", "cell")
        )
        for group, codes in sorted(members.items()):
            inside = [code for code in sorted(codes) if code in counts]
            whole = sum(counts[code] for code in inside)
            for total in (code for code in wider if inside and whole > 0 and counts.get(code) == whole):
                name = f"{names[total]} = {group}"
                rows += [(name, names[total], -1.0), *((name, names[code], 1.0) for code in inside)]
    return rows


def steps_of_the_year(cells: pd.DataFrame, forms: Mapping[str, str]) -> tuple[list[Row], pd.DataFrame]:
    """What came in each period of an indicator that counts from the start of the year.

    It is never printed, but it is the difference of two numbers that are.

    Args:
        cells: indicator_id, area_code, year, cell, count; in order of time.
        forms: the form of each indicator.

    Returns:
        The relations, and the cells that they add: cell, count, state.
    """
    running = cells[cells["indicator_id"].map(forms) == Form.YEAR_TO_DATE]
    rows: list[Row] = []
    added: list[tuple[str, float, str]] = []
    for _, year in running.groupby(["indicator_id", "area_code", "year"], sort=True):
        for (before, less), (after, more) in pairwise(zip(year["cell"], year["count"], strict=True)):
            if more >= less:
                step = f"{after} since {before}"
                added.append((step, more - less, UNSEEN))
                rows += [(step, after, -1.0), (step, before, 1.0), (step, step, 1.0)]
    return rows, _added(added)


def complements(cells: pd.DataFrame) -> tuple[list[Row], pd.DataFrame]:
    """Those whom a percentage leaves out, and all of whom it is a share.

    How many there are in all counts as known, since such numbers stand in other publications too.

    Args:
        cells: cell, count, out_of.

    Returns:
        The relations, and the cells that they add: cell, count, state.
    """
    rows: list[Row] = []
    added: list[tuple[str, float, str]] = []
    shares = cells[cells["out_of"] >= cells["count"]]
    for cell, count, whole in zip(shares["cell"], shares["count"], shares["out_of"], strict=True):
        rest, everyone = f"{cell} the others", f"{cell}{IN_ALL}"
        added += [(rest, whole - count, UNSEEN), (everyone, whole, KNOWN)]
        rows += [(everyone, everyone, -1.0), (everyone, cell, 1.0), (everyone, rest, 1.0)]
    return rows, _added(added)


def as_frame(rows: Iterable[Row]) -> pd.DataFrame:
    """Relations as `CountTable` takes them."""
    return pd.DataFrame(list(rows), columns=list(RELATION_COLUMNS))


def _added(cells: list[tuple[str, float, str]]) -> pd.DataFrame:
    return pd.DataFrame(cells, columns=["cell", "count", "state"]).astype({"count": float})
