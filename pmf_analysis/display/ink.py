"""What is put on a canvas: strokes and words, at places that are known. Without matplotlib, which draws them."""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Stroke:
    """A line, with a mark at each of its points or without.

    Attributes:
        xs, ys: its points, in user units; it stops where one is missing.
        colour, width: of the line; none is seen where the width is 0.
        dash: lengths on and off, in widths; empty for a line without gaps.
        mark, size: the shape of the marks, as matplotlib calls it, and their width; empty for none.
        inside, edge: their colours, where they are not the line's.
    """

    xs: Sequence[float]
    ys: Sequence[float]
    colour: str
    width: float = 1.0
    dash: tuple[float, ...] = ()
    mark: str = ""
    size: float = 0.0
    inside: str = ""
    edge: str = ""


@dataclass(frozen=True)
class Word:
    """Words at a place.

    Attributes:
        x, y: in user units; `y` is the middle of their height.
        text: what is written, with the receipts of its numbers.
        ha: which end of them stands at `x`: `left`, `center` or `right`.
        colour, weight: how they look.
    """

    x: float
    y: float
    text: str
    ha: str
    colour: str
    weight: str
