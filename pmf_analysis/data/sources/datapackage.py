"""`datapackage.json` (Frictionless Data Package) beside the tables: whether each file still is the one that it describes.

A hash tells what no reader can: that a byte of a file without checksums of its own (CSV, most Parquet) is not what was written.
"""

import json
from collections.abc import Iterator, Mapping
from hashlib import algorithms_guaranteed, file_digest
from pathlib import Path
from typing import Any

from pmf_analysis.errors import Fault

NAME = "datapackage.json"
AGAIN = "fetch the file again, or describe it anew"


def undescribed(folder: Path, files: Mapping[str, Path]) -> list[Fault]:
    """A fault for each file that is not as the folder's data package describes it; none where there is no package.

    Args:
        folder: the folder.
        files: table name to its file.
    """
    described = folder / NAME
    if not described.is_file():
        return []
    try:
        content = json.loads(described.read_text(encoding="utf-8"))
        resources = [dict(each) for each in content["resources"]]
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        what = f"cannot be read as a data package: {type(error).__name__} {error}"
        return [Fault(str(described), what, "it holds a list of resources, each with a path")]
    own = {path.name: path for path in files.values()}
    return [
        fault
        for each in resources
        if (path := own.get(str(each.get("path", ""))))
        for fault in _differences(path, each)
    ]


def _differences(path: Path, resource: Mapping[str, Any]) -> Iterator[Fault]:
    size = resource.get("bytes")
    if isinstance(size, int) and size != path.stat().st_size:
        what = f"has {path.stat().st_size:,} bytes; {NAME} describes a file of {size:,}"
        yield Fault(str(path), what, AGAIN)
    kind, _, wanted = str(resource.get("hash", "")).rpartition(":")
    if not wanted:
        return
    kind = kind.lower() or "md5"  # the standard's own default
    if kind not in algorithms_guaranteed or kind.startswith("shake"):
        yield Fault(str(path), f"has a hash of the kind '{kind}' in {NAME}", "write it as sha256:...")
        return
    with path.open("rb") as stream:
        found = file_digest(stream, kind).hexdigest()
    if found != wanted.lower():
        yield Fault(str(path), f"is not the file that {NAME} describes: its {kind} differs", AGAIN)
