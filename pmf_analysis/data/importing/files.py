"""Any file that the importer knows as grids, one for each sheet."""

from io import BytesIO
from pathlib import Path

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook

from pmf_analysis.data.importing.grid import Box, Grid, written
from pmf_analysis.data.importing.ods_grids import read_ods
from pmf_analysis.data.importing.text_grids import read_delimited, read_json
from pmf_analysis.data.importing.xlsx_marks import Marks, read_marks, whole_archive
from pmf_analysis.errors import DataError, Fault, UsageError

KINDS = ("csv", "tsv", "xlsx", "xls", "ods", "json")
SAME_KIND = {"txt": "csv", "xlsm": "xlsx", "tab": "tsv"}
LARGEST_FILE = 2_000_000_000


def read_grids(
    path: Path, *, kind: str = "", encoding: str = "", delimiter: str = "", records: str = ""
) -> list[Grid]:
    """Every sheet of a file.

    Args:
        path: the file.
        kind: one of `KINDS`; else by the file's name.
        encoding: of a text file; else found out.
        delimiter: between the cells of a text file; else found out.
        records: where in a JSON file the records are.

    Raises:
        UsageError: if there is no such file, or its kind is not known.
        DataError: if it cannot be read as what it should be.
    """
    content, chosen = _content(path), kind or kind_of(path)
    if chosen == "json":
        return [read_json(content, file=path.name, path=records)]
    if chosen in ("csv", "tsv"):
        apart = delimiter or ("\t" if chosen == "tsv" else "")
        return [read_delimited(content, file=path.name, encoding=encoding, delimiter=apart)]
    return _workbook(content, chosen, path)


def kind_of(path: Path) -> str:
    """The kind that a file's name tells.

    Raises:
        UsageError: if it is none that can be read.
    """
    ending = path.suffix.lower().removeprefix(".")
    kind = SAME_KIND.get(ending, ending)
    if kind not in KINDS:
        raise UsageError(
            f"{path.name}: files that can be read end in .{', .'.join(KINDS)}; or the mapping says what it is (file: kind)"
        )
    return kind


def _content(path: Path) -> bytes:
    try:
        if path.stat().st_size > LARGEST_FILE:
            raise UsageError(f"{path} is larger than {LARGEST_FILE:,} bytes; split it")
        return path.read_bytes()
    except OSError as error:
        raise UsageError(f"{path} cannot be read: {error.strerror or error}") from None


def _workbook(content: bytes, kind: str, path: Path) -> list[Grid]:
    file = path.name
    if kind == "xls":
        return _sheets(
            content, file, {}, ("percent formats of .xls cells are not seen; save it as .xlsx if it has any",)
        )
    with whole_archive(path) as archive:
        if kind == "ods":
            return read_ods(archive, file)
        marks = read_marks(archive, file)
    return _sheets(content, file, marks, ())


def _sheets(content: bytes, file: str, marks: dict[str, Marks], notes: tuple[str, ...]) -> list[Grid]:
    try:
        workbook = CalamineWorkbook.from_filelike(BytesIO(content))
        return [
            _grid(workbook.get_sheet_by_name(each.name), file, marks.get(each.name, Marks()), notes)
            for each in workbook.sheets_metadata
            if str(each.typ).endswith("WorkSheet")
        ]
    except (CalamineError, OSError, ValueError) as error:
        raise DataError(
            "the file cannot be read",
            [Fault(file, f"is not a whole workbook: {error}", "save it again, or as CSV")],
        ) from None


def _grid(sheet: CalamineSheet, file: str, marks: Marks, notes: tuple[str, ...]) -> Grid:
    rows = [
        [written(value, percent=(row, column) in marks.percent) for column, value in enumerate(cells)]
        for row, cells in enumerate(sheet.to_python(skip_empty_area=False))
    ]
    for (row, column), formula in marks.unsolved.items():
        rows.extend([] for _ in range(row + 1 - len(rows)))
        rows[row] += [""] * (column + 1 - len(rows[row]))
        rows[row][column] = formula
    merged = tuple(Box(*start, *end) for start, end in sheet.merged_cell_ranges or ())
    return Grid(file, sheet.name, rows, merged, notes=notes)
