"""A draft that is to be issued: whether its folder is whole, and what of it goes into the record."""

import csv
from collections import Counter
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pmf_analysis.analysis.results import DRAFT
from pmf_analysis.batch.manifest import MANIFEST, output_files, read_manifest
from pmf_analysis.batch.report import FAILED
from pmf_analysis.batch.versions import file_hash
from pmf_analysis.data.record.cells import Row, chosen_rows
from pmf_analysis.data.record.content import Rows, content_hash
from pmf_analysis.data.record.tables import RESULT_TABLES, SENTENCES
from pmf_analysis.errors import Fault, ReportError
from pmf_analysis.publishing.sentences import page_sentences

AGAIN = "run the quarter again"


def read_draft(folder: Path) -> tuple[dict[str, Any], Rows]:
    """The manifest of a quarter's folder and the rows that go into the record, once all of it may be issued.

    The rows are those of the folder's own `results`, which the manifest vouches for, and the sentences are those of its pages: what
    is recorded is what is issued, whatever the data or the cache hold by now.

    Raises:
        UsageError: if the folder is not that of a finished quarter.
        ReportError: holds every reason why it may not be issued.
    """
    manifest = read_manifest(folder)
    faults = [*_report_faults(manifest), *folder_faults(folder, manifest)]
    rows = _rows(folder, manifest) if not faults else {}
    if not faults and content_hash(rows) != manifest["record"]["content_hash"]:
        what = "do not hold what the manifest says that the run found"
        faults.append(Fault(f"{folder}/results", what, AGAIN))
    if faults:
        reasons = "one reason" if len(faults) == 1 else f"{len(faults)} reasons"
        raise ReportError(f"{folder} cannot be issued, for {reasons}", faults)
    return manifest, rows


def folder_faults(folder: Path, manifest: Mapping[str, Any]) -> Iterator[Fault]:
    """Every file that is not as the run wrote it, is gone, or was added."""
    listed = manifest["outputs"]
    for path, digits in listed.items():
        if not (folder / path).is_file():
            yield Fault(f"{folder}/{path}", "is gone", AGAIN)
        elif file_hash(folder / path) != digits:
            yield Fault(f"{folder}/{path}", "was changed after it was made", AGAIN)
    for path in sorted({file.relative_to(folder).as_posix() for file in output_files(folder)} - set(listed)):
        yield Fault(f"{folder}/{path}", "was added after the run", "take it out")


def _report_faults(manifest: Mapping[str, Any]) -> Iterator[Fault]:
    if not manifest.get("record"):
        yield Fault(MANIFEST, "was written by a version of pmf_analysis that kept no record", AGAIN)
    for entry in manifest["reports"]:
        if entry["state"] == FAILED:
            yield Fault(entry["name"], "failed", f"mend what it says and {AGAIN}")
    if left_out := manifest.get("record", {}).get("left_out"):
        yield Fault(", ".join(left_out), "not made", f"{AGAIN} without --directorate and --report")


def _rows(folder: Path, manifest: Mapping[str, Any]) -> Rows:
    rows = {}
    for table in RESULT_TABLES:
        with (folder / "results" / f"{table.name}.csv").open(encoding="utf-8", newline="") as file:
            headings, *cells = csv.reader(file)
        rows[table.name] = chosen_rows(headings, cells, table)
    names = {row[0] for row in rows["indicators"]}  # indicator_id is their first column
    rows[SENTENCES.name] = [
        row
        for entry in manifest["reports"]
        for row in sentences_of(
            folder / entry["page"], entry["name"], entry["scope_kind"], entry["scope"], names
        )
    ]
    return rows


def sentences_of(page: Path, report: str, kind: str, scope: str, indicators: set[str]) -> Iterator[Row]:
    """The rows of `sentences` for one page; that it is a draft is left out, as an issued one no longer is."""
    counts: Counter[str] = Counter()
    for each in page_sentences(page.read_text(encoding="utf-8")):
        text = each.text.replace(DRAFT, "").strip()
        if text:
            counts[each.anchor] += 1
            place = (report, kind, scope, each.anchor, str(counts[each.anchor]))
            yield (*place, _indicator(each.anchor, indicators), text)


def _indicator(anchor: str, indicators: set[str]) -> str:
    """The indicator that a part of a page is about: `exception-HCLIC.A1.PREV` is about HCLIC.A1.PREV."""
    candidates = (anchor, anchor.partition("-")[2])
    return next((name for name in candidates if name in indicators), "")
