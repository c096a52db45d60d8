"""Signal or noise: one verdict for the latest result of every series.

Method and measured error rates: docs/methods/signal-or-noise.md.
"""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.analysis.signals.comparable import Measure, Series, comparable_series, split_series
from pmf_analysis.analysis.signals.evidence import Evidence, Layout, weigh
from pmf_analysis.analysis.signals.false_flags import discovery_threshold
from pmf_analysis.analysis.signals.policy import Signal, SignalPolicy, Verdict
from pmf_analysis.analysis.signals.wording import (
    autocorrelation_reason,
    cannot_tell_reason,
    found_reason,
    never_varies_reason,
    wandering_reason,
)
from pmf_analysis.analysis.spc.limits import row_limits
from pmf_analysis.analysis.spc.rules import CODES, SpecialCause, mark
from pmf_analysis.errors import StatisticsError

HISTORY_COLUMNS = ("indicator_id", "area_code", "period", "period_ordinal", "season", "value", "status")
INDICATOR_COLUMNS = ("indicator_id", "polarity", "frequency", "form")
BETTER_WAY = {"Up is Good": 1, "Up is Bad": -1}
LARGEST_VALUE = 1e100
SAME_TO = 1e-12
NOTHING = float("nan")


@dataclass(frozen=True)
class Finding:
    """What was found in the last result of one series; numbers on the scale of the results, NaN where there were too few to compute them."""

    signal: Signal
    reason: str
    points_used: int
    rule: str = ""
    sign: int = 0
    special_cause: str = ""
    mean: float = NOTHING
    lower: float = NOTHING
    upper: float = NOTHING
    seasonally_adjusted: bool = False
    autocorrelation: float = NOTHING
    trial_limits: bool = False
    p_value: float = NOTHING


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
        results), points_used, seasonally_adjusted, autocorrelation (0 to 1), trial_limits, reason, p_value, note.

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
            "indicator_id": one.key[0],
            "area_code": one.key[1],
            "period": str(periods[one.row[-1]]) if len(one.row) else "",
            "signal": str(found.signal),
            "verdict": str(verdict_of(found, int(ways[one.key[0]]))),
            "rule": found.rule,
            "special_cause": found.special_cause,
            "mean": found.mean,
            "lower": found.lower,
            "upper": found.upper,
            "points_used": found.points_used,
            "seasonally_adjusted": found.seasonally_adjusted,
            "autocorrelation": found.autocorrelation,
            "trial_limits": found.trial_limits,
            "reason": found.reason,
            "p_value": found.p_value,
            "note": one.note,
        }
        for one, found in zip(judged, findings, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(SIGNAL_COLUMNS)).astype(SIGNAL_COLUMNS)


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
    "note": "str",
}


def read_all(history: pd.DataFrame, indicators: pd.DataFrame) -> list[Series]:
    """Every series of the frames in comparable values."""
    _check(history, indicators)
    return [comparable_series(given) for given in split_series(history, _register(indicators))]


def _register(indicators: pd.DataFrame) -> dict[str, Measure]:
    bounds = indicators.reindex(columns=["lower_bound", "upper_bound"]).apply(pd.to_numeric, errors="coerce")
    lower, upper = bounds["lower_bound"].fillna(-np.inf), bounds["upper_bound"].fillna(np.inf)
    kinds = zip(indicators["frequency"], indicators["form"], lower, upper, strict=True)
    return dict(zip(indicators["indicator_id"], (Measure(*kind) for kind in kinds), strict=True))


def find(judged: Sequence[Series], policy: SignalPolicy) -> list[Finding]:
    """A finding for each series, in the same order; those of one layout are computed together."""
    findings: dict[int, Finding] = {}
    layouts: defaultdict[Layout, list[int]] = defaultdict(list)
    for place, one in enumerate(judged):
        obstacle = _obstacle(one, policy)
        if obstacle:
            findings[place] = _cannot_tell(one, obstacle, policy)
        elif not _varied(one.value).any():
            findings[place] = _never_varies(one, policy)
        else:
            layouts[one.layout].append(place)
    evidence = {
        layout: weigh(layout, np.array([judged[place].value for place in places]))
        for layout, places in layouts.items()
    }
    level = _level([each.p_value for each in evidence.values()], policy)
    for layout, places in layouts.items():
        found = _findings([judged[place] for place in places], evidence[layout], level, policy)
        findings.update(zip(places, found, strict=True))
    return [findings[place] for place in range(len(judged))]


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


def _obstacle(one: Series, policy: SignalPolicy) -> str:
    """Why nothing can be told of a series; empty where something can."""
    if not len(one.value):
        return "no_results"
    if len(one.value) < policy.least_points:
        return "too_few_points"
    varied = _varied(one.value)
    return "no_variation_before" if varied[-1] and not varied[:-1].any() else ""


def _varied(values: NDArray[np.float64]) -> NDArray[np.bool_]:
    """Which values differ from the first by more than the rounding of floats."""
    varied: NDArray[np.bool_] = np.abs(values - values[0]) > SAME_TO * np.abs(values).max()
    return varied


def _level(p_values: Sequence[NDArray[np.float64]], policy: SignalPolicy) -> float:
    if policy.false_discovery_rate is None:
        return policy.level
    return discovery_threshold(np.concatenate([*p_values, np.array([])]), policy.false_discovery_rate)


def _cannot_tell(one: Series, obstacle: str, policy: SignalPolicy) -> Finding:
    reason = cannot_tell_reason(obstacle, one, policy)
    return Finding(Signal.CANNOT_TELL, reason, len(one.value), rule=obstacle)


def _never_varies(one: Series, policy: SignalPolicy) -> Finding:
    value = one.as_result(float(one.value[-1]))
    return Finding(
        signal=Signal.NOISE,
        reason=never_varies_reason(one, policy),
        points_used=len(one.value),
        special_cause=str(SpecialCause.COMMON),
        mean=value,
        lower=value,
        upper=value,
        seasonally_adjusted=one.season_known,
        autocorrelation=0.0,
        trial_limits=len(one.value) < policy.trial_below,
        p_value=1.0,
    )


def _findings(
    alike: Sequence[Series], evidence: Evidence, level: float, policy: SignalPolicy
) -> list[Finding]:
    """Findings for series of one layout."""
    lower, upper = evidence.expected_range(level)
    causes = _plain_chart(np.array([one.value for one in alike]), evidence, alike[0].season_known)
    return [
        _finding(
            one, evidence, place, (float(lower[place]), float(upper[place])), causes[place], level, policy
        )
        for place, one in enumerate(alike)
    ]


def _finding(
    one: Series,
    evidence: Evidence,
    place: int,
    expected_range: tuple[float, float],
    special_cause: str,
    level: float,
    policy: SignalPolicy,
) -> Finding:
    flagged = bool(evidence.p_value[place] <= level)
    wanders = bool(evidence.wanders[place]) and not flagged
    leading = int(evidence.leading_rule[place]) if flagged else 0
    rule = evidence.rules[leading] if flagged else None
    sign = int(evidence.signs[leading, place]) if flagged else 0
    autocorrelation = float(evidence.autocorrelation[leading, place])
    trial = len(one.value) < policy.trial_below
    if wanders:
        reason = wandering_reason(one, special_cause, policy)
    else:
        said = found_reason(one, rule, sign, special_cause, policy)
        reason = f"{said} {autocorrelation_reason(autocorrelation, trial=trial)}".rstrip()
    return Finding(
        signal=Signal.SIGNAL if flagged else Signal.CANNOT_TELL if wanders else Signal.NOISE,
        rule=rule.name if rule else "wandering" if wanders else "",
        sign=sign,
        special_cause=special_cause,
        mean=one.as_result(float(evidence.expected[place])),
        lower=one.as_result(expected_range[0]),
        upper=one.as_result(expected_range[1]),
        points_used=len(one.value),
        seasonally_adjusted=one.season_known,
        autocorrelation=autocorrelation,
        trial_limits=trial,
        p_value=float(evidence.p_value[place]),
        reason=reason,
    )


def _plain_chart(values: NDArray[np.float64], evidence: Evidence, season_known: bool) -> list[str]:
    """What a plain XmR chart of the comparable values says of the last one."""
    adjusted = values - evidence.season if season_known else values
    return [str(CODES[code]) for code in mark(adjusted, row_limits(adjusted)).code[:, -1]]
