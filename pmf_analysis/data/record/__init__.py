"""The record: what was issued, by whom, from what; rows are added and never changed, and each is chained to the one before."""

from pmf_analysis.data.record.past import PastIssues, no_past

__all__ = ["PastIssues", "no_past"]
