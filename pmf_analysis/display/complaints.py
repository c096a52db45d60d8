"""Complaints of the quarter beside those of the quarter before, by theme and stage."""

from pmf_analysis.analysis.results import View
from pmf_analysis.display.dossier import Row, as_number, as_text, is_number, records
from pmf_analysis.display.fragment import Fragment
from pmf_analysis.display.heading import caption
from pmf_analysis.display.overview import in_scope
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.framework.numbers import write_number

COUNTS = {"received": "Received", "upheld": "Upheld", "in_time": "Answered in time"}
NONE = "No complaints of this quarter were supplied with the data."


def complaints(view: View) -> Fragment:
    """Complaints received, upheld and answered in time in the quarter, and how many were received in the one before."""
    quarter, before = str(view.context.quarter), str(view.context.quarter + -1)
    rows = in_scope(view, records(view.results.complaints, "complaints"))
    earlier = {_about(row): row for row in rows if as_text(row["period"]) == before}
    heads = (*COUNTS.values(), f"Received in {before}")
    table = Table(
        caption(view, "Complaints"),
        columns("Theme", "Stage", *heads, numbers=heads),
        tuple(_line(row, earlier.get(_about(row))) for row in rows if as_text(row["period"]) == quarter),
        empty=NONE,
        wide=True,
    )
    return Fragment.of(table_html(table))


def _about(row: Row) -> tuple[str, ...]:
    return tuple(as_text(row[name]) for name in ("directorate", "theme", "stage"))


def _line(row: Row, earlier: Row | None) -> Line:
    counts = (_count(row, name) for name in COUNTS)
    return line(
        as_text(row["theme"]) or "no theme given",
        as_text(row["stage"]) or "not given",
        *counts,
        _count(earlier, "received") if earlier else "not given",
    )


def _count(row: Row, name: str) -> str:
    return write_number(as_number(row[name]), 0) if is_number(row[name]) else "not given"
