"""The chart of one indicator: its history, expected range, target, breaks, signals, and the forecast with its ranges."""

import math
from typing import Any

from pmf_analysis.display.charts import Chart
from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text
from pmf_analysis.display.expected_range import expected_ranges, marked_results
from pmf_analysis.display.history_drawing import Drawn, Point, draw_history
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.svg import Description, slug
from pmf_analysis.display.tables import Table, columns, line
from pmf_analysis.display.wording.charts import history_title
from pmf_analysis.display.wording.claims import listed
from pmf_analysis.display.wording.results import missing_words, status_words
from pmf_analysis.framework.periods import Frequency, Period

LATEST_SHOWN = {"monthly": 36, "quarterly": 24}
YEARS_SHOWN = 15


def history_chart(dossier: Dossier, *, message: str, key: str = "") -> Chart | None:
    """The chart of an indicator, or None if no result could be drawn.

    Args:
        dossier: the indicator.
        message: the sentence below the chart.
        key: tells charts of one indicator on one page apart.
    """
    drawn = gather(dossier)
    if drawn is None:
        return None
    title = history_title(dossier, drawn.results[0].period, drawn.results[-1].period).text
    described = Description(f"{key or 'history'}-{slug(dossier.id)}", title, _description(drawn))
    return Chart(title, draw_history(drawn, described), message, chart_numbers(drawn))


def gather(dossier: Dossier) -> Drawn | None:
    """What the chart of an indicator draws: its latest results, the targets of their periods, its forecasts; None without a result."""
    shown = LATEST_SHOWN.get(as_text(dossier.indicator["frequency"]), YEARS_SHOWN)
    results = [_point(row, "value", row["period_ordinal"]) for row in dossier.history]
    if not any(math.isfinite(point.value) for point in results):
        return None
    results = [point for point in results if point.x > results[-1].x - shown]
    if not any(math.isfinite(point.value) for point in results):
        return None
    numbered = [(row, _ordinal(dossier, row["period"])) for row in (*dossier.targets, *dossier.forecasts)]
    upcoming = [_point(row, "mean", x) for row, x in numbered if x is not None and "mean" in row]
    forecasts = [point for point in upcoming if math.isfinite(point.value) and point.x > results[-1].x]
    last = max([results[-1].x, *(point.x for point in forecasts)])
    aims = [_point(row, "target", x) for row, x in numbered if x is not None and "mean" not in row]
    targets = [point for point in aims if results[0].x <= point.x <= last and math.isfinite(point.value)]
    targets = sorted({point.x: point for point in targets}.values(), key=lambda point: point.x)
    ranges = expected_ranges(dossier, first=results[0].x, last=results[-1].x, latest=results[-1].period)
    return Drawn(dossier, tuple(results), tuple(targets), tuple(forecasts), ranges)


def _point(row: Row, column: str, ordinal: Any) -> Point:
    return Point(int(ordinal), str(row["period"]), as_number(row[column]), row)


def _ordinal(dossier: Dossier, period: str) -> int | None:
    return (
        Period.parse(period, frequency=Frequency(dossier.indicator["frequency"])).ordinal if period else None
    )


def _description(drawn: Drawn) -> str:
    dossier, values = drawn.dossier, [point for point in drawn.results if math.isfinite(point.value)]
    lowest, highest = (chosen(values, key=lambda point: point.value) for chosen in (min, max))
    parts = [
        f"Line chart of {tally([point.row for point in values])} results, from {dossier.value(values[0].value)} in {values[0].period} "
        f"to {dossier.value(values[-1].value)} in {values[-1].period}.",
        f"Lowest {dossier.value(lowest.value)} in {lowest.period}, "
        f"highest {dossier.value(highest.value)} in {highest.period}.",
    ]
    if drawn.ranges:
        latest = drawn.ranges[-1]
        parts.append(f"Range expected of the latest result: {dossier.interval(latest.lower, latest.upper)}.")
    stood_out = [point.period for point in values if point.x in marked_results(dossier)]
    if stood_out:
        parts.append(f"Stood out when they came: {listed(stood_out)}.")
    if drawn.targets:
        parts.append(f"Target {dossier.value(drawn.targets[-1].value)} for {drawn.targets[-1].period}.")
    if drawn.forecasts:
        end = drawn.forecasts[-1]
        limits = dossier.interval(as_number(end.row["lower_80"]), as_number(end.row["upper_80"]))
        parts.append(f"Forecast for {end.period}: {dossier.value(end.value)}, 80% range {limits}.")
    return " ".join(parts)


def chart_numbers(drawn: Drawn) -> Table:
    """The numbers of a chart of results: those drawn, with what was expected or forecast of them before."""
    dossier = drawn.dossier
    aims = {point.x: dossier.value(point.value) for point in drawn.targets}
    heading, expected = _what_was_expected(drawn)
    lines = [
        line(
            point.period,
            dossier.value(point.value) if math.isfinite(point.value) else missing_words(point.row),
            aims.get(point.x, "–"),
            *((expected.get(point.x, "–"),) if expected else ()),
            status_words(point.row) or "result",
        )
        for point in drawn.results
    ]
    lines += [
        line(
            point.period,
            dossier.value(point.value),
            aims.get(point.x, "–"),
            *(("–",) if expected else ()),
            f"forecast; 80%: {dossier.interval(as_number(point.row['lower_80']), as_number(point.row['upper_80']))}; "
            f"95%: {dossier.interval(as_number(point.row['lower_95']), as_number(point.row['upper_95']))}",
        )
        for point in drawn.forecasts
    ]
    heads = ("Period", "Value", "Target", *((heading,) if expected else ()))
    return Table(
        caption=f"{dossier.name}: results, targets and forecasts",
        columns=columns(*heads, "What it is", numbers=heads[1:]),
        lines=tuple(lines),
        wide=True,
    )


def _what_was_expected(drawn: Drawn) -> tuple[str, dict[int, str]]:
    """What was expected of each result, by the number of its period, with a heading: earlier forecasts, or the expected range."""
    short = drawn.dossier.short
    if drawn.checks:
        said = {
            each.x: f"{short(each.median)} ({short(each.lower)} to {short(each.upper)}){f', {each.words}' if each.issued else ''}"
            for each in drawn.checks
        }
        words = next((each.words for each in drawn.checks if not each.issued), "before")
        return f"Forecast {words} (80% range)", said
    return "Expected range", {each.x: f"{short(each.lower)} to {short(each.upper)}" for each in drawn.ranges}
