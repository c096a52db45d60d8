"""How the home council compares with its groups, its region and its country: the quarter's benchmarks table.

Every comparison names its group, n, period, comparator and method. Councils are compared on one period; where too few others
have the home council's latest, on the latest that they share, and the note says so.
"""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from pmf_analysis.analysis.benchmarking.comparison import judge, single95
from pmf_analysis.analysis.comparisons.intervals import IntervalMethod, powers_of_ten, result_intervals
from pmf_analysis.analysis.comparisons.notes import Places, notes_for, withheld_results
from pmf_analysis.analysis.comparisons.standing import (
    memberships,
    usable_values,
    values_by_group,
    with_periods,
    with_standing,
)
from pmf_analysis.analysis.intervals import confidence_level
from pmf_analysis.framework.indicators import Polarity
from pmf_analysis.framework.periods import Period

GROUP_MEDIAN = "group median"
COLUMNS = (
    "indicator_id",
    "period",
    "group",
    "n",
    "rank",
    "quartile",
    "median",
    "best",
    "worst",
    "region_value",
    "england_value",
    "comparison",
    "method",
    "group_name",
    "home_value",
    "home_lower",
    "home_upper",
    "mads_from_median",
    "home_latest_period",
    "note",
    "is_primary",
    "comparator",
    "comparator_value",
    "region_comparison",
    "median_comparison",
)


def benchmark_indicators(
    observations: pd.DataFrame,
    *,
    indicators: pd.DataFrame,
    areas: pd.DataFrame,
    groups: pd.DataFrame,
    home: str,
    region: str | None = None,
    country: str | None = None,
    as_at: Period | None = None,
    confidence: float = 0.95,
    targets: Mapping[str, float] | None = None,
) -> pd.DataFrame:
    """Compare the home council's indicators with each group that it belongs to.

    Args:
        observations: what is known as at the quarter: indicator_id, area_code, period, period_ordinal, value, numerator,
            denominator, lower_ci, upper_ci (NaN for what is missing), status.
        indicators: indicator_id, unit, polarity, comparator_group.
        areas: area_code, area_name.
        groups: group, group_name, area_code; optional valid_from, valid_to, heeded where `as_at` is given.
        home: the home council's area code.
        region: the area code of its region.
        country: the area code of its country.
        as_at: the quarter that is reported.
        confidence: of the intervals computed here; published ones are taken as they are.
        targets: the target of each *Near target is good* indicator, by which it is ranked; without one it is not ranked.

    Returns:
        One row for each indicator and group of the home council, sorted by both, with `COLUMNS`: those of `benchmarks.csv`, then
        group_name; home_value, home_lower, home_upper (NaN without an interval); mads_from_median, the distance from the
        group's median in its median absolute deviations; home_latest_period; note (sentences, or ""); is_primary, whether
        this is the indicator's own comparator group; comparator and comparator_value, what `comparison` compares with: the
        country, else the region, else the group's median; region_comparison and median_comparison, the same with those two.
        rank, quartile, best and worst are missing where there is no better and worse. Without a value of the home council n
        is 0 and period is "".

    Raises:
        StatisticsError: if an indicator has two values for one area and period.
    """
    places = Places(home, region, country, dict(zip(areas["area_code"], areas["area_name"], strict=True)))
    members = memberships(groups, home=home, as_at=as_at)
    usable = usable_values(observations, indicators)
    register = indicators.set_index("indicator_id")[["unit", "polarity", "comparator_group"]]
    frame = _every_pair(register, members)
    values = values_by_group(usable, members)
    frame = with_periods(frame, values, usable, home=home)
    frame = _with_home(frame, usable, register, observations=observations, home=home, confidence=confidence)
    frame = _with_places(frame, usable, places)
    frame = with_standing(frame, values, home=home, targets=targets or {})
    frame = _with_comparisons(frame, places, confidence=confidence)
    frame["note"] = notes_for(
        frame, places, withheld=withheld_results(observations, usable, home=home), as_at=as_at
    )
    return frame.sort_values(["indicator_id", "group"], ignore_index=True)[list(COLUMNS)]


def group_values(
    benchmarks: pd.DataFrame,
    observations: pd.DataFrame,
    *,
    areas: pd.DataFrame,
    groups: pd.DataFrame,
    home: str,
    region: str | None = None,
    country: str | None = None,
    as_at: Period | None = None,
) -> pd.DataFrame:
    """Every value behind the benchmarks, for dot plots: the members of each group, the region and the country.

    Args:
        benchmarks: from `benchmark_indicators`, on the same observations.
        observations: as there.
        areas: area_code, area_name, kind.
        groups: as there.
        home: the home council's area code.
        region: the area code of its region.
        country: the area code of its country.
        as_at: the quarter that is reported.

    Returns:
        indicator_id, group, group_name, period, area_code, area_name, kind, value, lower, upper (published limits, and the home
        council's as computed; NaN for none), is_home, numerator, denominator; sorted by indicator, group, value and area.
    """
    members = memberships(groups, home=home, as_at=as_at)[["group", "area_code"]]
    wider = [
        pd.DataFrame({"group": members["group"].unique(), "area_code": code})
        for code in (region, country)
        if code
    ]
    everyone = pd.concat([members, *wider], ignore_index=True).drop_duplicates()
    usable = usable_values(observations, benchmarks)
    kept = benchmarks[["indicator_id", "group", "group_name", "period", "home_lower", "home_upper"]]
    found = kept.merge(everyone, on="group").merge(usable, on=["indicator_id", "area_code", "period"])
    found = found.merge(areas[["area_code", "area_name", "kind"]], on="area_code", how="left")
    found["is_home"] = found["area_code"] == home
    found["lower"] = found["lower_ci"].where(~found["is_home"], found["home_lower"])
    found["upper"] = found["upper_ci"].where(~found["is_home"], found["home_upper"])
    columns = ["indicator_id", "group", "group_name", "period", "area_code", "area_name", "kind"]
    columns += ["value", "lower", "upper", "is_home", "numerator", "denominator"]
    return found.sort_values(["indicator_id", "group", "value", "area_code"], ignore_index=True)[columns]


def _every_pair(register: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """A row for each indicator and group."""
    names = members[["group", "group_name"]].drop_duplicates("group")
    pairs = register.reset_index().merge(names, how="cross")
    pairs["is_primary"] = pairs["comparator_group"] == pairs["group"]
    pairs["goodness"] = [Polarity(polarity).sign for polarity in pairs["polarity"]]
    return pairs


def _with_home(
    frame: pd.DataFrame,
    usable: pd.DataFrame,
    register: pd.DataFrame,
    *,
    observations: pd.DataFrame,
    home: str,
    confidence: float,
) -> pd.DataFrame:
    """The home council's value in the period, its limits, and how they came about."""
    facts = ["value", "numerator", "denominator", "lower_ci", "upper_ci"]
    own = usable[usable["area_code"] == home].set_index(["indicator_id", "period_ordinal"])[facts]
    frame = frame.join(own, on=["indicator_id", "compared"])
    intervals = result_intervals(
        frame,
        units=register["unit"].to_dict(),
        powers=powers_of_ten(observations),
        confidence=confidence,
    )
    return frame.rename(columns={"value": "home_value"}).assign(
        home_lower=intervals.lower,
        home_upper=intervals.upper,
        interval=[str(method) for method in intervals.method],
        no_interval=intervals.reason,
    )


def _with_places(frame: pd.DataFrame, usable: pd.DataFrame, places: Places) -> pd.DataFrame:
    for column, code in (("region_value", places.region), ("england_value", places.country)):
        theirs = usable[usable["area_code"] == code].set_index(["indicator_id", "period_ordinal"])["value"]
        frame = frame.join(theirs.rename(column), on=["indicator_id", "compared"])
    return frame


def _with_comparisons(frame: pd.DataFrame, places: Places, *, confidence: float) -> pd.DataFrame:
    """The home council's interval against country, region and group median; the first that has a value decides."""
    england, region = frame["england_value"].notna(), frame["region_value"].notna()
    others = frame["median"].where(frame["n"] > 1)
    frame["comparator_value"] = frame["england_value"].fillna(frame["region_value"]).fillna(others)
    names = np.where(
        england, places.name(places.country), np.where(region, places.name(places.region), GROUP_MEDIAN)
    )
    frame["comparator"] = np.where(frame["comparator_value"].notna(), names, "")
    frame["comparison"] = _compared(frame, frame["comparator_value"])
    frame["region_comparison"] = _compared(frame, frame["region_value"])
    frame["median_comparison"] = _compared(frame, others)
    level = f"single{100 * confidence_level(confidence):g}"
    frame["method"] = [_method(interval, level) for interval in frame["interval"]]
    return frame


def _method(interval: str, level: str) -> str:
    """Published intervals are 95% ones, whatever level is asked for."""
    if interval == IntervalMethod.NONE:
        return interval
    return f"{'single95' if interval == IntervalMethod.PUBLISHED else level}, {interval}"


def _compared(frame: pd.DataFrame, benchmark: pd.Series) -> list[str]:
    positions = single95(frame["home_value"], benchmark, lower=frame["home_lower"], upper=frame["home_upper"])
    words = np.empty(len(frame), dtype=object)
    for sign, polarity in ((1, Polarity.UP_IS_GOOD), (-1, Polarity.UP_IS_BAD), (0, Polarity.NEUTRAL)):
        rows = (frame["goodness"] == sign).to_numpy()
        words[rows] = judge(positions[rows], polarity=polarity)
    return [str(word) for word in words]
