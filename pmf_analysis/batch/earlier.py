"""What earlier runs left that need not be made again: the issued quarter's reports, and those of a run that was cut short."""

import json
import shutil
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from pmf_analysis.batch.manifest import MANIFEST, read_manifest
from pmf_analysis.batch.plan import Report
from pmf_analysis.batch.report import FAILED, MADE, UNCHANGED, Outcome
from pmf_analysis.batch.versions import file_hash
from pmf_analysis.errors import UsageError

LOG = "run.jsonl"


@dataclass(frozen=True)
class Earlier:
    """A report as an earlier run left it.

    Attributes:
        outcome: what became of it.
        folder: the folder that holds it.
        hashes: of its files, where a manifest lists them.
    """

    outcome: Outcome
    folder: Path
    hashes: dict[str, str]

    def whole(self, report: Report) -> bool:
        """Whether all its files are there and as they were written."""
        return all(self._as_written(path) for path in report.files)

    def _as_written(self, path: str) -> bool:
        file = self.folder / path
        return file.is_file() and (path not in self.hashes or file_hash(file) == self.hashes[path])


def issued_reports(folder: Path) -> dict[str, Earlier]:
    """The reports of a quarter's folder by name; none if there is no folder or if its manifest cannot be read."""
    if not (folder / MANIFEST).is_file():
        return {}
    try:
        manifest = read_manifest(folder)
    except UsageError:
        return {}
    return {
        entry["name"]: Earlier(replace(_outcome(entry), state=UNCHANGED), folder, manifest["outputs"])
        for entry in manifest["reports"]
        if entry["state"] != FAILED
    }


def cut_short_reports(staging: Path) -> dict[str, Earlier]:
    """The reports that a run made before it was cut short, by name."""
    return {
        entry["name"]: Earlier(_outcome(entry), staging, entry["hashes"])
        for entry in log_entries(staging / LOG)
        if entry.get("state") in (MADE, UNCHANGED)
    }


def log_outcome(report: Report, outcome: Outcome, staging: Path) -> None:
    """Add a line to the run's log: what became of a report, in how long, with how much memory."""
    paths = () if outcome.state == FAILED else report.files
    entry = {**asdict(outcome), "hashes": {path: file_hash(staging / path) for path in paths}}
    with (staging / LOG).open("a", encoding="utf-8") as file:
        file.write(json.dumps(entry, ensure_ascii=False) + "\n")


def take_over(report: Report, earlier: Earlier, staging: Path) -> None:
    """Bring an earlier run's files into the staging folder, unless they are there."""
    if earlier.folder == staging:
        return
    for path in report.files:
        (staging / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(earlier.folder / path, staging / path)


def _outcome(entry: dict[str, Any]) -> Outcome:
    known = {name: entry[name] for name in Outcome.__dataclass_fields__ if name in entry}
    return Outcome(**{**known, "warnings": tuple(entry["warnings"]), "anchors": tuple(entry["anchors"])})


def log_entries(path: Path) -> Iterator[dict[str, Any]]:
    """The whole lines of a log; the last may have been cut."""
    if path.is_file():
        for line in path.read_text(encoding="utf-8", errors="replace").splitlines():
            try:
                entry = json.loads(line)
            except ValueError:
                return
            yield entry
