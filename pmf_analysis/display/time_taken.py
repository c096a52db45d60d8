"""How long each quarter took to reach its readers, and what held it up."""

from collections.abc import Sequence

from pmf_analysis.analysis.results import View
from pmf_analysis.display.dossier import Row, as_number, as_text, is_number, records
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.framework.numbers import write_number

MOST_QUARTERS = 4
STAGES = {
    "data": "Data",
    "issue": "Report issued",
    "papers due": "First papers due",
    "meeting": "First meeting",
}
HELD_UP = (
    "Held up by data: they came after papers were due. By resourcing: the data were there, and the report was not. "
    "By the schedule: the report was there, and the calendar put the meeting later."
)


def time_taken(view: View) -> Fragment:
    """Days from each quarter's end to its data, its issue, the first papers and the first meeting, the latest quarters."""
    rows = records(view.results.timeliness, "timeliness")
    quarters = list(dict.fromkeys(as_text(row["quarter"]) for row in rows))[-MOST_QUARTERS:]
    lines = tuple(_line(name, [row for row in rows if row["quarter"] == name]) for name in quarters)
    heads = tuple(STAGES.values())
    table = Table(
        caption=caption(view, "Days from each quarter’s end"),
        columns=columns("Quarter", *heads, "Held up", numbers=heads),
        lines=lines,
        empty="No quarter has been timed.",
        wide=True,
    )
    lead = HELD_UP if any(as_text(row["held_up_by"]) for row in rows if row["quarter"] in quarters) else ""
    return Fragment.of(render("table_and_lead", table=table_html(table), lead=lead))


def _line(quarter: str, rows: Sequence[Row]) -> Line:
    held = [
        f"{as_text(row['body']) or 'Report'}, by {_cause(as_text(row['held_up_by']))}"
        for row in rows
        if as_text(row["held_up_by"])
    ]
    return line(quarter, *(_first(rows, stage) for stage in STAGES), "; ".join(held) or "–")


def _first(rows: Sequence[Row], stage: str) -> str:
    days = [as_number(row["days"]) for row in rows if row["stage"] == stage and is_number(row["days"])]
    return write_number(min(days), 0) if days else "–"


def _cause(word: str) -> str:
    return "the schedule" if word == "schedule" else word
