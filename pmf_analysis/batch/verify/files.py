"""Every file against the manifest, and the manifest against its own seal."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from pmf_analysis.batch.manifest import MANIFEST
from pmf_analysis.batch.seals import SEALS, Change, changes, check_sealed, mended
from pmf_analysis.batch.verify.findings import Finding

ADDED_LATER = {"issue.json"}  # what is put beside a folder's files after its run; the record vouches for it
MOST_LINES = 5  # of one file are named


@dataclass(frozen=True)
class Files:
    """The files of a folder as they are and as they were.

    Attributes:
        folder: the folder.
        hashes: path to SHA-256, as the manifest lists them.
        findings: what differs.
        contents: of files that were changed, the content as it was written where single digits could be put back.
    """

    folder: Path
    hashes: Mapping[str, str]
    findings: tuple[Finding, ...]
    contents: Mapping[str, bytes]

    def text(self, path: str) -> str:
        """A file's text, as it was written as far as that is known.

        Raises:
            OSError: if the file is not there.
        """
        known = self.contents.get(path)
        return (known if known is not None else (self.folder / path).read_bytes()).decode("utf-8", "replace")


def check_files(folder: Path, hashes: Mapping[str, str]) -> Files:
    """See whether each file has the digits that the manifest lists, and name the lines that have changed."""
    findings: list[Finding] = list(_manifest_findings(folder))
    contents: dict[str, bytes] = {}
    seals, trusted = _seals(folder, hashes.get(SEALS, ""))
    for path, digits in sorted(hashes.items()):
        file = folder / path
        content = file.read_bytes() if file.is_file() else None
        if content is None:
            findings.append(Finding(path, "the file is missing"))
        elif sha256(content).hexdigest() != digits:
            found = changes(content, seals[path]) if path in seals else ()
            contents[path] = mended(content, found)
            findings += _file_findings(path, found)
        elif not trusted and path in seals and changes(content, seals[path]):
            findings.append(
                Finding(f"{SEALS}, {path}", "the seal was changed: the file is as it was written")
            )
    findings += [Finding(path, "the manifest does not list this file") for path in _unlisted(folder, hashes)]
    return Files(folder, hashes, tuple(findings), contents)


def _seals(folder: Path, digits: str) -> tuple[dict[str, str], bool]:
    """The seals by path, and whether they are as they were written."""
    try:
        content = (folder / SEALS).read_bytes()
        found = json.loads(content)
    except (OSError, ValueError):
        return {}, False
    known = {str(path): str(seal) for path, seal in found.items()} if isinstance(found, dict) else {}
    return known, sha256(content).hexdigest() == digits


def _manifest_findings(folder: Path) -> Iterator[Finding]:
    found = check_sealed((folder / MANIFEST).read_text(encoding="utf-8"))
    if isinstance(found, str):
        yield Finding(MANIFEST, found)
    else:
        yield from (Finding(MANIFEST, each.words) for each in found[:MOST_LINES])


def _file_findings(path: str, found: tuple[Change, ...]) -> Iterator[Finding]:
    if not found:
        yield Finding(path, "the file is not as it was written")
    yield from (Finding(path, each.words) for each in found[:MOST_LINES])
    if len(found) > MOST_LINES:
        yield Finding(path, f"and {len(found) - MOST_LINES} more lines")


def _unlisted(folder: Path, hashes: Mapping[str, str]) -> list[str]:
    known = {*hashes, MANIFEST, *ADDED_LATER}
    paths = (path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    return sorted(path for path in paths if path not in known and not Path(path).name.startswith("."))
