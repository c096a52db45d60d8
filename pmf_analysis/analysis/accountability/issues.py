"""The issues that a run knows of, and which of them it compares itself with."""

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID, Before
from pmf_analysis.analysis.accountability.changes.register import successors
from pmf_analysis.analysis.record_frames import shaped
from pmf_analysis.data.record.past import PastIssues


def known_issues(past: PastIssues) -> pd.DataFrame:
    """Every issue, in order, with the mark `is_base` on the one compared with."""
    return shaped("issues", past.issues.assign(is_base=past.issues["issue_id"] == past.base))


def former_indicators(indicators: pd.DataFrame, before: Before) -> pd.DataFrame:
    """Indicators of the last issue that have gone since, where they belonged, and what replaces them ("" if nothing does)."""
    gone = before["indicators"][~before["indicators"][ID].isin(indicators[ID])]
    successor = successors(indicators)
    return shaped(
        "former_indicators", gone.assign(replaced_by=[successor.get(each, "") for each in gone[ID]])
    )
