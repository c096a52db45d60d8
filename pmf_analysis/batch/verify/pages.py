"""Every printed number of a page or a notebook, written once more from the results."""

import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from html import unescape
from itertools import chain

from pmf_analysis.batch.verify.bundle import Bundle
from pmf_analysis.batch.verify.findings import Finding
from pmf_analysis.display.receipt_attributes import elements
from pmf_analysis.framework.printed import find_numbers
from pmf_analysis.framework.receipts import ATTRIBUTE, cells_of
from pmf_analysis.publishing.receipts import PLACE, Receipt, read_list

ID = "indicator_id"


@dataclass(frozen=True)
class Printed:
    """The numbers of one element with what they should be.

    Attributes:
        text: the element's own text.
        receipts: of the numbers in it, in their order.
    """

    text: str
    receipts: tuple[Receipt, ...]


def on_page(html: str, receipts: Sequence[Receipt]) -> Iterator[Printed]:
    """The elements of a page that hold printed numbers, each with its receipts from the file beside the page."""
    places = [(int(place), text) for _, place, text in elements(html, PLACE) if place.isdigit()]
    ends = [*(place for place, _ in places[1:]), len(receipts) + 1][: len(places)]
    for (start, text), end in zip(places, ends, strict=True):
        yield Printed(text, tuple(receipts[start - 1 : end - 1]))


def in_notebook(text: str) -> Iterator[Printed]:
    """The elements of a notebook's outputs that hold printed numbers, each with the receipts that it lists.

    Raises:
        ValueError: if it is not a notebook.
    """
    for cell in json.loads(text).get("cells", []):
        for output in cell.get("outputs", []):
            html = "".join(output.get("data", {}).get("text/html", ""))
            for anchor, listed, own in elements(html, ATTRIBUTE):
                yield Printed(own, tuple(read_list(unescape(listed), first=1, anchor=anchor)))


def check_printed(path: str, printed: Iterable[Printed], bundle: Bundle) -> Iterator[Finding]:
    """Each number that is not what the results give, or that stands on the page otherwise than its receipt says."""
    for each in printed:
        yield from chain.from_iterable(_by_the_results(path, one, bundle) for one in each.receipts)
        yield from _as_printed(path, each, bundle)


def _by_the_results(path: str, receipt: Receipt, bundle: Bundle) -> Iterator[Finding]:
    try:
        digits = bundle.printed(receipt.kind, receipt.decimals, receipt.origin)
    except KeyError:
        yield _finding(
            path, receipt, bundle, f"prints {receipt.printed}, and the results have no such row or column"
        )
        return
    except ValueError as error:
        yield _finding(
            path, receipt, bundle, f"prints {receipt.printed}, and its receipt cannot be followed: {error}"
        )
        return
    if digits != receipt.printed.replace("£", ""):
        yield _finding(
            path, receipt, bundle, f"{receipt.printed} was printed where the results give {digits}"
        )


def _as_printed(path: str, printed: Printed, bundle: Bundle) -> Iterator[Finding]:
    """The first number of an element's text that is not the one that its receipt says."""
    left = [found[0] for found in find_numbers(printed.text)]
    for receipt in printed.receipts:
        if receipt.printed in left:
            left = left[left.index(receipt.printed) + 1 :]
            continue
        instead = f"{left[0]} stands" if left else "no number stands"
        said = " ".join(printed.text.split())
        yield _finding(
            path, receipt, bundle, f"{instead} where {receipt.printed} was printed, in '{said[:120]}'"
        )
        return


def _finding(path: str, receipt: Receipt, bundle: Bundle, what: str) -> Finding:
    anchor = f", at #{receipt.anchor}" if receipt.anchor else ""
    return Finding(f"{path}{anchor}", f"{about(receipt, bundle)}{what}")


def about(receipt: Receipt, bundle: Bundle) -> str:
    """Which indicator and which result a receipt is about: `KPI1 (Repairs on time), assessments value: `."""
    cells = cells_of(receipt.origin)
    if not cells:
        return ""
    first = cells[0]
    names = bundle.names
    who = f"{first.key[0]} ({names[first.key[0]]}), " if first.key[0] in names else ""
    where = " ".join(each for each in (first.table, *first.key[1:], first.column, first.part) if each)
    return f"{who}{where}: "
