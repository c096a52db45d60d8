"""Runs that are going on or were cut short: what they have made so far, from their log."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pmf_analysis.batch.earlier import LOG, log_entries
from pmf_analysis.batch.lock import holder
from pmf_analysis.batch.report import FAILED

STAGING = ".*.staging"


def unfinished_runs(folder: Path) -> list[Path]:
    """The staging folders in or beside a folder, and in the folders below it."""
    found = {*folder.glob(STAGING), *folder.glob(f"[!.]*/{STAGING}")}
    beside = folder.parent / f".{folder.name}.staging"
    return sorted({*found, beside} if beside.is_dir() else found)


def describe_unfinished(staging: Path) -> Iterator[str]:
    """Whether the run goes on, what it has made, what failed and why, and what to do."""
    quarter = staging.name.removeprefix(".").removesuffix(".staging")
    entries = list(log_entries(staging / LOG))
    failed = sum(entry["state"] == FAILED for entry in entries)
    process = holder(staging.with_name(f".{quarter}.lock"))
    how = f"a run is going on (process {process})" if process else "a run was cut short"
    advice = "wait for it to end" if process else "run it again to go on from there"
    yield f"{staging.parent / quarter}: {how}; made and not issued: {len(entries) - failed}, failed: {failed}; {advice}"
    for entry in entries:
        yield from _describe(entry)


def _describe(entry: dict[str, Any]) -> Iterator[str]:
    yield f"  {entry['state']:<9} {entry['name']}  {entry['seconds']:.1f} s, {entry['peak_mib']:.0f} MiB"
    if entry["cause"]:
        yield f"            {entry['cause']}"
