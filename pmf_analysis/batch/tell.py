"""What a quarter's checks found and what a finished folder holds, in lines of text."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.manifest import MANIFEST, read_manifest
from pmf_analysis.batch.unfinished import describe_unfinished, unfinished_runs
from pmf_analysis.errors import UsageError


def describe_set_aside(results: QuarterResults) -> Iterator[str]:
    """Each row that was set aside: file, row, column, what it holds, and what would be right."""
    for row in results.quarantine.itertuples():
        yield f"set aside: {row.source} row {row.source_row}, column {row.column}: '{row.value}' {row.reason}"


def describe_outputs(folder: Path) -> Iterator[str]:
    """What the manifest of a quarter's folder says; of a folder of quarters, packs or councils, each in turn; and what is unfinished.

    Raises:
        UsageError: if there is neither a manifest nor anything unfinished.
    """
    quarters, unfinished = _finished(folder), unfinished_runs(folder)
    if not quarters and not unfinished:
        raise UsageError(f"{folder} holds no finished quarter; make one with pmf run")
    for quarter in quarters:
        yield from _describe(quarter, read_manifest(quarter))
    for staging in unfinished:
        yield from describe_unfinished(staging)


def _finished(folder: Path) -> list[Path]:
    if (folder / MANIFEST).exists():
        return [folder]
    found = [*folder.glob(f"[!.]*/{MANIFEST}"), *folder.glob(f"[!.]*/[!.]*/{MANIFEST}")]
    return sorted(path.parent for path in found)


def _describe(folder: Path, manifest: dict[str, Any]) -> Iterator[str]:
    yield f"{manifest['council']}, {manifest['quarter']}, as at {manifest['as_at']}: {folder / _way_in(folder, manifest)}"
    yield from _issued(folder)
    yield f"  made {manifest['finished']} by run {manifest['run_id']} (engine {manifest['engine']}, {manifest['jobs']} at once)"
    for entry in manifest["reports"]:
        yield f"  {entry['state']:<9} {entry['page'] or entry['executed_notebook']}  {entry['seconds']:.1f} s, {entry['peak_mib']:.0f} MiB"
        if entry["cause"]:
            yield f"            {entry['cause']}"
        for warning in entry["warnings"]:
            yield f"            warning: {warning}"
    counts = ", ".join(f"{count} {state}" for state, count in manifest["counts"]["reports"].items())
    missing = [path for path in manifest["outputs"] if not (folder / path).is_file()]
    yield f"  reports: {counts}; files: {len(manifest['outputs'])}" + (
        f", {len(missing)} of them missing: {', '.join(missing[:5])}" if missing else ""
    )


def _issued(folder: Path) -> Iterator[str]:
    if (folder / "issue.json").is_file():
        from pmf_analysis.batch.issue import read_issue

        if signed := read_issue(folder):
            yield f"  issued as {signed['issue_id']} on {signed['issued_at'][:10]}, approved by {signed['approved_by']}"


def _way_in(folder: Path, manifest: dict[str, Any]) -> str:
    """The index of a quarter; of an indicator's pack, which has none, its page."""
    pages = [entry["page"] for entry in manifest["reports"] if entry["page"]]
    return pages[0] if pages and not (folder / "index.html").is_file() else "index.html"
