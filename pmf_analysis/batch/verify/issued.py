"""A folder that was issued, against the record of what was issued."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pmf_analysis.batch.manifest import MANIFEST
from pmf_analysis.batch.verify.findings import Finding
from pmf_analysis.batch.versions import file_hash
from pmf_analysis.data.location import Location, is_database
from pmf_analysis.data.record.issues import Issue
from pmf_analysis.data.record.record import Record
from pmf_analysis.display.wording.claims import count_of
from pmf_analysis.errors import PmfError

ISSUE = "issue.json"


def check_issue(folder: Path, manifest: Mapping[str, Any]) -> tuple[list[Finding], list[str], str]:
    """Findings on the record and on the folder's place in it, notes, and a phrase that says what was checked.

    Args:
        folder: the folder, which holds `issue.json` if it was issued.
        manifest: its manifest.
    """
    issued = _read(folder / ISSUE)
    if isinstance(issued, Finding):
        return [issued], [], ""
    if not issued:
        return [], ["a draft: it was not issued, so there is no record to hold it against"], ""
    record = Record(_place(folder, issued))
    try:
        verdict = record.verify()
        held = {each.issue_id: each for each in record.issues(str(manifest["area_code"]))}
    except PmfError as error:
        return [Finding("record", error.message)], [], ""
    findings = [Finding("record", str(verdict.touched))] if verdict.touched else []
    findings += _differences(issued, held)
    if issued.get("manifest_hash") not in (None, file_hash(folder / MANIFEST)):
        findings.append(Finding(MANIFEST, "is not the manifest that was issued"))
    if issued.get("run_id") not in (None, manifest["run_id"]):
        findings.append(
            Finding(ISSUE, f"it names run {issued['run_id']}, and the manifest run {manifest['run_id']}")
        )
    return findings, [], f"the record ({count_of(verdict.issues, 'issue')}, {count_of(verdict.rows, 'row')})"


def _differences(issued: Mapping[str, Any], held: Mapping[str, Issue]) -> Iterator[Finding]:
    """What `issue.json` says otherwise than the record."""
    name = str(issued.get("issue_id", ""))
    if name not in held:
        yield Finding(ISSUE, f"the record does not hold issue {name}")
        return
    for column, value in issued.items():
        known = str(getattr(held[name], column, value))
        if str(value) != known:
            yield Finding(ISSUE, f"{column} is {value}, and the record says {known}")


def _place(folder: Path, issued: Mapping[str, Any]) -> Location:
    place = str(issued.get("record", ""))
    return place if is_database(place) else folder / place


def _read(path: Path) -> dict[str, Any] | Finding:
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        return Finding(path.name, f"cannot be read: {error}")
    return content if isinstance(content, dict) else Finding(path.name, "is not what an issue leaves")
