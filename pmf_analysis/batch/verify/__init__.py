"""`pmf verify`: whether everything in a finished folder is as it was written, and whether every printed number follows from the results."""

from pmf_analysis.batch.verify.findings import Finding, Verdict
from pmf_analysis.batch.verify.whole import verify_outputs

__all__ = ["Finding", "Verdict", "verify_outputs"]
