"""A drawing area with one scale each way, on a bare matplotlib figure.

The charts of this package need lines, bands, marks and words at places that they know. Matplotlib's axes would lay out ticks, spines
and titles three times for each chart; without them a chart takes about a quarter of the time, and every label stands where it is put.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from markupsafe import Markup

from pmf_analysis.display import house_style as style
from pmf_analysis.display.ink import Stroke, Word
from pmf_analysis.display.svg import Description, house_style, new_figure, to_svg
from pmf_analysis.framework.numbers import write_number

if TYPE_CHECKING:
    from matplotlib.figure import Figure

PADDING = 0.06  # free space beyond the lowest and the highest value, as a share of their distance
MOST_TICKS = 5


@dataclass(frozen=True)
class Box:
    """Where the drawing area lies, in user units from the figure's edges."""

    left: float
    right: float
    top: float
    bottom: float


@dataclass(frozen=True, eq=False)
class Canvas:
    """A figure with a scale each way.

    Attributes:
        height: of the figure, in user units; its width is the house style's.
        box: the margins of the drawing area.
        across, up: the values at the left and right edge, and at the bottom and top edge; `up` may run downwards.
        figure: what is drawn on.
        strokes, words: what has been drawn and written on it.
    """

    height: float
    box: Box
    across: tuple[float, float]
    up: tuple[float, float]
    figure: "Figure" = field(init=False)
    strokes: list[Stroke] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def __post_init__(self) -> None:
        object.__setattr__(self, "figure", new_figure(height=self.height))

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
        first, last = map(float, self.across)  # what is drawn needs no receipt
        return self.left + (float(value) - first) / (last - first) * (self.right - self.left)

    def y(self, value: float) -> float:
        """The place of a value upwards."""
        first, last = map(float, self.up)
        return self.bottom + (float(value) - first) / (last - first) * (self.top - self.bottom)

    def line(self, xs: Sequence[float], ys: Sequence[float], *, colour: str, **look: Any) -> None:
        """A line through points given by their values; what else it may have is in `Stroke`."""
        self.stroke([self.x(each) for each in xs], [self.y(each) for each in ys], colour=colour, **look)

    def stroke(self, xs: Sequence[float], ys: Sequence[float], *, colour: str, **look: Any) -> None:
        """A line through points given in user units."""
        self.strokes.append(Stroke(xs, ys, colour, **look))

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
        self.line(xs, ys, colour=colour, width=0, mark=shape, size=size, inside=inside, edge=edge)

    def band(
        self, xs: Sequence[float], lows: Sequence[float], highs: Sequence[float], *, colour: str
    ) -> None:
        """The area between two lines."""
        from matplotlib.patches import Polygon

        corners = [*zip(xs, lows, strict=True), *reversed(list(zip(xs, highs, strict=True)))]
        self._add(Polygon([(self.x(x), self.y(y)) for x, y in corners], facecolor=colour, edgecolor="none"))

    def text(
        self,
        x: float,
        y: float,
        words: str,
        *,
        ha: str = "left",
        color: str = style.INK,
        weight: str = "normal",
    ) -> None:
        """Words at a place in user units, which is the middle of their height."""
        if words:
            self.words.append(Word(x, y, words, ha, color, weight))

    def svg(self, description: Description) -> Markup:
        """What has been drawn, as an element of a page."""
        from pmf_analysis.display.strokes import Strokes
        from pmf_analysis.display.words import Words

        self.figure.add_artist(Strokes(self.strokes), clip=False)
        self.figure.add_artist(Words(self.words), clip=False)
        return to_svg(self.figure, description)

    def _add(self, artist: Any) -> None:
        from matplotlib.transforms import IdentityTransform

        artist.set_transform(IdentityTransform())
        self.figure.add_artist(artist, clip=False)


def load_fonts() -> None:
    """Draw a word that nobody sees, so that matplotlib has found its fonts ahead of the first chart."""
    with house_style():
        canvas = Canvas(height=style.HEIGHT, box=Box(0, 0, 0, 0), across=(0, 1), up=(0, 1))
        for weight in ("normal", "bold"):
            canvas.text(0, 0, "word", weight=weight)
        canvas.svg(Description("fonts", "", ""))


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
