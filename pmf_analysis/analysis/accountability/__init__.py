"""What was said before, held against what is known now: the frames that need the record of what was issued."""

from dataclasses import replace

from pmf_analysis.analysis.accountability.before import read_before
from pmf_analysis.analysis.accountability.changes import find_changes
from pmf_analysis.analysis.accountability.changes.findings import with_unexplained_targets
from pmf_analysis.analysis.accountability.finance_scores import score_finance
from pmf_analysis.analysis.accountability.forecast_changes import changed_forecasts
from pmf_analysis.analysis.accountability.forecast_scores import score_forecasts
from pmf_analysis.analysis.accountability.issued_forecasts import held_to_account
from pmf_analysis.analysis.accountability.issues import former_indicators, known_issues
from pmf_analysis.analysis.accountability.promises import promises_kept
from pmf_analysis.analysis.accountability.timeliness import time_stages
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.record.past import PastIssues

__all__ = ["account", "score_forecasts"]


def account(results: QuarterResults, past: PastIssues) -> QuarterResults:
    """The results with what needs the record; where nothing was issued before, only the timeliness of this run has rows.

    Args:
        results: of `analyse`.
        past: what was issued before, as far as this run may know of it.

    Returns:
        The same results with `issues`, `former_indicators`, `changes`, `issued_forecasts`, `forecast_scores`,
        `forecast_changes`, `promises`, `finance_scores` and `timeliness` filled (docs/architecture.md), and with a finding in
        `quality` for each target that was changed without a reason.
    """
    issues = known_issues(past)
    context = results.context
    times = time_stages(issues, results.meetings, quarter=context.quarter, as_at=context.as_at)
    if past.issues.empty:
        return replace(results, timeliness=times)
    before = read_before(results, past)
    changes = find_changes(results, before, commentary=past.commentary) if past.base else results.changes
    issued = held_to_account(results, past, before)
    return replace(
        results,
        issues=issues,
        former_indicators=former_indicators(results.indicators, before),
        changes=changes,
        issued_forecasts=issued,
        forecast_scores=score_forecasts(issued),
        forecast_changes=changed_forecasts(results, before, changes),
        promises=promises_kept(results, past.commentary, before),
        finance_scores=score_finance(results.finance, past),
        timeliness=times,
        quality=with_unexplained_targets(results.quality, changes),
    )
