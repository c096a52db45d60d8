"""Benchmarking as England's public health statisticians do it: intervals, comparisons, quantile groups, funnels, trends."""

from pmf_analysis.analysis.benchmarking.comparison import (
    Comparison,
    compare,
    double95,
    judge,
    single95,
    single95_998,
    spc_dsr,
    spc_prop,
)
from pmf_analysis.analysis.benchmarking.funnel import (
    Significance,
    funnel_axis,
    group_average,
    proportion_limits,
    proportion_significance,
    rate_limits,
    rate_significance,
    ratio_limits,
    ratio_significance,
)
from pmf_analysis.analysis.benchmarking.ranks import mads_from_median, quantile_groups, ranks
from pmf_analysis.analysis.benchmarking.trend import Marker, RecentTrend, recent_trend
from pmf_analysis.analysis.intervals import Interval, byars_or_exact, student_t, wilson

__all__ = [
    "Comparison",
    "Interval",
    "Marker",
    "RecentTrend",
    "Significance",
    "byars_or_exact",
    "compare",
    "double95",
    "funnel_axis",
    "group_average",
    "judge",
    "mads_from_median",
    "proportion_limits",
    "proportion_significance",
    "quantile_groups",
    "ranks",
    "rate_limits",
    "rate_significance",
    "ratio_limits",
    "ratio_significance",
    "recent_trend",
    "single95",
    "single95_998",
    "spc_dsr",
    "spc_prop",
    "student_t",
    "wilson",
]
