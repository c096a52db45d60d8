"""What anybody can read in the files of a publication: numbers, and the words that they stand among.

Every kind of file is taken apart without help from the programs that wrote it: pages and drawings by their elements, tables by rows, JSON and
notebooks by their texts. A kind that is not known is refused, since nobody could say what it holds.
"""

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmf_analysis.errors import ReportError
from pmf_analysis.framework.receipts import unmarked
from pmf_analysis.publishing.page_check import Element, parse

BLOCKS = (
    "tr",
    "li",
    "p",
    "figure",
    "svg",
    "caption",
    "dd",
    "dt",
    "h1",
    "h2",
    "h3",
    "h4",
    "title",
    "desc",
    "section",
    "article",
)
DRAWN = ("data-value", "aria-label", "alt", "title", "content", "value", "datetime")
PLAIN = {".txt", ".md", ""}


@dataclass(frozen=True)
class Block:
    """Words that stand together.

    Attributes:
        file: the file, as seen from the publication.
        where: the place in the file, for people.
        text: the words.
        cells: column to text, where it is the row of a table in a CSV file; empty elsewhere.
    """

    file: str
    where: str
    text: str
    cells: tuple[tuple[str, str], ...] = ()

    def cell(self, column: str) -> str:
        """The text of a column; empty if there is none."""
        return dict(self.cells).get(column, "")


def read_blocks(folder: Path) -> Iterator[Block]:
    """Every block of every file of a publication.

    Raises:
        ReportError: if there is a file of a kind that cannot be read.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            name = path.relative_to(folder).as_posix()
            reader = READERS.get(path.suffix.lower())
            if reader is None:
                raise ReportError(
                    f"{name} cannot be searched for suppressed numbers, so it may not be published"
                )
            yield from reader(name, path.read_text(encoding="utf-8"))


def _read_csv(name: str, text: str) -> Iterator[Block]:
    for number, row in enumerate(csv.DictReader(text.splitlines()), start=2):
        cells = tuple((column, value or "") for column, value in row.items() if column)
        yield Block(name, f"row {number}", " ; ".join(value for _, value in cells), cells)


def _read_page(name: str, text: str) -> Iterator[Block]:
    for element in parse(text).walk():
        if element.tag in BLOCKS:
            words = " ".join(_words(element))
            if words:
                anchor = next(
                    (each.attributes["id"] for each in element.walk() if "id" in each.attributes), ""
                )
                yield Block(name, f"<{element.tag}>{' #' + anchor if anchor else ''}", f"{anchor} {words}")


def _words(element: Element) -> Iterator[str]:
    """Everything that is said in an element, in its attributes too."""
    for each in element.walk():
        if each.tag == "style":
            continue
        yield from (each.attributes[name] for name in DRAWN if each.attributes.get(name))
        if each.text.strip():
            yield unmarked(re.sub(r"\s+", " ", each.text)).strip()


def _read_json(name: str, text: str) -> Iterator[Block]:
    yield from _walk_json(name, "", json.loads(text))


def _walk_json(name: str, where: str, node: Any) -> Iterator[Block]:
    """A block for each object and list that holds plain values, and one for each text."""
    if isinstance(node, str) and "<" in node:
        yield from (Block(name, f"{where} {each.where}", each.text) for each in _read_page(name, node))
    if isinstance(node, dict | list):
        items = list(node.items() if isinstance(node, dict) else enumerate(node))
        plain = [str(value) for _, value in items if not isinstance(value, dict | list)]
        if plain:
            yield Block(name, where or "top", " ; ".join(plain))
        for key, value in items:
            yield from _walk_json(name, f"{where}.{key}".lstrip("."), value)


def _read_plain(name: str, text: str) -> Iterator[Block]:
    yield from (Block(name, f"line {number}", line) for number, line in enumerate(text.splitlines(), start=1))


READERS = {
    ".csv": _read_csv,
    ".html": _read_page,
    ".svg": _read_page,
    ".json": _read_json,
    ".ipynb": _read_json,
    **dict.fromkeys(PLAIN, _read_plain),
}
