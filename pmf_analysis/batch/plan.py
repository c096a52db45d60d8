"""What a run would make: one report for each notebook and scope that the settings name."""

import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from pmf_analysis.analysis.results import Scope
from pmf_analysis.data.council_choice import MARK
from pmf_analysis.data.settings import SCOPES, Settings
from pmf_analysis.errors import Fault, SettingsError, SetupError, UsageError
from pmf_analysis.publishing.receipts import receipts_path

COUNCIL = "council"


@dataclass(frozen=True)
class Report:
    """One report of a run.

    Attributes:
        notebook: the notebook's file.
        scope: what it is about.
        parameters: the value of each of the notebook's parameters.
    """

    notebook: Path
    scope: Scope
    parameters: Mapping[str, str]

    @property
    def kind(self) -> str:
        """The notebook's name as it appears in file names: `exception-report`."""
        return self.notebook.stem.replace("_", "-")

    @property
    def name(self) -> str:
        """The report's name in messages and, with `.html`, its path in the quarter's folder."""
        return f"{self.scope.slug}/{self.kind}"

    @property
    def page(self) -> str:
        """Where its page is, from the quarter's folder."""
        return f"{self.name}.html"

    @property
    def executed(self) -> str:
        """Where its executed notebook is, from the quarter's folder."""
        return f"{self.name}.ipynb"

    @property
    def receipts(self) -> str:
        """Where the receipts of its numbers are, from the quarter's folder."""
        return receipts_path(self.page)

    @property
    def files(self) -> tuple[str, ...]:
        """All that a run leaves of it when it succeeds."""
        return (self.page, self.executed, self.receipts)


def plan_reports(
    settings: Settings, *, directorates: Sequence[str] = (), reports: Sequence[str] = ()
) -> tuple[Report, ...]:
    """The reports of a run, in the order of the settings.

    Args:
        settings: the run's.
        directorates: only the reports of these directorates, by slug; empty for all reports.
        reports: only these notebooks, by name; empty for all.

    Raises:
        UsageError: if there is no such directorate or report; the message lists those there are.
        SettingsError: if two reports would have the same path.
        SetupError: if a notebook is missing.
    """
    everything = tuple(
        _report(settings, settings.notebooks / f"{entry.notebook}.ipynb", scope)
        for entry in settings.reports
        for scope in scopes_of(settings, entry.scopes)
    )
    _paths_differ(everything, settings)
    chosen = _filter(everything, settings, directorates, [name.replace("_", "-") for name in reports])
    _notebooks_exist(chosen, settings)
    return chosen


def scopes_of(settings: Settings, scopes: str) -> tuple[Scope, ...]:
    """The scopes of one kind; `scopes` as in the settings: `directorates`, ..., `council`."""
    kind = SCOPES[scopes]
    if kind == COUNCIL:
        return (Scope(COUNCIL, COUNCIL, settings.council.name),)
    return tuple(Scope(kind, entry.slug, entry.name, entry.post) for entry in settings.entries(scopes))


def _report(settings: Settings, notebook: Path, scope: Scope) -> Report:
    return Report(notebook, scope, notebook_parameters(settings, scope))


def notebook_parameters(settings: Settings, scope: Scope) -> dict[str, str]:
    """What a notebook is told; `as_known` only where the run is held to a day, since a notebook need not know of it."""
    told = {
        "settings_file": settings_reference(settings),
        "quarter": str(settings.quarter),
        "scope_kind": scope.kind,
        "scope": scope.slug,
    }
    return told | ({"as_known": settings.as_known.isoformat()} if settings.as_known else {})


def settings_reference(settings: Settings) -> str:
    """The settings file as a notebook is told it; of a regional run with the council behind it."""
    file = relative(settings.path, settings.notebooks)
    return f"{file}{MARK}{settings.chosen}" if settings.chosen else file


def relative(path: Path, folder: Path) -> str:
    """The path as seen from the folder, so that the executed notebook names no place on the machine."""
    return Path(os.path.relpath(path.resolve(), folder.resolve())).as_posix()


def _paths_differ(reports: Iterable[Report], settings: Settings) -> None:
    seen: dict[str, Report] = {}
    faults = []
    for report in reports:
        other = seen.setdefault(report.name, report)
        if other is not report:
            what = f"{report.scope.kind} '{report.scope.name}' and {other.scope.kind} '{other.scope.name}' would both make {report.page}"
            faults.append(
                Fault(settings.path.name, what, "list the report once, or give one of them another slug")
            )
    if faults:
        raise SettingsError("two reports would have the same path", faults)


def _filter(
    reports: tuple[Report, ...], settings: Settings, directorates: Sequence[str], kinds: Sequence[str]
) -> tuple[Report, ...]:
    slugs = [entry.slug for entry in settings.entries("directorates")]
    _known(directorates, slugs, "directorate", "directorates")
    _known(kinds, list(dict.fromkeys(report.kind for report in reports)), "report", "reports")
    chosen = tuple(
        report
        for report in reports
        if (not kinds or report.kind in kinds)
        and (not directorates or (report.scope.kind == "directorate" and report.scope.slug in directorates))
    )
    if not chosen:
        raise UsageError(f"no report is both {' or '.join(kinds)} and of {' or '.join(directorates)}")
    return chosen


def _known(asked: Sequence[str], known: Sequence[str], noun: str, plural: str) -> None:
    unknown = [name for name in asked if name not in known]
    if unknown:
        names = " or ".join(f"'{name}'" for name in unknown)
        raise UsageError(f"there is no {noun} {names}; the {plural} are: {', '.join(known) or 'none'}")


def _notebooks_exist(reports: Iterable[Report], settings: Settings) -> None:
    missing = dict.fromkeys(report.notebook for report in reports if not report.notebook.is_file())
    if missing:
        folder = settings.notebooks.name or str(settings.notebooks)
        faults = [Fault(f"{folder}/{path.name}", "there is no such notebook") for path in missing]
        raise SetupError(f"{settings.path.name} names notebooks that are not there", faults)
