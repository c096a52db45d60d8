"""Look into a workbook's ZIP archive before anything reads it: it comes from somebody's mailbox.

A workbook is refused, in words and without unpacking it whole, where it would fill the memory (a ZIP bomb, a cell at the far corner
of the sheet), where its XML defines entities, and where it is damaged.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

MEGABYTE = 1 << 20
MOST_UNPACKED = 600 * MEGABYTE  # a sheet filled to the last row with eleven columns is about 500
MOST_PARTS = 5_000
MOST_RATIO = 300  # real sheets pack 5 to 50 times; DEFLATE ends near 1,000
SMALL = 20 * MEGABYTE
XML = (".xml", ".rels")
DEFINITION = re.compile(rb"<!\s*(DOCTYPE|ENTITY)", re.IGNORECASE)
ENCODING = re.compile(rb"""^\s*<\?xml[^>]*encoding\s*=\s*["']([^"']+)""")


@contextmanager
def opened(path: Path) -> Iterator[zipfile.ZipFile]:
    """The archive of a workbook whose parts are few and small enough to unpack.

    Raises:
        ValueError: if it is no archive, is damaged, protected by a password, or would unpack to far more than it says.
        OSError: if it cannot be opened.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            _check_sizes(archive)
            for each in archive.namelist():
                if each.endswith(XML):
                    part(archive, each)
            yield archive
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError) as error:
        raise ValueError(
            f"it is not a workbook, or it is damaged ({error}); save it again as .xlsx or .ods"
        ) from None
    except RuntimeError as error:
        if "password" not in str(error):
            raise
        raise ValueError("it is protected by a password; save it without one") from None


def part(archive: zipfile.ZipFile, name: str) -> bytes:
    """One XML part, if it is XML that defines nothing.

    Raises:
        ValueError: if there is no such part, it is not UTF-8, or it defines entities.
    """
    try:
        content = archive.read(name)
    except KeyError:
        raise ValueError(f"it is not a workbook: the part {name} is missing") from None
    encoding = ENCODING.match(content[:200])
    if b"\0" in content[:200] or (encoding and encoding[1].lower() not in (b"utf-8", b"us-ascii")):
        raise ValueError(f"its part {name} is not UTF-8; save it again as .xlsx or .ods")
    if DEFINITION.search(content):
        raise ValueError(
            f"its part {name} defines entities, which no spreadsheet program writes; it is not read"
        )
    return content


def _check_sizes(archive: zipfile.ZipFile) -> None:
    parts = archive.infolist()
    if len(parts) > MOST_PARTS:
        raise ValueError(f"it holds {len(parts):,} parts; a workbook has some tens")
    unpacked = sum(each.file_size for each in parts)
    if unpacked > MOST_UNPACKED:
        raise ValueError(
            f"it would unpack to {unpacked // MEGABYTE:,} MB; give tables as large as that as Parquet or CSV"
        )
    for each in parts:
        if each.file_size > SMALL and each.file_size > MOST_RATIO * max(each.compress_size, 1):
            raise ValueError(
                f"its part {each.filename} would unpack to {each.file_size // MEGABYTE:,} MB from "
                f"{max(each.compress_size // 1024, 1):,} KB, as no real sheet does; it is not read"
            )
