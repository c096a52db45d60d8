"""The inputs, where they are at hand: whether the files are those that the run read, and the source rows still say the same."""

import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from pmf_analysis.batch.verify.bundle import Bundle, Row
from pmf_analysis.batch.verify.findings import Finding
from pmf_analysis.batch.versions import file_hash
from pmf_analysis.data.council_choice import MARK
from pmf_analysis.data.settings import Settings, load_settings
from pmf_analysis.data.sources import open_source
from pmf_analysis.errors import PmfError

NUMBERS = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
MOST_ROWS = 5
WRITTEN_DIGITS = 1e-14  # numbers are read to fifteen digits
TABLE = "observations"
NOT_AT_HAND = "the inputs are not at hand and were not checked; --params SETTINGS says where they are"


def find_settings(folder: Path, manifest: Mapping[str, Any]) -> Path | None:
    """The settings of the run where they usually lie, seen from the folder that it made: `../../params/2025-26-q3.yaml`."""
    name = str(manifest["settings"]["file"]).partition(MARK)[0]
    root = folder.resolve().parent
    places = (root.parent / "params", root.parent.parent / "params", root, root.parent)
    return next((place / name for place in places if (place / name).is_file()), None)


def check_inputs(
    manifest: Mapping[str, Any], settings: Path | None, bundle: Bundle
) -> tuple[list[Finding], list[str]]:
    """Findings on inputs that have changed since the run, and notes on those that are not at hand.

    Args:
        manifest: the folder's.
        settings: the quarter's settings file, from which the manifest names its inputs; None where it is not known.
        bundle: the results.
    """
    if settings is None:
        return [], [NOT_AT_HAND]
    inputs: Mapping[str, str] = manifest["inputs"]
    there = {path: settings.parent / path for path in inputs if (settings.parent / path).is_file()}
    changed = [path for path, file in there.items() if file_hash(file) != inputs[path]]
    findings = [Finding(f"input {path}", "the file has changed since the run read it") for path in changed]
    if changed:
        try:
            findings += _rows_that_differ(load_settings(settings), bundle)
        except PmfError as error:
            findings.append(Finding("inputs", f"they can no longer be read: {error.message}"))
    missing = sorted(set(inputs) - set(there))
    return findings, [f"not at hand, and not checked: input {path}" for path in missing]


def _rows_that_differ(settings: Settings, bundle: Bundle) -> Iterator[Finding]:
    """The source rows that no longer say what the results took from them."""
    observations = open_source(settings.data, home=settings.home_areas).read()[TABLE]
    wanted = {int(row["source_row"]): row for row in bundle.table("history").values() if row["source_row"]}
    cells = observations.cells[observations.cells["source_row"].isin(list(wanted))]
    rows = {int(record["source_row"]): record for record in cells.astype(str).to_dict("records")}
    differ = [
        (number, words) for number, row in wanted.items() if (words := _difference(row, rows.get(number)))
    ]
    for number, words in sorted(differ)[:MOST_ROWS]:
        row = wanted[number]
        yield Finding(
            f"input {observations.source}, row {number}", f"{row['indicator_id']}, {row['period']}: {words}"
        )
    if len(differ) > MOST_ROWS:
        yield Finding(f"input {observations.source}", f"and {len(differ) - MOST_ROWS} more source rows")


def _difference(row: Row, record: Mapping[Any, Any] | None) -> str:
    if record is None:
        return "the row is not there any more"
    if record["indicator_id"].strip() != row["indicator_id"]:
        return f"the row now is about '{record['indicator_id']}'"
    for column in NUMBERS:
        then, now = row.get(column, ""), record.get(column, "").strip()
        if then != now and not _same(then, now):
            return f"{column} was '{then}' and now is '{now}'"
    return ""


def _same(then: str, now: str) -> bool:
    try:
        return math.isclose(float(then), float(now.replace(",", "")), rel_tol=WRITTEN_DIGITS)
    except ValueError:
        return not then and not now.replace("-", "")
