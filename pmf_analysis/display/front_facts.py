"""What else the management team must know, a line each: changes, money, risks, actions, the time that things took, the decision."""

import math

from pmf_analysis.analysis.results import View
from pmf_analysis.display.base_issue import base_issue, nothing_issued
from pmf_analysis.display.dossier import Row, Rows, as_date, as_number, as_text, dossiers, records
from pmf_analysis.display.overview import in_scope, is_overdue, latest_finance, spent
from pmf_analysis.display.sourced import stated, tally
from pmf_analysis.display.wording.claims import count_of, listed, sentence
from pmf_analysis.display.wording.results import overdue_by

DECISION = "Which concerns the team takes up, and which stay with their directorates."


def front_facts(view: View) -> tuple[tuple[str, str], ...]:
    """Title and sentence of each."""
    return (
        ("What changed", _changes(view)),
        ("Money", _money(view)),
        ("Risks and actions", f"{_risks(view)} {_actions(view)}"),
        ("Timeliness", _timeliness(view)),
        ("Decision asked", DECISION),
    )


def _changes(view: View) -> str:
    base = base_issue(view)
    if not base:
        return nothing_issued(view)
    found = tally(records(view.results.changes, "changes"))
    return f"{sentence(count_of(found, 'change'))[:-1]} since {base}."


def _money(view: View) -> str:
    """The sum of the directorates' latest forecasts, with its sign spelt out; or that there are none."""
    rows = [row for row in latest_finance(view) if not math.isnan(_difference(row))]
    if not rows:
        return "No finance figures were supplied with the data."
    over = [row for row in rows if _difference(row) > 0]
    return (
        f"The {count_of(tally(rows), 'forecast')} of directorates add up to {spent(sum(map(_difference, rows)))}; "
        f"{count_of(tally(over), 'directorate')} overspent."
    )


def _difference(row: Row) -> float:
    return as_number(row["forecast_outturn"]) - as_number(row["budget"])


def _risks(view: View) -> str:
    rows = in_scope(view, records(view.results.risks, "risks"))
    if not rows:
        return "No risks were supplied with the data."
    names = [as_text(row["rating"]).lower() or "not rated" for row in rows]
    ratings = {
        name: tally([row for row, own in zip(rows, names, strict=True) if own == name])
        for name in dict.fromkeys(names)
    }
    return f"{sentence(count_of(tally(rows), 'open risk'))[:-1]}: {listed(f'{count} {name}' for name, count in ratings.items())}."


def _actions(view: View) -> str:
    rows: Rows = in_scope(view, records(view.results.actions, "actions"))
    if not rows:
        return "No actions were supplied with the data."
    late = [row for row in rows if is_overdue(row, view)]
    days = [(view.context.as_at - (as_date(row["due"]) or view.context.as_at)).days for row in late]
    oldest = stated(f"; the oldest by {max(days):,} days", "days overdue", late) if days else ""
    return f"{tally(late) if late else 'None'} of {count_of(tally(rows), 'action')} overdue{oldest}."


def _timeliness(view: View) -> str:
    known = list(dossiers(view).values())
    late = [each for each in known if overdue_by(each)]
    days = stated(str((view.context.as_at - view.context.quarter.end).days), "days after the quarter's end")
    overdue = f"{tally(late) if late else 'None'} of {count_of(tally(known), 'result')} overdue"
    return f"Data {days} days after the quarter’s end. {overdue}."
