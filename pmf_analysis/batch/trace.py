"""`pmf trace`: the chain behind an indicator's numbers for a period, from the sentences that print them to the source row."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from pmf_analysis.analysis.table_keys import ID
from pmf_analysis.batch.manifest import read_manifest
from pmf_analysis.batch.source_rows import source_row
from pmf_analysis.batch.verify.bundle import Bundle, Row
from pmf_analysis.batch.verify.files import Files
from pmf_analysis.batch.verify.pages import Printed, on_page
from pmf_analysis.batch.verify.sources import find_settings
from pmf_analysis.errors import PeriodError, UsageError
from pmf_analysis.framework.numbers import KINDS
from pmf_analysis.framework.periods import Period
from pmf_analysis.framework.receipts import Cell, cells_of
from pmf_analysis.publishing.receipts import Receipt, parse_receipts

RULES = {  # table to the columns that name the rule or model behind its numbers, and why
    "assessments": ("rag_reason", "dot_rule", "signal_rule", "target_set_by", "target_reason"),
    "forecasts": ("model", "why_this_model", "reason"),
    "benchmarks": ("method", "comparator"),
    "exceptions": ("reasons", "confidence"),
    "exception_parts": ("rule", "fact"),
    "signals": ("rule", "reason"),
    "must_average": ("measure", "words"),
    "targets": ("set_by", "reason", "set_on"),
}
PERIODS = (
    "period",
    "cutoff",
    "target_period",
    "previous_period",
    "year_ago_period",
    "year_end_period",
    "benchmark_period",
)


@dataclass(frozen=True)
class Mention:
    """One place that prints a number.

    Attributes:
        page: the page.
        text: the sentence or cell.
        receipt: the number's.
    """

    page: str
    text: str
    receipt: Receipt


def trace(folder: Path, indicator: str, period: str, *, params: Path | None = None) -> Iterator[str]:
    """The chain in lines of text: each result row of the indicator and period, what made it, where it is printed, and the source row.

    Args:
        folder: a finished quarter's folder, or a clinic pack's.
        indicator: its id, or one that it replaces.
        period: as people write it.
        params: the quarter's settings, which say where the inputs are; looked for near the folder if left out.

    Raises:
        UsageError: if the folder is no finished quarter, or there is no such indicator or period; with near matches.
    """
    manifest = read_manifest(folder)
    files = Files(folder, manifest["outputs"], (), {})
    bundle = Bundle(files)
    known = _indicator(bundle, indicator)
    when = _period(bundle, known, period)
    yield f"{known[ID]}: {known['name']}, {when}" + (
        f" ({indicator} is an old id of it)" if known[ID] != indicator else ""
    )
    mentions = list(_mentions(files, manifest, known[ID]))
    for cell, row in _rows(bundle, known[ID], when):
        yield from _describe_row(cell, row, [each for each in mentions if _is_about(each.receipt, cell)])
    yield from _source(folder, manifest, bundle, known[ID], when, params)


def _indicator(bundle: Bundle, indicator: str) -> Row:
    rows = bundle.table("indicators")
    if found := rows.get((indicator,)):
        return found
    for row in rows.values():
        if indicator in row.get("replaces", "").replace(",", ";").replace(" ", ";").split(";"):
            return row
    near = (
        get_close_matches(indicator, [key[0] for key in rows], n=3)
        or [key[0] for key, row in rows.items() if indicator.lower() in row["name"].lower()][:3]
    )
    hint = f"did you mean {' or '.join(near)}?" if near else "results/indicators.csv lists those there are"
    raise UsageError(f"there is no indicator '{indicator}' in these results; {hint}")


def _period(bundle: Bundle, known: Row, text: str) -> str:
    held = list(dict.fromkeys(row["period"] for _, row in _of(bundle, known[ID]) if row.get("period")))
    if text in held:
        return text
    try:
        written = str(Period.parse(text))
    except PeriodError:
        written = text
    if written in held:
        return written
    near = get_close_matches(written, held, n=3, cutoff=0.7) or held[-3:]
    raise UsageError(f"{known[ID]} has no result or forecast for '{text}'; did you mean {' or '.join(near)}?")


def _of(bundle: Bundle, indicator: str) -> Iterator[tuple[Cell, Row]]:
    for table in (
        "assessments",
        "history",
        "targets",
        "forecasts",
        "benchmarks",
        "signals",
        "exceptions",
        "exception_parts",
        "must_average",
    ):
        for key, row in bundle.table(table).items():
            if row.get(ID) == indicator:
                yield Cell(table, key), row


def _rows(bundle: Bundle, indicator: str, period: str) -> Iterator[tuple[Cell, Row]]:
    latest = bundle.table("assessments").get((indicator,), {}).get("period", "")
    for cell, row in _of(bundle, indicator):
        if row.get("period", latest) == period:
            yield cell, row


def _mentions(files: Files, manifest: Mapping[str, Any], indicator: str) -> Iterator[Mention]:
    for entry in manifest["reports"]:
        if not entry["page"]:
            continue
        receipts = parse_receipts(files.text(entry["receipts"]), entry["receipts"])
        if not any(f"[{indicator}" in each.origin for each in receipts):
            continue
        for printed in on_page(files.text(entry["page"]), receipts):
            yield from _in_element(entry["page"], printed, indicator)


def _in_element(page: str, printed: Printed, indicator: str) -> Iterator[Mention]:
    for receipt in printed.receipts:
        if any(cell.key[0] == indicator for cell in cells_of(receipt.origin)):
            yield Mention(page, " ".join(printed.text.split()), receipt)


def _is_about(receipt: Receipt, row: Cell) -> bool:
    return any(
        cell.column and (cell.table, cell.key) == (row.table, row.key) for cell in cells_of(receipt.origin)
    )


def _describe_row(cell: Cell, row: Row, mentions: list[Mention]) -> Iterator[str]:
    key = ", ".join(each for each in cell.key[1:] if each)
    said = "; ".join(f"{name} {row[name]}" for name in RULES.get(cell.table, ()) if row.get(name))
    if not mentions and cell.table not in ("history", "assessments"):
        return
    yield ""
    yield f"results/{cell.table}.csv{f', {key}' if key else ''}"
    if said:
        yield f"  made by: {said}"
    columns: dict[str, list[Mention]] = {}
    for mention in mentions:
        for each in cells_of(mention.receipt.origin):
            if (each.table, each.key) == (cell.table, cell.key) and each.column:
                columns.setdefault(each.column, []).append(mention)
    for column, found in columns.items():
        yield f"  {column} = {row[column]}"
        yield from _printed(found)


def _printed(mentions: list[Mention]) -> Iterator[str]:
    seen: dict[tuple[str, str, str], int] = {}
    for each in mentions:
        how = _how(each.receipt)
        key = (each.page, f"{each.receipt.printed} ({how})", each.text[:160])
        seen[key] = seen.get(key, 0) + 1
    for (page, printed, text), _ in seen.items():
        yield f"    printed {printed} on {page}: '{text}'"


def _how(receipt: Receipt) -> str:
    """How a number was written, and to how many decimals."""
    if receipt.kind == "w":
        return KINDS["w"]
    places = (
        "a whole number"
        if receipt.decimals == 0
        else f"{receipt.decimals} decimal{'s' if receipt.decimals > 1 else ''}"
    )
    return f"{KINDS[receipt.kind]}, rounded to {places}, halves away from zero"


def _source(
    folder: Path,
    manifest: Mapping[str, Any],
    bundle: Bundle,
    indicator: str,
    period: str,
    params: Path | None,
) -> Iterator[str]:
    row = bundle.table("history").get((indicator, period))
    yield ""
    if row is None:
        yield f"no source row: {period} has no result yet"
        return
    held = {
        name: row[name]
        for name in ("value", "numerator", "denominator", "lower_ci", "upper_ci", "status", "note")
        if row[name]
    }
    yield f"source: table {row['source']}, row {row['source_row']}, read as {json.dumps(held, ensure_ascii=False)}"
    yield from source_row(manifest, params or find_settings(folder, manifest), row)
