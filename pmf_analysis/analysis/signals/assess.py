"""Signal or noise: one verdict for the latest result of every series.

Method and measured error rates: docs/methods/signal-or-noise.md.
"""

import numpy as np
import pandas as pd

from pmf_analysis.analysis.signals.comparable import Measure, Series, comparable_series, split_series
from pmf_analysis.analysis.signals.findings import Finding, find
from pmf_analysis.analysis.signals.policy import Signal, SignalPolicy, Verdict
from pmf_analysis.errors import StatisticsError

HISTORY_COLUMNS = ("indicator_id", "area_code", "period", "period_ordinal", "season", "value", "status")
INDICATOR_COLUMNS = ("indicator_id", "polarity", "frequency", "form")
BETTER_WAY = {"Up is Good": 1, "Up is Bad": -1}
LARGEST_VALUE = 1e100
SIGNAL_COLUMNS = {
    "indicator_id": "str",
    "area_code": "str",
    "period": "str",
    "signal": "str",
    "verdict": "str",
    "rule": "str",
    "special_cause": "str",
    "mean": "float64",
    "lower": "float64",
    "upper": "float64",
    "points_used": "int64",
    "seasonally_adjusted": "bool",
    "autocorrelation": "float64",
    "trial_limits": "bool",
    "reason": "str",
    "p_value": "float64",
    "level": "float64",
    "note": "str",
}


def assess_signals(
    history: pd.DataFrame, *, indicators: pd.DataFrame, policy: SignalPolicy | None = None
) -> pd.DataFrame:
    """Say for every series whether ordinary variation explains its latest results.

    Args:
        history: one row a result: indicator_id, area_code, period (canonical text), period_ordinal (consecutive for consecutive periods),
            season (place in the year, from 0), value (NaN for a gap), status. Rows in any order.
        indicators: indicator_id, polarity, frequency, form; lower_bound and upper_bound, where given, cut the expected range.
        policy: thresholds; the defaults are those that the benchmark measured.

    Returns:
        One row a series, sorted by indicator_id and area_code: indicator_id, area_code, period (of the last value), signal, verdict,
        rule (`last_result`, `last_four`, `last_eight`, `trend`; for `cannot_tell` what stood in the way: `no_results`, `too_few_points`,
        `no_variation_before`, `wandering`; "" for noise), special_cause (what the plain
        XmR chart of the comparable values says of the last), mean, lower, upper (expected last result and its range, on the scale of the
        results), points_used, seasonally_adjusted, autocorrelation (0 to 1), trial_limits, reason, p_value, level (below which a p_value counts; the
        policy's own, or what its false discovery rate came to), note.

    Raises:
        StatisticsError: for missing columns, an infinite value, a period given twice or an indicator that is not registered.
    """
    policy = policy or SignalPolicy()
    series = read_all(history, indicators)
    judged = [each.judged(policy) for each in series]
    findings = find(judged, policy)
    ways = indicators.set_index("indicator_id")["polarity"].map(BETTER_WAY).fillna(0).astype(int)
    periods = history["period"].to_numpy(dtype=object)
    rows = [
        {
            **vars(found),
            "indicator_id": one.key[0],
            "area_code": one.key[1],
            "period": str(periods[one.row[-1]]) if len(one.row) else "",
            "verdict": verdict_of(found, int(ways[one.key[0]])),
            "note": one.note,
        }
        for one, found in zip(judged, findings, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(SIGNAL_COLUMNS)).astype(SIGNAL_COLUMNS)


def read_all(history: pd.DataFrame, indicators: pd.DataFrame) -> list[Series]:
    """Every series of the frames in comparable values."""
    _check(history, indicators)
    return [comparable_series(given) for given in split_series(history, _register(indicators))]


def _register(indicators: pd.DataFrame) -> dict[str, Measure]:
    bounds = indicators.reindex(columns=["lower_bound", "upper_bound"]).apply(pd.to_numeric, errors="coerce")
    lower, upper = bounds["lower_bound"].fillna(-np.inf), bounds["upper_bound"].fillna(np.inf)
    kinds = zip(indicators["frequency"], indicators["form"], lower, upper, strict=True)
    return dict(zip(indicators["indicator_id"], (Measure(*kind) for kind in kinds), strict=True))


def verdict_of(found: Finding, better_way: int) -> Verdict:
    """What a finding means where up is better (1), down is (-1) or neither (0)."""
    if found.signal is Signal.CANNOT_TELL:
        return Verdict.CANNOT_TELL
    if found.signal is Signal.NOISE:
        return Verdict.COMMON_CAUSE
    if better_way == 0:
        return Verdict.HIGH if found.sign > 0 else Verdict.LOW
    return Verdict.IMPROVEMENT if found.sign == better_way else Verdict.CONCERN


def _check(history: pd.DataFrame, indicators: pd.DataFrame) -> None:
    for name, frame, needed in (
        ("results", history, HISTORY_COLUMNS),
        ("indicators", indicators, INDICATOR_COLUMNS),
    ):
        absent = [column for column in needed if column not in frame]
        if absent:
            raise StatisticsError(f"the {name} lack the column {', '.join(absent)}")
    unknown = set(history["indicator_id"]) - set(indicators["indicator_id"])
    if unknown:
        raise StatisticsError(f"there are results of {min(unknown)}, which is no registered indicator")
    wild = history["value"].abs() > LARGEST_VALUE
    twice = history.duplicated(["indicator_id", "area_code", "period_ordinal"])
    for faulty, what in ((wild, "is infinite or beyond all measure"), (twice, "is given twice")):
        if faulty.any():
            first = history[faulty].iloc[0]
            raise StatisticsError(
                f"the result of {first['indicator_id']} for {first['area_code']} in {first['period']} {what}"
            )
