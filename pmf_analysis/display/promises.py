"""What earlier reports promised, and what the results have done since."""

from pmf_analysis.analysis.results import View
from pmf_analysis.display.base_issue import nothing_issued
from pmf_analysis.display.dossier import Dossier, Row, as_date, as_number, as_text, dossiers
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import written_day
from pmf_analysis.framework.numbers import NOT_AVAILABLE

MOST_SHOWN = 40
NO_PROMISE = "No earlier report held an action for an indicator of this scope."
NO_CAUSE = "A result that moved after an action need not have moved through it; these data cannot say."


def promises(view: View) -> Fragment:
    """Each action that an earlier report printed: the effect expected, the result then, the result now."""
    found = [(dossier, row) for dossier in dossiers(view).values() for row in dossier.promises]
    heads = ("Promised", "Expected effect", "Then", "Now", "Seen")
    table = Table(
        caption=caption(view, "What was promised, and what the results did"),
        columns=columns("Indicator", *heads, numbers=("Then", "Now")),
        lines=tuple(_line(dossier, row) for dossier, row in found[:MOST_SHOWN]),
        empty=NO_PROMISE if len(view.results.issues) else nothing_issued(view),
        wide=True,
    )
    lead = NO_CAUSE if found else ""
    return Fragment.of(render("table_and_lead", table=table_html(table), lead=lead))


def _line(dossier: Dossier, row: Row) -> Line:
    due = as_date(row["due"])
    by = (
        f"{as_text(row['post']) or 'post not given'}, {f'due {written_day(due)}' if due else 'no date given'}"
    )
    return line(
        render("indicator_name", name=dossier.name, id=dossier.id, flags=[]),
        render("noted", main=as_text(row["text"]), note=by),
        as_text(row["expected_effect"]) or "none stated",
        *(_result(dossier, row, age) for age in ("then", "now")),
        as_text(row["seen"]).capitalize(),
    )


def _result(dossier: Dossier, row: Row, age: str) -> str:
    value = dossier.short(as_number(row[f"value_{age}"]))
    return "–" if value == NOT_AVAILABLE else f"{value} ({row[f'period_{age}']})"
