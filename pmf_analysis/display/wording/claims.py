"""Claims: what a sentence says, about what, against what, by how much, by which test, from which rows.

A sentence in a report is always the text of a claim. Words that say more than data can (why something happened, that a change is
real, that nothing like it was ever seen) need a licence: a test that allows exactly that word.
"""

import math
import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from pmf_analysis.framework.numbers import write_number
from pmf_analysis.framework.receipts import unmarked

LICENSABLE = (
    "because",
    "due to",
    "caused",
    "causes",
    "led to",
    "leads to",
    "thanks to",
    "as a result of",
    "significant",
    "significantly",
    "record",
    "on track",
    "off track",
    "best ever",
    "worst ever",
    "proves",
    "guaranteed",
)
CLAIMING = re.compile(rf"\b(?:{'|'.join(map(re.escape, LICENSABLE))})\b")
ALLOWED_USES = (
    r"record of (?:past|our) forecasts",
    r"forecast record",
    r"source record",
    r"is the performance problem caused by a lack of capacity or capability\?",  # a question of the framework
)


@dataclass(frozen=True)
class Claim:
    """One sentence and what stands behind it.

    Attributes:
        text: the sentence, with the receipts of its numbers (`framework.receipts.unmarked` takes them out).
        subject: the id of the indicator (or the scope) that it is about.
        comparator: what it is compared with: `target`, `2024/25 Q3`, `England`; empty for a plain fact.
        size: the difference, in the indicator's unit; NaN where the claim has none.
        test: the rule or test that allows the claim; empty for a plain fact.
        sources: the rows that it was made from, as `file:line`.
        licence: the words of `LICENSABLE` that the test allows in this sentence.
        quoted: words of others within the sentence, such as the indicator's name; they are theirs, and are not judged.
    """

    text: str
    subject: str
    comparator: str = ""
    size: float = math.nan
    test: str = ""
    sources: tuple[str, ...] = ()
    licence: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        unlicensed = [
            word for word in find_unlicensed(self.text, quoted=self.quoted) if word not in self.licence
        ]
        if unlicensed:
            raise ValueError(f"no test allows {', '.join(unlicensed)} in: {self.text}")

    def __str__(self) -> str:
        return self.text


def find_unlicensed(text: str, *, quoted: Iterable[str] = ()) -> list[str]:
    """The words of a text that would need a licence, in the order of the list; empty for a text that claims no more than it may.

    Args:
        text: the sentence, or the text of a page.
        quoted: words of others in it (names, notes, commentary), which are left out of account.

    >>> find_unlicensed("A significant rise due to the weather"), find_unlicensed("The causeway is open")
    (['due to', 'significant'], [])
    """
    plain = " ".join(unmarked(text).lower().split())
    for words in _longest_first(tuple(quoted)):
        plain = plain.replace(words, " ") if words else plain
    for allowed in ALLOWED_USES:
        plain = re.sub(allowed, "", plain)
    if not CLAIMING.search(plain):
        return []
    return [word for word in LICENSABLE if re.search(rf"\b{re.escape(word)}\b", plain)]


@lru_cache(maxsize=256)
def _longest_first(quoted: tuple[str, ...]) -> tuple[str, ...]:
    """The words as they would stand in a plain text; the claims about one indicator share theirs."""
    return tuple(sorted({" ".join(each.lower().split()) for each in quoted}, key=len, reverse=True))


def paragraph(claims: Iterable[Claim | None]) -> str:
    """The sentences of some claims, one after the other; claims that are not there leave no trace."""
    return " ".join(claim.text for claim in claims if claim and claim.text)


def listed(words: Iterable[str]) -> str:
    """Words in a row: `red, amber and green`.

    >>> listed(["red"]), listed(["red", "amber", "green"])
    ('red', 'red, amber and green')
    """
    *before, last = list(words) or [""]
    return f"{', '.join(before)} and {last}" if before else last


def written_day(day: date) -> str:
    """A date as people write it.

    >>> written_day(date(2026, 5, 4))
    '4 May 2026'
    """
    return f"{day.day} {day:%B %Y}"


def sentence(text: str) -> str:
    """The text with a capital and a full stop.

    >>> sentence("no target is set"), sentence("Is it?")
    ('No target is set.', 'Is it?')
    """
    plain = text.strip()
    if not plain:
        return ""
    return plain[0].upper() + plain[1:] + ("" if plain[-1] in ".!?" else ".")


def count_of(number: int, noun: str, plural: str = "") -> str:
    """A count with its noun.

    >>> count_of(1, "concern"), count_of(0, "concern"), count_of(3, "inquiry", "inquiries")
    ('1 concern', 'no concerns', '3 inquiries')
    """
    return f"{write_number(number, 0) if number else 'no'} {noun if number == 1 else plural or noun + 's'}"
