"""`pmf import --guess`: draft a mapping from a file, saying for each line what was guessed and from what."""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pmf_analysis.data.importing.areas import CODE
from pmf_analysis.data.importing.files import kind_of, read_grids
from pmf_analysis.data.importing.grid import Grid, cell_name, column_letters
from pmf_analysis.data.importing.markers import MARKERS, Markers
from pmf_analysis.data.importing.numbers import read_number
from pmf_analysis.data.importing.period_styles import PeriodRules
from pmf_analysis.data.importing.spans import read_period
from pmf_analysis.data.importing.texts import tidy
from pmf_analysis.errors import DataError, Fault, PeriodError

LOOKED_AT = 200
MOST = 0.6
HEADINGS = {
    "area_code": r"(area|la|ons|gss|council|local authority|authority|geography).{0,12}code|areacd",
    "area_name": r"^(area|la|council|local authority|authority|geography)( name)?$|areanm",
    "indicator": r"(indicator|kpi|measure|metric|pi)\b.{0,8}(id|code|ref|name)?",
    "period": r"period|quarter|year|month|date|time",
    "lower_ci": r"(lower|lci).{0,25}(ci|conf|limit|95)?",
    "upper_ci": r"(upper|uci).{0,25}(ci|conf|limit|95)?",
    "numerator": r"^(numerator|count)$",
    "denominator": r"^denominator$",
    "value": r"^(value|result|outturn|rate|percentage|figure|obs_value)$|value$",
    "status": r"status|flag|marker",
    "note": r"^(notes?|comments?)$",
}


@dataclass(frozen=True)
class Column:
    """A column as the guess sees it: its heading and what its cells look like."""

    number: int
    heading: str
    cells: tuple[str, ...]

    def share(self, looks: Callable[[str], bool]) -> float:
        """How many of its filled cells look so, of 1."""
        filled = [cell for cell in self.cells if cell]
        return sum(map(looks, filled)) / len(filled) if filled else 0.0


def guess_mapping(path: Path) -> str:
    """A mapping in YAML for a person to correct.

    Raises:
        UsageError: if the file is not there or of no kind that can be read.
        DataError: if no sheet of it holds a table.
    """
    grids = read_grids(path)
    found = [(grid, top) for grid in grids if (top := _header_row(grid)) is not None]
    if not found:
        raise DataError(
            "no mapping can be drafted",
            [Fault(path.name, "no sheet holds a row of headings over rows of numbers")],
        )
    lines = [
        f"# Drafted from {path.name}. Check every line; each says why it was guessed. See docs/importing.md.",
        f"name: {_quoted(path.stem)}",
        f"file: {{kind: {kind_of(path)}}}",
        *_notes(grids),
        "sheets:",
    ]
    for grid, top in found:
        lines += _sheet(grid, top)
    return "\n".join(lines) + "\n"


def _notes(grids: Sequence[Grid]) -> Iterator[str]:
    yield from (f"# {note}" for grid in grids for note in grid.notes)
    texts = {cell for grid in grids for row in grid.rows[:LOOKED_AT] for cell in map(tidy, row) if cell}
    plain = sorted(
        text for text in texts if re.fullmatch(r"\d{4} ?q[1-4]|q[1-4] ?\d{4}", text, re.IGNORECASE)
    )
    if plain:
        yield "periods:"
        yield f"  quarters: financial # '{plain[0]}' does not say whether its quarters are financial or calendar: choose"
    markers = Markers(MARKERS, {})
    known = sorted(
        text for text in texts if len(text) < 15 and markers.status_of(text) and read_number(text) is None
    )
    if known:
        said = ", ".join(f"'{text}' as {markers.status_of(text)}" for text in known[:10])
        yield f"# markers found, and how they will be read unless you add markers: {said}"


def _header_row(grid: Grid) -> int | None:
    """The row that has the most texts of its own and numbers below it."""
    best, most = None, 0
    for number, cells in enumerate(grid.rows[:40]):
        texts = [cell for cell in map(tidy, cells) if cell and read_number(cell) is None]
        below = [
            cell
            for row in grid.rows[number + 1 : number + 8]
            for cell in row
            if read_number(cell) is not None
        ]
        years = [cell for cell in map(tidy, cells) if _is_period(cell)]
        score = len(set(texts) | set(years))
        if below and score > most and score >= 2:
            best, most = number, score
    return best


def _sheet(grid: Grid, top: int) -> Iterator[str]:
    columns = _columns(grid, top)
    yield (f"  - sheet: {_quoted(grid.sheet)}" if grid.sheet else "  - # the file has one table")
    yield f"    header: {{row: {top + 1}}} # row {top + 1} has the most texts with numbers below it"
    if any(box.top <= top + 1 and box.bottom >= top for box in grid.merged):
        yield "    # cells near the headings are merged: set header: rows if the headings stand in several rows"
    roles = dict(_roles(columns))
    wide = [
        column
        for column in columns
        if _is_period(column.heading) and column.number not in [each.number for each, _ in roles.values()]
    ]
    yield from _missing(roles, wide)
    yield "    columns:"
    for role, (column, why) in roles.items():
        if not (wide and role == "value"):
            yield f"      {role}: {_quoted(column.heading)} # column {column_letters(column.number)}: {why}"
    if wide:
        yield f"    wide: # {len(wide)} headings are periods, the first in {cell_name(top, wide[0].number)}"
        yield "      headings: period"
        yield f"      columns: [{', '.join(_quoted(column.heading) for column in wide)}]"
    yield from _foot(grid, top)
    used = {column.number for column, _ in roles.values()} | {column.number for column in wide}
    yield from (
        f"    # column {column_letters(column.number)} '{column.heading}' is not used"
        for column in columns
        if column.number not in used
    )


def _missing(roles: dict[str, tuple[Column, str]], wide: list[Column]) -> Iterator[str]:
    gaps = [] if "indicator" in roles else ["indicator: YOUR.ID"]
    gaps += [] if {"area_code", "area_name"} & set(roles) else ["area_code: YOUR.AREA"]
    gaps += [] if "period" in roles or wide else ["period: 2025/26 Q3"]
    if gaps:
        yield f"    constants: {{{', '.join(gaps)}}} # no column was found for this: put yours, or name the column below"
    if "value" not in roles and not wide:
        yield "    # no column of values was found: add columns: value, or wide"


def _columns(grid: Grid, top: int) -> list[Column]:
    rows = grid.rows[top + 1 : top + 1 + LOOKED_AT]
    heads = [tidy(grid.at(top, number)) for number in range(grid.width)]
    return [
        Column(number, head, tuple(tidy(row[number]) if number < len(row) else "" for row in rows))
        for number, head in enumerate(heads)
        if head
    ]


def _roles(columns: Sequence[Column]) -> Iterator[tuple[str, tuple[Column, str]]]:
    """Each role and the column that fits it: by its cells where they tell, else by its heading."""
    left = [column for column in columns if not _is_period(column.heading)]
    looks = {
        "area_code": (lambda cell: bool(CODE.fullmatch(cell)), "its cells are area codes"),
        "period": (_is_period, "its cells read as periods"),
    }
    for role, pattern in HEADINGS.items():
        look, why = looks.get(role, (None, ""))
        alike = [column for column in left if look and column.share(look) > MOST]
        chosen = max(alike, key=lambda column: _likeness(column, pattern), default=None)
        if chosen is None:
            why = "its heading reads so"
            chosen = next(
                (
                    column
                    for column in left
                    if re.search(pattern, column.heading, re.IGNORECASE) and _fits(role, column)
                ),
                None,
            )
        if chosen is not None:
            left.remove(chosen)
            yield role, (chosen, why)


def _likeness(column: Column, pattern: str) -> tuple[bool, int]:
    """Of columns whose cells look alike, the one whose heading fits, then the fullest."""
    return bool(re.search(pattern, column.heading, re.IGNORECASE)), sum(map(bool, column.cells))


def _fits(role: str, column: Column) -> bool:
    numbers = column.share(lambda cell: read_number(cell) is not None)
    if role in ("value", "numerator", "denominator", "lower_ci", "upper_ci"):
        return numbers > MOST or not any(column.cells)
    return role in ("indicator", "period") or numbers < MOST


def _is_period(text: str) -> bool:
    if re.fullmatch(r"\d{4}", text):
        return 1950 <= int(text) <= 2100
    try:
        read_period(text, PeriodRules(quarters="financial", rolling_years="quarterly"))
    except PeriodError:
        return False
    return True


def _foot(grid: Grid, top: int) -> Iterator[str]:
    """Rows at the end that have one text only are notes."""
    filled = [
        (number, [cell for cell in map(tidy, row) if cell])
        for number, row in enumerate(grid.rows)
        if number > top
    ]
    tail = [texts[0] for _, texts in filled[-8:] if len(texts) == 1 and read_number(texts[0]) is None]
    if tail:
        word = re.split(r"\W", tail[0], maxsplit=1)[0].lower()
        if word:
            yield f"    rows: {{stop: ['/^{word}/']}} # the table seems to end at '{tail[0][:60]}'"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
