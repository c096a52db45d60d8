"""Read sheets of a workbook and write their cells to standard output as JSON; run by `isolated.py` in a process of its own.

The reader (calamine, in Rust) ends its process where a file asks it for more memory than there is. So this is a script that imports
nothing of ours: it starts quickly, it may take so much memory and no more, and if it dies a sentence is all that is lost.
"""

import datetime
import json
import sys

MOST_MEMORY = 4 << 30


def main(path: str, *names: str) -> None:
    """Write a JSON line for each sheet named, or for every worksheet: its name, its rows from A1, and its merged cells."""
    _limit_memory()
    from python_calamine import CalamineWorkbook

    with CalamineWorkbook.from_path(path) as book:
        all_names = [each.name for each in book.sheets_metadata if str(each.typ).endswith("WorkSheet")]
        for name in names or all_names:
            sheet = book.get_sheet_by_name(name)
            rows = sheet.to_python(skip_empty_area=False)
            content = {"name": name, "rows": rows, "merged": sheet.merged_cell_ranges or ()}
            json.dump(content, sys.stdout, default=written, ensure_ascii=True, separators=(",", ":"))
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
