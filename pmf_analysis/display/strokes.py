"""All lines of a chart with their marks as one artist: matplotlib takes longer to set up line after line than to write them."""

from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.colors import to_rgba
from matplotlib.lines import Line2D
from matplotlib.markers import MarkerStyle
from matplotlib.path import Path
from matplotlib.transforms import Affine2D, IdentityTransform

from pmf_analysis.display.ink import Stroke


class Strokes(Artist):
    """Lines, drawn over bands in the order in which they were put there."""

    zorder = Line2D.zorder

    def __init__(self, strokes: Sequence[Stroke]) -> None:
        super().__init__()
        self.strokes = strokes

    def draw(self, renderer: RendererBase) -> None:
        """Draw each line and then its marks."""
        for stroke in self.strokes:
            path = Path(np.column_stack([stroke.xs, stroke.ys]).astype(float))
            look = _look(renderer, stroke.colour, stroke.width)
            if stroke.dash:
                look.set_dashes(0, [each * stroke.width for each in stroke.dash])
            renderer.draw_path(look, path, IdentityTransform())
            look.restore()
            if stroke.mark:
                _draw_marks(renderer, path, stroke)


def _draw_marks(renderer: RendererBase, path: Path, stroke: Stroke) -> None:
    shape = _shape(stroke.mark)
    look = _look(renderer, stroke.edge or stroke.colour, 1.0)
    look.set_joinstyle(shape.get_joinstyle())
    place = shape.get_transform() + Affine2D().scale(stroke.size)
    inside = to_rgba(stroke.inside or stroke.colour)
    renderer.draw_markers(look, shape.get_path(), place, path, IdentityTransform(), inside)
    look.restore()


def _look(renderer: RendererBase, colour: str, width: float) -> Any:
    look: Any = renderer.new_gc()
    look.set_foreground(colour)
    look.set_linewidth(width)
    look.set_joinstyle("round")
    return look


@cache
def _shape(mark: str) -> MarkerStyle:
    return MarkerStyle(mark)
