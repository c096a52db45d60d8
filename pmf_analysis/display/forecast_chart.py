"""The fan chart of the forecast review: results, the forecast with its ranges, and earlier forecasts laid over what came."""

import math
from dataclasses import replace

from pmf_analysis.analysis.results import View
from pmf_analysis.display.charts import Chart, chart_html
from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text, dossiers
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.history_chart import chart_numbers, gather
from pmf_analysis.display.history_drawing import Checked, Drawn, draw_history
from pmf_analysis.display.sourced import stated, tally
from pmf_analysis.display.svg import Description, slug
from pmf_analysis.display.wording.charts import forecast_title
from pmf_analysis.display.wording.claims import paragraph
from pmf_analysis.display.wording.outlook import LIKELY, forecast_claims, method_claims, year_end_forecast
from pmf_analysis.display.wording.track import one_step, step_word
from pmf_analysis.framework.periods import Frequency, Period

MOST_CHARTS = 12
NO_DOUBT = "No target is in doubt, so there is no chart to show."


def forecast_charts(view: View) -> Fragment:
    """A fan chart for each target in doubt, the lowest chance first, at most twelve."""
    rows = [(dossier, year_end_forecast(dossier)) for dossier in dossiers(view).values()]
    doubt = [(dossier, row) for dossier, row in rows if row and _chance(row) < LIKELY]
    doubt.sort(key=lambda pair: _chance(pair[1]))
    charts = [(dossier, fan_chart(dossier, row)) for dossier, row in doubt[:MOST_CHARTS]]
    more = (
        f"{tally([row for _, row in doubt[MOST_CHARTS:]])} more are in the table above."
        if len(doubt) > MOST_CHARTS
        else ""
    )
    shown = [(dossier, chart_html(chart)) for dossier, chart in charts if chart]
    return Fragment.of(
        render("chart_sections", shown=shown, kind="forecast", suffix="", empty=NO_DOUBT, more=more)
    )


def fan_chart(dossier: Dossier, row: Row) -> Chart | None:
    """The fan chart of one indicator, or None if no result could be drawn.

    Args:
        dossier: the indicator.
        row: its forecast for the year-end.
    """
    drawn = gather(dossier)
    if drawn is None:
        return None
    drawn = replace(drawn, ranges=(), checks=_checks(dossier, drawn))
    title = forecast_title(dossier, row).text
    described = Description(f"forecast-{slug(dossier.id)}", title, _description(drawn, row))
    message = paragraph([*forecast_claims(dossier), *method_claims(dossier)])
    return Chart(title, draw_history(drawn, described), message, chart_numbers(drawn))


def _checks(dossier: Dossier, drawn: Drawn) -> tuple[Checked, ...]:
    """Earlier forecasts of results that are drawn: those that were issued, and for other results those one step ahead made again."""
    issued = _issued(dossier)
    known = {each.x for each in issued}
    again = [each for each in _made_again(dossier) if each.x not in known]
    return tuple(
        each
        for each in sorted([*issued, *again], key=lambda each: each.x)
        if drawn.first <= each.x <= drawn.latest.x and math.isfinite(each.median)
    )


def _issued(dossier: Dossier) -> list[Checked]:
    """For each result the forecast that was issued last before it came."""
    frequency = Frequency(dossier.indicator["frequency"])
    rows = sorted(dossier.issued_forecasts, key=lambda row: -int(row["horizon"]))
    latest = {as_text(row["period"]): row for row in rows if row["counted"] is True}
    return [
        Checked(
            x=Period.parse(period, frequency=frequency).ordinal,
            median=as_number(row["mean"]),
            lower=as_number(row["lower_80"]),
            upper=as_number(row["upper_80"]),
            words=f"issued in {row['quarter']}",
            issued=True,
        )
        for period, row in latest.items()
    ]


def _made_again(dossier: Dossier) -> list[Checked]:
    frequency = Frequency(dossier.indicator["frequency"])
    return [
        Checked(
            x=Period.parse(row["period"], frequency=frequency).ordinal,
            median=as_number(row["median"]),
            lower=as_number(row["lower_80"]),
            upper=as_number(row["upper_80"]),
            words=f"1 {step_word(dossier)} ahead",
        )
        for row in one_step(dossier.backtests)
    ]


def _description(drawn: Drawn, row: Row) -> str:
    dossier, latest = drawn.dossier, drawn.latest
    limits = dossier.interval(as_number(row["lower_80"]), as_number(row["upper_80"]))
    held = {point.x: point.value for point in drawn.results}
    checked = [each for each in drawn.checks if math.isfinite(held.get(each.x, math.nan))]
    inside = sum(each.lower <= held[each.x] <= each.upper for each in checked)
    parts = [
        f"Fan chart. Latest result {dossier.value(latest.value)} in {latest.period}. "
        f"Forecast for {row['period']}: {dossier.value(as_number(row['mean']))}, 80% range {limits}.",
        f"Target {dossier.value(as_number(row['target']))}."
        if math.isfinite(as_number(row["target"]))
        else "",
        f"Of {len(checked)} earlier forecasts, {inside} had the outturn in their 80% range."
        if checked
        else "",
    ]
    return stated(
        " ".join(part for part in parts if part), "forecasts made again", one_step(dossier.backtests)
    )


def _chance(row: Row) -> float:
    return as_number(row["chance_of_meeting_target"])
