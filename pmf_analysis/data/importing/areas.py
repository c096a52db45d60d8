"""From what a file calls an area to its code: codes, names in any of their forms, and codes that a reorganisation changed."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from pmf_analysis.data.importing.area_changes import merged_away, present, same_areas
from pmf_analysis.data.importing.texts import key, key_without_digits, without_footnotes

CODE = re.compile(r"[EWSNKJL]\d{8}")
KINDS = r"(?:unitary authority|metropolitan borough|royal borough|london borough|county borough|borough|city|district|county|metropolitan district)"
ENDINGS = re.compile(
    rf"(?: \((?:b|ua|met county)\)| ua| mbc| mdc| ua council| {KINDS}(?: council)?| council)$"
)
STARTS = re.compile(rf"^(?:the )?(?:{KINDS}) of ")
TAILS = re.compile(r", (?:city|county) of$")


@dataclass(frozen=True)
class Area:
    """A line of the areas table."""

    code: str
    name: str
    kind: str = ""


@dataclass(frozen=True)
class Place:
    """What an area's text came to.

    Attributes:
        code: the area's code; empty if there is none.
        wrong: why there is none; empty if there is one.
        listed: whether the areas table has it (also where there is no table).
        former: what became of a council that was merged away; empty for all others.
    """

    code: str
    wrong: str = ""
    listed: bool = True
    former: str = ""


class AreaBook:
    """Areas by code and by name.

    Args:
        table: the areas table; may be empty.
        names: other names, as the mapping gives them, to codes.
        changes: former codes to present ones, as the mapping gives them.

    Attributes:
        recoded: codes that were read as the other code of the same area.
    """

    def __init__(
        self,
        table: Iterable[Area] = (),
        *,
        names: Mapping[str, str] | None = None,
        changes: Mapping[str, str] | None = None,
    ) -> None:
        self.changes = dict(changes or {})
        self.recoded: dict[str, str] = {}
        self.codes: set[str] = set()
        self.exact: defaultdict[str, set[str]] = defaultdict(set)
        self.loose: defaultdict[str, set[str]] = defaultdict(set)
        for area in table:
            self.codes.add(area.code)
            self.exact[_plain(area.name)].add(area.code)
            if area.kind in ("", "council"):
                self.loose[_loose(area.name)].add(area.code)
        self.exact.update({_plain(name): {code} for name, code in (names or {}).items()})

    def find(self, code: str, name: str) -> Place:
        """The area of a row, from its code if it has one, else from its name."""
        written = without_footnotes(code).text
        if written and (CODE.fullmatch(written) or self._is_code(written)):
            return self._listed(written)
        if not name and written:
            name = written
        return self._named(name) if name else Place("", "is empty")

    def _is_code(self, text: str) -> bool:
        return text in self.codes or text in self.changes

    def _listed(self, code: str) -> Place:
        now = self.changes.get(code, code)
        other = same_areas().get(now, "")
        if now not in self.codes and other in self.codes:
            self.recoded[now] = other
            return Place(other)
        gone = merged_away().get(now)
        listed = not self.codes or now in self.codes
        return Place(now, listed=listed, former=gone.words if gone and not listed else "")

    def _named(self, name: str) -> Place:
        tries = (
            (self.exact, _plain(name)),
            (self.exact, _plain(key_without_digits(name))),
            (self.loose, _loose(name)),
        )
        for book, text in tries:
            codes = present({self.changes.get(code, code) for code in book.get(text, ())})
            if len(codes) == 1:
                return self._listed(codes.pop())
            if codes:
                several = ", ".join(sorted(codes))
                return Place(
                    "",
                    f"is the name of several areas ({several}); the mapping should name one (areas: names)",
                )
        if gone := merged_away().get(_loose(name)):
            return Place("", gone.words, listed=False)
        return Place(
            "", "is not an area that is known; add it to areas: names in the mapping, or to the areas table"
        )


def _plain(name: str) -> str:
    text = key(name).replace("&", " and ").replace("-", " ")
    return " ".join(re.sub(r"[.'\u2019]", "", text).split())


def _loose(name: str) -> str:
    """A council's name without the words that some add: `City of York Council` and `York UA` are York."""
    text = TAILS.sub("", _plain(name))
    text = ENDINGS.sub("", text)
    return STARTS.sub("", text).strip() or _plain(name)
