"""Write a mapping as YAML for a person to correct: each line says why it was guessed."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from pmf_analysis.data.importing.files import kind_of, read_grids
from pmf_analysis.data.importing.grid import Grid, column_letters
from pmf_analysis.data.importing.guessing.context import period_above, period_rules, title
from pmf_analysis.data.importing.guessing.looks import KNOWN, Column, is_code, is_number
from pmf_analysis.data.importing.guessing.roles import Guess, guess_roles
from pmf_analysis.data.importing.guessing.table import LOOKED_AT, Table, find_table
from pmf_analysis.data.importing.texts import tidy
from pmf_analysis.errors import DataError, Fault

PROVIDED = {
    "fingertips": {"indicator id", "area code", "time period", "value note"},
    "ons-explore-local-statistics": {"areacd", "period", "value"},
}
"""Headings that only the files of one provided mapping have."""
LONGEST_MARKER = 15


def guess_mapping(path: Path) -> str:
    """A mapping in YAML for a person to correct.

    Raises:
        UsageError: if the file is not there or of no kind that can be read.
        DataError: if no sheet of it holds a table.
    """
    grids = read_grids(path)
    tables = [table for grid in grids if (table := find_table(grid)) is not None]
    if not tables:
        raise DataError(
            "no mapping can be drafted",
            [Fault(path.name, "no sheet holds a row of headings over rows of numbers")],
        )
    lines = [
        f"# Drafted from {path.name}. Check every line; each says why it was guessed. See docs/importing.md.",
        f"name: {_quoted(path.stem)}",
    ]
    if known := _provided(tables[0]):
        lines.append(f"extends: {known} # its headings are those of this provided mapping")
        return "\n".join(lines) + "\n"
    guesses = [(table, guess_roles(table)) for table in tables]
    lines += [
        f"file: {{kind: {kind_of(path)}{_short_rows(tables)}}}",
        "areas: {unlisted: skip} # areas that the areas table does not have are left out and counted",
    ]
    lines += [*_notes(grids), *_periods(guesses), "sheets:"]
    for table, guess in guesses:
        lines += _sheet(table, guess, path.stem)
    return "\n".join(lines) + "\n"


def _provided(table: Table) -> str:
    headings = {column.text.casefold() for column in table.columns}
    return next((name for name, own in PROVIDED.items() if own <= headings), "")


def _short_rows(tables: Sequence[Table]) -> str:
    """Rows of a text file may leave out cells at their end; a row that was cut in a value would not end so evenly."""
    short = any(
        1 < len(row) <= max(column.number for column in table.columns)
        for table in tables
        if table.grid.ragged
        for row in table.grid.rows[table.first :]
        if any(map(tidy, row[1:]))
    )
    return ", short_rows: fill" if short else ""


def _notes(grids: Sequence[Grid]) -> Iterator[str]:
    yield from (f"# {note}" for grid in grids for note in grid.notes)
    texts = {cell for grid in grids for row in grid.rows[:LOOKED_AT] for cell in map(tidy, row) if cell}
    known = sorted(
        text for text in texts if len(text) < LONGEST_MARKER and KNOWN.status_of(text) and not is_number(text)
    )
    if known:
        said = ", ".join(f"'{text}' as {KNOWN.status_of(text)}" for text in known[:10])
        yield f"# markers found, and how they will be read unless you add markers: {said}"


def _periods(guesses: Sequence[tuple[Table, Guess]]) -> Iterator[str]:
    texts: list[str] = []
    for table, guess in guesses:
        texts += [column.text for column in guess.periods]
        if "period" in guess.roles:
            texts += _joined(guess.roles["period"][0], guess.part_of_year)
        elif not guess.periods and (found := period_above(table)):
            texts.append(found[2])
    if rules := period_rules(texts):
        yield "periods:"
        yield from (f"  {rule} # {why}" for rule, why in rules.items())


def _joined(years: Column, parts: Column | None) -> tuple[str, ...]:
    if parts is None:
        return years.filled
    return tuple(
        f"{year} {part}" for year, part in zip(years.cells, parts.cells, strict=True) if year and part
    )


def _sheet(table: Table, guess: Guess, stem: str) -> Iterator[str]:
    grid, header = table.grid, table.header
    yield f"  - sheet: {_quoted(grid.sheet)}" if grid.sheet else "  - # the file has one table"
    several = f", rows: {header.rows}, fill: {header.fill}" if header.rows > 1 else ""
    why = f"rows {table.top} to {table.first} hold" if several else f"row {table.top} holds"
    yield f"    header: {{row: {table.top}{several}}} # {why} texts with numbers below"
    yield from _given(table, guess, stem)
    yield "    columns:" if guess.roles else "    # no column says what a row is about: add columns"
    yield from _columns(guess)
    yield from _wide(guess)
    yield from _rows(table, guess)
    yield from (
        f"    # column {column_letters(column.number)} '{column.text}' is not used"
        for column in table.columns
        if column.number not in guess.used
    )


def _given(table: Table, guess: Guess, stem: str) -> Iterator[str]:
    """Subjects that no column tells."""
    says, columns = guess.wide
    constants = []
    if "indicator" not in guess.roles and says != "indicator" and not guess.joins:
        own, why = title(table, stem)
        constants.append((f"indicator: {_quoted(own)}", f"no column names it; this is {why}: put your id"))
    if not {"area_code", "area_name"} & set(guess.roles) and says != "area":
        constants.append(("area_code: YOUR.AREA", "no column says which area: put the code"))
    if "period" not in guess.roles and says != "period":
        if found := period_above(table):
            yield f"    context: {{period: {{from: {found[0]}, find: {_quoted(f'/{found[1]}/')}}}}} # it reads '{found[2]}'"
        else:
            constants.append(("period: YOUR PERIOD", "nothing says when: write it as 2025/26 Q3"))
    if constants:
        yield "    constants:"
        yield from (f"      {text} # {why}" for text, why in constants)
    if not columns and "value" not in guess.roles:
        yield "    # no column of values was found: add columns: value, or wide"


def _columns(guess: Guess) -> Iterator[str]:
    for role, (column, why) in guess.roles.items():
        where = f"column {column_letters(column.number)}: {why}"
        if role == "area_code" and guess.first_filled:
            names = ", ".join(_quoted(each.text) for each in guess.first_filled)
            yield f"      area_code: {{first_filled: [{names}]}} # {where}, and each row fills some of them"
        elif role == "indicator" and guess.joins:
            names = ", ".join(_quoted(each.text) for each in (column, *guess.joins))
            yield f"      indicator: {{join: [{names}]}} # {where}; the others break it down and have no total"
        elif role == "period" and guess.part_of_year:
            names = f"{_quoted(column.text)}, {_quoted(guess.part_of_year.text)}"
            yield f"      period: {{join: [{names}], by: ' '}} # {where}, and the other says which part of it"
        else:
            yield f"      {role}: {_quoted(column.text)} # {where}"
    if guess.joins and "indicator" not in guess.roles:
        names = ", ".join(_quoted(each.text) for each in guess.joins)
        yield f"      indicator: {{join: [{names}]}} # they break the values down and have no total"
    if guess.measures:
        named = ", ".join(f"{_quoted(text)}: {role}" for text, role in guess.measures.items())
        yield f"    measures: {{{named}}} # rows of one thing, told apart by the column of measures"


def _wide(guess: Guess) -> Iterator[str]:
    says, columns = guess.wide
    if columns:
        yield f"    wide: # {len(columns)} columns hold values, the first is column {column_letters(columns[0].number)}"
        yield f"      headings: {says}"
        yield f"      columns: [{', '.join(_quoted(column.text) for column in columns)}]"


def _rows(table: Table, guess: Guess) -> Iterator[str]:
    """Which rows are no data: those under the table, those without an area, those that are a part of a total."""
    rules = []
    if foot := _foot(table):
        rules.append((f"stop: ['/^{foot[0]}/']", f"the table seems to end at '{foot[1]}'"))
    code = guess.roles.get("area_code")
    if code and not guess.first_filled and "" in code[0].cells and code[0].share(is_code) > 0:
        rules.append(
            (
                f"skip: [{{column: {_quoted(code[0].text)}, reads: ''}}]",
                "rows without an area code are headings, sums or notes",
            )
        )
    if guess.keeps:
        kept = ", ".join(
            f"{{column: {_quoted(column.text)}, reads: {_quoted(total)}}}" for column, total in guess.keeps
        )
        rules.append((f"keep: [{kept}]", "rows that are parts of these totals are left out and counted"))
    if rules:
        yield "    rows:"
        yield from (f"      {rule} # {why}" for rule, why in rules)


def _foot(table: Table) -> tuple[str, str] | None:
    """Rows at the end that have one text only are notes: how the first of them begins, and what it reads."""
    filled = [[cell for cell in map(tidy, row) if cell] for row in table.grid.rows[table.first :]]
    filled = [texts for texts in filled if texts]
    length = 0
    while length < len(filled) and len(filled[-1 - length]) == 1 and not is_number(filled[-1 - length][0]):
        length += 1
    if not length or length == len(filled):
        return None
    text = filled[-length][0]
    words = re.match(r"\W*\w+", text)
    return (re.sub(r"([^\w\s'])", r"\\\1", words[0]).lower().replace("'", "''"), text[:60]) if words else None


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
