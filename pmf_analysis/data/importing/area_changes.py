"""Reorganisations of local government since 2013: areas that got another code, and councils that became part of another.

Source: the Code History Database of the Office for National Statistics. A council whose area stayed the same is found under either
code; of a council that was merged away it is said what became of it, since values of former councils are never added up.
"""

import csv
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True)
class Change:
    """A code that is no longer used.

    Attributes:
        former_code, former_name: the code and the name of the area before.
        code, name: of the area that it is or is part of now.
        since: the day of the change.
        same_area: whether nothing but the code changed (and the kind of council, and a boundary here and there).
    """

    former_code: str
    former_name: str
    code: str
    name: str
    since: str
    same_area: bool

    @property
    def words(self) -> str:
        """What became of it."""
        return (
            f"is a former council ({self.former_name}), part of {self.name} ({self.code}) since {self.since}; "
            "values of former councils are not added up"
        )


@cache
def known_changes() -> tuple[Change, ...]:
    """Every change, the merged councils last."""
    source = files("pmf_analysis.data.importing") / "area_changes.csv"
    return tuple(
        Change(
            row["former_code"],
            row["former_name"],
            row["code"],
            row["name"],
            row["since"],
            row["same_area"] == "yes",
        )
        for row in csv.DictReader(source.read_text(encoding="utf-8").splitlines())
    )


@cache
def same_areas() -> dict[str, str]:
    """Each of two codes of one area to the other."""
    pairs = [(each.former_code, each.code) for each in known_changes() if each.same_area]
    return dict(pairs) | {code: former for former, code in pairs}


def present(codes: set[str]) -> set[str]:
    """The same areas by fewer codes: a former code goes where the one that replaced it is there."""
    replaced = {each.former_code for each in known_changes() if each.same_area and each.code in codes}
    return codes - replaced


@cache
def merged_away() -> dict[str, Change]:
    """Former councils by code, and by name in small letters."""
    gone = [each for each in known_changes() if not each.same_area]
    return {each.former_code: each for each in gone} | {each.former_name.casefold(): each for each in gone}
