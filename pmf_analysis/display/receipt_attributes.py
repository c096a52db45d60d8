"""Marks in markup become attributes: each element lists the receipts of the numbers in its own text, in their order.

`<td>34.9%</td>` becomes `<td data-n="34.9=n1:assessments[KPI1].value">34.9%</td>`. The page writes these lists out to a file and keeps
one short number for each element (`publishing.receipts`); a notebook keeps them as they are.
"""

import re
from collections.abc import Iterator
from html import unescape

from pmf_analysis.framework.receipts import ATTRIBUTE, END, MARKED, spelt, unmarked

PIECES = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
NAME = re.compile(r"<(/?)([A-Za-z][\w:-]*)")
ANCHOR = re.compile(r' id="([^"]*)"')
VALUES = re.compile(r' (?:aria-label|alt|title)="([^"]*)"')
VOID = {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"}


def with_attributes(html: str) -> str:
    """The markup with its marks turned into attributes.

    Raises:
        ValueError: if a marked number stands in no element.
    """
    if END not in html:
        return html
    out: list[str] = []
    lists: dict[int, list[str]] = {}
    inside: list[int] = []
    for piece in PIECES.split(html):
        found = _receipts(piece)
        opened = NAME.match(piece)
        out.append(unmarked(piece))
        if opened and opened[1]:
            inside.pop()
        elif opened:
            lists[len(out) - 1] = found
            if opened[2].lower() not in VOID and not piece.endswith("/>"):
                inside.append(len(out) - 1)
        elif found:
            if not inside:
                raise ValueError(f"a number stands in no element: {unmarked(piece).strip()[:80]}")
            lists[inside[-1]] += found
    for place, found in lists.items():
        if found:
            out[place] = _with_list(out[place], found)
    return "".join(out)


def elements(html: str, attribute: str) -> Iterator[tuple[str, str, str]]:
    """Each element that has an attribute: the nearest id up to it, the attribute's value, and the text that is its own.

    What stands in its other attributes comes first, as marks in them do; where an element stands inside it, a space stands for it.
    """
    wanted = re.compile(rf' {attribute}="([^"]*)"')
    inside: list[list[str]] = []
    found: list[tuple[str, str, list[str]]] = []
    anchor = ""
    for piece in PIECES.split(html):
        opened = NAME.match(piece)
        if not opened:
            if inside:
                inside[-1].append(piece)
        elif opened[1]:
            if inside:
                inside.pop()
        else:
            own = [" "]
            if inside:
                inside[-1].append(" ")
            if named := ANCHOR.search(piece):
                anchor = unescape(named[1])
            if listed := wanted.search(piece):
                own += [f" {value} " for value in VALUES.findall(wanted.sub("", piece))]
                found.append((anchor, listed[1], own))
            if opened[2].lower() not in VOID and not piece.endswith("/>"):
                inside.append(own)
    return ((anchor, listed, unescape("".join(own))) for anchor, listed, own in found)


def _receipts(piece: str) -> list[str]:
    if END not in piece:
        return []
    return [f"{printed}={spelt(tags)}".replace(" ", "~") for printed, tags in MARKED.findall(piece)]


def _with_list(tag: str, receipts: list[str]) -> str:
    end = -2 if tag.endswith("/>") else -1
    return f'{tag[:end]} {ATTRIBUTE}="{" ".join(receipts)}"{tag[end:]}'
