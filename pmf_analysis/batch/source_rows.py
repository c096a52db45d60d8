"""One source row, looked up where it was read: the file with its hash, and what the row says now."""

import csv
from collections.abc import Iterator, Mapping
from hashlib import sha256
from itertools import islice
from pathlib import Path
from typing import Any

from pmf_analysis.batch.versions import file_hash

NOT_AT_HAND = "  the inputs are not at hand; --params SETTINGS says where they are"


def source_row(manifest: Mapping[str, Any], settings: Path | None, row: Mapping[str, str]) -> Iterator[str]:
    """The file that a result was read from, whether it is still the same, and its row with a hash of its own.

    Args:
        manifest: of the folder.
        settings: the quarter's settings file; None where it is not known.
        row: the result's, of `history`.
    """
    path = next((each for each in manifest["inputs"] if Path(each).stem == row["source"]), "")
    digits = manifest["inputs"].get(path, "")
    if not path:
        yield f"  it was read from {manifest['settings']['data']}, {_whole(manifest)}"
        return
    yield f"  file {path}, sha256 {digits}"
    if settings is None or not (settings.parent / path).is_file():
        yield NOT_AT_HAND
        return
    file = settings.parent / path
    if file_hash(file) != digits:
        yield "  the file has changed since the run read it"
    if file.suffix == ".csv":
        heads, cells = _cells(file, int(row["source_row"]))
        said = ", ".join(f"{head}={cell}" for head, cell in zip(heads, cells, strict=False) if cell)
        yield f"  row {row['source_row']} says: {said or 'nothing'}"
        yield f"  sha256 of the row: {sha256(','.join(cells).encode()).hexdigest()}"


def _cells(file: Path, number: int) -> tuple[list[str], list[str]]:
    with file.open(encoding="utf-8-sig", newline="") as opened:
        rows = csv.reader(opened)
        heads = next(rows, [])
        return heads, next(islice(rows, number - 2, None), [])


def _whole(manifest: Mapping[str, Any]) -> str:
    data = Path(manifest["settings"]["data"]).name
    found = next((digits for path, digits in manifest["inputs"].items() if Path(path).name == data), "")
    return f"sha256 {found}" if found else "whose content the run's fingerprint stands for"
