"""Look inside a workbook before any reader of cells does."""

from pathlib import Path

from pmf_analysis.data.sources.archive import opened
from pmf_analysis.data.sources.ods import ods_sheets
from pmf_analysis.data.sources.sheets import Look, Sheet
from pmf_analysis.data.sources.xlsx import xlsx_sheets


def look_inside(path: Path, look: Look, *, kind: str = "") -> list[Sheet]:
    """The sheets that will be read, and what in them a reader leaves out.

    Args:
        path: the workbook.
        look: which sheets, and what refuses the workbook.
        kind: `xlsx` or `ods`; else by the file's name.

    Raises:
        ValueError: if it is no whole workbook, or reading it would do harm.
        OSError: if it cannot be opened.
    """
    ods = (kind or path.suffix.lower().removeprefix(".")) == "ods"
    with opened(path) as archive:
        return ods_sheets(archive, look) if ods else xlsx_sheets(archive, look)
