"""Find the table in a sheet: its headings, its columns and its rows, as the mapping describes them."""

from collections.abc import Sequence
from dataclasses import dataclass

from pmf_analysis.data.importing.grid import Grid, cell_name, column_letters, column_number
from pmf_analysis.data.importing.rule_types import LETTER
from pmf_analysis.data.importing.rules import Header, Sheet, Source
from pmf_analysis.data.importing.texts import compiled, is_pattern, reads, tidy, without_footnotes
from pmf_analysis.errors import DataError, Fault


@dataclass(frozen=True)
class Heading:
    """The heading of one column.

    Attributes:
        column: the column, counted from 0.
        parts: its text in each row of headings.
        text: the parts as one text, each said once.
    """

    column: int
    parts: tuple[str, ...]
    text: str


@dataclass(frozen=True)
class Place:
    """Where a role's text is: in columns that are joined by `by`, or in the first of them that is filled."""

    columns: tuple[int, ...]
    by: str = " | "
    first_filled: bool = False


@dataclass(frozen=True)
class Located:
    """A table found in a sheet.

    Attributes:
        grid: the sheet.
        headings: of every column that has one.
        first: the first row below the headings, counted from 0.
        places: role to its columns.
        values: the columns of a wide table that hold values, each by its heading.
    """

    grid: Grid
    headings: tuple[Heading, ...]
    first: int
    places: dict[str, Place]
    values: tuple[Heading, ...]


def not_as_mapped(faults: Sequence[Fault]) -> DataError:
    """The error for a file that the mapping does not fit."""
    return DataError("the file is not as the mapping says", faults)


def locate(grid: Grid, sheet: Sheet) -> Located:
    """Find the table.

    Raises:
        DataError: holds a fault for each heading that is not there, or is there twice.
    """
    top = header_row(grid, sheet.header)
    headings = read_headings(grid, sheet.header, top)
    faults: list[Fault] = []
    places: dict[str, Place] = {}
    for role, source in sheet.columns.items():
        place = _place(role, source, headings, grid, top, faults, optional=role in sheet.optional)
        if place is not None:
            places[role] = place
    values = _values(sheet, headings, places, grid, top, faults) if sheet.wide else ()
    if faults:
        raise not_as_mapped(faults)
    first = top + sheet.header.rows if sheet.rows.first is None else sheet.rows.first - 1
    return Located(grid, headings, first, places, values)


def find_columns(label: str, headings: Sequence[Heading]) -> list[int]:
    """The columns that a mapping's label means: by their whole heading, else by its last part, else `column B`."""
    whole = [each.column for each in headings if reads(label, each.text)]
    if whole or is_pattern(label):
        return whole
    last = [
        each.column
        for each in headings
        if reads(label, next((part for part in reversed(each.parts) if part), ""))
    ]
    letter = LETTER.fullmatch(tidy(label))
    return last or ([column_number(letter[1])] if letter else [])


def header_row(grid: Grid, header: Header) -> int:
    """The first row of headings, counted from 0.

    Raises:
        DataError: if there is none.
    """
    if header.row is not None:
        return header.row - 1
    found = [
        number
        for number, cells in enumerate(grid.rows)
        if any(tidy(cell) and (header.find is None or reads(header.find, cell)) for cell in cells)
    ]
    if len(found) >= header.nth:
        return max(0, found[header.nth - 1] - header.above)
    times = "" if header.nth == 1 else f" {header.nth} times"
    what = (
        "is empty"
        if header.find is None
        else f"no cell reads '{header.find}'{times}, which should mark the headings"
    )
    raise not_as_mapped([Fault(_sheet_name(grid), what, "see header in the mapping")])


def read_headings(grid: Grid, header: Header, top: int) -> tuple[Heading, ...]:
    """The heading of every column that has one, from its rows of headings, the first of which is counted from 0."""
    rows = [
        _filled(grid, header, number, last=number == top + header.rows - 1)
        for number in range(top, top + header.rows)
    ]
    headings = []
    for column in range(max(map(len, rows), default=0)):
        parts = tuple(row[column] if column < len(row) else "" for row in rows)
        said = list(dict.fromkeys(filter(None, (without_footnotes(part).text for part in parts))))
        if said:
            headings.append(Heading(column, parts, header.join.join(said)))
    return tuple(headings)


def _filled(grid: Grid, header: Header, row: int, *, last: bool) -> list[str]:
    """A row of headings in which a merged heading stands over all its columns and rows."""
    texts = [tidy(grid.at(row, column)) for column in range(grid.width)]
    for box in grid.merged:
        if box.top <= row <= box.bottom:
            said = tidy(grid.at(box.top, box.left))
            for column in range(box.left, min(box.right + 1, len(texts))):
                texts[column] = texts[column] or said
    if header.fill == "across" and not last:
        for column in range(1, len(texts)):
            texts[column] = texts[column] or texts[column - 1]
    return texts


def _place(
    role: str,
    source: Source,
    headings: Sequence[Heading],
    grid: Grid,
    top: int,
    faults: list[Fault],
    *,
    optional: bool,
) -> Place | None:
    found = {label: find_columns(label, headings) for label in source.labels}
    for label, columns in found.items():
        if len(columns) > 1:
            letters = ", ".join(map(column_letters, columns))
            faults.append(
                Fault(
                    f"{_sheet_name(grid)}, row {top + 1}",
                    f"'{label}' ({role}) stands over several columns: {letters}",
                    "name one, such as 'column B', or write a closer /pattern/",
                )
            )
            return None
    missing = [label for label, columns in found.items() if not columns]
    there = [columns[0] for columns in found.values() if columns]
    if source.join and not missing:
        return Place(tuple(there), source.by)
    if source.first_filled and there:
        return Place(tuple(there), first_filled=True)
    if source.any_of and there:
        return Place((there[0],))
    if not optional:
        faults.append(_not_there(role, missing, headings, grid, top))
    return None


def _not_there(role: str, labels: Sequence[str], headings: Sequence[Heading], grid: Grid, top: int) -> Fault:
    read = ", ".join(f"'{each.text}'" for each in headings[:30]) or "none"
    more = f" and {len(headings) - 30} more" if len(headings) > 30 else ""
    names = " or ".join(f"'{label}'" for label in labels)
    return Fault(
        f"{_sheet_name(grid)}, row {top + 1}",
        f"there is no heading {names} ({role})",
        f"the headings there are {read}{more}",
    )


def _values(
    sheet: Sheet,
    headings: Sequence[Heading],
    places: dict[str, Place],
    grid: Grid,
    top: int,
    faults: list[Fault],
) -> tuple[Heading, ...]:
    """The value columns of a wide table: those named, else all that have no other role."""
    wide = sheet.wide
    if wide is None:
        return ()
    taken = {column for place in places.values() for column in place.columns}
    if wide.columns:
        taken = set()
        chosen = {column for label in wide.columns for column in find_columns(label, headings)}
        faults += [
            _not_there("wide: columns", [label], headings, grid, top)
            for label in wide.columns
            if not is_pattern(label) and not find_columns(label, headings)
        ]
    else:
        chosen = {each.column for each in headings}
    left_out = {column for label in wide.but or () for column in find_columns(label, headings)}
    own = chosen - taken - left_out
    values = tuple(each for each in headings if each.column in own and heading_roles(sheet, each))
    if not values:
        faults.append(
            Fault(
                f"{_sheet_name(grid)}, row {top + 1}",
                "no column holds values",
                "see wide: columns in the mapping",
            )
        )
    return values


def heading_roles(sheet: Sheet, heading: Heading) -> dict[str, str]:
    """What the heading of a value column says: role to text."""
    wide = sheet.wide
    if wide is None:
        return {}
    parts = heading.parts if len(wide.headings) > 1 else (heading.text,)
    if wide.split:
        found = compiled(wide.split).search(heading.text)
        parts = tuple(part or "" for part in found.groups()) if found else ()
    roles: dict[str, str] = {}
    for role, part in zip(wide.headings, parts, strict=bool(parts)):
        if role != "ignore" and part:
            roles[role] = " | ".join(filter(None, [roles.get(role, ""), part]))
    return roles


def header_cell(located: Located, heading: Heading) -> str:
    """The cell of a heading, for messages."""
    return cell_name(max(located.first - 1, 0), heading.column)


def _sheet_name(grid: Grid) -> str:
    return " sheet ".join(filter(None, (grid.file, grid.sheet)))
