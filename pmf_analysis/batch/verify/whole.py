"""Verifying a folder from end to end."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pmf_analysis.batch.manifest import read_manifest
from pmf_analysis.batch.verify.bundle import Bundle
from pmf_analysis.batch.verify.files import Files, check_files
from pmf_analysis.batch.verify.findings import Verdict
from pmf_analysis.batch.verify.issued import check_issue
from pmf_analysis.batch.verify.pages import Printed, check_printed, in_notebook, on_page
from pmf_analysis.batch.verify.sources import check_inputs, find_settings
from pmf_analysis.display.wording.claims import count_of
from pmf_analysis.publishing.receipts import parse_receipts, receipts_path

INDEX = "index.html"


def verify_outputs(folder: Path, *, params: Path | None = None) -> Verdict:
    """Recompute every printed number and every file's hash of a finished folder, and name what differs.

    Args:
        folder: the folder of a finished quarter, or of a clinic pack.
        params: the quarter's settings, which say where the inputs and the record are; looked for near the folder if left out.

    Raises:
        UsageError: if the folder holds no manifest, or one that cannot be read.
    """
    manifest = read_manifest(folder)
    files = check_files(folder, manifest["outputs"])
    bundle = Bundle(files)
    findings = list(files.findings)
    pages = notebooks = numbers = 0
    for path, printed in _printed(files, manifest):
        found = list(printed)
        pages, notebooks = pages + path.endswith(".html"), notebooks + path.endswith(".ipynb")
        numbers += sum(len(each.receipts) for each in found) if path.endswith(".html") else 0
        findings += check_printed(path, found, bundle)
    checked = [
        count_of(len(files.hashes), "file"),
        f"{count_of(numbers, 'printed number')} on {count_of(pages, 'page')} and in {count_of(notebooks, 'notebook')}",
    ]
    settings = params or find_settings(folder, manifest)
    more, notes = check_inputs(manifest, settings, bundle)
    checked += [] if settings is None else [count_of(len(manifest["inputs"]), "input")]
    issue, drafts, phrase = check_issue(folder, manifest)
    return Verdict(
        (*checked, *([phrase] if phrase else [])),
        (*findings, *more, *issue),
        (*notes, *drafts),
    )


def _printed(files: Files, manifest: Mapping[str, Any]) -> Iterator[tuple[str, Iterator[Printed]]]:
    """Each page and executed notebook that is there, with its elements that hold numbers."""
    pages = [INDEX, *(entry["page"] for entry in manifest["reports"] if entry["page"])]
    for page in pages:
        receipts = receipts_path(page)
        if (
            receipts in files.hashes
            and (files.folder / page).is_file()
            and (files.folder / receipts).is_file()
        ):
            html = (files.folder / page).read_text(encoding="utf-8", errors="replace")
            yield page, on_page(html, parse_receipts(files.text(receipts), receipts))
    for entry in manifest["reports"]:
        path = entry["executed_notebook"]
        if entry["page"] and (files.folder / path).is_file():
            yield path, _in_notebook(path, files)


def _in_notebook(path: str, files: Files) -> Iterator[Printed]:
    try:
        yield from in_notebook((files.folder / path).read_text(encoding="utf-8", errors="replace"))
    except ValueError:
        return  # it is no notebook any more, which its hash has told already
