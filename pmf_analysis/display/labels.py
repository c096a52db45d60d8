"""Labels at the right of a chart, each beside what it names, moved apart where they would overlap."""

from dataclasses import dataclass

from pmf_analysis.display.canvas import Canvas
from pmf_analysis.display.house_style import FONT_SIZE
from pmf_analysis.framework.receipts import unmarked

LINE_HEIGHT = FONT_SIZE * 1.25
SPACE = 7
LETTER, BOLD_LETTER = (
    8.0,
    9.0,
)  # the width of a letter, on the wide side, since the reader's font is not known


@dataclass(frozen=True)
class Label:
    """A label and the value that it stands beside.

    Attributes:
        value: where it belongs, on the upward scale.
        text: what it says.
        colour: the colour of what it names.
        bold: whether it is the one to read first.
    """

    value: float
    text: str
    colour: str
    bold: bool = False

    @property
    def width(self) -> float:
        """How much room its words may need, in user units."""
        return len(unmarked(self.text)) * (BOLD_LETTER if self.bold else LETTER)


def write_labels(canvas: Canvas, labels: list[Label]) -> None:
    """Write the labels to the right of the drawing area, in the order of their values, never one over another."""
    ordered = sorted(labels, key=lambda label: label.value)
    low, high = canvas.up  # what is cut off at an edge is named there
    heights = spread(
        [canvas.y(min(max(each.value, low), high)) for each in ordered], canvas.bottom, canvas.top
    )
    for label, height in zip(ordered, heights, strict=True):
        weight = "bold" if label.bold else "normal"
        canvas.text(canvas.right + SPACE, height, label.text, color=label.colour, weight=weight)


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
