"""The council on one page: what needs us, what changed for better and worse, money, risks and actions."""

import math
from datetime import date

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.dossier import (
    Dossier,
    Row,
    Rows,
    as_date,
    as_number,
    as_text,
    dossiers,
    exception_rows,
    records,
)
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.money_record import money_record
from pmf_analysis.display.sourced import stated, tally
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.time_taken import time_taken
from pmf_analysis.display.wording.claims import count_of, written_day
from pmf_analysis.display.wording.outlook import chance_figure, year_end_forecast
from pmf_analysis.display.wording.reasons import rule_name
from pmf_analysis.display.wording.results import overdue_by, result_words, short_target
from pmf_analysis.framework.numbers import write_number, write_value

MOST_RANKED = 10
CLOSED = {"closed", "complete", "completed", "done", "cancelled"}


def ranked_exceptions(view: View, *, kind: str = "concern") -> Fragment:
    """The highest-scoring exceptions across directorates, each with its rules, result, target and chance."""
    known, names = dossiers(view), directorate_names(view)
    rows = exception_rows(view.results, kind)
    lines = tuple(_exception(known[row["indicator_id"]], row, names) for row in rows[:MOST_RANKED])
    what = {"concern": "Concerns", "improvement": "Notable improvements"}[kind]
    shown = (
        f"{what}, the highest {tally(rows[:MOST_RANKED])} of {tally(rows)}"
        if len(rows) > len(lines)
        else what
    )
    table = Table(
        caption=caption(view, shown),
        columns=columns(
            "Indicator", "Directorate", "Result", "Target", "Now", "Chance", "Why", "Score",
            numbers=("Result", "Target", "Score"),
        ),
        lines=lines,
        css="scorecard",
        wide=True,
    )  # fmt: skip
    return Fragment.of(table_html(table))


def improving_but_red(view: View) -> Fragment:
    """Red now, and each of the latest results better than the one before."""
    return _list(view, "Improving, but still red", red_and_improving(view))


def red_and_improving(view: View) -> list[Dossier]:
    """The indicators that are red and improving."""
    return [each for each in dossiers(view).values() if _is(each, "RED", "IMPROVING")]


def green_but_worsening(view: View) -> Fragment:
    """Green now, and each of the latest results worse than the one before."""
    return _list(view, "Green, but worsening", green_and_worsening(view))


def green_and_worsening(view: View) -> list[Dossier]:
    """The indicators that are green and worsening."""
    return [each for each in dossiers(view).values() if _is(each, "GREEN", "WORSENING")]


def open_risks(view: View) -> Fragment:
    """The risks on the register, with their ratings and owners."""
    rows = in_scope(view, records(view.results.risks, "risks"))
    heads = ("Risk", "Rating", "Target rating", "Mitigation", "Post")
    lines = tuple(
        line(
            f"{as_text(row['risk_id'])}: {as_text(row['risk'])}",
            as_text(row["rating"]) or "not rated",
            as_text(row["target_rating"]) or "not set",
            as_text(row["mitigation"]) or "none given",
            as_text(row["responsible_post"]) or "not given",
        )
        for row in rows
    )
    table = Table(caption(view, "Open risks"), columns(*heads), lines, wide=True)
    return Fragment.of(table_html(table))


def overdue_actions(view: View) -> Fragment:
    """Actions that are past their due date and not closed, the oldest first."""
    as_at = view.context.as_at
    rows = [row for row in in_scope(view, records(view.results.actions, "actions")) if is_overdue(row, view)]
    rows.sort(key=lambda row: as_date(row["due"]) or as_at)
    lines = tuple(
        line(
            f"{as_text(row['action_id'])}: {as_text(row['action'])}",
            written_day(as_date(row["due"]) or as_at),
            stated(f"{(as_at - (as_date(row['due']) or as_at)).days:,} days", "days overdue", [row]),
            as_text(row["status"]),
            as_text(row["accountable_post"]) or "not given",
        )
        for row in rows
    )
    table = Table(
        caption(view, "Overdue actions"),
        columns("Action", "Due", "Overdue by", "Status", "Post", numbers=("Overdue by",)),
        lines,
        empty="No action is overdue.",
        wide=True,
    )
    return Fragment.of(table_html(table))


def finance(view: View) -> Fragment:
    """Forecast outturn against budget, with the sign spelt out."""
    rows = latest_finance(view)
    lines = tuple(
        line(
            directorate_names(view).get(as_text(row["directorate"]), as_text(row["directorate"])),
            as_text(row["period"]),
            write_value(as_number(row["budget"]), "GBP thousand", 0),
            write_value(as_number(row["forecast_outturn"]), "GBP thousand", 0),
            spent(as_number(row["forecast_outturn"]) - as_number(row["budget"])),
        )
        for row in rows
    )
    heads = ("Directorate", "Period", "Budget", "Forecast outturn", "Difference")
    table = Table(
        caption(view, "Forecast outturn"), columns(*heads, numbers=heads[2:]), lines,
        empty="No finance figures were supplied with the data.", wide=True,
    )  # fmt: skip
    return Fragment.join((Fragment.of(table_html(table)), money_record(view)))


def latest_finance(view: View) -> Rows:
    """The latest forecast of each directorate: of its latest period, as it was issued last."""
    rows = sorted(
        in_scope(view, records(view.results.finance, "finance")),
        key=lambda row: (as_text(row["period"]), str(as_date(row["issued_on"]) or "")),
    )
    return tuple({as_text(row["directorate"]): row for row in rows}.values())


def timeliness(view: View) -> Fragment:
    """Days from the quarter's end to the data, to each body's papers and to its meeting, and how many results came in time."""
    end, known = view.context.quarter.end, list(dossiers(view).values())
    in_time = tally([each for each in known if not overdue_by(each)])
    days_after = stated(str((view.context.as_at - end).days), "days after the quarter's end")
    lead = (
        f"The data are as at {written_day(view.context.as_at)}, {days_after} days after the quarter’s end. "
        f"Of {count_of(tally(known), 'indicator')}, {in_time} had every result that was due by then."
    )
    rows = [
        row
        for row in records(view.results.meetings, "meetings")
        if as_text(row["period"]) == str(view.context.quarter)
    ]
    heads = ("Body", "Papers due", "Days to papers", "Meeting", "Days to meeting")
    table = Table(
        caption=caption(view, "Papers and meetings"),
        columns=columns(*heads, numbers=("Days to papers", "Days to meeting")),
        lines=tuple(
            line(as_text(row["body"]), *_days(row["papers_due"], end), *_days(row["date"], end))
            for row in rows
        ),
        empty="No meeting dates were supplied with the data.",
        wide=True,
    )
    asked = Fragment.of(render("lead_and_table", lead=lead, table=table_html(table)))
    return Fragment.join((asked, time_taken(view)))


def _days(value: object, end: date) -> tuple[str, str]:
    day = as_date(value)
    if not day:
        return "not given", "–"
    return written_day(day), stated(str((day - end).days), "days after the quarter's end")


def in_scope(view: View, rows: Rows) -> Rows:
    """The rows of a register that belong to the view: by directorate, or by an indicator that they name."""
    if view.scope.kind == "council":
        return rows
    if view.scope.kind == "directorate":
        return tuple(row for row in rows if row["directorate"] == view.scope.slug)
    ids = set(view.results.indicators["indicator_id"])
    return tuple(row for row in rows if ids & set(as_text(row.get("indicator_ids")).split(";")))


def spent(difference: float) -> str:
    """A difference from the budget with its sign spelt out."""
    if math.isnan(difference):
        return "not available"
    written = write_value(abs(difference), "GBP thousand", 0)
    return "on budget" if difference == 0 else f"{written} {'overspent' if difference > 0 else 'underspent'}"


def is_overdue(row: Row, view: View) -> bool:
    """Whether an action is past its date and not closed."""
    due = as_date(row["due"])
    return due is not None and due < view.context.as_at and as_text(row["status"]).lower() not in CLOSED


def _is(dossier: Dossier, rating: str, direction: str) -> bool:
    return dossier.text("rag") == rating and dossier.text("dot") == direction


def _list(view: View, what: str, found: list[Dossier]) -> Fragment:
    names = directorate_names(view)
    lines = tuple(
        line(
            render_name(each),
            names.get(as_text(each.indicator["directorate"]), ""),
            f"{each.value(each.number('value'))} in {each.text('period')}",
            each.value(each.number("target")),
            status.rag(each.text("rag")),
            status.travel(each.text("dot")),
        )
        for each in found
    )
    table = Table(
        caption=caption(view, what),
        columns=columns(
            "Indicator", "Directorate", "Result", "Target", "Now", "Direction", numbers=("Result", "Target")
        ),
        lines=lines,
        empty=f"{what}: no indicator.",
        wide=True,
    )
    return Fragment.of(table_html(table))


def render_name(dossier: Dossier) -> str:
    """The indicator's name and id as one cell."""
    return render("indicator_name", name=dossier.name, id=dossier.id, flags=[])


def _exception(dossier: Dossier, row: Row, names: dict[str, str]) -> Line:
    forecast = year_end_forecast(dossier) or {}
    return line(
        render_name(dossier),
        names.get(as_text(row["directorate"]), as_text(row["directorate"])),
        f"{result_words(dossier)} ({as_text(row['period'])})",
        short_target(dossier),
        status.rag(dossier.text("rag")),
        chance_figure(as_number(forecast.get("chance_of_meeting_target"))),
        "; ".join(rule_name(rule).lower() for rule in as_text(row["reasons"]).split(";")),
        write_number(as_number(row["score"]), 2),
        anchor=dossier.id,
    )


def directorate_names(view: View) -> dict[str, str]:
    """Slug to name of each directorate."""
    return {scope.slug: scope.name for scope in view.results.scopes if scope.kind == "directorate"}
