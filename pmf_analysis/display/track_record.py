"""What came of the forecasts that earlier reports printed, and what changed in each forecast since the last one."""

import math
from collections.abc import Sequence

import pandas as pd
from markupsafe import Markup

from pmf_analysis.analysis.accountability import score_forecasts
from pmf_analysis.analysis.results import View
from pmf_analysis.display.base_issue import base_issue, nothing_issued
from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text, dossiers, records
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.promises import promises
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.issued import chances_claim, record_lead
from pmf_analysis.display.wording.since import capital
from pmf_analysis.framework.numbers import write_number
from pmf_analysis.framework.receipts import unmarked

MOST_SHOWN = 40
GROUPS = {"all": "All", "horizon": "Steps ahead", "service": "Service", "model": "Model"}
NO_OUTTURN = "No outturn is known yet of what earlier reports forecast for this scope."
NOTES = (
    "A forecast is held against the outturn as it is known now. Repeating means the last result, or last year’s, whichever had been nearer "
    "until then. Verdicts look at the last forecast of each result. Results of kindred indicators move together, and so are less evidence "
    "than their number suggests."
)
NO_CHANGE = "No forecast differs from that of the last report."


def held_to_account(view: View) -> Fragment:
    """Issued forecasts beside what came, what changed in each forecast, and what was promised."""
    return Fragment.of(
        render(
            "held_to_account",
            record=Markup(issued_record(view).html),
            changed=Markup(forecast_changes(view).html),
            promised=Markup(promises(view).html),
        )
    )


def issued_record(view: View) -> Fragment:
    """How the forecasts that earlier reports printed have done: in counts by horizon, service and model, then one by one."""
    rows = [
        row for row in records(view.results.issued_forecasts, "issued_forecasts") if row["counted"] is True
    ]
    if not rows:
        lead = NO_OUTTURN if len(view.results.issues) else nothing_issued(view)
        return Fragment.of(render("changes", lead=lead, tables=[]))
    scores = score_forecasts(view.results.issued_forecasts)
    return Fragment.of(
        render(
            "issued_record",
            lead=record_lead(view, rows, scores).text,
            chances=chances_claim(view, rows),
            scores=table_html(_scores(view, rows, scores)),
            each=_one_by_one(view, rows),
            notes=NOTES,
        )
    )


def forecast_changes(view: View) -> Fragment:
    """Each forecast that differs from that of the last report: then, now, and why."""
    base = base_issue(view)
    known = dossiers(view)
    rows = [
        row
        for row in records(view.results.forecast_changes, "forecast_changes")
        if row["indicator_id"] in known and _is_seen(known[row["indicator_id"]], row)
    ]
    rows.sort(key=_moved_by, reverse=True)
    heads = ("For", "In the last report", "Now", "Why")
    table = Table(
        caption=caption(view, "What changed in each forecast"),
        columns=columns("Indicator", *heads, numbers=heads[1:3]),
        lines=tuple(_changed(known[row["indicator_id"]], row) for row in rows[:MOST_SHOWN]),
        empty=NO_CHANGE if base else nothing_issued(view),
        wide=True,
    )
    more = max(0, len(rows) - MOST_SHOWN)
    return Fragment.of(
        render("table_and_more", table=table_html(table), more=more, place="results/forecast_changes.csv")
    )


def _scores(view: View, rows: Sequence[Row], scores: pd.DataFrame) -> Table:
    """The running table; its groups are those of `score_forecasts`, its counts name their rows."""
    heads = (
        "Forecasts",
        "In the 80% range",
        "In the 95% range",
        "Too low",
        "Too high",
        "Nearer than repeating",
    )
    lines = [
        _score(by, group, verdict, [row for row in rows if by == "all" or _group(row, by) == group])
        for by, group, verdict in scores[["by", "group", "verdict"]].itertuples(index=False)
    ]
    return Table(
        caption=caption(view, "Issued forecasts beside what came"),
        columns=columns("Which", *heads, "Verdict on the 80% range", numbers=heads),
        lines=tuple(lines),
        wide=True,
    )


def _group(row: Row, by: str) -> str:
    return str(int(row["horizon"])) if by == "horizon" else as_text(row[by]) or "no service named"


def _score(by: str, group: str, verdict: str, rows: Sequence[Row]) -> Line:
    name = GROUPS[by] if by == "all" else f"{GROUPS[by]}: {group}"
    errors = [(row, as_number(row["error"])) for row in rows]
    nearer = [row for row, error in errors if abs(error) < abs(as_number(row["naive_error"]))]
    counted = (
        rows,
        *([row for row in rows if row[f"inside_{level}"] is True] for level in ("80", "95")),
        [row for row, error in errors if error < 0],
        [row for row, error in errors if error > 0],
        nearer,
    )
    return line(name, *(write_number(tally(each), 0) for each in counted), capital(verdict))


def _one_by_one(view: View, rows: Sequence[Row]) -> Markup:
    known = dossiers(view)
    latest = sorted(rows, key=lambda row: as_text(row["issued_at"]), reverse=True)[:MOST_SHOWN]
    heads = (
        "Issued in",
        "For",
        "Forecast (80% range)",
        "Outturn",
        "Missed by",
        "In the 80% range",
        "Repeating",
    )
    table = Table(
        caption=caption(view, "Each forecast beside what came, the latest issued first"),
        columns=columns(
            "Indicator", *heads, numbers=("Forecast (80% range)", "Outturn", "Missed by", "Repeating")
        ),
        lines=tuple(_met(known[row["indicator_id"]], row) for row in latest),
        wide=True,
    )
    more = len(rows) - len(latest)
    return render("table_and_more", table=table_html(table), more=more, place="results/issued_forecasts.csv")


def _met(dossier: Dossier, row: Row) -> Line:
    mean, outturn, first = (as_number(row[name]) for name in ("mean", "outturn", "first_outturn"))
    came = (
        dossier.short(outturn)
        if first == outturn
        else f"{dossier.short(outturn)} (first {dossier.short(first)})"
    )
    return line(
        render("indicator_name", name=dossier.name, id=dossier.id, flags=[]),
        as_text(row["quarter"]),
        as_text(row["period"]),
        f"{dossier.short(mean)} ({dossier.short(as_number(row['lower_80']))} to {dossier.short(as_number(row['upper_80']))})",
        came,
        _miss(dossier, mean - outturn),
        "yes" if row["inside_80"] is True else "no",
        dossier.short(as_number(row["naive"])),
    )


def _miss(dossier: Dossier, error: float) -> str:
    """How far a forecast lay above what came, or below it."""
    written = dossier.short_change(error)
    return "exact" if written == "no change" else written.removeprefix("a change of ")


def _changed(dossier: Dossier, row: Row) -> Line:
    return line(
        render("indicator_name", name=dossier.name, id=dossier.id, flags=[]),
        as_text(row["period"]),
        *(_forecast(dossier, row, age) for age in ("old", "new")),
        capital(as_text(row["reason"])),
    )


def _is_seen(dossier: Dossier, row: Row) -> bool:
    """Whether a reader would see that the forecast is another: its digits as they are printed differ."""
    return unmarked(_forecast(dossier, row, "old")) != unmarked(_forecast(dossier, row, "new"))


def _moved_by(row: Row) -> float:
    """How far a forecast moved, in widths of the range that it had; those that came or went first."""
    old, new = as_number(row["old_mean"]), as_number(row["new_mean"])
    width = as_number(row["old_upper_80"]) - as_number(row["old_lower_80"])
    moved = abs(new - old) / width if width > 0 else math.inf
    return math.inf if math.isnan(moved) else float(moved)


def _forecast(dossier: Dossier, row: Row, age: str) -> str:
    mean, low, high = (as_number(row[f"{age}_{name}"]) for name in ("mean", "lower_80", "upper_80"))
    if math.isnan(mean):
        return "not forecast"
    return f"{dossier.short(mean)} ({dossier.short(low)} to {dossier.short(high)})"
