"""A drawing area with one scale each way, which writes SVG.

The charts of this package need lines, bands, marks and words at places that they know. A plotting library would lay out ticks, spines
and titles, and measure words in a font that is not the reader's, at a multiple of the time that a chart takes here.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from markupsafe import Markup

from pmf_analysis.display import house_style as style
from pmf_analysis.display.shapes import ROUND, outline
from pmf_analysis.display.svg import Description, element, plain, short, whole_svg
from pmf_analysis.framework.numbers import write_number

PADDING = 0.06  # free space beyond the lowest and the highest value, as a share of their distance
MOST_TICKS = 5
BASELINE = 3.24707  # from the middle of a line of words down to where its letters stand: a quarter of the letters' size


@dataclass(frozen=True)
class Box:
    """Where the drawing area lies, in user units from the figure's edges."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True)
class Mark:
    """What stands at each point of a line.

    Attributes:
        shape: as in `shapes`.
        size: its width, in user units.
        inside, edge: its colours; empty for the line's.
    """

    shape: str
    size: float
    inside: str = ""
    edge: str = ""


DOT = Mark(ROUND, 3.8)  # a result


@dataclass(frozen=True, eq=False)
class Canvas:
    """A drawing area with a scale each way.

    Attributes:
        description: what the chart says to those who cannot see it.
        height: of the chart, in user units; its width is the house style's.
        box: the margins of the drawing area.
        across, up: the values at the left and right edge, and at the bottom and top edge; `up` may run downwards.
        bands, lines, words: what has been drawn; bands stand behind lines, words before them.
        shapes: the marks that have been drawn, and their numbers.
    """

    description: Description
    height: float
    box: Box
    across: tuple[float, float]
    up: tuple[float, float]
    bands: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)
    words: list[str] = field(default_factory=list)
    shapes: dict[tuple[Mark, str], str] = field(default_factory=dict)

    @property
    def left(self) -> float:
        """The left edge of the drawing area, in user units."""
        return self.box.left

    @property
    def right(self) -> float:
        """The right edge."""
        return style.WIDTH - self.box.right

    @property
    def bottom(self) -> float:
        """The bottom edge; heights count upwards."""
        return self.box.bottom

    @property
    def top(self) -> float:
        """The top edge."""
        return self.height - self.box.top

    def x(self, value: float) -> float:
        """The place of a value from left to right."""
        first, last = map(float, self.across)  # a number that is drawn needs no receipt
        return self.left + (float(value) - first) / (last - first) * (self.right - self.left)

    def y(self, value: float) -> float:
        """The place of a value upwards."""
        first, last = map(float, self.up)
        return self.bottom + (float(value) - first) / (last - first) * (self.top - self.bottom)

    def line(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        colour: str,
        width: float = 1.0,
        dash: Sequence[float] = (),
        mark: Mark | None = None,
    ) -> None:
        """A line through points given by their values, with a mark at each; it stops where a value is missing."""
        places = [(self.x(x), self.y(y)) for x, y in zip(xs, ys, strict=True)]
        self._line(places, colour=colour, width=width, dash=dash)
        if mark:
            self._marks(places, mark, colour)

    def stroke(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        colour: str,
        width: float = 1.0,
        dash: Sequence[float] = (),
    ) -> None:
        """A line through points given in user units."""
        self._line(list(zip(xs, ys, strict=True)), colour=colour, width=width, dash=dash)

    def marks(
        self,
        xs: Sequence[float],
        ys: Sequence[float],
        *,
        shape: str,
        colour: str,
        size: float,
        inside: str = "",
        edge: str = "",
    ) -> None:
        """Marks of one shape at points given by their values; `inside` fills them with another colour, `edge` outlines them."""
        self.line(xs, ys, colour=colour, width=0, mark=Mark(shape, size, inside, edge))

    def band(
        self, xs: Sequence[float], lows: Sequence[float], highs: Sequence[float], *, colour: str
    ) -> None:
        """The area between two lines."""
        corners = [*zip(xs, lows, strict=True), *reversed(list(zip(xs, highs, strict=True)))]
        places = [(self.x(x), self.y(y)) for x, y in corners]
        if places[0] == places[-1]:
            places.pop()
        self.bands.append(element("path", {"d": f"{self._path(places)}z", "fill": colour}))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        anchor: str = "start",
        colour: str = style.INK,
        bold: bool = False,
    ) -> None:
        """Words at a place in user units, which is the middle of their height and their start, middle or end."""
        look = {"x": short(x), "y": short(self.height - y + BASELINE)}
        look |= {"font-weight": "700"} if bold else {}
        look |= {"font-size": f"{style.FONT_SIZE}px"}
        look |= {"text-anchor": anchor} if anchor != "start" else {}
        if words:
            self.words.append(element("text", look | {"fill": colour}, words))

    def svg(self) -> Markup:
        """All that has been drawn."""
        ground = [(0.0, 0.0), (style.WIDTH, 0.0), (style.WIDTH, self.height), (0.0, self.height), (0.0, 0.0)]
        paper = element("path", {"d": f"{self._path(ground)}z", "fill": "none"})
        drawn = "".join([paper, *self.bands, *self.lines, *self.words])
        return whole_svg(drawn, self.description, width=style.WIDTH, height=self.height)

    def _line(
        self, places: list[tuple[float, float]], *, colour: str, width: float, dash: Sequence[float]
    ) -> None:
        path = self._path(places)
        look = ({"d": path} if path else {}) | {"fill": "none"}
        if dash:
            look |= {
                "stroke-dasharray": ",".join(plain(each * width) for each in dash),
                "stroke-dashoffset": "0",
            }
        if width:
            look |= {"stroke": colour}
            look |= {"stroke-width": plain(width)} if width != 1 else {}
        self.lines.append(element("path", look))

    def _marks(self, places: list[tuple[float, float]], mark: Mark, colour: str) -> None:
        edge = {"stroke": mark.edge or colour} | ({} if mark.shape == ROUND else {"stroke-linejoin": "miter"})
        if (mark, colour) not in self.shapes:
            name = f"{self.description.key}-{len(self.shapes)}"
            self.shapes[mark, colour] = name
            path = element("path", {"d": outline(mark.shape, mark.size), "id": name} | edge)
            self.lines.append(f"<defs>{path}</defs>")
        look = {"href": f"#{self.shapes[mark, colour]}", "fill": mark.inside or colour} | edge
        for x, y in places:
            if math.isfinite(x) and math.isfinite(y):
                self.lines.append(element("use", {"x": short(x), "y": short(self.height - y)} | look))

    def _path(self, places: list[tuple[float, float]]) -> str:
        steps, joined = [], False
        for x, y in places:
            known = math.isfinite(x) and math.isfinite(y)
            if known:
                steps.append(f"{'L' if joined else 'M'}{short(x)} {short(self.height - y)}")
            joined = known
        return "".join(steps)


def span(values: Sequence[float]) -> tuple[float, float]:
    """The scale for some values: from a little below the lowest to a little above the highest.

    >>> span([0.0, 100.0]), span([5.0, 5.0])
    ((-6.0, 106.0), (4.0, 6.0))
    """
    known = [float(value) for value in values if math.isfinite(value)]
    low, high = min(known), max(known)
    if low == high:
        room = abs(low) * 0.2 or 1.0
        return low - room, high + room
    room = (high - low) * PADDING
    return low - room, high + room


def ticks(low: float, high: float, *, most: int = MOST_TICKS) -> list[float]:
    """Round values between two others, a few of them.

    >>> ticks(-6.0, 106.0)
    [0.0, 25.0, 50.0, 75.0, 100.0]
    """
    found = _locator(most).tick_values(low, high)
    return [float(value) for value in found if low <= value <= high]


def tick_text(value: float) -> str:
    """A round value as a label, with no more decimals than it needs."""
    decimals = next((places for places in range(5) if abs(value - round(value, places)) < 1e-9), 5)
    return write_number(value, decimals)


@lru_cache(maxsize=4)
def _locator(most: int) -> Any:
    from matplotlib.ticker import MaxNLocator

    return MaxNLocator(nbins=most, steps=[1, 2, 2.5, 5, 10])
