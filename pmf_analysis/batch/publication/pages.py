"""The pages of a publication, made by the same notebooks and functions as all pages, from results that hold nothing else."""

import shutil
from collections.abc import Callable, Iterator, Sequence
from html import escape
from pathlib import Path

from pmf_analysis.analysis.results import QuarterResults, Scope
from pmf_analysis.batch.index import write_day
from pmf_analysis.batch.plan import Report, notebook_parameters
from pmf_analysis.batch.pool import make_all
from pmf_analysis.batch.report import FAILED, FAILED_FOLDER, Job
from pmf_analysis.batch.results_cache import store
from pmf_analysis.batch.run import RunOptions
from pmf_analysis.data.settings import SCOPES, Settings
from pmf_analysis.errors import Fault, ReportError, SetupError
from pmf_analysis.publishing.page import PageFacts

COLOPHON = "This page was made from published results alone. The same numbers are in the tables of this publication, which the index leads to."


def plan_pages(settings: Settings, redacted: QuarterResults) -> tuple[Report, ...]:
    """The reports that the settings publish, for the scopes that have a published indicator.

    Raises:
        SetupError: if a notebook is missing.
    """
    reports = []
    for entry in settings.publication.reports:
        notebook = settings.notebooks / f"{entry.notebook}.ipynb"
        if not notebook.is_file():
            raise SetupError(
                f"{notebook.name}, which {settings.council_path.name} publishes, is not in {notebook.parent}"
            )
        for scope in _scopes(redacted, SCOPES[entry.scopes]):
            reports.append(Report(notebook, scope, notebook_parameters(settings, scope)))
    return tuple(reports)


def make_pages(
    settings: Settings,
    redacted: QuarterResults,
    folder: Path,
    *,
    options: RunOptions,
    prepare: Callable[[Sequence[Report]], None],
    embargo: str = "",
) -> list[tuple[str, str]]:
    """Make the pages in a folder, and leave nothing there but them.

    Returns:
        Title and path of each page, in order.

    Raises:
        ReportError: if one could not be made, or was made from other results than the published ones.
        SetupError: if something of the installation is missing.
    """
    reports = plan_pages(settings, redacted)
    results = folder / ".results"
    store(redacted, results)
    prepare(reports)
    jobs = [_job(report, redacted, folder, results, options, embargo) for report in reports]
    outcomes = {outcome.name: outcome for outcome in make_all(jobs, at_once=options.jobs)}
    if missing := next((each.cause for each in outcomes.values() if each.setup), ""):
        raise SetupError(missing)
    if faults := [Fault(each.name, each.cause) for each in outcomes.values() if each.state == FAILED]:
        raise ReportError("nothing was published, since a page could not be made", faults)
    _check_source(reports, redacted, folder)
    _tidy(reports, folder)
    titles = {report.name: f"{outcomes[report.name].title}: {report.scope.name}" for report in reports}
    return [(titles[report.name], report.page) for report in reports]


def _scopes(redacted: QuarterResults, kind: str) -> Iterator[Scope]:
    for scope in redacted.scopes:
        if scope.kind == kind and len(redacted.scope(kind, scope.slug).results.indicators):
            yield scope


def _job(
    report: Report, redacted: QuarterResults, folder: Path, results: Path, options: RunOptions, embargo: str
) -> Job:
    context = redacted.context
    facts = PageFacts(
        council=context.full_name,
        quarter=context.edition,
        scope=report.scope.name,
        as_at=write_day(context.as_at),
        fingerprint=context.fingerprint,
        framework=context.framework,
        colophon=f"Not for publication before {embargo}. {COLOPHON}" if embargo else COLOPHON,
    )
    return Job(report, facts, folder, options.engine, options.limits, context.fingerprint, results)


def _check_source(reports: Sequence[Report], redacted: QuarterResults, folder: Path) -> None:
    """Every page must say what was left out of its results; one that does not was made from others."""
    said = escape(redacted.context.published, quote=False)
    if wrong := [
        report.page for report in reports if said not in (folder / report.page).read_text(encoding="utf-8")
    ]:
        raise ReportError(
            "nothing was published",
            [
                Fault(
                    page,
                    "was not made from the published results",
                    "its notebook should open with show.heading",
                )
                for page in wrong
            ],
        )


def _tidy(reports: Sequence[Report], folder: Path) -> None:
    """Take away what is not for the public: stored results, executed notebooks, receipts, logs."""
    pages = {folder / report.page for report in reports}
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_file() and path not in pages:
            path.unlink()
    for name in (".results", FAILED_FOLDER):
        shutil.rmtree(folder / name, ignore_errors=True)
    for path in sorted(folder.rglob("*"), reverse=True):
        if path.is_dir() and not any(path.iterdir()):
            path.rmdir()
