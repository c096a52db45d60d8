"""All words of a chart as one artist: matplotlib takes longer to lay out words one by one than to write them."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Any

from matplotlib.artist import Artist
from matplotlib.backend_bases import RendererBase
from matplotlib.text import Text

from pmf_analysis.display.ink import Word
from pmf_analysis.framework.receipts import unmarked

REACHING = re.compile(r"[^\x00-\x7f]|[|]")  # what may reach beyond the height of a font's line


class Words(Artist):
    """Words, drawn in front of all else in the order in which they were written."""

    zorder = Text.zorder

    def __init__(self, words: Sequence[Word]) -> None:
        super().__init__()
        self.words = words

    def draw(self, renderer: RendererBase) -> None:
        """Write each where it belongs; of those that are equally high only the first are laid out."""
        _, height = renderer.get_canvas_width_height()
        text = Text(va="baseline", figure=self.get_figure())

        @cache
        def middle(letters: str, weight: str) -> float:
            """How far the middle of a line of such letters lies above their feet."""
            text.set(text=letters, weight=weight, position=(0, 0))
            box = text.get_window_extent(renderer)
            return float(box.y0 + box.y1) / 2

        for word in self.words:
            feet = word.y - middle(measured(word.text), word.weight)
            text.set(position=(word.x, word.y), ha=word.ha, weight=word.weight)
            look: Any = renderer.new_gc()
            look.set_foreground(word.colour)
            renderer.draw_text(
                look, word.x, height - feet, word.text, text.get_fontproperties(), 0.0, mtext=text
            )
            look.restore()


def measured(words: str) -> str:
    """The letters of some words that decide how high they reach: one that all fonts have, and those beyond ASCII.

    Matplotlib looks each letter up in a font to place a line of words by its height. What the letters are, it need not know: a reader's
    font has other widths, and the receipts of numbers are in no font.

    >>> measured("42.5% of homes"), measured("▲ a change in Ynys Môn")
    ('l', 'l▲ô')
    """
    return "".join(dict.fromkeys(["l", *REACHING.findall(unmarked(words))]))
