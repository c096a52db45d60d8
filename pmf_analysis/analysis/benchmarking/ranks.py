"""Where an area stands in its group: rank, quantile group, and distance from the median."""

from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.analysis.intervals import Floats, as_floats
from pmf_analysis.errors import StatisticsError


def ranks(values: Any, *, highest_first: bool = False) -> Floats:
    """Rank 1 for the first; equal values share the smallest of their ranks; a missing value has none.

    >>> ranks([8, 3, 8, 5], highest_first=True).tolist()
    [1.0, 4.0, 1.0, 3.0]
    """
    numbers = pd.Series(as_floats(values))
    return as_floats(numbers.rank(method="min", ascending=not highest_first))


def quantile_groups(values: Any, *, groups: int = 4, highest_first: bool = False) -> Floats:
    """Quartiles, quintiles and the like: group 1 holds the first ranks; equal values always share a group.

    Args:
        values: one value for each area; a missing one belongs to no group.
        groups: 4 for quartiles, 5 for quintiles.
        highest_first: whether group 1 holds the highest values.

    Returns:
        Group numbers 1 to `groups`; NaN for a missing value, and for all where there are fewer areas than groups.

    Raises:
        StatisticsError: if `groups` is below 2 or a value is infinite.

    Source: PHEindicatormethods `phe_quantile`.

    >>> quantile_groups([1, 2, 2, 3, 4, 5, 6, 7]).tolist()
    [1.0, 1.0, 1.0, 2.0, 3.0, 3.0, 4.0, 4.0]
    """
    numbers = np.atleast_1d(as_floats(values))
    if groups < 2:
        raise StatisticsError(f"quantile groups: at least 2 groups are needed, {groups} asked for")
    if np.isinf(numbers).any():
        raise StatisticsError("quantile groups: a value is infinite; values must be finite or missing")
    members = int((~np.isnan(numbers)).sum())
    return groups_of_ranks(ranks(numbers, highest_first=highest_first), members=members, groups=groups)


def groups_of_ranks(rank: Any, *, members: Any, groups: int = 4) -> Floats:
    """The quantile group of a rank among so many members (arrays of one length): NaN where members are fewer than groups.

    The divisions stand in the order in which the reference program makes them, so that ranks on a boundary fall alike.
    """
    ranked, counted = as_floats(rank), as_floats(members)
    enough = counted >= groups
    size = np.where(enough, counted, np.nan) / groups
    group = np.floor(groups + 1 - np.ceil((counted + 1 - ranked) / size))
    return as_floats(np.maximum(group, 1))


def mads_from_median(value: Any, *, group: Any) -> Any:
    """How many median absolute deviations a value lies above (+) or below (-) the median of a group.

    The deviation is unscaled: half of the group lies within one of it. NaN for an empty group, and where half of the group
    or more is equal, so that there is no spread to measure by, unless the value is the median itself.

    >>> float(mads_from_median(9.0, group=[2, 4, 5, 6, 9]))
    4.0
    """
    numbers = as_floats(group)
    numbers = numbers[np.isfinite(numbers)]
    if not numbers.size:
        return as_floats(value) * np.nan
    median = np.median(numbers)
    return in_spreads(as_floats(value) - median, np.median(np.abs(numbers - median)))


def in_spreads(distance: Any, spread: Any) -> Floats:
    """Distances in units of a spread: 0 for no distance, NaN for a distance where there is no spread."""
    distances, spreads = np.broadcast_arrays(as_floats(distance), as_floats(spread))
    usable = np.where(spreads > 0, spreads, np.nan)
    return np.where((distances == 0) & ~np.isnan(spreads), 0.0, distances / usable)
