"""How the home council compares with its groups, its region and its country: the quarter's benchmarks table.

Every comparison names its group, n, period, comparator and method. Councils are compared on one period; where too few others
have the home council's latest, on the latest that they share, and the note says so.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.analysis.benchmarking.comparison import judge, single95
from pmf_analysis.analysis.benchmarking.ranks import groups_of_ranks, in_spreads
from pmf_analysis.analysis.home_intervals import NO_INTERVAL, powers_of_ten, result_intervals
from pmf_analysis.errors import StatisticsError
from pmf_analysis.framework.indicators import Polarity
from pmf_analysis.framework.numbers import write_count
from pmf_analysis.framework.periods import Period

FEWEST_OTHERS = 3  # other members with a value, below which an earlier period that more share is taken
NO_VALUE_STATUS = ("c", "x", "z")
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


@dataclass(frozen=True)
class Places:
    """Who is compared with whom.

    Attributes:
        home: the home council's area code.
        region: the region's code; None where there is none.
        country: the country's code; None where there is none.
        names: the name of each area code.
    """

    home: str
    region: str | None
    country: str | None
    names: Mapping[str, str]

    def name(self, code: str | None) -> str:
        """The area's name, or its code if it has none."""
        return self.names.get(code, code) if code else ""


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
    members = _memberships(groups, home=home, as_at=as_at)
    usable = _usable(observations, indicators)
    register = indicators.set_index("indicator_id")[["unit", "polarity", "comparator_group"]]
    frame = _every_pair(register, members)
    values = _group_values(usable, members)
    frame = _with_periods(frame, values, usable, home=home)
    frame = _with_home(frame, usable, register, observations=observations, home=home, confidence=confidence)
    frame = _with_places(frame, usable, places)
    frame = _with_standing(frame, values, home=home, targets=targets or {})
    frame = _with_comparisons(frame, places)
    frame["note"] = _notes(frame, places, withheld=_withheld(observations, usable, home=home), as_at=as_at)
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
        council's as computed; NaN for none), is_home; sorted by indicator, group, value and area.
    """
    members = _memberships(groups, home=home, as_at=as_at)[["group", "area_code"]]
    wider = [
        pd.DataFrame({"group": members["group"].unique(), "area_code": code})
        for code in (region, country)
        if code
    ]
    everyone = pd.concat([members, *wider], ignore_index=True).drop_duplicates()
    usable = _usable(observations, benchmarks)
    kept = benchmarks[["indicator_id", "group", "group_name", "period", "home_lower", "home_upper"]]
    found = kept.merge(everyone, on="group").merge(usable, on=["indicator_id", "area_code", "period"])
    found = found.merge(areas[["area_code", "area_name", "kind"]], on="area_code", how="left")
    found["is_home"] = found["area_code"] == home
    found["lower"] = found["lower_ci"].where(~found["is_home"], found["home_lower"])
    found["upper"] = found["upper_ci"].where(~found["is_home"], found["home_upper"])
    columns = ["indicator_id", "group", "group_name", "period", "area_code", "area_name", "kind"]
    columns += ["value", "lower", "upper", "is_home"]
    return found.sort_values(["indicator_id", "group", "value", "area_code"], ignore_index=True)[columns]


def _memberships(groups: pd.DataFrame, *, home: str, as_at: Period | None) -> pd.DataFrame:
    """The groups that hold the home council, with the members they had on the quarter's last day."""
    valid = groups
    if as_at is not None:
        day = pd.Timestamp(as_at.end)
        for column, outside in (("valid_from", "gt"), ("valid_to", "lt")):
            if column in groups:
                dates = pd.to_datetime(valid[column].replace("", None))
                valid = valid[~getattr(dates, outside)(day)]
    own = valid.loc[valid["area_code"] == home, "group"].unique()
    return valid.loc[valid["group"].isin(own), ["group", "group_name", "area_code"]].drop_duplicates(
        ["group", "area_code"]
    )


def _usable(observations: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The rows that hold a value: none whose status says that it has none on purpose."""
    blank = {
        status: any(code in str(status).split() for code in NO_VALUE_STATUS)
        for status in observations["status"].unique()
    }
    kept = (
        np.isfinite(observations["value"].to_numpy(dtype=float))
        & ~observations["status"].map(blank).to_numpy(dtype=bool)
        & observations["indicator_id"].isin(indicators["indicator_id"]).to_numpy()
    )
    usable = observations[kept]
    repeated = usable.duplicated(["indicator_id", "area_code", "period_ordinal"])
    if repeated.any():
        first = usable[repeated].iloc[0]
        raise StatisticsError(
            f"benchmarks: {first['indicator_id']} has two values for {first['area_code']} in {first['period']}"
        )
    return usable


def _every_pair(register: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """A row for each indicator and group."""
    names = members[["group", "group_name"]].drop_duplicates("group")
    pairs = register.reset_index().merge(names, how="cross")
    pairs["is_primary"] = pairs["comparator_group"] == pairs["group"]
    pairs["goodness"] = [Polarity(polarity).sign for polarity in pairs["polarity"]]
    return pairs


def _group_values(usable: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Each member's values, once for every group that it belongs to."""
    columns = ["indicator_id", "area_code", "period_ordinal", "value"]
    return usable[columns].merge(members[["group", "area_code"]], on="area_code")


def _with_periods(
    frame: pd.DataFrame, values: pd.DataFrame, usable: pd.DataFrame, *, home: str
) -> pd.DataFrame:
    """Which period each pair is compared on: the home council's latest, or the latest that enough others share."""
    keys = ["indicator_id", "group", "period_ordinal"]
    is_home = values["area_code"] == home
    counts = (
        values.assign(others=~is_home, home=is_home).groupby(keys)[["others", "home"]].sum().reset_index()
    )
    counts = counts[counts["home"] > 0].sort_values("period_ordinal")
    by_pair = ["indicator_id", "group"]
    choices = [
        counts[counts["others"] >= fewest].groupby(by_pair)["period_ordinal"].last()
        for fewest in (FEWEST_OTHERS, 1, 0)
    ]
    chosen = choices[0].combine_first(choices[1]).combine_first(choices[2]).rename("compared")
    own = usable[usable["area_code"] == home].sort_values("period_ordinal")
    latest = own.groupby("indicator_id")["period_ordinal"].last().rename("home_latest")
    frame = frame.join(chosen, on=by_pair).join(latest, on="indicator_id")
    texts = own.set_index(["indicator_id", "period_ordinal"])["period"]
    for column, ordinal in (("period", "compared"), ("home_latest_period", "home_latest")):
        frame = frame.join(texts.rename(column), on=["indicator_id", ordinal])
        frame[column] = frame[column].fillna("")
    return frame


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


def _with_standing(
    frame: pd.DataFrame, values: pd.DataFrame, *, home: str, targets: Mapping[str, float]
) -> pd.DataFrame:
    """n, median, spread, best, worst, rank and quartile of each pair, from the members' values in its period."""
    pair = ["indicator_id", "group"]
    facts = frame[[*pair, "compared", "goodness", "polarity"]].rename(columns={"compared": "period_ordinal"})
    peers = values.merge(facts, on=[*pair, "period_ordinal"])
    peers["score"] = _scores(peers, targets)
    by_pair = peers.groupby(pair)
    peers["away"] = (peers["value"] - by_pair["value"].transform("median")).abs()
    peers["rank"] = by_pair["score"].rank(method="min", ascending=False)
    ordered = peers.sort_values(["score", "value"], ascending=[False, True])
    ranked = ordered[ordered["score"].notna()].groupby(pair)["value"]
    standing = pd.DataFrame(
        {
            "n": by_pair.size(),
            "median": by_pair["value"].median(),
            "spread": by_pair["away"].median(),
            "best": ranked.first(),
            "worst": ranked.last(),
            "rank": peers[peers["area_code"] == home].set_index(pair)["rank"],
        }
    )
    frame = frame.join(standing, on=pair)
    frame["n"] = frame["n"].fillna(0).astype("int64")
    frame["quartile"] = groups_of_ranks(frame["rank"], members=frame["n"])
    frame["mads_from_median"] = in_spreads(frame["home_value"] - frame["median"], frame["spread"])
    return frame.astype({"rank": "Int64", "quartile": "Int64"})


def _scores(peers: pd.DataFrame, targets: Mapping[str, float]) -> Any:
    """A number that grows as the value gets better; NaN where better has no meaning."""
    sign = peers["goodness"].to_numpy(dtype=float)
    scores = np.where(sign == 0, np.nan, sign) * peers["value"].to_numpy(dtype=float)
    near = (peers["polarity"] == Polarity.NEAR_TARGET_IS_GOOD.value).to_numpy()
    if near.any():
        target = peers["indicator_id"].map(dict(targets)).to_numpy(dtype=float)
        scores = np.where(near, -np.abs(peers["value"].to_numpy(dtype=float) - target), scores)
    return scores


def _with_comparisons(frame: pd.DataFrame, places: Places) -> pd.DataFrame:
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
    has_interval = frame["interval"] != NO_INTERVAL
    frame["method"] = np.where(has_interval, "single95, " + frame["interval"], NO_INTERVAL)
    return frame


def _compared(frame: pd.DataFrame, benchmark: pd.Series) -> list[str]:
    positions = single95(frame["home_value"], benchmark, lower=frame["home_lower"], upper=frame["home_upper"])
    words = np.empty(len(frame), dtype=object)
    for sign, polarity in ((1, Polarity.UP_IS_GOOD), (-1, Polarity.UP_IS_BAD), (0, Polarity.NEUTRAL)):
        rows = (frame["goodness"] == sign).to_numpy()
        words[rows] = judge(positions[rows], polarity=polarity)
    return [str(word) for word in words]


def _withheld(observations: pd.DataFrame, usable: pd.DataFrame, *, home: str) -> dict[str, str]:
    """The latest period of each indicator in which the home council has a row, if that row has no value."""
    own = observations[observations["area_code"] == home].sort_values("period_ordinal")
    last = own.groupby("indicator_id").tail(1)
    return dict(
        zip(*last.loc[~last.index.isin(usable.index), ["indicator_id", "period"]].to_numpy().T, strict=True)
    )


def _notes(
    frame: pd.DataFrame, places: Places, *, withheld: Mapping[str, str], as_at: Period | None
) -> list[str]:
    """What a reader must know before using a row, in sentences; empty where there is nothing to know."""
    known = f" as at {as_at}" if as_at else ""
    home, country = places.name(places.home), places.name(places.country)
    columns = [
        "indicator_id",
        "period",
        "home_latest_period",
        "n",
        "no_interval",
        "comparator_value",
        "england_value",
    ]
    notes = []
    for key, period, latest, n, no_interval, benchmark, england in frame[columns].itertuples(index=False):
        said = []
        if key in withheld:
            said.append(f"{home}'s result for {withheld[key]} is withheld or not available.")
        if not period:
            notes.append(" ".join([*said, f"{home} has no value{known}."]))
            continue
        if period != latest:
            said.append(
                f"Compared on {period}, the latest period that {home} shares with others of the group{known}; "
                f"its own latest is {latest}."
            )
        said += _on_the_others(n, period)
        if country and np.isnan(england):
            said.append(f"{country} has no value for {period}.")
        if no_interval:
            said.append(f"Not compared by interval: {no_interval}.")
        elif np.isnan(benchmark):
            said.append("Not compared: there is nothing to compare with.")
        notes.append(" ".join(said))
    return notes


def _on_the_others(n: int, period: str) -> list[str]:
    if n == 1:
        return [f"No other member of the group has a value for {period}."]
    if n <= FEWEST_OTHERS:
        return [
            f"Only {write_count(n - 1, 'other members')} of the group {'has' if n == 2 else 'have'} a value for {period}."
        ]
    return []
