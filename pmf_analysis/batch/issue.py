"""Issue a quarter: into the record, and into a folder that no later run touches."""

import json
import os
import shutil
from collections.abc import Mapping
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pmf_analysis.batch.draft import read_draft
from pmf_analysis.batch.lock import sole_run
from pmf_analysis.batch.manifest import MANIFEST, now
from pmf_analysis.batch.place import Place
from pmf_analysis.batch.run import told_of_trouble
from pmf_analysis.batch.versions import file_hash
from pmf_analysis.data.location import Location, locate_file
from pmf_analysis.data.record.issues import Issue
from pmf_analysis.data.record.record import Issued, Record
from pmf_analysis.errors import Fault, ReportError, UsageError
from pmf_analysis.framework.periods import Period

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pmf_analysis.data.record.content import Rows
    from pmf_analysis.data.record.write import NewIssue

ISSUE = "issue.json"
ISSUED_FOLDER = "issued"


@dataclass(frozen=True)
class Kept:
    """What became of an attempt to issue.

    Attributes:
        issue: the issue that the record holds now.
        added: whether this attempt added it; otherwise the same results had been issued already.
        folder: where the issued reports are kept.
    """

    issue: Issue
    added: bool
    folder: Path


def issue_quarter(folder: Path, *, approved_by: str, record: str = "") -> Kept:
    """Issue the draft in a quarter's folder.

    A copy is made beside the folder first; the record is written in one transaction; the copy then takes its place under `issued/`.
    Cut short before the transaction ends, nothing is issued; after it, the same command puts the copy in its place.

    Args:
        folder: the quarter's folder.
        approved_by: the post that approves it.
        record: the record's place, as in the settings and seen from here; empty for the one that the run was told.

    Raises:
        UsageError: if the folder is not that of a finished quarter, no post is named, or the folder is in use.
        ReportError: if it may not be issued, with every reason, or cannot be written.
        SettingsError, SetupError: if the record's place cannot be used.
    """
    if not approved_by.strip():
        raise UsageError("name the post that approves the issue: --approved-by 'Head of Performance'")
    folder = folder.resolve()
    place = Place.of(folder.parent, folder.name)
    with told_of_trouble(folder.parent / ISSUED_FOLDER), sole_run(place.lock):
        manifest, rows = read_draft(folder)
        where = locate_file(record, Path.cwd()) if record else _record_of(manifest, folder)
        staging = place.root / f".{folder.name}.issuing"
        new = _new_issue(manifest, rows, approved_by.strip(), file_hash(folder / MANIFEST))
        issued_folder = place.root / ISSUED_FOLDER
        _recover(staging, Record(where), issued_folder)
        with _copied(folder, staging):
            shown = _shown(where, issued_folder / "any")
            issued = Record(where).issue(new, before_commit=lambda issue: _sign(issue, staging, shown))
            kept = _put_in_place(issued, staging, issued_folder, new.manifest_hash, shown)
    return Kept(issued.issue, issued.added, kept)


def read_issue(folder: Path) -> dict[str, Any] | None:
    """What `issue.json` of an issued folder says; None if the folder was not issued.

    It is the one file beside the manifest that the manifest does not list. Its `hash` closes the chain of the record with that issue.
    """
    path = folder / ISSUE
    return dict(json.loads(path.read_text(encoding="utf-8"))) if path.is_file() else None


def _record_of(manifest: Mapping[str, Any], folder: Path) -> Location:
    found = locate_file(manifest["record"]["place"], folder)
    return found.resolve() if isinstance(found, Path) else found


def _new_issue(manifest: Mapping[str, Any], rows: "Rows", approved_by: str, manifest_hash: str) -> "NewIssue":
    from datetime import date

    from pmf_analysis.data.record.write import NewIssue

    return NewIssue(
        area_code=manifest["area_code"],
        quarter=Period.parse(manifest["quarter"]),
        as_known=date.fromisoformat(manifest["as_at"]),
        approved_by=approved_by,
        issued_at=now().isoformat(),
        run_id=manifest["run_id"],
        manifest_hash=manifest_hash,
        inputs=manifest["inputs"],
        seen=manifest["record"]["seen"],
        rows=rows,
    )


def _recover(staging: Path, record: Record, root: Path) -> None:
    """Finish what a command that was cut short had written to the record but not put in its place; clear away all else."""
    try:
        signed = read_issue(staging)
    except ValueError:  # cut short while it was written, so before the record was
        signed = None
    if signed and signed["hash"] in {issue.hash for issue in record.issues()}:
        _move(staging, root / signed["issue_id"])
    shutil.rmtree(staging, ignore_errors=True)


@contextmanager
def _copied(folder: Path, staging: Path) -> "Iterator[None]":
    """A copy of the draft beside it, which does not outlast a failure."""
    try:
        shutil.copytree(folder, staging)
        yield
    finally:
        shutil.rmtree(staging, ignore_errors=True)


def _shown(record: Location, folder: Path) -> str:
    """The record's place as an issued folder tells it: as seen from there, or a URL without its secrets."""
    if isinstance(record, str):
        return record
    return Path(os.path.relpath(record.resolve(), folder)).as_posix()


def _sign(issue: Issue, staging: Path, record: str) -> None:
    """Write `issue.json` into the copy and see to it that all of the copy is on the disk, before the record says that it is issued."""
    content = asdict(issue) | {"as_known": issue.as_known.isoformat(), "record": record}
    text = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    (staging / ISSUE).write_text(text, encoding="utf-8", newline="\n")
    for path in staging.rglob("*"):
        if path.is_file():
            path.chmod(0o444)
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _put_in_place(issued: Issued, staging: Path, root: Path, manifest_hash: str, record: str) -> Path:
    """The issued folder; one that is there stays as it is."""
    kept = root / issued.issue.issue_id
    if not kept.exists() and issued.issue.manifest_hash != manifest_hash:
        what = f"{issued.issue.issue_id} is in the record, but its folder is gone and this draft is of another run"
        raise ReportError("nothing was issued", [Fault(str(kept), what, "put the folder back from a copy")])
    if not kept.exists():
        if not issued.added:
            _sign(issued.issue, staging, record)
        _move(staging, kept)
    return kept


def _move(staging: Path, kept: Path) -> None:
    kept.parent.mkdir(exist_ok=True)
    if not kept.exists():
        staging.rename(kept)
