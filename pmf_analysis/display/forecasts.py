"""The forecast review: will targets be met, what is not forecast and why, and which questions to ask."""

import math

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.dossier import Dossier, Row, Rows, as_number, as_text, dossiers, records
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.scorecard import expected_cell, noted
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import count_of
from pmf_analysis.display.wording.outlook import (
    CHANCE_BANDS,
    chance_figure,
    not_forecast_reason,
    year_end_forecast,
)
from pmf_analysis.display.wording.questions import lines_of_enquiry
from pmf_analysis.framework.numbers import write_value

NO_FORECASTS = "No indicator of this scope could be forecast; the reasons are below."
ALL_FORECAST = "Every indicator of this scope was forecast."


def forecast_summary(view: View) -> Fragment:
    """How many indicators are forecast, how many have a year-end target, and how the chances fall."""
    made = [row for row in (year_end_forecast(each) for each in dossiers(view).values()) if row]
    chances = [as_number(row["chance_of_meeting_target"]) for row in made]
    known = [chance for chance in chances if math.isfinite(chance)]
    text = (
        f"Of {count_of(len(view.results.indicators), 'indicator')}, {len(made)} could be forecast; "
        f"{len(known)} of these {'has' if len(known) == 1 else 'have'} a target for the period forecast."
    )
    return Fragment.of(render("forecast_summary", text=text, bands=chance_bands(known) if known else []))


def year_end_table(view: View) -> Fragment:
    """Each indicator that is forecast: result now, expected at year-end with its range, target, chance."""
    found = [(dossier, year_end_forecast(dossier)) for dossier in dossiers(view).values()]
    heads = ("Indicator", "Result", "Now", "Forecast", "80% range", "Target", "Chance", "Year-end")
    table = Table(
        caption=caption(view, "Forecasts for the year-end"),
        columns=columns(*heads, numbers=("Result", "Forecast", "80% range", "Target")),
        lines=tuple(_line(dossier, row) for dossier, row in found if row),
        empty=NO_FORECASTS,
        css="scorecard forecasts",
        wide=True,
    )
    return Fragment.of(table_html(table))


def not_forecast(view: View) -> Fragment:
    """The indicators without a forecast, each with the reason."""
    lines = [
        line(dossier.name, dossier.id, _reason(dossier))
        for dossier in dossiers(view).values()
        if year_end_forecast(dossier) is None
    ]
    table = Table(
        caption=caption(view, "Not forecast"),
        columns=columns("Indicator", "Id", "Reason"),
        lines=tuple(lines),
        empty=ALL_FORECAST,
        wide=True,
    )
    return Fragment.of(table_html(table))


def enquiry(view: View) -> Fragment:
    """Three to five questions for the meeting, each with the evidence that it rests on."""
    return Fragment.of(render("enquiry", questions=lines_of_enquiry(view)))


def forecast_record(view: View) -> Fragment:
    """How the forecasts would have done on what is known by now: back-tests over every council indicator, by steps ahead."""
    frame = view.results.forecast_calibration
    lines = tuple(_calibration(row) for row in records(frame)) if len(frame) else ()
    heads = ("Frequency", "Steps ahead", "Back-tests", "Indicators", "In the 80% range", "In the 95% range")
    table = Table(
        caption=f"Back-tests of the forecasts: every indicator of the council, {view.context.quarter}",
        columns=columns(*heads, numbers=heads[1:]),
        lines=lines,
        empty="No back-tests were made.",
        wide=True,
    )
    return Fragment.of(table_html(table))


def target_register(view: View) -> Fragment:
    """Targets in force for the quarter's results: who set them, and why."""
    chosen = [each for each in dossiers(view).values() if math.isfinite(each.number("target"))]
    lines = [
        line(
            each.name,
            each.value(each.number("target")),
            each.text("target_period") or each.text("period"),
            each.text("target_set_by") or "not stated",
            each.text("target_reason") or "not stated",
        )
        for each in chosen
    ]
    table = Table(
        caption=caption(view, "Targets in force"),
        columns=columns("Indicator", "Target", "For", "Set by", "Reason", numbers=("Target",)),
        lines=tuple(lines),
        empty="No targets are set for this scope's latest results.",
        wide=True,
    )
    return Fragment.of(table_html(table))


def _line(dossier: Dossier, row: Row) -> Line:
    return line(
        render("indicator_name", name=dossier.name, id=dossier.id, flags=[]),
        noted(dossier.value(dossier.number("value")), dossier.text("period")),
        status.rag(dossier.text("rag")),
        noted(dossier.short(as_number(row["mean"])), as_text(row["period"])),
        f"{dossier.short(as_number(row['lower_80']))} to {dossier.short(as_number(row['upper_80']))}",
        _target(dossier, row),
        chance_figure(as_number(row["chance_of_meeting_target"])),
        expected_cell(dossier),
        anchor=dossier.id,
    )


def _calibration(row: Row) -> Line:
    shares = (write_value(100 * as_number(row[name]), "%", 0) for name in ("coverage_80", "coverage_95"))
    counts = (f"{as_number(row[name]):,.0f}" for name in ("horizon", "tests", "series"))
    return line(as_text(row["group"]).capitalize(), *counts, *shares)


def _target(dossier: Dossier, row: Row) -> str:
    target = as_number(row["target"])
    set_for = as_text(row.get("target_period"))
    if math.isnan(target):
        return "no target set"
    return noted(dossier.short(target), f"of {set_for}" if set_for and set_for != row["period"] else "")


def _reason(dossier: Dossier) -> str:
    text = not_forecast_reason(dossier).removeprefix("not forecast: ")
    return text[:1].upper() + text[1:]


def chance_bands(chances: list[float]) -> Rows:
    """How many chances fall in each band of the key."""
    lowest, rows = 0.0, []
    for band in CHANCE_BANDS:
        count = sum(lowest <= chance < band.below for chance in chances)
        rows.append({"words": band.words, "limits": _limits(lowest, band.below), "count": count})
        lowest = band.below
    return tuple(rows)


def _limits(low: float, high: float) -> str:
    first, last = (write_value(100 * each, "%", 0) for each in (low, min(high, 1.0)))
    return (
        f"under {last}"
        if low <= 0
        else f"{first} or more"
        if math.isinf(high)
        else f"{first} to under {last}"
    )
