"""The chart of one indicator: its history, expected range, target, breaks, signals, and the forecast with its ranges."""

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pmf_analysis.display import house_style as style
from pmf_analysis.display.charts import Chart
from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text
from pmf_analysis.display.labels import Label, write_labels
from pmf_analysis.display.svg import Description, house_style, new_figure, slug, to_svg
from pmf_analysis.display.tables import Table, columns, line
from pmf_analysis.display.wording.results import missing_words, status_words
from pmf_analysis.framework.numbers import write_number, write_unit
from pmf_analysis.framework.periods import Frequency, Period

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LATEST_SHOWN = {"monthly": 36, "quarterly": 24}
YEARS_SHOWN = 15
TICKS = 5


@dataclass(frozen=True)
class Point:
    """A result or a forecast as it is drawn.

    Attributes:
        x: the number of its period.
        period: its period as written.
        value: NaN where it is missing; for a forecast its mean.
        row: the row that it comes from.
    """

    x: int
    period: str
    value: float
    row: Row


@dataclass(frozen=True)
class Drawn:
    """What one chart draws, before it is drawn."""

    dossier: Dossier
    results: tuple[Point, ...]
    targets: tuple[Point, ...]
    forecasts: tuple[Point, ...]

    @property
    def first(self) -> int:
        """The number of the first period drawn."""
        return min(point.x for point in self.results)

    @property
    def last(self) -> int:
        """The number of the last period drawn."""
        return max(point.x for point in (*self.results, *self.forecasts))


def history_chart(dossier: Dossier, *, message: str, key: str = "") -> Chart | None:
    """The chart of an indicator, or None if no result could be drawn.

    Args:
        dossier: the indicator.
        message: the sentence below the chart.
        key: tells charts of one indicator on one page apart.
    """
    drawn = _gather(dossier)
    if drawn is None:
        return None
    title = f"{dossier.name}, {drawn.results[0].period} to {drawn.results[-1].period}"
    with house_style():
        figure = new_figure()
        axes = figure.add_axes((0.115, 0.13, 0.64, 0.74))
        labels = [*_draw_range(axes, drawn), *_draw_forecast(axes, drawn), *_draw_targets(axes, drawn)]
        labels += _draw_results(axes, drawn)
        _draw_axes(axes, drawn)
        write_labels(axes, labels)
        described = Description(f"{key or 'history'}-{slug(dossier.id)}", title, _description(drawn))
        return Chart(title, to_svg(figure, described), message, _numbers(drawn))


def _gather(dossier: Dossier) -> Drawn | None:
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
    return Drawn(dossier, tuple(results), tuple(targets), tuple(forecasts))


def _point(row: Row, column: str, ordinal: Any) -> Point:
    return Point(int(ordinal), str(row["period"]), as_number(row[column]), row)


def _ordinal(dossier: Dossier, period: str) -> int | None:
    return (
        Period.parse(period, frequency=Frequency(dossier.indicator["frequency"])).ordinal if period else None
    )


def _draw_range(axes: "Axes", drawn: Drawn) -> list[Label]:
    """The range in which the latest result was expected: a bar behind it, with its two ends marked."""
    lower, upper = (as_number(drawn.dossier.signal.get(name)) for name in ("lower", "upper"))
    last = last_result(drawn)
    if not (
        math.isfinite(lower) and math.isfinite(upper) and drawn.dossier.signal.get("period") == last.period
    ):
        return []
    span = (last.x - 0.35, last.x + 0.35)
    axes.fill_between(span, lower, upper, color=style.BAND, linewidth=0, clip_on=False)
    for edge in (lower, upper):
        axes.plot(span, (edge, edge), color=style.BAND_EDGE, linewidth=1.2, clip_on=False)
    return [Label(upper, "expected range", style.MUTED)]


def last_result(drawn: Drawn) -> Point:
    """The latest result that has a value."""
    return next(point for point in reversed(drawn.results) if math.isfinite(point.value))


def _draw_forecast(axes: "Axes", drawn: Drawn) -> list[Label]:
    """The forecast with its 95 % and 80 % ranges, joined to the last result."""
    if not drawn.forecasts:
        return []
    last = last_result(drawn)
    xs = [last.x, *(point.x for point in drawn.forecasts)]
    for level, colour in (("95", style.FORECAST_95), ("80", style.FORECAST_80)):
        sides = [
            [last.value, *(as_number(point.row[f"{side}_{level}"]) for point in drawn.forecasts)]
            for side in ("lower", "upper")
        ]
        axes.fill_between(xs, sides[0], sides[1], color=colour, linewidth=0, clip_on=False)
        for side in sides:
            axes.plot(xs, side, color=style.FORECAST_EDGE, linewidth=0.7, clip_on=False)
    means = [last.value, *(point.value for point in drawn.forecasts)]
    axes.plot(xs, means, color=style.FORECAST, linewidth=1.8, linestyle=(0, (4, 2)), clip_on=False)
    axes.plot(
        xs[1:], means[1:], "s", color="white", markeredgecolor=style.FORECAST, markersize=4.5, clip_on=False
    )
    return [Label(means[-1], f"forecast {drawn.dossier.short(means[-1])}", style.FORECAST)]


def _draw_targets(axes: "Axes", drawn: Drawn) -> list[Label]:
    """The target: a line along the periods that have one, a step where it changes."""
    if not drawn.targets:
        return []
    for point in drawn.targets:
        axes.plot(
            (point.x - 0.5, point.x + 0.5),
            (point.value, point.value),
            color=style.TARGET,
            linewidth=1.8,
            solid_capstyle="butt",
            clip_on=False,
        )
    last = drawn.targets[-1].value
    return [Label(last, f"target {drawn.dossier.short(last)}", style.TARGET)]


def _draw_results(axes: "Axes", drawn: Drawn) -> list[Label]:
    """The results: a line that stops at gaps and breaks, a dot for each, other shapes for signals."""
    to_date = drawn.dossier.indicator.get("form") == "year_to_date"
    for stretch in _stretches(drawn.results, to_date=to_date):
        xs, ys = [point.x for point in stretch], [point.value for point in stretch]
        axes.plot(xs, ys, color=style.SERIES, linewidth=1.8, marker="o", markersize=3.6, clip_on=False)
    for point in drawn.results:
        if "b" in as_text(point.row.get("status")).split():
            axes.axvline(point.x - 0.5, color=style.MUTED, linewidth=1, linestyle=(0, (2, 2)))
            axes.annotate(
                "break", (point.x - 0.5, 1.0), xycoords=("data", "axes fraction"), ha="center", va="bottom"
            )
    last = last_result(drawn)
    if drawn.dossier.assessment.get("signal") == "signal" and last.period == drawn.dossier.text("period"):
        marker, colour = _signal_marker(drawn.dossier)
        axes.plot(
            [last.x], [last.value], marker, color=colour, markersize=9, markeredgecolor="white", clip_on=False
        )
    return [Label(last.value, f"{last.period}: {drawn.dossier.short(last.value)}", style.SERIES, bold=True)]


def _signal_marker(dossier: Dossier) -> tuple[str, str]:
    verdict = dossier.text("signal_verdict").lower()
    kind = (
        "improvement"
        if "improv" in verdict
        else "concern"
        if "wors" in verdict or "concern" in verdict
        else "change"
    )
    return style.MARKERS[kind]


def _stretches(points: tuple[Point, ...], *, to_date: bool) -> list[list[Point]]:
    """The points between gaps and breaks; a year-to-date figure starts again every April."""
    found: list[list[Point]] = [[]]
    for point in points:
        restarts = to_date and point.row["season"] == 0
        broken = restarts or "b" in as_text(point.row.get("status")).split()
        if found[-1] and (broken or point.x != found[-1][-1].x + 1):
            found.append([])
        if math.isfinite(point.value):
            found[-1].append(point)
        else:
            found.append([])
    return [stretch for stretch in found if stretch]


def _draw_axes(axes: "Axes", drawn: Drawn) -> None:
    axes.set_xlim(drawn.first - 0.6, drawn.last + 0.6)
    frequency = Frequency(drawn.dossier.indicator["frequency"])
    ticks = _ticks(drawn.first, drawn.last, frequency.periods_per_year)
    axes.set_xticks(ticks, [str(Period(frequency, tick)) for tick in ticks])
    axes.locator_params(axis="y", nbins=5)
    axes.yaxis.set_major_formatter(lambda value, _: _tick_text(value))
    axes.annotate(
        write_unit(drawn.dossier.unit),
        (0, 1.03),
        xycoords="axes fraction",
        ha="left",
        va="bottom",
        color=style.MUTED,
    )


def _ticks(first: int, last: int, per_year: int) -> list[int]:
    """At most five periods, a whole number of years apart where there are years enough."""
    step = max(1, math.ceil((last - first) / (TICKS - 1)))
    step = math.ceil(step / per_year) * per_year if step > 1 else step
    return list(range(last - (last - first) // step * step, last + 1, step))[-TICKS:]


def _tick_text(value: float) -> str:
    decimals = next((places for places in range(4) if abs(value - round(value, places)) < 1e-9), 4)
    return write_number(value, decimals)


def _description(drawn: Drawn) -> str:
    dossier, values = drawn.dossier, [point for point in drawn.results if math.isfinite(point.value)]
    lowest, highest = (chosen(values, key=lambda point: point.value) for chosen in (min, max))
    parts = [
        f"Line chart of {len(values)} results, from {dossier.value(values[0].value)} in {values[0].period} "
        f"to {dossier.value(values[-1].value)} in {values[-1].period}.",
        f"Lowest {dossier.value(lowest.value)} in {lowest.period}, "
        f"highest {dossier.value(highest.value)} in {highest.period}.",
    ]
    if drawn.targets:
        parts.append(f"Target {dossier.value(drawn.targets[-1].value)} for {drawn.targets[-1].period}.")
    if drawn.forecasts:
        end = drawn.forecasts[-1]
        limits = dossier.interval(as_number(end.row["lower_80"]), as_number(end.row["upper_80"]))
        parts.append(f"Forecast for {end.period}: {dossier.value(end.value)}, 80% range {limits}.")
    return " ".join(parts)


def _numbers(drawn: Drawn) -> Table:
    dossier = drawn.dossier
    targets = {point.x: point.value for point in drawn.targets}
    aims = {point.x: dossier.value(value) for point in drawn.targets for value in (targets[point.x],)}
    lines = [
        line(
            point.period,
            dossier.value(point.value) if math.isfinite(point.value) else missing_words(point.row),
            aims.get(point.x, "–"),
            status_words(point.row) or "result",
        )
        for point in drawn.results
    ]
    lines += [
        line(
            point.period,
            dossier.value(point.value),
            aims.get(point.x, "–"),
            f"forecast; 80%: {dossier.interval(as_number(point.row['lower_80']), as_number(point.row['upper_80']))}; "
            f"95%: {dossier.interval(as_number(point.row['lower_95']), as_number(point.row['upper_95']))}",
        )
        for point in drawn.forecasts
    ]
    return Table(
        caption=f"{dossier.name}: results, targets and forecasts",
        columns=columns("Period", "Value", "Target", "What it is", numbers=("Value", "Target")),
        lines=tuple(lines),
        wide=True,
    )
