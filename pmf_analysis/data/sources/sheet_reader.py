"""Read sheets of a workbook and write their cells to standard output as JSON; run by `isolated.py` in a process of its own.

The reader (calamine, in Rust) ends its process where a file asks it for more memory than there is. So this is a script that imports
nothing of ours: it starts quickly, it may take so much memory and no more, and if it dies a sentence is all that is lost.
"""

import datetime
import json
import sys

MOST_MEMORY = 4 << 30


def main(path: str, *names: str) -> None:
    """Write one JSON line for each sheet: its rows from A1, each a list of cells."""
    _limit_memory()
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as book:
        for name in names:
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            json.dump(rows, sys.stdout, default=written, ensure_ascii=True, separators=(",", ":"))
            sys.stdout.write("\n")


def written(value: object) -> str:
    """A day as 2026-05-14; with its time, if it has one."""
    if isinstance(value, datetime.datetime) and value.time() == datetime.time():
        return value.date().isoformat()
    return str(value)


def _limit_memory() -> None:
    try:
        import resource
    except ImportError:  # Windows has no such limit
        return
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, most))


if __name__ == "__main__":
    main(*sys.argv[1:])
