"""Where the home council stands in its groups: the period compared, the members' values, median, rank and quartile."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.analysis.benchmarking.ranks import groups_of_ranks, in_spreads
from pmf_analysis.errors import StatisticsError
from pmf_analysis.framework.indicators import Polarity
from pmf_analysis.framework.periods import Period

FEWEST_OTHERS = 3  # other members with a value, below which an earlier period that more share is taken
NO_VALUE_STATUS = ("c", "x", "z")


def memberships(groups: pd.DataFrame, *, home: str, as_at: Period | None) -> pd.DataFrame:
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


def usable_values(observations: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
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


def values_by_group(usable: pd.DataFrame, members: pd.DataFrame) -> pd.DataFrame:
    """Each member's values, once for every group that it belongs to."""
    columns = ["indicator_id", "area_code", "period_ordinal", "value"]
    return usable[columns].merge(members[["group", "area_code"]], on="area_code")


def with_periods(
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


def with_standing(
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
