"""The sentences that a page prints, each with the place on the page where it stands."""

from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser

BLOCKS = {"p", "li", "dd", "figcaption", "caption"}
SILENT = {"svg", "style", "script"}
WITHOUT_END = {"br", "hr", "img", "input", "link", "meta", "wbr", "col", "source"}


@dataclass(frozen=True)
class Sentence:
    """What one paragraph, list item, caption or description of a page says.

    Attributes:
        anchor: the id of the innermost part of the page that it stands in, or of that part's heading; blank where none has one.
        text: what it says, in one line.
    """

    anchor: str
    text: str


def page_sentences(html: str) -> tuple[Sentence, ...]:
    """The sentences of a page's own content, in order; tables' cells, charts and the page's frame are left out.

    >>> page_sentences('<main><section aria-labelledby="A1"><h3 id="A1">Bins</h3><p>Up by <b>2</b>.</p></section></main>')
    (Sentence(anchor='A1', text='Up by 2.'),)
    """
    reader = _Reader()
    reader.feed(html)
    return tuple(reader.found)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[tuple[str, str]] = []  # each open element's tag and name
        self.parts: list[list[str]] = []  # the text of each open block
        self.found: list[Sentence] = []

    @property
    def told(self) -> bool:
        tags = {tag for tag, _ in self.open}
        return "main" in tags and not tags & SILENT

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in WITHOUT_END:
            return
        named = dict(attrs)
        self.open.append((tag, named.get("id") or named.get("aria-labelledby") or ""))
        if tag in BLOCKS:
            self.parts.append([])

    def handle_endtag(self, tag: str) -> None:
        if tag not in {each for each, _ in self.open}:
            return
        while self.open:
            closed, _ = self.open[-1]
            if closed in BLOCKS:
                self._close()
            self.open.pop()
            if closed == tag:
                return

    def handle_data(self, data: str) -> None:
        if self.parts and self.told:
            self.parts[-1].append(data)

    def _close(self) -> None:
        text = " ".join("".join(self.parts.pop()).split())
        if text:
            self.found.append(Sentence(next(self._names(), ""), text))

    def _names(self) -> Iterator[str]:
        return (name for tag, name in reversed(self.open) if name and tag != "main")
