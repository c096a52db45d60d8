"""The drawing of one indicator's history: results, expected range, targets, breaks, signal, forecast with its ranges."""

import math
from dataclasses import dataclass
from itertools import chain

from markupsafe import Markup

from pmf_analysis.display import house_style as style
from pmf_analysis.display.canvas import Box, Canvas, tick_text, ticks
from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text
from pmf_analysis.display.expected_range import Expected, draw_ranges, marked_results, scale
from pmf_analysis.display.labels import LETTER, SPACE, Label, write_labels
from pmf_analysis.display.svg import Description, house_style
from pmf_analysis.display.time_scale import draw_time_scales

TOP, BOTTOM = 30, 26
SIGNALS = {
    "concern": ("v", style.CONCERN, "▼ a change for the worse"),
    "improvement": ("^", style.IMPROVEMENT, "▲ a change for the better"),
    "high": ("D", style.UNJUDGED, "◆ a change upwards"),
    "low": ("D", style.UNJUDGED, "◆ a change downwards"),
}


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
class Checked:
    """A forecast made again from older data, beside what came.

    Attributes:
        x: the number of the period forecast.
        median: what would have been forecast.
        lower, upper: its 80 % range.
        words: how far ahead.
        issued: whether an earlier report printed it; otherwise it was made again from older data.
    """

    x: int
    median: float
    lower: float
    upper: float
    words: str
    issued: bool = False


@dataclass(frozen=True)
class Drawn:
    """What one chart draws, before it is drawn."""

    dossier: Dossier
    results: tuple[Point, ...]
    targets: tuple[Point, ...]
    forecasts: tuple[Point, ...]
    ranges: tuple[Expected, ...] = ()
    checks: tuple[Checked, ...] = ()

    @property
    def latest(self) -> Point:
        """The latest result that has a value."""
        return next(point for point in reversed(self.results) if math.isfinite(point.value))

    @property
    def first(self) -> int:
        """The number of the first period drawn."""
        return min(point.x for point in self.results)

    @property
    def last(self) -> int:
        """The number of the last period drawn."""
        return max(point.x for point in (*self.results, *self.forecasts))


def draw_history(drawn: Drawn, description: Description) -> Markup:
    """The chart as SVG."""
    labels = list(
        chain(_result_labels(drawn), _range_labels(drawn), _target_labels(drawn), _forecast_labels(drawn))
    )
    low, high = scale(_values(drawn), drawn.ranges)
    marks = ticks(low, high)
    box = Box(
        left=12 + LETTER * max(len(tick_text(each)) for each in marks),
        right=SPACE + max(label.width for label in labels),
        top=TOP,
        bottom=BOTTOM,
    )
    with house_style():
        canvas = Canvas(
            height=style.HEIGHT, box=box, across=(drawn.first - 0.5, drawn.last + 0.5), up=(low, high)
        )
        draw_time_scales(canvas, drawn.dossier, marks, first=drawn.first, last=drawn.last)
        draw_ranges(canvas, drawn.ranges)
        _draw_forecast(canvas, drawn)
        _draw_checks(canvas, drawn)
        _draw_targets(canvas, drawn)
        _draw_results(canvas, drawn)
        write_labels(canvas, labels)
        return canvas.svg(description)


def _values(drawn: Drawn) -> list[float]:
    limits = [as_number(point.row[f"{side}_95"]) for point in drawn.forecasts for side in ("lower", "upper")]
    points = [point.value for point in (*drawn.results, *drawn.targets, *drawn.forecasts)]
    return [*points, *limits, *(limit for each in drawn.checks for limit in (each.lower, each.upper))]


def _range_labels(drawn: Drawn) -> list[Label]:
    latest = [each for each in drawn.ranges if each.x == drawn.latest.x]
    return [Label(latest[0].upper, "expected range", style.MUTED)] if latest else []


def _draw_forecast(canvas: Canvas, drawn: Drawn) -> None:
    """The forecast with its 95 % and 80 % ranges, joined to the latest result."""
    if not drawn.forecasts:
        return
    start = drawn.latest
    xs = [start.x, *(point.x for point in drawn.forecasts)]
    for level, colour in (("95", style.FORECAST_95), ("80", style.FORECAST_80)):
        lows, highs = (
            [start.value, *(as_number(point.row[f"{side}_{level}"]) for point in drawn.forecasts)]
            for side in ("lower", "upper")
        )
        canvas.band(xs, lows, highs, colour=colour)
        for side in (lows, highs):
            canvas.line(xs, side, colour=style.FORECAST_EDGE, width=0.7)
    means = [start.value, *(point.value for point in drawn.forecasts)]
    canvas.line(xs, means, colour=style.FORECAST, width=1.8, dash=(4, 2))
    canvas.marks(xs[1:], means[1:], shape="s", colour=style.FORECAST, size=5, inside="white")


def _draw_checks(canvas: Canvas, drawn: Drawn) -> None:
    """A bar over each 80 % range, with a square in it: filled for a forecast that was issued, hollow for one that would have been made."""
    for each in drawn.checks:
        canvas.line((each.x, each.x), (each.lower, each.upper), colour=style.FORECAST_80, width=5)
        canvas.line((each.x, each.x), (each.lower, each.upper), colour=style.FORECAST_EDGE)
    for issued, inside in ((False, "white"), (True, style.FORECAST_EDGE)):
        chosen = [each for each in drawn.checks if each.issued is issued]
        if chosen:
            xs, middles = [each.x for each in chosen], [each.median for each in chosen]
            canvas.marks(xs, middles, shape="s", colour=style.FORECAST_EDGE, size=4.5, inside=inside)


def _forecast_labels(drawn: Drawn) -> list[Label]:
    found = [
        Label(point.value, f"forecast {drawn.dossier.short(point.value)}", style.FORECAST)
        for point in drawn.forecasts[-1:]
    ]
    return found + [
        Label(each.median, f"{'■' if each.issued else '□'} forecast {each.words}", style.FORECAST)
        for each in drawn.checks[-1:]
    ]


def _draw_targets(canvas: Canvas, drawn: Drawn) -> None:
    """A level line along each period that has a target; a change of target shows as a step."""
    for point in drawn.targets:
        across = (point.x - 0.5, point.x + 0.5)
        canvas.line(across, (point.value, point.value), colour=style.TARGET, width=1.8)


def _target_labels(drawn: Drawn) -> list[Label]:
    if not drawn.targets:
        return []
    value = drawn.targets[-1].value
    return [Label(value, f"target {drawn.dossier.short(value)}", style.TARGET)]


def _draw_results(canvas: Canvas, drawn: Drawn) -> None:
    """A line that stops at gaps and breaks, a dot for each result, another shape for a signal."""
    for stretch in stretches(drawn):
        xs, ys = [point.x for point in stretch], [point.value for point in stretch]
        canvas.line(xs, ys, colour=style.SERIES, width=1.8, mark="o", size=3.8)
    for point in drawn.results:
        if _is_break(point):
            place = canvas.x(point.x - 0.5)
            canvas.stroke((place, place), (canvas.bottom, canvas.top), colour=style.MUTED, dash=(2, 2))
            canvas.text(place, canvas.top + 9, "break", ha="center", color=style.MUTED)
    _draw_earlier_signals(canvas, drawn)
    signal = _signal(drawn)
    if signal:
        canvas.marks(
            [drawn.latest.x], [drawn.latest.value], shape=signal[0], colour=signal[1], size=9, edge="white"
        )


def _draw_earlier_signals(canvas: Canvas, drawn: Drawn) -> None:
    """Smaller marks on the results that stood out when they came."""
    marks = marked_results(drawn.dossier)
    for point in drawn.results:
        if point.x in marks and point is not drawn.latest and math.isfinite(point.value):
            shape, colour, _ = SIGNALS[marks[point.x]]
            canvas.marks([point.x], [point.value], shape=shape, colour=colour, size=7, edge="white")


def _result_labels(drawn: Drawn) -> list[Label]:
    value, signal = drawn.latest.value, _signal(drawn)
    named = Label(value, f"{drawn.latest.period}: {drawn.dossier.short(value)}", style.SERIES, bold=True)
    return [named, Label(value, signal[2], signal[1])] if signal else [named]


def _signal(drawn: Drawn) -> tuple[str, str, str] | None:
    """Shape, colour and words of a signal in the latest result."""
    if drawn.dossier.text("signal") != "signal" or drawn.latest.period != drawn.dossier.text("period"):
        return None
    return SIGNALS.get(drawn.dossier.text("signal_verdict"))


def stretches(drawn: Drawn) -> list[list[Point]]:
    """The results between gaps and breaks; a year-to-date figure starts again every April."""
    to_date = drawn.dossier.indicator.get("form") == "year_to_date"
    found: list[list[Point]] = [[]]
    for point in drawn.results:
        parted = _is_break(point) or (to_date and point.row["season"] == 0)
        if not math.isfinite(point.value):
            found.append([])
            continue
        if found[-1] and (parted or point.x != found[-1][-1].x + 1):
            found.append([])
        found[-1].append(point)
    return [stretch for stretch in found if stretch]


def _is_break(point: Point) -> bool:
    return "b" in as_text(point.row.get("status")).split()
