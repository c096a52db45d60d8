"""Marks in markup become attributes: each element lists the receipts of the numbers in its own text, in their order.

`<td>34.9%</td>` becomes `<td data-n="34.9=n1:assessments[KPI1].value">34.9%</td>`. The page writes these lists out to a file and keeps
one short number for each element (`publishing.receipts`); a notebook keeps them as they are.
"""

import re

from pmf_analysis.framework.receipts import ATTRIBUTE, END, MARKED, spelt, unmarked

PIECES = re.compile(r"(<!--.*?-->|<[^>]*>)", re.DOTALL)
NAME = re.compile(r"<(/?)([A-Za-z][\w:-]*)")
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


def _receipts(piece: str) -> list[str]:
    if END not in piece:
        return []
    return [f"{printed}={spelt(tags)}".replace(" ", "~") for printed, tags in MARKED.findall(piece)]


def _with_list(tag: str, receipts: list[str]) -> str:
    end = -2 if tag.endswith("/>") else -1
    return f'{tag[:end]} {ATTRIBUTE}="{" ".join(receipts)}"{tag[end:]}'
