"""The way into a quarter: every report and every indicator on one page without a script, findable by anchors."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import quote

from markupsafe import Markup

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.index_groups import facets
from pmf_analysis.batch.markup import template
from pmf_analysis.batch.plan import Report
from pmf_analysis.batch.report import FAILED, FAILED_FOLDER, MADE, UNCHANGED, Outcome
from pmf_analysis.data.settings import Settings
from pmf_analysis.display.dossier import tally_of
from pmf_analysis.display.receipt_attributes import with_attributes
from pmf_analysis.display.status import RAG, rag
from pmf_analysis.errors import PmfError
from pmf_analysis.publishing.notebooks import read_notebook
from pmf_analysis.publishing.page import POLICY, report_title, style
from pmf_analysis.publishing.receipts import receipts_path, receipts_text, take_receipts

KINDS = {
    "council": "Whole council",
    "directorate": "Directorates",
    "committee": "Scrutiny committees",
    "portfolio": "Portfolios",
    "theme": "Themes",
}
SCORECARD = "exception-report"


@dataclass(frozen=True)
class ReportLine:
    """A report in the index."""

    title: str
    scope: str
    state: str
    page: str
    executed: str
    cause: str
    warnings: tuple[str, ...]


def write_day(day: date) -> str:
    """A day for readers.

    >>> write_day(date(2026, 5, 4))
    '4 May 2026'
    """
    return f"{day.day} {day:%B %Y}"


def quarter_counts(results: QuarterResults, outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The quarter in figures: reports by state, indicators by rating, exceptions by kind, findings by severity."""
    return {
        "reports": {
            state: sum(each.state == state for each in outcomes) for state in (MADE, UNCHANGED, FAILED)
        },
        "indicators": tally_of(results.assessments, "assessments"),
        "rag": dict.fromkeys(RAG, 0) | _tally(results, "assessments", "rag"),
        "exceptions": _tally(results, "exceptions", "kind"),
        "quality_findings": _tally(results, "quality", "severity"),
        "quarantined_rows": tally_of(results.quarantine, "quarantine"),
    }


def write_index(
    settings: Settings,
    results: QuarterResults,
    ended: Sequence[tuple[Report, Outcome]],
    path: Path,
    *,
    counts: Mapping[str, Any],
) -> None:
    """Write the quarter's index page with its figures (`quarter_counts`), and where they come from beside it."""
    html = template("index").render(
        council=results.context.full_name,
        framework=settings.framework.name,
        quarter=results.context.edition,
        as_at=write_day(settings.as_at),
        fingerprint=results.context.fingerprint,
        policy=POLICY,
        style=Markup(style()),
        counts=counts,
        ratings=[(rag(name), count) for name, count in counts["rag"].items()],
        groups=_report_groups(ended),
        warnings=sum(len(outcome.warnings) for _, outcome in ended),
        facets=facets(results, ended, _addresses(ended)),
    )
    page, receipts = take_receipts(with_attributes(html))
    path.write_text(page, encoding="utf-8", newline="\n")
    beside = path.with_name(receipts_path(path.name))
    beside.write_text(receipts_text(receipts), encoding="utf-8", newline="\n")


def _tally(results: QuarterResults, table: str, column: str) -> dict[str, int]:
    """Each value of a column to how many rows have it, as a number that names them."""
    frame = getattr(results, table)
    return {str(name): tally_of(rows, table) for name, rows in frame.groupby(column, sort=True)}


def _report_groups(ended: Sequence[tuple[Report, Outcome]]) -> list[tuple[str, str, list[ReportLine]]]:
    """Kind of scope, its heading, and its reports, those of one scope together."""
    groups = []
    for kind, heading in KINDS.items():
        lines = [_report_line(report, outcome) for report, outcome in ended if report.scope.kind == kind]
        if lines:
            groups.append((kind, heading, sorted(lines, key=lambda line: line.scope)))
    return groups


def _report_line(report: Report, outcome: Outcome) -> ReportLine:
    failed = outcome.state == FAILED
    return ReportLine(
        title=outcome.title or _title(report.notebook),
        scope="Whole council" if report.scope.kind == "council" else report.scope.name,
        state=outcome.state,
        page="" if failed else report.page,
        executed=f"{FAILED_FOLDER}/{report.executed}" if failed else report.executed,
        cause=outcome.cause.removeprefix(f"{report.name}: "),
        warnings=outcome.warnings,
    )


@lru_cache(maxsize=64)
def _title(notebook: Path) -> str:
    """What a report that failed would have been called."""
    try:
        return report_title(read_notebook(notebook))
    except PmfError:
        return notebook.stem.replace("_", " ").capitalize()


def _addresses(ended: Sequence[tuple[Report, Outcome]]) -> Mapping[str, str]:
    """Anchor to the page that has it: the scorecard of its directorate's exception report, or else the first page with it."""
    ranked = sorted(ended, key=lambda pair: (pair[0].kind != SCORECARD, pair[0].scope.kind != "directorate"))
    addresses: dict[str, str] = {}
    for report, outcome in ranked:
        for anchor in outcome.anchors:
            addresses.setdefault(anchor, f"{report.page}#{quote(anchor)}")
    return addresses
