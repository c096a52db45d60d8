"""The chart of one series: each result with the range that was expected of it at the time."""

from collections.abc import Collection
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pmf_analysis.analysis.signals.assess import BETTER_WAY, read_all, verdict_of
from pmf_analysis.analysis.signals.comparable import BREAK, Series
from pmf_analysis.analysis.signals.findings import Finding, find
from pmf_analysis.analysis.signals.policy import SignalPolicy, Verdict
from pmf_analysis.errors import StatisticsError


@dataclass(frozen=True, eq=False)
class SignalChart:
    """What a chart of one series shows.

    Attributes:
        points: one row a period, in order: period, period_ordinal, value (NaN for a gap), status, group (from break to break), expected, lower,
            upper (as the results up to then would have had it; NaN where there were too few), mark (`improvement`, `concern`, `high`, `low`,
            `common_cause`, `cannot_tell`; "" for a gap or a result that is not compared), rule, compared (bool).
        verdict: of the last result.
        reason: of the last result, in words.
        note: what was done to make the results comparable.
    """

    points: pd.DataFrame
    verdict: str
    reason: str
    note: str


def signal_chart(
    history: pd.DataFrame,
    *,
    indicators: pd.DataFrame,
    indicator_id: str,
    area_code: str,
    policy: SignalPolicy | None = None,
) -> SignalChart:
    """Judge every result of one series as it would have been judged when it came.

    Args:
        history: as for `assess_signals`; other series are left aside.
        indicators: as for `assess_signals`.
        indicator_id: of the series.
        area_code: of the series.
        policy: its `level` is used; a false discovery rate belongs to a whole report, so pass the level that it came to.

    Raises:
        StatisticsError: as for `assess_signals`, and if there is no such series.
    """
    charts = signal_charts(
        history, indicators=indicators, indicator_ids=[indicator_id], area_code=area_code, policy=policy
    )
    return charts[indicator_id]


def signal_charts(
    history: pd.DataFrame,
    *,
    indicators: pd.DataFrame,
    indicator_ids: Collection[str],
    area_code: str,
    policy: SignalPolicy | None = None,
) -> dict[str, SignalChart]:
    """The charts of many series of one area, by indicator; all else is as for `signal_chart`."""
    policy = policy or SignalPolicy()
    wanted = history["indicator_id"].isin(indicator_ids) & (history["area_code"] == area_code)
    own = history[wanted].sort_values(["indicator_id", "period_ordinal"]).reset_index(drop=True)
    ways = indicators.set_index("indicator_id")["polarity"].map(BETTER_WAY).fillna(0).astype(int)
    rows = own.groupby("indicator_id").indices
    for each in indicator_ids:
        if each not in rows:
            raise StatisticsError(f"there are no results of {each} for {area_code}")
    return {
        one.key[0]: _chart(own.loc[rows[one.key[0]]], one, int(ways[one.key[0]]), policy)
        for one in read_all(own, indicators)
    }


def _chart(own: pd.DataFrame, series: Series, better_way: int, policy: SignalPolicy) -> SignalChart:
    found = _as_judged_then(series, policy)
    points = _points(own, series, found, better_way).reset_index(drop=True)
    last = found[-1] if found else find([series], policy)[0]
    return SignalChart(points, str(verdict_of(last, better_way)), last.reason, series.note)


def _as_judged_then(one: Series, policy: SignalPolicy) -> list[Finding]:
    """What was found in every result of a series when it was the last."""
    return find([one.judged(policy, until=end) for end in range(1, len(one.value) + 1)], policy)


def _points(own: pd.DataFrame, series: Series, found: list[Finding], better_way: int) -> pd.DataFrame:
    judged = pd.DataFrame(
        {
            "expected": [each.mean for each in found],
            "lower": [each.lower for each in found],
            "upper": [each.upper for each in found],
            "mark": [str(verdict_of(each, better_way)) for each in found],
            "rule": [each.rule for each in found],
            "compared": np.ones(len(found), dtype=bool),
        },
        index=series.row,
    )
    points = own[["period", "period_ordinal", "value", "status"]]
    group = points["status"].astype(str).str.contains(BREAK, regex=False).cumsum().astype("int64")
    points = points.assign(group=group).join(judged)
    points["mark"] = points["mark"].fillna("").astype("str")
    points["rule"] = points["rule"].fillna("").astype("str")
    points["compared"] = points["compared"].eq(True)
    return points


def is_marked(points: pd.DataFrame) -> pd.Series:
    """Which points of a chart are signals."""
    return points["mark"].isin([Verdict.IMPROVEMENT, Verdict.CONCERN, Verdict.HIGH, Verdict.LOW])
