"""`pmf import`: files through a mapping into the input tables."""

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pmf_analysis.data.importing.areas import Area, AreaBook
from pmf_analysis.data.importing.files import read_grids
from pmf_analysis.data.importing.grid import Grid, parse_cell
from pmf_analysis.data.importing.items import Item, Passed, Torn, read_items
from pmf_analysis.data.importing.locate import Located, header_row, locate, not_as_mapped
from pmf_analysis.data.importing.mapping import find_mapping, load_mapping
from pmf_analysis.data.importing.measures import joined_measures
from pmf_analysis.data.importing.outcome import Gathered, Tally, settle_repeats
from pmf_analysis.data.importing.output import refuse_overwriting, write_quarantine, write_table
from pmf_analysis.data.importing.readers import Reader, Skipped
from pmf_analysis.data.importing.rules import Mapping, Sheet, Taken
from pmf_analysis.data.importing.texts import compiled, is_pattern, reads, tidy
from pmf_analysis.errors import DataError, Fault, UsageError


@dataclass(frozen=True)
class Imported:
    """What an import did.

    Attributes:
        table: the table that was written.
        quarantine: the list of what was set aside; None if nothing was.
        tally: the counts.
        gathered: the lines of the quarantine and the notes.
    """

    table: Path
    quarantine: Path | None
    tally: Tally
    gathered: Gathered


def import_files(
    mapping_name: str, paths: Sequence[Path], *, into: Path, merge: bool = False, as_known: str = ""
) -> Imported:
    """Read files by a mapping and write the table.

    Args:
        mapping_name: a mapping's file, or the name of a provided one.
        paths: the files.
        into: the folder of the table; its `areas.csv`, if it has one, tells areas' names.
        merge: add to the table that is there.
        as_known: the day on which these values were published, for revisions.

    Raises:
        UsageError: if a file or the mapping is not there, or the table is and `merge` is not asked for.
        SettingsError: if the mapping is wrong; holds every fault.
        DataError: if a file cannot be read or is not as the mapping says, or nothing in it could be read.
    """
    mapping_path = find_mapping(mapping_name)
    mapping = load_mapping(mapping_path)
    refuse_overwriting(into / f"{mapping.table}.csv", merge=merge)
    gathered = gather(mapping, paths, areas=_area_book(mapping, mapping_path, into), as_known=as_known)
    settle_repeats(gathered, mapping.table)
    table = write_table(gathered, mapping.table, into, merge=merge)
    quarantine = write_quarantine(gathered, into, mapping.slug)
    if not gathered.tally.written + gathered.tally.already:
        _refuse_nothing(gathered, quarantine, paths)
    return Imported(table, quarantine, gathered.tally, gathered)


def gather(mapping: Mapping, paths: Sequence[Path], *, areas: AreaBook, as_known: str = "") -> Gathered:
    """Read every file; nothing is written.

    Raises:
        DataError: if a file cannot be read, or a sheet or heading is not there; holds every fault.
    """
    gathered, reader = Gathered(), Reader(mapping, areas)
    faults: list[Fault] = []
    for path in paths:
        grids = _grids(mapping, path)
        gathered.notes += dict.fromkeys(note for grid in grids for note in grid.notes)
        chosen = _chosen(mapping, grids, path)
        for grid, sheet in chosen:
            try:
                _gather_sheet(grid, sheet, reader, gathered, as_known)
            except DataError as error:
                faults += error.faults
        faults += _missing_sheets(mapping, grids, path)
        unread = [grid.sheet for grid in grids if grid not in [each for each, _ in chosen]]
        if unread:
            gathered.notes.append(f"{path.name}: sheets not read: {', '.join(unread)}")
    if faults:
        raise not_as_mapped(faults)
    gathered.notes += [
        f"{code} was read as {other}: the same area under another code"
        for code, other in sorted(areas.recoded.items())
    ]
    return gathered


def _grids(mapping: Mapping, path: Path) -> list[Grid]:
    rules = mapping.file
    return read_grids(
        path, kind=rules.kind, encoding=rules.encoding, delimiter=rules.delimiter, records=rules.records
    )


def _chosen(mapping: Mapping, grids: list[Grid], path: Path) -> list[tuple[Grid, Sheet]]:
    if not grids:
        raise DataError("the file cannot be read", [Fault(path.name, "holds no sheet")])
    return [(grid, sheet) for sheet in mapping.sheets for grid in grids if _is_sheet(sheet, grid)]


def _is_sheet(sheet: Sheet, grid: Grid) -> bool:
    return sheet.sheet is None or not grid.sheet or reads(sheet.sheet, grid.sheet)


def _missing_sheets(mapping: Mapping, grids: list[Grid], path: Path) -> Iterator[Fault]:
    for sheet in mapping.sheets:
        if not any(_is_sheet(sheet, grid) for grid in grids):
            yield Fault(
                path.name,
                f"has no sheet '{sheet.sheet}'",
                f"its sheets are {', '.join(grid.sheet for grid in grids)}",
            )


def _gather_sheet(grid: Grid, sheet: Sheet, reader: Reader, gathered: Gathered, as_known: str) -> None:
    located = locate(grid, sheet)
    given = dict(sheet.constants) | _context(grid, sheet) | ({"as_known": as_known} if as_known else {})
    passed, tally = Passed(), gathered.tally
    fill_short = reader.mapping.file.short_rows == "fill"
    items = read_items(located, sheet, given, reader.main, passed, fill_short=fill_short)
    for item in joined_measures(items, sheet.measures, reader.main, passed) if sheet.measures else items:
        if isinstance(item, Torn):
            tally.read += item.count
            gathered.set_aside_row(
                grid.file, grid.sheet, item.cell.name, item.cell.text, item.reason, item.count
            )
        else:
            tally.read += 1
            _gather_item(grid, sheet, item, reader, gathered)
    tally.read += sum(passed.reasons.values())
    tally.skipped += passed.reasons
    _note_unused(located, gathered)


def _gather_item(grid: Grid, sheet: Sheet, item: Item, reader: Reader, gathered: Gathered) -> None:
    outcome = reader.read(item, sheet)
    if isinstance(outcome, Skipped):
        gathered.tally.skipped[outcome.reason] += 1
    elif isinstance(outcome, list):
        gathered.set_aside(grid.file, grid.sheet, item, outcome)
    else:
        cell = item.cells[reader.main]
        outcome["source_ref"] = grid.where(cell.row, cell.column)
        gathered.records.append(outcome)


def _context(grid: Grid, sheet: Sheet) -> dict[str, str]:
    """Texts that stand once in the sheet, its name or the file's name.

    Raises:
        DataError: holds a fault for each that is not there.
    """
    found, faults = {}, []
    for role, taken in sheet.context.items():
        texts = _taken_from(grid, sheet, taken)
        said = next(filter(None, (_found_in(text, taken) for text in texts)), "")
        text = " ".join(texts)[:200]
        if not said:
            faults.append(
                Fault(
                    f"{grid.file} {grid.sheet}".strip(),
                    f"{taken.source} reads '{text}'",
                    f"the mapping looks there for the {role}{f' by {taken.find}' if taken.find else ''}",
                )
            )
        found[role] = said
    if faults:
        raise not_as_mapped(faults)
    return found


def _taken_from(grid: Grid, sheet: Sheet, taken: Taken) -> list[str]:
    if taken.source == "above the headings":
        return [
            tidy(cell)
            for cells in grid.rows[: header_row(grid, sheet.header)]
            for cell in cells
            if tidy(cell)
        ]
    if taken.source in ("sheet name", "file name"):
        return [grid.sheet if taken.source == "sheet name" else grid.file]
    row, column = parse_cell(taken.source.removeprefix("cell ")) or (0, 0)
    return [tidy(grid.at(row, column))]


def _found_in(text: str, taken: Taken) -> str:
    if taken.find is None:
        return text
    if not is_pattern(taken.find):
        return taken.find if taken.find in text else ""
    found = compiled(taken.find).search(text)
    return "" if found is None else next(filter(None, (*found.groups(), found[0])), "")


def _note_unused(located: Located, gathered: Gathered) -> None:
    used = {column for place in located.places.values() for column in place.columns} | {
        each.column for each in located.values
    }
    unused = [each.text for each in located.headings if each.column not in used]
    if unused:
        where = " sheet ".join(filter(None, (located.grid.file, located.grid.sheet)))
        gathered.notes.append(
            f"{where}: columns not used: {', '.join(unused[:40])}{' and more' if len(unused) > 40 else ''}"
        )


def _area_book(mapping: Mapping, mapping_path: Path, into: Path) -> AreaBook:
    """The areas table that the mapping names, else the one in the folder that is written to."""
    path = mapping_path.parent / mapping.areas.table if mapping.areas.table else into / "areas.csv"
    areas: list[Area] = []
    if path.is_file():
        try:
            with path.open(encoding="utf-8-sig", newline="") as stream:
                areas = [
                    Area(row["area_code"].strip(), row["area_name"].strip(), (row.get("kind") or "").strip())
                    for row in csv.DictReader(stream, restval="")
                ]
        except (OSError, UnicodeDecodeError, csv.Error, KeyError) as error:
            raise DataError(
                "the areas table cannot be read",
                [Fault(str(path), str(error), "it needs area_code and area_name")],
            ) from None
    elif mapping.areas.table:
        raise UsageError(f"{path}: there is no such file; areas: table in {mapping_path.name} names it")
    return AreaBook(areas, names=mapping.areas.names, changes=mapping.areas.changes)


def _refuse_nothing(gathered: Gathered, quarantine: Path | None, paths: Sequence[Path]) -> None:
    faults = [
        Fault(
            " ".join(filter(None, (line["file"], line["sheet"], line["cell"]))),
            f"{line['column']} '{line['value']}' {line['reason']}".strip(),
        )
        for line in gathered.quarantine[:20]
    ]
    faults += [
        Fault(", ".join(path.name for path in paths), f"{count} left out: {reason}")
        for reason, count in gathered.tally.skipped.items()
    ]
    more = f"; all of it is in {quarantine}" if quarantine else ""
    raise DataError(f"nothing could be imported{more}", faults)
