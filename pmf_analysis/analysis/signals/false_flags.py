"""How many signals of a report are to be expected where nothing changed, and the threshold that bounds their share."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.analysis.signals.policy import Signal, SignalPolicy, rules_for


@dataclass(frozen=True)
class FalseFlags:
    """What chance alone would flag in a report.

    Attributes:
        expected: number of series that would be called a signal if none had changed.
        assessed: series that were assessed, `cannot_tell` not counted.
        signals: series that were called a signal.
        sentence: the same in words.
    """

    expected: float
    assessed: int
    signals: int
    sentence: str


def expected_false_flags(signals: pd.DataFrame, *, policy: SignalPolicy | None = None) -> FalseFlags:
    """Count what chance alone would flag.

    Args:
        signals: from `assess_signals`.
        policy: under which they were assessed; without it the column `level` says what each was held against.
    """
    judged = signals[signals["signal"] != Signal.CANNOT_TELL]
    assessed = len(judged)
    found = int((signals["signal"] == Signal.SIGNAL).sum())
    rate = policy.false_discovery_rate if policy else None
    levels = judged["level"] if policy is None else [policy.level] * assessed
    shares = [sum(rule.share for rule in rules_for(int(each))) for each in judged["points_used"]]
    expected = (
        found * rate if rate else sum(level * share for level, share in zip(levels, shares, strict=True))
    )
    counted = "fewer than 1 false flag" if expected < 1 else f"about {_whole(expected, 'false flag')}"
    sentence = f"With these rules we expect {counted} among {_whole(assessed, 'indicator')} assessed."
    return FalseFlags(expected, assessed, found, sentence)


def discovery_threshold(p_values: NDArray[np.float64], rate: float) -> float:
    """The level at or below which a p-value counts, so that the expected share of false signals stays within the rate.

    Where none counts, it is the level that the smallest would have had to reach.
    Source: Y. Benjamini and Y. Hochberg (1995), JRSS B 57, 289-300.

    >>> round(discovery_threshold(np.array([0.001, 0.02, 0.03, 0.6]), 0.05), 4)
    0.0375
    """
    if not len(p_values):
        return rate
    steps = rate * np.arange(1, len(p_values) + 1) / len(p_values)
    counted = np.flatnonzero(np.sort(p_values) <= steps)
    return float(steps[counted[-1]]) if len(counted) else float(steps[0])


def _whole(number: float, thing: str) -> str:
    rounded = int(number + 0.5)
    return f"{rounded} {thing}" + ("" if rounded == 1 else "s")
