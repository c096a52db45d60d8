"""What `pmf import` prints."""

from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from pmf_analysis.data.importing.guessing import guess_mapping
from pmf_analysis.data.importing.mapping import provided
from pmf_analysis.data.importing.run import import_files
from pmf_analysis.data.importing.tell import describe_import
from pmf_analysis.errors import UsageError


def run_import(
    mapping: str | None, paths: Sequence[Path], into: Path | None, *, merge: bool, as_known: str
) -> Iterator[str]:
    """Import files and say what became of them.

    Raises:
        UsageError: if the mapping, the files or the folder are not named, or a date is none.
    """
    if not mapping or not paths or into is None:
        raise UsageError(
            f"name a mapping, one or more files, and --into FOLDER; the provided mappings are {', '.join(provided())}"
        )
    try:
        day = date.fromisoformat(as_known).isoformat() if as_known else ""
    except ValueError:
        raise UsageError(f"--as-known '{as_known}' is not a date; write it as 2026-05-14") from None
    yield from describe_import(import_files(mapping, paths, into=into, merge=merge, as_known=day))


def draft(path: Path) -> Iterator[str]:
    """A drafted mapping, line by line."""
    yield from guess_mapping(path).splitlines()
