"""What changed since the last report: one line for each change, and for each rating or direction that moved."""

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID, Before
from pmf_analysis.analysis.accountability.changes.commentary import repeated_commentary
from pmf_analysis.analysis.accountability.changes.lines import KINDS, Writer, frame_of
from pmf_analysis.analysis.accountability.changes.register import register_changes
from pmf_analysis.analysis.accountability.changes.status import status_changes
from pmf_analysis.analysis.accountability.changes.targets import target_changes
from pmf_analysis.analysis.accountability.changes.values import value_changes
from pmf_analysis.analysis.record_frames import shaped
from pmf_analysis.analysis.results import QuarterResults

__all__ = ["KINDS", "find_changes"]


def find_changes(results: QuarterResults, before: Before, *, commentary: pd.DataFrame) -> pd.DataFrame:
    """Every change since the last issue, in the order of the register, of `KINDS` and of time.

    Args:
        results: this run's.
        before: the last issue.
        commentary: every issued commentary row.

    Returns:
        The frame `changes` (docs/methods/what-changed.md). An unchanged rerun has no rows.
    """
    writer = Writer(pd.concat([before["indicators"], results.indicators], ignore_index=True))
    found = [
        *register_changes(results.indicators, before),
        *value_changes(results.history, before, writer),
        *target_changes(results.targets, before, writer),
        *repeated_commentary(results.commentary, commentary, before),
    ]
    causes = frame_of(found)
    moved = status_changes(results.assessments, results.indicators, results.targets, before, causes)
    rows = pd.concat([causes, frame_of(moved)], ignore_index=True)
    return shaped("changes", _ordered(rows, results, before))


def _ordered(rows: pd.DataFrame, results: QuarterResults, before: Before) -> pd.DataFrame:
    """With directorates; indicators that are gone come last, under the directorate that they had."""
    registers = pd.concat([results.indicators, before["indicators"]]).drop_duplicates(ID)
    place = {each: number for number, each in enumerate(registers[ID])}
    directorates = dict(zip(registers[ID], registers["directorate"], strict=True))
    kinds = {kind: number for number, kind in enumerate(KINDS)}
    order = rows.assign(
        directorate=rows[ID].map(directorates), place=rows[ID].map(place), order=rows["kind"].map(kinds)
    )
    return order.sort_values(["place", "order", "period"], kind="stable")
