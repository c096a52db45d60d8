"""How the home council compares with its groups, its region and its country."""

from pmf_analysis.analysis.comparisons.notes import Places
from pmf_analysis.analysis.comparisons.table import COLUMNS, benchmark_indicators, group_values

__all__ = ["COLUMNS", "Places", "benchmark_indicators", "group_values"]
