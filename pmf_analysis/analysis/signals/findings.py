"""What the evidence says of the last result of each series, and when it can say nothing."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.signals.comparable import Series
from pmf_analysis.analysis.signals.evidence import Evidence, Layout, weigh
from pmf_analysis.analysis.signals.false_flags import discovery_threshold
from pmf_analysis.analysis.signals.policy import Signal, SignalPolicy
from pmf_analysis.analysis.signals.wording import (
    autocorrelation_reason,
    cannot_tell_reason,
    found_reason,
    never_varies_reason,
    wandering_reason,
)
from pmf_analysis.analysis.spc.limits import row_limits
from pmf_analysis.analysis.spc.rules import CODES, SpecialCause, mark

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
    level: float = NOTHING


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
    return [replace(findings[place], level=level) for place in range(len(judged))]


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
