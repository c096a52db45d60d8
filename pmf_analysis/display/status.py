"""How a status is shown: always a word and a shape, with a colour class as the third sign and never the only one."""

from dataclasses import dataclass

from markupsafe import Markup

from pmf_analysis.display.fragment import render


@dataclass(frozen=True)
class Mark:
    """A status as a reader sees it.

    Attributes:
        word: what it is called.
        shape: a sign that differs in form from those of the other statuses.
        css: the classes that colour it.
    """

    word: str
    shape: str
    css: str


RAG = {
    "RED": Mark("Red", "■", "rag rag-red"),
    "AMBER": Mark("Amber", "▲", "rag rag-amber"),
    "GREEN": Mark("Green", "●", "rag rag-green"),
    "NOT_RATED": Mark("Not rated", "○", "rag rag-none"),
}
TRAVEL = {
    "IMPROVING": Mark("Improving", "↗", "dot dot-improving"),
    "STABLE": Mark("Stable", "→", "dot dot-stable"),
    "WORSENING": Mark("Worsening", "↘", "dot dot-worsening"),
    "CANNOT_TELL": Mark("Cannot tell", "?", "dot dot-none"),
}
CONFIDENCE = {"clear": "clear", "possible": "possible", "cannot_tell": "cannot tell"}
COMPARISON = {
    "better": Mark("Better", "▲", "comparison comparison-better"),
    "similar": Mark("Similar", "●", "comparison comparison-similar"),
    "worse": Mark("Worse", "▼", "comparison comparison-worse"),
    "higher": Mark("Higher", "△", "comparison comparison-similar"),
    "lower": Mark("Lower", "▽", "comparison comparison-similar"),
    "not_compared": Mark("Not compared", "○", "comparison comparison-none"),
}


def rag(rating: str) -> Markup:
    """The badge of a RAG rating; an empty rating counts as not rated."""
    return badge(RAG.get(rating, RAG["NOT_RATED"]))


def travel(direction: str) -> Markup:
    """The badge of a direction of travel. The arrow points up when results get better, whichever way the number moves."""
    return badge(TRAVEL.get(direction, TRAVEL["CANNOT_TELL"]))


def comparison(word: str) -> Markup:
    """The badge of a comparison with others."""
    return badge(COMPARISON.get(word, COMPARISON["not_compared"]))


def badge(mark: Mark) -> Markup:
    """Any status as markup: its shape, hidden from screen readers, then its word."""
    return render("badge", mark=mark)
