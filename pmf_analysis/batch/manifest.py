"""The record of a run: from what, with what and to what. `manifest.json` in the quarter's folder."""

import json
import os
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from pmf_analysis.analysis.results import Context
from pmf_analysis.batch.plan import Report
from pmf_analysis.batch.report import FAILED, FAILED_FOLDER, Outcome
from pmf_analysis.batch.seals import sealed_json
from pmf_analysis.batch.versions import code_hash, file_hash, package_versions
from pmf_analysis.data.council_choice import MARK
from pmf_analysis.data.settings import Settings
from pmf_analysis.errors import UsageError

MANIFEST = "manifest.json"
SQLITE = "sqlite:///"
FORMAT = 1
# What two runs on the same inputs do not share: when, how and where they ran, what they made anew, how long it took. All else is the same
# to the byte.
VARIES = (
    *("run_id", "finished", "engine", "jobs", "seal", "record.place", "counts.reports"),
    *(f"reports[].{name}" for name in ("seconds", "peak_mib", "state")),
    "outputs.run.jsonl",
)


@dataclass(frozen=True)
class Run:
    """Facts of one run.

    Attributes:
        fingerprint: stands for inputs, settings and code.
        finished: when, in UTC.
        engine: what executed the notebooks.
        jobs: how many at once.
        council: the council's name, as pages print it.
    """

    fingerprint: str
    finished: datetime
    engine: str
    jobs: int
    council: str

    @property
    def run_id(self) -> str:
        """Names this run and no other."""
        return f"{self.finished:%Y%m%dT%H%M%SZ}-{self.fingerprint}"


def now() -> datetime:
    """The time in UTC, to the second."""
    return datetime.now(UTC).replace(microsecond=0)


def build_manifest(
    settings: Settings,
    run: Run,
    reports: Iterable[tuple[Report, Outcome]],
    folder: Path,
    *,
    counts: Mapping[str, Any],
    draft: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """The manifest of a quarter's folder whose files are all written.

    Args:
        settings: what the run was told.
        run: what it did.
        reports: each report and what became of it.
        folder: the folder.
        counts: the quarter in figures.
        draft: where what was made stands among the issues (`describe_draft`); None for what is not issued.
    """
    return {
        "format": FORMAT,
        "run_id": run.run_id,
        "council": run.council,
        "area_code": settings.council.area_code,
        "quarter": str(settings.quarter),
        "as_at": settings.as_at.isoformat(),
        "as_known": settings.as_known.isoformat() if settings.as_known else "",
        "fingerprint": run.fingerprint,
        "finished": run.finished.isoformat(),
        "engine": run.engine,
        "jobs": run.jobs,
        "code": code_hash(),
        "packages": package_versions(),
        "settings": describe_settings(settings),
        "counts": dict(counts),
        "record": dict(draft or {}),
        "varies": list(VARIES),
        "reports": [_entry(report, outcome) for report, outcome in reports],
        "inputs": {_from(path, settings.path): file_hash(path) for path in input_files(settings)},
        "outputs": {path.relative_to(folder).as_posix(): file_hash(path) for path in output_files(folder)},
    }


def timeless(manifest: Mapping[str, Any]) -> dict[str, Any]:
    """A manifest without what `VARIES` names: the same for every run on the same inputs."""

    def without(content: Mapping[str, Any], place: str) -> dict[str, Any]:
        return {name: value for name, value in content.items() if f"{place}{name}" not in VARIES}

    parts = {name: without(manifest[name], f"{name}.") for name in ("record", "counts", "outputs")}
    reports = [without(entry, "reports[].") for entry in manifest["reports"]]
    return {**without(manifest, ""), **parts, "reports": reports}


def describe_draft(
    settings: Settings, context: Context, target: Path, *, left_out: Iterable[str]
) -> dict[str, Any]:
    """Which issue a run is the draft of, and what it knew of earlier ones; the record's place is as seen from the run's folder.

    Args:
        settings: the run's.
        context: of its results.
        target: the folder that the run ends in.
        left_out: reports of the quarter that it holds neither made nor kept.
    """
    return {
        "place": place_of_record(settings, target),
        "reissue": context.reissue,
        "compared_with": context.compared_with,
        "seen": context.record_seen,
        "content_hash": context.content_hash,
        "left_out": sorted(left_out),
    }


def place_of_record(settings: Settings, folder: Path) -> str:
    """The record's place: a path as seen from a folder, or a URL without its secrets."""
    if isinstance(settings.record, str):
        return settings.record
    return Path(os.path.relpath(settings.record.resolve(), folder.resolve())).as_posix()


def describe_settings(settings: Settings) -> dict[str, Any]:
    """What the run was told, with paths as seen from the settings file."""
    return {
        "file": f"{settings.path.name}{MARK}{settings.chosen}" if settings.chosen else settings.path.name,
        "data": _data(settings),
        "notebooks": _from(settings.notebooks, settings.path),
        "reports": [entry.model_dump() for entry in settings.reports],
        "policies": settings.policies.model_dump(mode="json"),
        "framework": settings.framework.model_dump(mode="json"),
    }


def input_files(settings: Settings) -> list[Path]:
    """Every file that the run read: settings, tables and notebooks."""
    data = _data_path(settings)
    tables = sorted(path for path in data.iterdir() if path.is_file()) if data and data.is_dir() else [data]
    notebooks = sorted({settings.notebooks / f"{entry.notebook}.ipynb" for entry in settings.reports})
    return [
        path
        for path in (settings.path, settings.council_path, *tables, *notebooks)
        if path and path.is_file()
    ]


def output_files(folder: Path) -> list[Path]:
    """Every file of a quarter's folder but the manifest itself."""
    return sorted(path for path in folder.rglob("*") if path.is_file() and path != folder / MANIFEST)


def write_manifest(content: Mapping[str, Any], folder: Path) -> None:
    """Write a manifest with its seal, for people and programs alike."""
    (folder / MANIFEST).write_text(sealed_json(content), encoding="utf-8", newline="\n")


def read_manifest(folder: Path) -> dict[str, Any]:
    """The manifest of a quarter's folder.

    Raises:
        UsageError: if the folder has none, or one that this version cannot read.
    """
    try:
        content = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise UsageError(f"{folder} holds no {MANIFEST}; name the folder of a finished quarter") from None
    except (OSError, ValueError) as error:
        raise UsageError(f"{folder / MANIFEST} cannot be read: {error}") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise UsageError(f"{folder / MANIFEST} is not a manifest of this version of pmf_analysis")
    return content


def _entry(report: Report, outcome: Outcome) -> dict[str, Any]:
    failed = outcome.state == FAILED
    executed = f"{FAILED_FOLDER}/{report.executed}" if failed else report.executed
    return {
        "name": report.name,
        "title": outcome.title,
        "notebook": report.notebook.name,
        "scope_kind": report.scope.kind,
        "scope": report.scope.slug,
        "scope_name": report.scope.name,
        "parameters": dict(report.parameters),
        "state": outcome.state,
        "cause": outcome.cause,
        "seconds": outcome.seconds,
        "peak_mib": outcome.peak_mib,
        "warnings": list(outcome.warnings),
        "fingerprint": outcome.key[:12],
        "key": outcome.key,
        "page": "" if failed else report.page,
        "executed_notebook": executed,
        "receipts": "" if failed else report.receipts,
        "anchors": list(outcome.anchors),
    }


def _data(settings: Settings) -> str:
    path = _data_path(settings)
    return _from(path, settings.path) if path else str(settings.data)


def _data_path(settings: Settings) -> Path | None:
    """The folder or file that holds the tables; None for the server of a database."""
    if isinstance(settings.data, Path):
        return settings.data
    return Path(settings.data.removeprefix(SQLITE)) if settings.data.startswith(SQLITE) else None


def _from(path: Path, settings_file: Path) -> str:
    relative = os.path.relpath(path.resolve(), settings_file.resolve().parent)
    return Path(relative).as_posix()
