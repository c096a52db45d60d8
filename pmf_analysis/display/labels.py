"""Labels at the right of a chart, each beside what it names, moved apart where they would overlap."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pmf_analysis.display.house_style import FONT_SIZE

if TYPE_CHECKING:
    from matplotlib.axes import Axes

LINE_HEIGHT = FONT_SIZE * 1.25


@dataclass(frozen=True)
class Label:
    """A label and the value that it stands beside.

    Attributes:
        value: where it belongs, on the value axis.
        text: what it says.
        colour: the colour of what it names.
        bold: whether it is the one to read first.
    """

    value: float
    text: str
    colour: str
    bold: bool = False


def write_labels(axes: "Axes", labels: list[Label]) -> None:
    """Write the labels beside the axes, in the order of their values, never one over another."""
    bottom, top = (axes.transAxes.transform((0, edge))[1] for edge in (0, 1))
    wanted = [replace(each, value=float(axes.transData.transform((0, each.value))[1])) for each in labels]
    wanted.sort(key=lambda each: each.value)
    for each, height in zip(wanted, spread([label.value for label in wanted], bottom, top), strict=True):
        axes.annotate(
            each.text,
            (1.015, (height - bottom) / (top - bottom)),
            xycoords="axes fraction",
            va="center",
            color=each.colour,
            weight="bold" if each.bold else "normal",
        )


def spread(heights: list[float], bottom: float, top: float) -> list[float]:
    """Heights in rising order, moved as little as lets each stand a line apart, from the bottom upwards and then down from the top.

    >>> spread([10.0, 12.0, 80.0], 0, 100)
    [10.0, 25.625, 80.0]
    """
    placed: list[float] = []
    for height in heights:
        placed.append(max(height, placed[-1] + LINE_HEIGHT if placed else bottom))
    limit = top
    for position in range(len(placed) - 1, -1, -1):
        placed[position] = min(placed[position], limit)
        limit = placed[position] - LINE_HEIGHT
    return placed
