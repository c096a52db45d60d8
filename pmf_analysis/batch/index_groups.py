"""The indicators of a quarter by directorate, and the committees, themes and portfolios that they belong to.

Each indicator stands once, in the list of its directorate and theme; every other group refers to such lists. So the index
of a quarter stays light, however many ways there are to group it.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.plan import Report
from pmf_analysis.batch.report import FAILED, Outcome
from pmf_analysis.display.dossier import Row, records
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.status import RAG

NONE_NAMED = "None named"
FACETS = {
    "directorate": "By directorate",
    "committee": "By committee",
    "theme": "By theme",
    "portfolio": "By portfolio",
}
Ended = Sequence[tuple[Report, Outcome]]


@dataclass(frozen=True)
class Indicator:
    """An indicator in the index: its latest rating and where to read about it; no address if no page of the run has it."""

    id: str
    name: str
    rag: str
    address: str

    @property
    def filed(self) -> tuple[str, str]:
        """What it is sorted by: its name from the first letter or digit, so that `% achieving` is filed under A."""
        return re.sub(r"^[\W_]+", "", self.name).casefold(), self.id


@dataclass(frozen=True)
class Listing:
    """The indicators that share directorate, theme, committee and portfolio.

    Attributes:
        anchor: its id on the page.
        title: what it is called within its directorate.
        place: the names that its members share, by column.
        members: its indicators, from A to Z.
        count: how many they are, as a number that names them.
    """

    anchor: str
    title: str
    place: dict[str, str]
    members: tuple[Indicator, ...]
    count: int

    @property
    def label(self) -> str:
        """What it is called elsewhere: `Place: Housing (30)`."""
        return f"{self.place['directorate']}: {self.title} ({self.count})"


@dataclass(frozen=True)
class Group:
    """One directorate, committee, theme or portfolio.

    Attributes:
        anchor: its id on the page.
        name: its name for readers.
        reports: how many reports are on it, in words; empty for none.
        listings: where its indicators are listed.
    """

    anchor: str
    name: str
    reports: str
    listings: tuple[Listing, ...]


def facets(
    results: QuarterResults, ended: Ended, addresses: Mapping[str, str]
) -> list[tuple[str, str, list[Group]]]:
    """Column and heading of each way to group, then its groups from A to Z.

    Args:
        results: the quarter's results.
        ended: the reports of the run, with what became of each.
        addresses: where each indicator's row is, by its id.
    """
    found = _listings(results, addresses)
    return [(column, heading, _groups(column, found, ended)) for column, heading in FACETS.items()]


def _groups(column: str, listings: Sequence[Listing], ended: Ended) -> list[Group]:
    names = sorted({each.place[column] for each in listings})
    return [
        Group(
            anchor=f"{column}-{number}",
            name=name,
            reports=_reports_on(column, name, ended),
            listings=tuple(each for each in listings if each.place[column] == name),
        )
        for number, name in enumerate(names, start=1)
    ]


def _listings(results: QuarterResults, addresses: Mapping[str, str]) -> list[Listing]:
    names = {scope.slug: scope.name for scope in results.scopes if scope.kind == "directorate"}
    ratings = dict(zip(results.assessments["indicator_id"], results.assessments["rag"], strict=True))
    rows: dict[tuple[str, ...], list[Row]] = {}
    for row in records(results.indicators, "indicators"):
        rows.setdefault(tuple(names.get(row[each], row[each]) or NONE_NAMED for each in FACETS), []).append(
            row
        )
    titles = _titles([dict(zip(FACETS, key, strict=True)) for key in sorted(rows)])
    return [
        Listing(
            anchor=f"list-{number}",
            title=title,
            place=place,
            members=_members(rows[tuple(place.values())], ratings, addresses),
            count=tally(rows[tuple(place.values())]),
        )
        for number, (title, place) in enumerate(titles, start=1)
    ]


def _members(
    rows: Sequence[Row], ratings: Mapping[str, str], addresses: Mapping[str, str]
) -> tuple[Indicator, ...]:
    """The indicators of some rows of the register, from A to Z."""
    members = []
    for row in rows:
        mark = RAG[ratings[row["indicator_id"]]]
        address = addresses.get(row["indicator_id"], "")
        members.append(Indicator(row["indicator_id"], row["name"], f"{mark.shape} {mark.word}", address))
    return tuple(sorted(members, key=lambda each: each.filed))


def _titles(places: list[dict[str, str]]) -> list[tuple[str, dict[str, str]]]:
    """Each list's theme, with its committee and portfolio where a directorate has several lists of one theme."""
    counted = Counter((place["directorate"], place["theme"]) for place in places)
    return [
        (
            place["theme"]
            if counted[place["directorate"], place["theme"]] == 1
            else f"{place['theme']}; {place['committee']}; {place['portfolio']}",
            place,
        )
        for place in places
    ]


def _reports_on(kind: str, name: str, ended: Ended) -> str:
    count = sum(
        (report.scope.kind, report.scope.name) == (kind, name) and outcome.state != FAILED
        for report, outcome in ended
    )
    return f"{count} {'report' if count == 1 else 'reports'}" if count else ""
