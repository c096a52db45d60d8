"""Signal or noise for council results: short, seasonal, autocorrelated, broken, overlapping or cumulative."""

from pmf_analysis.analysis.signals.assess import assess_signals
from pmf_analysis.analysis.signals.chart import SignalChart, signal_chart, signal_charts
from pmf_analysis.analysis.signals.false_flags import FalseFlags, expected_false_flags
from pmf_analysis.analysis.signals.policy import Signal, SignalPolicy, Verdict

__all__ = [
    "FalseFlags",
    "Signal",
    "SignalChart",
    "SignalPolicy",
    "Verdict",
    "assess_signals",
    "expected_false_flags",
    "signal_chart",
    "signal_charts",
]
