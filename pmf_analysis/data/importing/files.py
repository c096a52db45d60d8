"""Any file that the importer knows as grids, one for each sheet."""

from pathlib import Path

from pmf_analysis.data.importing.grid import Grid
from pmf_analysis.data.importing.text_grids import read_delimited, read_json
from pmf_analysis.data.importing.workbook_grids import read_workbook
from pmf_analysis.errors import UsageError

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
    return read_workbook(path, kind=chosen)


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
