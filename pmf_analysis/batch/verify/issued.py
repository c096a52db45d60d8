"""A folder that was issued, against the record of what was issued."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pmf_analysis.batch.manifest import MANIFEST
from pmf_analysis.batch.verify.findings import Finding
from pmf_analysis.batch.versions import file_hash
from pmf_analysis.data.location import Location, is_database
from pmf_analysis.data.record.record import Record
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
    try:
        verdict = Record(_place(folder, issued)).verify()
    except PmfError as error:
        return [Finding("record", error.message)], [], ""
    findings = [Finding("record", str(verdict.touched))] if verdict.touched else []
    known = (str(manifest["area_code"]), str(issued.get("issue_id", "")))
    if not verdict.touched and verdict.heads.get(known) != issued.get("hash"):
        findings.append(Finding(ISSUE, f"the record does not hold issue {known[1]} as this file names it"))
    if issued.get("manifest_hash") not in (None, file_hash(folder / MANIFEST)):
        findings.append(Finding(MANIFEST, "is not the manifest that was issued"))
    if issued.get("run_id") not in (None, manifest["run_id"]):
        findings.append(
            Finding(ISSUE, f"it names run {issued['run_id']}, and the manifest run {manifest['run_id']}")
        )
    return findings, [], f"the record ({verdict.issues} issues, {verdict.rows:,} rows)"


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
