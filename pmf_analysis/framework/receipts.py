"""Receipts: a number that is printed carries where it came from.

A number read from a table of results is a `Sourced` float or a `Counted` whole number: it knows its origin, and so do the differences,
shares and medians that are made from it. `framework.numbers` writes such a number with a *mark* straight after its digits: the receipt,
spelt in Unicode tag characters, which no font draws. Sentences and tables carry marks along without knowing of them; whoever makes
markup turns each mark into an attribute (`display.fragment`), and whoever makes plain text drops it (`unmarked`).

An origin is written in reverse Polish notation, its parts parted by spaces: cells (`assessments[KPI1].value`), whole numbers, the signs
`+ - * /`, `abs`, and rules that no sign can say (`@count:exceptions[KPI1;concern]|exceptions[KPI2;concern]`, `@funnel average=12.5:...`).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, SupportsFloat
from urllib.parse import quote, unquote

TAGS = 0xE0000  # a tag character is this much more than the ASCII character that it stands for
TO_TAGS = {code: TAGS + code for code in range(128)}
END = "\U000e007f"
MARK = re.compile("[\U000e0020-\U000e007e]+\U000e007f")
MARKED = re.compile("([+\N{MINUS SIGN}]?£?[\\d,]*\\d(?:\\.\\d+)?)([\U000e0020-\U000e007e]+)\U000e007f")
SAFE = "/.+*()!,'$@"  # what keys and rules keep; all else is percent-encoded
ATTRIBUTE = "data-n"  # holds the receipts of an element's numbers, parted by spaces, with ~ for the spaces within them
SIGNS: dict[str, Callable[[float, float], float]] = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
}


@dataclass(frozen=True)
class Cell:
    """One cell of the results.

    Attributes:
        table: the table's name, as in `results/assessments.csv`.
        key: what its key columns hold, in their order.
        column: the column; empty for the row as a whole.
        part: of a cell that holds named facts, the name of one.
    """

    table: str
    key: tuple[str, ...]
    column: str = ""
    part: str = ""

    def __str__(self) -> str:
        names = "".join(f".{name}" for name in (self.column, self.part) if name)
        return f"{self.table}[{';'.join(_plain(each) for each in self.key)}]{names}"

    @classmethod
    def parse(cls, text: str) -> "Cell":
        """The cell that a text names.

        >>> Cell.parse("forecasts[KPI1;2025/26%20Q4].mean").key
        ('KPI1', '2025/26 Q4')
        """
        table, _, rest = text.partition("[")
        key, _, names = rest.rpartition("]")
        column, _, part = names.removeprefix(".").partition(".")
        return cls(table, tuple(unquote(each) for each in key.split(";")), column, part)


class Sourced(float):
    """A number that knows its origin; so do sums, differences, products and shares of it with others that do, and with whole numbers."""

    origin: str

    def __new__(cls, value: SupportsFloat, origin: str) -> "Sourced":
        """A number with its origin."""
        made = super().__new__(cls, value)
        made.origin = origin
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (float(self), self.origin))

    def __format__(self, spec: str) -> str:
        """A rank or count kept as a float is printed with its receipt; `framework.numbers` writes all else."""
        return format(float(self), spec) + (mark("n", 0, self.origin) if spec == ".0f" else "")

    def __add__(self, other: float) -> float:
        return _joined(float(self) + other, self, other, "+")

    def __radd__(self, other: float) -> float:
        return _joined(other + float(self), other, self, "+")

    def __sub__(self, other: float) -> float:
        return _joined(float(self) - other, self, other, "-")

    def __rsub__(self, other: float) -> float:
        return _joined(other - float(self), other, self, "-")

    def __mul__(self, other: float) -> float:
        return _joined(float(self) * other, self, other, "*")

    def __rmul__(self, other: float) -> float:
        return _joined(other * float(self), other, self, "*")

    def __truediv__(self, other: float) -> float:
        return _joined(float(self) / other, self, other, "/")

    def __rtruediv__(self, other: float) -> float:
        return _joined(other / float(self), other, self, "/")

    def __abs__(self) -> float:
        return Sourced(abs(float(self)), f"{self.origin} abs")

    def __neg__(self) -> float:
        return Sourced(-float(self), f"0 {self.origin} -")


class Counted(int):
    """A whole number that knows its origin, and is printed with its receipt however it is printed."""

    origin: str

    def __new__(cls, value: int, origin: str) -> "Counted":
        """A whole number with its origin."""
        made = super().__new__(cls, value)
        made.origin = origin
        return made

    def __reduce__(self) -> tuple[Any, ...]:
        return (type(self), (int(self), self.origin))

    def __str__(self) -> str:
        return format(int(self), ",") + mark("n", 0, self.origin)

    def __format__(self, spec: str) -> str:
        return format(int(self), spec or ",") + mark("n", 0, self.origin)

    def __add__(self, other: Any) -> Any:
        return self._whole(int(self) + other, self, other, "+")

    def __radd__(self, other: Any) -> Any:
        return self._whole(other + int(self), other, self, "+")

    def __sub__(self, other: Any) -> Any:
        return self._whole(int(self) - other, self, other, "-")

    def __mul__(self, other: Any) -> Any:
        return self._whole(int(self) * other, self, other, "*")

    def __rmul__(self, other: Any) -> Any:
        return self._whole(other * int(self), other, self, "*")

    def __truediv__(self, other: Any) -> Any:
        return _joined(int(self) / other, self, other, "/")

    @staticmethod
    def _whole(value: Any, left: Any, right: Any, sign: str) -> Any:
        if isinstance(value, float):
            return _joined(value, left, right, sign)
        found = _operand(left), _operand(right)
        return Counted(value, f"{found[0]} {found[1]} {sign}") if all(found) else int(value)


def origin_of(value: object) -> str:
    """Where a number came from; empty where it is not known."""
    return str(getattr(value, "origin", ""))


def derived(value: SupportsFloat, rule: str, of: Iterable[Cell] = ()) -> Sourced:
    """A number that a rule made from cells or rows in a way that no sign can say; its receipt keeps the unrounded value.

    Args:
        value: what came out.
        rule: what made it, in a few words.
        of: what it was made from.
    """
    named = "|".join(str(each) for each in of)
    return Sourced(value, f"@{_plain(rule)}={float(value)!r}:{named}")


def counted(cells: Sequence[Cell]) -> Counted:
    """How many rows there are, as a number that knows them."""
    return Counted(len(cells), f"@count:{'|'.join(str(each) for each in cells)}")


def mark(kind: str, decimals: int, origin: str) -> str:
    """A receipt in tag characters; empty where the origin is not known.

    Args:
        kind: how the number was written: one of `framework.numbers.KINDS`.
        decimals: how many it was rounded to.
        origin: where it came from.
    """
    return f"{kind}{decimals}:{origin}".translate(TO_TAGS) + END if origin else ""


def spelt(tags: str) -> str:
    """The receipt that tag characters spell: the last byte of each is its ASCII character."""
    return tags.removesuffix(END).encode("utf-32-be")[3::4].decode("ascii")


def unmarked(text: str) -> str:
    """The text without marks."""
    return MARK.sub("", text) if END in text else text


def evaluate(origin: str, value_of: Callable[[Cell], float]) -> float:
    """What an origin comes to, from the cells that it names.

    Args:
        origin: as receipts write it.
        value_of: gives the number in a cell, or for a row as a whole any number if it is there.

    Raises:
        KeyError: if a cell that it names is not there.
        ValueError: if the origin is not one.
    """
    stack: list[float] = []
    for part in origin.split(" "):
        if part in SIGNS and len(stack) > 1:
            right, left = stack.pop(), stack.pop()
            stack.append(SIGNS[part](left, right))
        elif part == "abs" and stack:
            stack.append(abs(stack.pop()))
        elif part.startswith("@"):
            stack.append(_ruled(part, value_of))
        else:
            stack.append(value_of(Cell.parse(part)) if "[" in part else float(part))
    if len(stack) != 1:
        raise ValueError(f"'{origin}' is not an origin")
    return stack[0]


def cells_of(origin: str) -> tuple[Cell, ...]:
    """Every cell and row that an origin names, in its order."""
    found = []
    for part in origin.split(" "):
        named = part.partition(":")[2].split("|") if part.startswith("@") else [part]
        found += [Cell.parse(each) for each in named if "[" in each]
    return tuple(found)


@lru_cache(maxsize=4096)
def _plain(text: str) -> str:
    """A text with none of the signs that part an origin; `quote` alone would keep the tilde. A key names many cells."""
    return quote(text, safe=SAFE).replace("~", "%7E")


def _ruled(part: str, value_of: Callable[[Cell], float]) -> float:
    head, _, named = part.partition(":")
    rule, _, value = head.partition("=")
    cells = [Cell.parse(each) for each in named.split("|") if "[" in each]
    for cell in cells:
        value_of(cell)
    return float(len(cells)) if rule == "@count" else float(value)


def _joined(value: float, left: object, right: object, sign: str) -> float:
    """A result with the origins of both sides; a plain float, whose origin nobody knows, ends the chain."""
    found = _operand(left), _operand(right)
    return Sourced(value, f"{found[0]} {found[1]} {sign}") if all(found) else float(value)


def _operand(value: object) -> str:
    """A number within an origin: a plain whole number, such as the 100 of a percentage, stands for itself."""
    return origin_of(value) or (str(value) if isinstance(value, int) else "")
