"""Markers that stand for a value, and flags beside one: each becomes a status, never a zero and never a silent gap."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from pmf_analysis.data.importing.numbers import read_number
from pmf_analysis.data.importing.texts import is_pattern, reads, tidy, without_footnotes
from pmf_analysis.data.sources.formulas import calls_out
from pmf_analysis.data.tables import STATUS_CODES

MARKERS = {
    "..": "x",
    "...": "x",
    "\u2026": "x",
    ".": "x",
    "-": "x",
    "\u2013": "x",
    "\u2014": "x",
    "\u2212": "x",
    ":": "x",
    "*": "c",
    "**": "c",
    "~": "low",
    "c": "c",
    "x": "x",
    "z": "z",
    "low": "low",
    "k": "low",
    "NA": "x",
    "N/A": "x",
    "n.a.": "x",
    "n/k": "x",
    "Not available": "x",
    "Not yet available": "x",
    "Not applicable": "z",
    "Not published": "x",
    "No data": "x",
    "Missing": "x",
    "NULL": "x",
    "NaN": "x",
    "None": "x",
    "TBC": "x",
    "Suppressed": "c",
    "supp": "c",
    "Confidential": "c",
    "/^[<>\u2264\u2265] ?\\d+(\\.\\d+)?%?$/": "c",
}
"""How each is read unless a mapping says otherwise; docs/importing.md says from where."""
BLANK = "blank"
SKIP = "skip"
FLAGS = {
    "provisional": "p",
    "revised": "r",
    "estimated": "e",
    "estimate": "e",
    "break": "b",
    "break in series": "b",
    "low reliability": "u",
    "unreliable": "u",
}
GLUED = re.compile(r"\s*(?:\[([^\[\]]{1,40})\]|\(([A-Za-z][^()]{0,39})\))\s*$")
APART = re.compile(r"(?<=[\d%)])\s+([prebu](?:[ ,]+[prebu])*)$", re.IGNORECASE)


@dataclass(frozen=True)
class Value:
    """What a value cell says.

    Attributes:
        number: the number; None where a marker stands for it, or where nothing can be read.
        status: the codes, apart by spaces.
        note: footnotes and what a marker read, for the note column.
        skip: whether the mapping says that such a cell is no observation.
        wrong: why the cell cannot be read; empty if it can.
    """

    number: Decimal | None = None
    status: str = ""
    note: str = ""
    skip: bool = False
    wrong: str = ""


class Markers:
    """The markers and flags of one mapping: the usual ones, and what the mapping says instead or besides.

    Args:
        own: marker to status code, `skip`, or `number` for one that is a value; `blank` stands for empty cells.
        flags: what is written beside a value, to status code.
    """

    def __init__(self, own: Mapping[str, str], flags: Mapping[str, str]) -> None:
        self.patterns = {text: status for text, status in own.items() if is_pattern(text)}
        self.words = {text.casefold(): status for text, status in own.items() if not is_pattern(text)}
        self.flags = {
            text if is_pattern(text) else text.casefold(): code
            for text, code in (FLAGS | dict(flags)).items()
        }

    def status_of(self, text: str) -> str | None:
        """The status (or `skip`) that a marker stands for; None if the text is no marker. Brackets around one do not matter."""
        plain = tidy(text)
        inner = plain[1:-1].strip() if re.fullmatch(r"\[[^\[\]]*\]|\([A-Za-z.:*~]+\)", plain) else plain
        for each in (plain.casefold(), inner.casefold()):
            if each in self.words:
                return self.words[each]
        matching = (status for pattern, status in self.patterns.items() if reads(pattern, plain))
        return next(matching, None)

    def flag(self, text: str) -> str | None:
        """The status codes of what is written beside a value; None if one is unknown."""
        words = text.strip().casefold()
        if words in self.flags:
            return self.flags[words]
        matching = [
            code for pattern, code in self.flags.items() if is_pattern(pattern) and reads(pattern, text)
        ]
        if matching:
            return joined(*matching)
        codes = words.replace(",", " ").split()
        found = [self.flags.get(code, code if code in STATUS_CODES else "") for code in codes]
        return " ".join(found) if codes and all(found) else None

    def read(self, text: str, *, decimal: str = ".") -> Value:
        """Read a value cell: a number with its flags and footnotes, or a marker."""
        plain = tidy(text)
        if not plain:
            return self._marked(self.words.get(BLANK, "x"), "blank in the source")
        status = self.status_of(plain)
        if status is not None and status != "number":
            return self._marked(status, f"{plain} in the source")
        return self._number(plain, decimal)

    def _marked(self, status: str, note: str) -> Value:
        if status == SKIP:
            return Value(skip=True)
        return Value(wrong="is empty") if status == "quarantine" else Value(status=status, note=note)

    def _number(self, plain: str, decimal: str) -> Value:
        if plain.startswith("=") and calls_out(plain[1:]):
            return Value(wrong="is a formula that fetches something from outside; paste the value instead")
        if plain.startswith("="):
            return Value(
                wrong="is a formula without a stored result; open the file in a spreadsheet and save it"
            )
        if plain.startswith("#"):
            return Value(wrong="is an error that the spreadsheet shows")
        number = read_number(plain, decimal=decimal)
        if number is not None:
            return Value(number)
        bare = without_footnotes(plain)
        codes, rest = self._flags_of(bare.text)
        for text, beside in ((bare.text, ""), (rest, codes)):
            own = self.status_of(text)
            if own in STATUS_CODES:
                return Value(status=joined(own, beside), note=f"{plain} in the source")
        number = read_number(rest, decimal=decimal)
        if number is None:
            return Value(wrong="is neither a number nor a known marker")
        return Value(number, codes, " ".join(bare.notes))

    def _flags_of(self, plain: str) -> tuple[str, str]:
        """The status codes at the end of a cell, and what is left."""
        codes, rest = "", plain
        while found := GLUED.search(rest) or APART.search(rest):
            code = self.flag(next(filter(None, found.groups())))
            if code is None:
                break
            codes, rest = joined(codes, code), rest[: found.start()].strip()
        for mark, code in self.flags.items():
            if not mark.isalnum() and len(mark) <= 2 and rest.endswith(mark):
                codes, rest = joined(codes, code), rest.removesuffix(mark).strip()
        return codes, rest


def joined(*statuses: str) -> str:
    """Several status texts as one, in the order of the table of codes.

    >>> joined("p", "r p")
    'p r'
    """
    codes = {code for status in statuses for code in status.split()}
    return " ".join(code for code in STATUS_CODES if code in codes)
