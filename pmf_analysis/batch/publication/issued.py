"""The quarter that is to be published: that it was issued, its settings, and its results as they were issued."""

import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.issue import ISSUE, ISSUED_FOLDER, read_issue
from pmf_analysis.batch.manifest import read_manifest
from pmf_analysis.batch.quarter import open_with
from pmf_analysis.batch.results_csv import write_results
from pmf_analysis.batch.versions import file_hash
from pmf_analysis.data.settings import Settings, load_settings
from pmf_analysis.errors import Fault, ReportError, UsageError

PUBLISHED_FROM = ("history", "assessments", "benchmarks", "forecasts")
"""The tables that published numbers come from; what is computed again must give them to the digit."""


@dataclass(frozen=True)
class IssuedQuarter:
    """A quarter that was issued.

    Attributes:
        folder: its folder.
        outputs: the folder that holds the quarters' folders.
        manifest: the manifest of its run.
        issue: what `issue.json` says.
    """

    folder: Path
    outputs: Path
    manifest: Mapping[str, Any]
    issue: Mapping[str, Any]

    @property
    def day(self) -> str:
        """The day of issue, as `2026-05-14`."""
        return str(self.issue.get("issued_at", ""))[:10]


def find_issued(folder: Path) -> IssuedQuarter:
    """The issued quarter in a folder, or the issue that was made of the draft in it.

    Raises:
        UsageError: if it is no quarter's folder, or a draft that was not issued.
    """
    manifest = read_manifest(folder)
    if (issue := _issue(folder)) is not None:
        outputs = folder.parent.parent if folder.parent.name == ISSUED_FOLDER else folder.parent
        return IssuedQuarter(folder, outputs, manifest, issue)
    for other in sorted((folder.parent / ISSUED_FOLDER).glob(f"*/{ISSUE}")):
        issue = _issue(other.parent) or {}
        if issue.get("run_id") == manifest["run_id"]:
            return IssuedQuarter(other.parent, folder.parent, read_manifest(other.parent), issue)
    raise UsageError(
        f"{folder} is a draft, and only what was issued may be published; first run: pmf issue {folder} --approved-by POST"
    )


def settings_of(quarter: IssuedQuarter, params: Path | None) -> Settings:
    """The settings that the quarter was run with.

    Args:
        quarter: the issued quarter.
        params: the quarter's settings file; None to look for it where the sample has it, in `params` beside the outputs.

    Raises:
        UsageError: if the file is not there.
        SettingsError: if the settings are wrong; holds every fault.
    """
    name, _, area = str(quarter.manifest["settings"]["file"]).partition("#")
    path = params or quarter.outputs.resolve().parent / "params" / name
    if not path.is_file():
        raise UsageError(f"the settings of {quarter.folder} are not at {path}; name them with --settings")
    reference = f"{path}#{area}" if area else path
    return load_settings(
        reference,
        quarter=str(quarter.manifest["quarter"]),
        as_known=str(quarter.manifest.get("as_known", "")),
    )


def results_as_issued(quarter: IssuedQuarter, settings: Settings) -> QuarterResults:
    """Every result of the quarter, the very numbers that were issued.

    They are computed anew where the cache does not hold them for this program, and then held against the issued tables.

    Raises:
        ReportError: if the issued tables were changed, or what can be computed now differs from them.
    """
    if touched := [name for name in PUBLISHED_FROM if not _untouched(quarter, name)]:
        raise ReportError(
            "nothing was published, since the issued folder is not as it was issued",
            [
                Fault(f"{quarter.folder}/results/{name}.csv", "was changed or is gone", "see pmf verify")
                for name in touched
            ],
        )
    results = open_with(settings)
    if other := [name for name, text in _tables(results).items() if text != _issued_text(quarter, name)]:
        raise ReportError(
            "nothing was published, since data, settings or program have changed since the quarter was issued",
            [
                Fault(f"{name}.csv", "would differ from the issued one", "run and issue the quarter again")
                for name in other
            ],
        )
    return results


def _issue(folder: Path) -> dict[str, Any] | None:
    try:
        return read_issue(folder)
    except ValueError as error:
        raise UsageError(f"{folder / ISSUE} cannot be read: {error}") from None


def _untouched(quarter: IssuedQuarter, name: str) -> bool:
    path = quarter.folder / "results" / f"{name}.csv"
    return path.is_file() and file_hash(path) == quarter.manifest["outputs"].get(f"results/{name}.csv")


def _issued_text(quarter: IssuedQuarter, name: str) -> bytes:
    return (quarter.folder / "results" / f"{name}.csv").read_bytes()


def _tables(results: QuarterResults) -> dict[str, bytes]:
    with tempfile.TemporaryDirectory(prefix="pmf-") as folder:
        write_results(results, Path(folder))
        return {name: (Path(folder) / f"{name}.csv").read_bytes() for name in PUBLISHED_FROM}
