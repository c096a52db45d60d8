"""What the `data` and `record` settings name: a folder, a workbook, a database. Light, since settings are read by every command."""

import re
from pathlib import Path

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


def locate_file(text: str, folder: Path) -> Location:
    """The same, with a file of SQLite as the path that it is, however it is named.

    >>> locate_file("sqlite:///record.sqlite", Path("/params")).as_posix()
    '/params/record.sqlite'
    """
    found = locate(text, folder)
    return (
        Path(found.removeprefix("sqlite:///"))
        if isinstance(found, str) and SQLITE_URL.match(found)
        else found
    )
