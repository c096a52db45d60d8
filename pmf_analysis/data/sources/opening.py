"""Open the source that the `data` setting names."""

from pathlib import Path

from pmf_analysis.data.location import SQLITE_FILES, WORKBOOKS, Location, is_database
from pmf_analysis.data.sources.database import DatabaseSource
from pmf_analysis.data.sources.folder import FolderSource
from pmf_analysis.data.sources.raw import Source
from pmf_analysis.data.sources.workbook import WorkbookSource


def open_source(location: Location, *, home: tuple[str, ...] = ()) -> Source:
    """The source at a place: a folder, a workbook (`.xlsx`, `.ods`), an SQLite file, or the URL of a database.

    Nothing is opened yet: what is wrong with the place is told when it is read.

    Args:
        location: the place.
        home: area codes of the home council, its region and its country; a database then is asked for no more than they need.
    """
    if isinstance(location, str) and is_database(location):
        return DatabaseSource(location, home=home)
    path = Path(location)
    if path.suffix.lower() in WORKBOOKS:
        return WorkbookSource(path)
    if path.suffix.lower() in SQLITE_FILES:
        return DatabaseSource(f"sqlite:///{path}", home=home)
    return FolderSource(path)
