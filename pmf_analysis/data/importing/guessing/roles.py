"""Which column of a table says what."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from pmf_analysis.data.importing.guessing.looks import (
    MOST,
    Column,
    is_code,
    is_number,
    is_part_of_year,
    is_period,
    is_year,
)
from pmf_analysis.data.importing.guessing.table import Table

HEADINGS = {
    "area_code": r"(area|la|ons|gss|council|local authority|authority|geography).{0,12}code|areacd|identifier|mnemonic",
    "area_name": r"^(area|la|council|local authority|authority|geography|location)([ _]name)?\b(?!.*code)|areanm",
    "indicator": r"(indicator|kpi|measure|metric|pi|item)\b.{0,8}(id|code|ref|name)?",
    "period": r"period|quarter|year|month|date|time",
    "lower_ci": r"(lower|lci).{0,25}(ci|conf|limit|95)?",
    "upper_ci": r"(upper|uci).{0,25}(ci|conf|limit|95)?",
    "numerator": r"^(numerator|count)$",
    "denominator": r"^denominator$",
    "value": r"^(value|result|outturn|rate|percentage|figure|obs_value)$|value$",
    "status": r"status|flag|marker",
    "note": r"^(notes?|comments?)$",
}
NUMBERS = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
TOTALS = ("total", "all", "persons", "all ages", "all persons", "all pupils")
NO_INDICATOR = re.compile(r"_?id$|^old |order|sort|rank|^(year|month|quarter)$|^geography$", re.IGNORECASE)
MEASURES = {
    "numerator": "numerator",
    "denominator": "denominator",
    "outcome": "value",
    "value": "value",
    "percentage": "value",
    "percent": "value",
    "rate": "value",
}
SMALLER_FIRST = ("la", "authority", "council", "region", "country")


@dataclass
class Guess:
    """What each column seems to say.

    Attributes:
        roles: role to its column and why.
        periods, indicators, areas: value columns of a wide table, whose headings are periods, indicators or area codes.
        keeps: columns that break the values down and have a total, with the text of that total.
        joins: columns that break the values down and have none, without which several rows would say something of the same thing.
        part_of_year: the column that says which quarter or month, or what kind of period, beside the one that says the year.
        measures: what the column `measure` reads, to the number column that it is.
        first_filled: columns of area codes of which the first that is filled counts; empty if one will do.
    """

    roles: dict[str, tuple[Column, str]] = field(default_factory=dict)
    periods: list[Column] = field(default_factory=list)
    indicators: list[Column] = field(default_factory=list)
    areas: list[Column] = field(default_factory=list)
    keeps: list[tuple[Column, str]] = field(default_factory=list)
    joins: list[Column] = field(default_factory=list)
    part_of_year: Column | None = None
    measures: dict[str, str] = field(default_factory=dict)
    first_filled: list[Column] = field(default_factory=list)

    @property
    def wide(self) -> tuple[str, list[Column]]:
        """What the headings of the value columns say, and which they are; none for a long table."""
        found = {"period": self.periods, "area": self.areas, "indicator": self.indicators}
        return next(((says, columns) for says, columns in found.items() if columns), ("", []))

    @property
    def used(self) -> set[int]:
        """The columns that the draft uses."""
        named = [column for column, _ in (*self.roles.values(), *self.keeps)]
        named += [self.part_of_year] if self.part_of_year else []
        return {each.number for each in (*named, *self.wide[1], *self.joins, *self.first_filled)}


def guess_roles(table: Table) -> Guess:
    """What each column of a table says."""
    guess = Guess()
    guess.periods = [each for each in table.columns if is_period(each.text) and _may_hold_values(each)]
    guess.areas = [each for each in table.columns if is_code(each.text)]
    left = [each for each in table.columns if each not in guess.periods and each not in guess.areas]
    guess.roles = dict(_roles(left))
    guess.part_of_year = _part_of_year(left, guess)
    if guess.periods or guess.areas:
        guess.roles.pop("value", None)
    elif "value" not in guess.roles:
        guess.indicators = _value_columns(left, guess)
        if len(guess.indicators) == 1 and "indicator" in guess.roles:
            guess.roles["value"] = (guess.indicators.pop(), "its cells are numbers")
    _find_measures(left, guess)
    _keep_totals([each for each in left if each.number not in guess.used], guess)
    guess.first_filled = _several_codes(left, guess)
    _break_down([each for each in left if each.number not in guess.used], guess)
    return guess


def _may_hold_values(column: Column) -> bool:
    return not column.filled or column.holds_values


def _roles(columns: Sequence[Column]) -> Iterator[tuple[str, tuple[Column, str]]]:
    """Each role and the column that fits it: by its cells where they tell, else by its heading."""
    left = list(columns)
    looks = {
        "area_code": (is_code, "its cells are area codes"),
        "period": (is_period, "its cells read as periods"),
    }
    for role, pattern in HEADINGS.items():
        look, why = looks.get(role, (None, ""))
        alike = [
            column for column in left if look and column.share(look) > MOST and not _is_count(role, column)
        ]
        chosen = max(alike, key=lambda column: _likeness(column, pattern), default=None)
        if chosen is None:
            why = "its heading reads so"
            fitting = (column for column in left if re.search(pattern, column.words, re.IGNORECASE))
            chosen = next((column for column in fitting if _fits(role, column)), None)
        if chosen is not None:
            left.remove(chosen)
            yield role, (chosen, why)


def _is_count(role: str, column: Column) -> bool:
    """Numbers of four digits that are no years, unless the heading says so."""
    plain = role == "period" and column.share(is_number) > MOST
    return plain and not re.search(HEADINGS["period"], column.words, re.IGNORECASE)


def _likeness(column: Column, pattern: str) -> tuple[bool, bool, int]:
    """Of columns whose cells look alike, the one whose heading fits, then one of no parent, then the fullest."""
    return (
        bool(re.search(pattern, column.words, re.IGNORECASE)),
        not re.search("parent|region|country|old", column.words, re.IGNORECASE),
        len(column.filled),
    )


def _fits(role: str, column: Column) -> bool:
    if role in NUMBERS:
        return column.holds_values or not column.filled
    if role == "period":
        return column.share(is_period) > MOST or not column.filled
    return role == "indicator" or not column.holds_values


def _value_columns(columns: Sequence[Column], guess: Guess) -> list[Column]:
    taken = {column.number for column, _ in guess.roles.values()}
    return [
        each
        for each in columns
        if each.number not in taken and each.holds_values and not NO_INDICATOR.search(each.words)
    ]


def _part_of_year(columns: Sequence[Column], guess: Guess) -> Column | None:
    """A column of quarters or months beside one of years, or the identifier of a period that says its year only."""
    if "period" not in guess.roles or guess.roles["period"][0].share(is_year) < 1:
        identifier = [each for each in columns if each.words == "time identifier"]
        return identifier[0] if identifier and "period" in guess.roles else None
    return next((each for each in columns if each.share(is_part_of_year) == 1), None)


def _find_measures(columns: Sequence[Column], guess: Guess) -> None:
    """A long table with the numerator in a row of its own."""
    for column in columns:
        named = {
            text: MEASURES[text.casefold()]
            for text in dict.fromkeys(column.filled)
            if text.casefold() in MEASURES
        }
        if "numerator" in named.values() and "value" in named.values() and "value" in guess.roles:
            guess.roles.pop(next((role for role, (own, _) in guess.roles.items() if own is column), ""), None)
            guess.roles["measure"] = (column, "it names numerators")
            guess.measures = named
            return


def _keep_totals(columns: Sequence[Column], guess: Guess) -> None:
    """Columns that say of what part a value is, with a total among them: it is kept."""
    for column in columns:
        total = next((text for text in column.filled if text.casefold() in TOTALS), "")
        if total and len(set(column.filled)) > 1:
            guess.keeps.append((column, total))


def _break_down(columns: Sequence[Column], guess: Guess) -> None:
    """Columns without a total that must become part of the indicator, since rows would contradict each other otherwise."""
    parts = [
        each
        for each in columns
        if len(set(each.filled)) > 1 and not each.holds_values and len(each.filled) == len(each.cells)
    ]
    parts.sort(key=lambda each: len(set(each.filled)))
    while parts and (again := _repeats(guess, [])):
        best = min(parts, key=lambda each: _repeats(guess, [each]))
        if _repeats(guess, [best]) >= again:
            return
        guess.joins.append(best)
        parts.remove(best)


def _repeats(guess: Guess, more: Sequence[Column]) -> int:
    """How many rows that would be read say something of what another row is about already."""
    area = "area_code" if "area_code" in guess.roles else "area_name"
    named = [guess.roles[role][0] for role in ("indicator", area, "period", "measure") if role in guess.roles]
    subject = [
        *named,
        *guess.joins,
        *guess.first_filled,
        *more,
        *([guess.part_of_year] if guess.part_of_year else []),
    ]
    if not subject:
        return 0
    kept = [
        tuple(column.cells[row] for column in subject)
        for row in range(len(subject[0].cells))
        if all(column.cells[row] == total for column, total in guess.keeps)
    ]
    return len(kept) - len(set(kept))


def _several_codes(columns: Sequence[Column], guess: Guess) -> list[Column]:
    """Codes of councils, regions and countries in columns of their own, of which each row fills some."""
    code = guess.roles.get("area_code")
    others = [each for each in columns if each.share(is_code) > MOST]
    if code is None or len(code[0].filled) == len(code[0].cells) or len(others) < 2:
        return []

    def size(column: Column) -> int:
        words = re.split(r"[^a-z]+", column.words)
        return next((place for place, word in enumerate(SMALLER_FIRST) if word in words), len(SMALLER_FIRST))

    return sorted(others, key=size)
