"""Forecast outturns of money, by the quarter that issued them, beside what was spent."""

from pmf_analysis.analysis.results import View
from pmf_analysis.display.base_issue import nothing_issued
from pmf_analysis.display.dossier import Row, as_number, as_text, records
from pmf_analysis.display.fragment import Fragment
from pmf_analysis.display.heading import caption
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.framework.numbers import write_value

UNIT = "GBP thousand"
NOT_KNOWN = "No outturn is known yet of the money that earlier reports forecast."


def money_record(view: View) -> Fragment:
    """Each issued forecast outturn against the actual one, with the signs spelt out."""
    names = {scope.slug: scope.name for scope in view.results.scopes if scope.kind == "directorate"}
    rows = records(view.results.finance_scores, "finance_scores")
    if view.scope.kind == "directorate":
        rows = tuple(row for row in rows if row["directorate"] == view.scope.slug)
    heads = ("Period", "Forecast in", "It said", "It came to", "Forecast less outturn")
    table = Table(
        caption=caption(view, "Forecasts of money beside what was spent"),
        columns=columns("Directorate", *heads, numbers=heads[2:]),
        lines=tuple(_line(row, names) for row in rows),
        empty=NOT_KNOWN if len(view.results.issues) else nothing_issued(view),
        wide=True,
    )
    return Fragment.of(table_html(table))


def _line(row: Row, names: dict[str, str]) -> Line:
    budget = as_number(row["budget"])
    return line(
        names.get(as_text(row["directorate"]), as_text(row["directorate"])),
        as_text(row["period"]),
        as_text(row["quarter"]),
        *(spent(as_number(row[name]), budget) for name in ("forecast_outturn", "actual")),
        _miss(as_number(row["forecast_outturn"]) - as_number(row["actual"])),
    )


def spent(outturn: float, budget: float) -> str:
    """An outturn with how far it is over or under its budget: `£1,943k, £943k overspent`.

    >>> spent(104.0, 100.0), spent(97.0, 100.0), spent(100.0, 100.0), spent(100.0, float("nan"))
    ('£104k, £4k overspent', '£97k, £3k underspent', '£100k, on budget', '£100k')
    """
    over = outturn - budget
    written = write_value(outturn, UNIT, 0)
    if over != over:
        return written
    word = (
        "on budget"
        if over == 0
        else f"{write_value(abs(over), UNIT, 0)} {'overspent' if over > 0 else 'underspent'}"
    )
    return f"{written}, {word}"


def _miss(error: float) -> str:
    if error == 0:
        return "as forecast"
    return f"{write_value(abs(error), UNIT, 0)} too {'high' if error > 0 else 'low'}"
