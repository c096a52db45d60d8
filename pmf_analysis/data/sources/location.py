"""Which source the `data` setting names: a folder, a workbook or a database."""

import re
from pathlib import Path

from pmf_analysis.data.sources.database import DatabaseSource
from pmf_analysis.data.sources.folder import FolderSource
from pmf_analysis.data.sources.raw import Source
from pmf_analysis.data.sources.workbook import WorkbookSource

Location = Path | str
WORKBOOKS = (".xlsx", ".ods")
SQLITE_FILES = (".sqlite", ".sqlite3", ".db")
SQLITE_URL = re.compile(r"sqlite:///([^?]+)")
URL = re.compile(r"[a-z][a-z0-9+]*://", re.IGNORECASE)


def locate(text: str, folder: Path) -> Location:
    """What the `data` setting means: a URL stays as it is written, a path is seen from the settings' folder.

    >>> locate("${PMF_DATABASE}", Path("params")), locate("../data/york", Path("params")).as_posix()
    ('${PMF_DATABASE}', 'params/../data/york')
    """
    if sqlite := SQLITE_URL.fullmatch(text):
        return f"sqlite:///{(folder / sqlite[1]).absolute()}"
    return text if is_database(text) else folder / text


def is_database(location: Location) -> bool:
    """Whether a place is the URL of a database."""
    return isinstance(location, str) and (URL.match(location) is not None or location.startswith("${"))


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
