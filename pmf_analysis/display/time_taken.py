"""How long each quarter took to reach its readers, and what held it up."""

from pmf_analysis.analysis.results import View
from pmf_analysis.display.dossier import Row, as_date, as_number, as_text, is_number, records
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import written_day
from pmf_analysis.framework.numbers import write_number

MOST_QUARTERS = 4
HELD_UP = (
    "Held up by data: they came after papers were due. By resourcing: the data were there, and the report was not. "
    "By the schedule: the report was there, and the calendar put it later. Blank: in time, or the dates cannot tell."
)


def time_taken(view: View) -> Fragment:
    """Days from each quarter's end to its data, its issue, the papers and the meetings, against the calendar; the latest quarters."""
    rows = [row for row in records(view.results.timeliness, "timeliness") if is_dated(row)]
    quarters = list(dict.fromkeys(as_text(row["quarter"]) for row in rows))[-MOST_QUARTERS:]
    shown = [row for row in rows if row["quarter"] in quarters and row["stage"] != "quarter end"]
    heads = ("Stage", "Day", "Days", "In the calendar", "Held up by")
    table = Table(
        caption=caption(view, "Days from the quarter’s end"),
        columns=columns("Quarter", *heads, numbers=("Days", "In the calendar")),
        lines=tuple(_line(row) for row in shown),
        wide=True,
    )
    lead = HELD_UP if any(as_text(row["held_up_by"]) for row in shown) else ""
    return Fragment.of(render("table_and_lead", table=table_html(table), lead=lead))


def is_dated(row: Row) -> bool:
    """Whether the day of a stage is known."""
    return as_date(row["date"]) is not None


def _line(row: Row) -> Line:
    stage, body, day = as_text(row["stage"]), as_text(row["body"]), as_date(row["date"])
    return line(
        as_text(row["quarter"]),
        f"{stage.capitalize()}{f': {body}' if body else ''}",
        written_day(day) if day else "–",
        _days(row["days"]),
        _days(row["target_days"]),
        as_text(row["held_up_by"]) or "–",
    )


def _days(value: object) -> str:
    return write_number(as_number(value), 0) if is_number(value) else "–"
