"""What a funnel plot shows: the members of a group by size, their average, and the limits of what size and chance explain."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from pmf_analysis.analysis.benchmarking import (
    group_average,
    proportion_limits,
    proportion_significance,
    rate_limits,
    rate_significance,
)
from pmf_analysis.analysis.comparisons.intervals import IntervalMethod, powers_of_ten
from pmf_analysis.display.dossier import Dossier, Row, as_text
from pmf_analysis.framework.numbers import unit_power

FEWEST_MEMBERS = 3
CURVE_POINTS = 40
MARGIN = 0.04  # room beyond the smallest and the largest member, as a share of their distance
COUNTED = (IntervalMethod.WILSON, IntervalMethod.BYAR, IntervalMethod.EXACT)
BEYOND_95 = ("High (0.001)", "High (0.025)", "Low (0.025)", "Low (0.001)")


@dataclass(frozen=True, eq=False)
class Funnel:
    """A group of councils in a funnel.

    Attributes:
        dossier: the indicator.
        members: area_name, is_home, value, numerator, denominator (in single units), size (what the limits depend on: the denominator of a
            proportion, the number counted of a rate), place (a `Significance`), the smallest first.
        limits: the curves: size, lower_95, upper_95, lower_998, upper_998.
        average: of the group, each member by its size.
        proportion: whether it is a share of a whole; else a rate.
        group, period: of the comparison.
    """

    dossier: Dossier
    members: pd.DataFrame
    limits: pd.DataFrame
    average: float
    proportion: bool
    group: str
    period: str

    @property
    def home(self) -> pd.Series:
        """The council's own row."""
        return self.members[self.members["is_home"]].iloc[0]

    @property
    def beyond(self) -> int:
        """How many members lie outside the 95 % limits."""
        return int(self.members["place"].isin(BEYOND_95).sum())


def gather_funnel(dossier: Dossier, row: Row) -> Funnel | None:
    """The funnel of one comparison.

    None where the value is neither a share nor a rate of counts that are known, or fewer than three members of the group have them,
    or the home council is not among these.

    Args:
        dossier: the indicator.
        row: its comparison in the group.
    """
    power = unit_power(dossier.unit)
    if power == 1 or not any(method in as_text(row.get("method")) for method in COUNTED):
        return None
    members = _members(dossier, as_text(row["group"]), power)
    if len(members) < FEWEST_MEMBERS or not members["is_home"].any():
        return None
    proportion = power == 100
    x, n, value = (members[name].to_numpy() for name in ("numerator", "denominator", "value"))
    if proportion and (x > n).any():
        return None
    average = group_average(x, n)
    places = (
        proportion_significance(x, n)
        if proportion
        else rate_significance(x, value, average=average * power, denominators=n, multiplier=power)
    )
    members = members.assign(size=n if proportion else x, place=[str(each) for each in places])
    return Funnel(
        dossier=dossier,
        members=members.sort_values("size", kind="stable").reset_index(drop=True),
        limits=_limits(members["size"], average, power, proportion=proportion),
        average=average * power,
        proportion=proportion,
        group=as_text(row["group_name"]),
        period=as_text(row["period"]),
    )


def _members(dossier: Dossier, group: str, power: int) -> pd.DataFrame:
    """The councils of the group that have a value and counts, the counts in single units whatever thousands the source uses."""
    names = ["area_name", "is_home", "value", "numerator", "denominator"]
    held = [row for row in dossier.group_values if row["group"] == group and row["kind"] == "council"]
    frame = pd.DataFrame([{name: row.get(name) for name in names} for row in held], columns=names)
    numbers = frame[names[2:]].astype(float)
    frame = frame.assign(is_home=frame["is_home"].astype(bool), **{name: numbers[name] for name in numbers})
    frame = frame[
        np.isfinite(numbers).all(axis=1) & (numbers["denominator"] > 0) & (numbers["numerator"] >= 0)
    ]
    found = powers_of_ten(frame.assign(indicator_id=dossier.id)).get(dossier.id)
    if found is None:
        return frame.iloc[:0]
    thousands = power / found
    return frame.assign(
        numerator=frame["numerator"] * max(1 / thousands, 1),
        denominator=frame["denominator"] * max(thousands, 1),
    )


def _limits(sizes: pd.Series, average: float, power: int, *, proportion: bool) -> pd.DataFrame:
    first, last = float(sizes.min()), float(sizes.max())
    room = (last - first) * MARGIN or max(last, 1.0) * MARGIN
    across = np.linspace(max(first - room, 0.5), last + room, CURVE_POINTS)
    if proportion:
        return proportion_limits(across, average=average, multiplier=power).rename(
            columns={"denominator": "size"}
        )
    return rate_limits(across, average=average * power).rename(columns={"events": "size"})
