"""The values of a table, one by one, each with the cells that say what it is about; and the rows that hold none."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field

from pmf_analysis.data.importing.grid import Grid, cell_name
from pmf_analysis.data.importing.locate import Heading, Located, Place, find_columns, heading_roles
from pmf_analysis.data.importing.rules import RowRule, Sheet
from pmf_analysis.data.importing.texts import reads, tidy

JOINED = {"indicator": " | ", "period": " "}
"""Roles of which a row says one part and a heading the other: a year down and months across."""


@dataclass(frozen=True)
class Cell:
    """A text and where it stands (counted from 0); a text that the mapping gives stands nowhere."""

    text: str
    row: int = -1
    column: int = -1

    @property
    def name(self) -> str:
        """Such as `B7`; empty for a text from the mapping."""
        return cell_name(self.row, self.column) if self.row >= 0 else ""


@dataclass(frozen=True)
class Item:
    """What should become one row of the table: role to its cell."""

    cells: dict[str, Cell]

    def text(self, role: str) -> str:
        """The text of a role; empty if there is none."""
        cell = self.cells.get(role)
        return cell.text if cell else ""


@dataclass(frozen=True)
class Torn:
    """A row that cannot be read cell by cell."""

    cell: Cell
    reason: str
    count: int


@dataclass
class Passed:
    """Rows that hold no data: why, and how many items they would have been."""

    reasons: Counter[str] = field(default_factory=Counter)


@dataclass(frozen=True)
class Group:
    """Columns of a wide table that tell of one thing: what the headings say, and measure to column."""

    said: tuple[tuple[str, Cell], ...]
    columns: tuple[tuple[str, int], ...]


def read_items(
    located: Located, sheet: Sheet, given: dict[str, str], main: str, passed: Passed, *, fill_short: bool
) -> Iterator[Item | Torn]:
    """Go through the rows.

    Args:
        located: the table.
        sheet: what the mapping says of it.
        given: texts that hold for every row: constants and context.
        main: the number column that every row is about.
        passed: counts the rows that hold no data.
        fill_short: whether a short row of a text file is whole.
    """
    groups = _groups(located, sheet, main)
    rules = _placed(sheet, located)
    width = max((each.column for each in located.headings), default=0) + 1
    above: dict[int, str] = {}
    fill = [
        column for label in sheet.rows.fill_down or () for column in find_columns(label, located.headings)
    ]
    for number, cells in _data_rows(located, sheet, len(groups), passed):
        torn = _torn(located.grid, cells, width, fill_short=fill_short)
        if torn:
            yield Torn(Cell(" | ".join(cells)[:200], number, min(len(cells), width) - 1), torn, len(groups))
            continue
        row = _merged_down(located.grid, number, _filled_down(cells, fill, above))
        if why := _not_wanted(row, rules):
            passed.reasons[why] += len(groups)
            continue
        shared = {role: Cell(text) for role, text in given.items()} | {
            role: _cell(row, place, number) for role, place in located.places.items()
        }
        for group in groups:
            yield Item(_with_group(shared, group, row, number))


def _data_rows(located: Located, sheet: Sheet, count: int, passed: Passed) -> Iterator[tuple[int, list[str]]]:
    last = len(located.grid.rows) if sheet.rows.last is None else sheet.rows.last
    for number in range(located.first, min(last, len(located.grid.rows))):
        cells = located.grid.rows[number]
        filled = next((cell for cell in map(tidy, cells) if cell), "")
        if not filled:
            passed.reasons["blank row"] += count
        elif sheet.rows.stop and any(reads(label, filled) for label in sheet.rows.stop):
            passed.reasons["below the table"] += count * sum(
                1 for row in located.grid.rows[number:last] if any(map(tidy, row))
            )
            return
        else:
            yield number, cells
    passed.reasons["below the table"] += count * sum(
        1 for row in located.grid.rows[last:] if any(map(tidy, row))
    )


def _torn(grid: Grid, cells: list[str], width: int, *, fill_short: bool) -> str:
    if not grid.ragged:
        return ""
    if any(map(tidy, cells[width:])):
        return f"has {len(cells)} cells under {width} headings; is a comma inside a value not in quotes?"
    if len(cells) < width and not fill_short:
        return f"is cut short: {len(cells)} cells under {width} headings"
    return ""


def _filled_down(cells: list[str], fill: list[int], above: dict[int, str]) -> list[str]:
    row = list(cells)
    for column in fill:
        row += [""] * (column + 1 - len(row))
        above[column] = row[column] = tidy(row[column]) or above.get(column, "")
    return row


def _merged_down(grid: Grid, number: int, row: list[str]) -> list[str]:
    """A merged cell holds for every row that it spans."""
    for box in grid.merged:
        if box.top < number <= box.bottom and box.left == box.right and box.left < len(row):
            row[box.left] = row[box.left] or grid.at(box.top, box.left)
    return row


@dataclass(frozen=True)
class PlacedRule:
    """A rule about rows with the columns that it looks at; None for any."""

    rule: RowRule
    keeps: bool
    columns: tuple[int, ...] | None

    def met(self, row: list[str]) -> bool:
        """Whether one of its texts is there."""
        columns = range(len(row)) if self.columns is None else self.columns
        texts = [row[column] if column < len(row) else "" for column in columns]
        return any(_reads(wanted, text) for wanted in self.rule.reads for text in texts)


def _placed(sheet: Sheet, located: Located) -> list[PlacedRule]:
    def columns(rule: RowRule) -> tuple[int, ...] | None:
        return None if rule.column is None else tuple(find_columns(rule.column, located.headings))

    skips = [PlacedRule(rule, False, columns(rule)) for rule in sheet.rows.skip]
    return skips + [PlacedRule(rule, True, columns(rule)) for rule in sheet.rows.keep]


def _not_wanted(row: list[str], rules: list[PlacedRule]) -> str:
    for placed in rules:
        if placed.met(row) is not placed.keeps:
            texts = " or ".join(text or "blank" for text in placed.rule.reads)
            column = placed.rule.column or "a cell"
            return (
                f"not kept: {column} does not read {texts}"
                if placed.keeps
                else f"skipped: {column} reads {texts}"
            )
    return ""


def _reads(wanted: str, text: str) -> bool:
    return not tidy(text) if not wanted.strip() else reads(wanted, text)


def _cell(row: list[str], place: Place, number: int) -> Cell:
    if place.first_filled:
        there = [column for column in place.columns if column < len(row) and tidy(row[column])]
        column = there[0] if there else place.columns[0]
        return Cell(tidy(row[column]) if there else "", number, column)
    texts = [tidy(row[column]) if column < len(row) else "" for column in place.columns]
    return Cell(place.by.join(texts) if any(texts) else "", number, place.columns[0])


def _groups(located: Located, sheet: Sheet, main: str) -> list[Group]:
    """One group for a long table; for a wide one those columns together that differ in their measure only."""
    if sheet.wide is None:
        return [Group((), ())]
    together: defaultdict[tuple[tuple[str, str], ...], list[tuple[str, Heading]]] = defaultdict(list)
    for heading in located.values:
        roles = heading_roles(sheet, heading)
        measure = _measure(sheet.wide.measures, roles.pop("measure", None), main)
        if measure != "ignore":
            together[tuple(roles.items())].append((measure, heading))
    return [group for said, columns in together.items() for group in _split(located, said, columns)]


def _split(
    located: Located, said: tuple[tuple[str, str], ...], columns: list[tuple[str, Heading]]
) -> Iterator[Group]:
    """Columns with the same measure under the same headings are different things, not parts of one."""
    while columns:
        one = dict(reversed(columns))
        columns = [each for each in columns if one[each[0]] is not each[1]]
        row = max(located.first - 1, 0)
        cells = tuple((role, Cell(text, row, next(iter(one.values())).column)) for role, text in said)
        yield Group(cells, tuple((measure, heading.column) for measure, heading in one.items()))


def _measure(measures: dict[str, str], text: str | None, main: str) -> str:
    if not measures:
        return main
    return next((role for label, role in measures.items() if reads(label, text or "")), "ignore")


def _with_group(shared: dict[str, Cell], group: Group, row: list[str], number: int) -> dict[str, Cell]:
    cells = dict(shared)
    for role, cell in group.said:
        if role == "area":
            cells["area_name"] = cell
        elif role in JOINED and shared.get(role, Cell("")).text:
            cells[role] = Cell(f"{shared[role].text}{JOINED[role]}{cell.text}", cell.row, cell.column)
        else:
            cells[role] = cell
    for measure, column in group.columns:
        cells[measure] = Cell(row[column] if column < len(row) else "", number, column)
    return cells
