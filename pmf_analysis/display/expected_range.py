"""The range in which each result was expected when it came, as a band of steps behind the results."""

import math
from collections.abc import Iterable
from dataclasses import dataclass

from pmf_analysis.display import house_style as style
from pmf_analysis.display.canvas import Canvas, span
from pmf_analysis.display.dossier import Dossier, as_number, as_text

BEYOND = 0.35  # how far ranges may widen the scale, as a share of what the rest needs; early ranges, from few results, can be huge


@dataclass(frozen=True)
class Expected:
    """What was expected of one result.

    Attributes:
        x: the number of its period.
        lower, upper: the range.
    """

    x: int
    lower: float
    upper: float


def expected_ranges(dossier: Dossier, *, first: int, last: int, latest: str) -> tuple[Expected, ...]:
    """The ranges of the results from one period number to another; only the latest result's where the others were not computed."""
    rows = [(int(row["period_ordinal"]), row) for row in dossier.signal_points]
    if not rows and as_text(dossier.signal.get("period")) == latest:
        rows = [(last, dossier.signal)]
    found = [
        Expected(x, as_number(row.get("lower")), as_number(row.get("upper")))
        for x, row in rows
        if first <= x <= last
    ]
    return tuple(each for each in found if math.isfinite(each.lower) and math.isfinite(each.upper))


def marked_results(dossier: Dossier) -> dict[int, str]:
    """The results that stood out when they came: period number to `concern`, `improvement`, `high` or `low`."""
    marks = {int(row["period_ordinal"]): as_text(row["mark"]) for row in dossier.signal_points}
    return {x: mark for x, mark in marks.items() if mark in ("concern", "improvement", "high", "low")}


def scale(values: Iterable[float], ranges: tuple[Expected, ...]) -> tuple[float, float]:
    """The upward scale for some values with the ranges behind them; a huge range is cut off rather than flattening the results.

    >>> scale([0.0, 100.0], (Expected(1, -500.0, 110.0),))
    (-45.2, 110.0)
    """
    low, high = span(list(values))
    room = BEYOND * (high - low)
    lowest = min((each.lower for each in ranges), default=low)
    highest = max((each.upper for each in ranges), default=high)
    return min(low, max(lowest, low - room)), max(high, min(highest, high + room))


def draw_ranges(canvas: Canvas, ranges: tuple[Expected, ...]) -> None:
    """A pale band of steps, with an edge wherever it ends within the scale."""
    bottom, top = canvas.up
    for stretch in _in_a_row(ranges):
        xs = [x for each in stretch for x in (each.x - 0.5, each.x + 0.5)]
        lows, highs = (
            [min(max(limit, bottom), top) for limit in limits for _ in range(2)]
            for limits in ([each.lower for each in stretch], [each.upper for each in stretch])
        )
        canvas.band(xs, lows, highs, colour=style.BAND)
        for side in (lows, highs):
            edge = [value if bottom < value < top else math.nan for value in side]
            canvas.line(xs, edge, colour=style.BAND_EDGE, width=0.8)


def _in_a_row(ranges: tuple[Expected, ...]) -> list[list[Expected]]:
    """The ranges of periods that follow each other."""
    found: list[list[Expected]] = []
    for each in sorted(ranges, key=lambda one: one.x):
        if found and found[-1][-1].x + 1 == each.x:
            found[-1].append(each)
        else:
            found.append([each])
    return found
