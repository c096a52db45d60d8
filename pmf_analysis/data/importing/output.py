"""Write the table and the quarantine: whole or not at all, and never over what is there unless told."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

from pmf_analysis.data.importing.outcome import KEYS, QUARANTINE, Gathered, Record, refuse
from pmf_analysis.data.tables import OBSERVATIONS, TARGETS
from pmf_analysis.errors import DataError, Fault, UsageError

COLUMNS = {table.name: tuple(column.name for column in table.columns) for table in (OBSERVATIONS, TARGETS)}


def write_table(gathered: Gathered, table: str, folder: Path, *, merge: bool) -> Path:
    """Write the rows, or add them to those that are there.

    Args:
        gathered: the rows; with `merge`, those that contradict the table go to the quarantine, and it stays as it is.
        table: `observations` or `targets`.
        folder: where the table is.
        merge: whether to add to a table that is there.

    Raises:
        UsageError: if the table is there and `merge` is not asked for, or the folder cannot be written.
        DataError: if the table that is there cannot be read.
    """
    path = folder / f"{table}.csv"
    names = list(COLUMNS[table])
    before: list[Record] = []
    refuse_overwriting(path, merge=merge)
    if path.exists():
        names, before = _read(path, table)
        _leave_known(gathered, before, table)
    gathered.tally.written = len(gathered.records)
    if gathered.records:
        columns = list(dict.fromkeys([*names, *COLUMNS[table]]))
        write_rows(path, columns, [*before, *gathered.records])
    return path


def refuse_overwriting(path: Path, *, merge: bool) -> None:
    """Say at once that a table is there, before anything is read.

    Raises:
        UsageError: if it is.
    """
    if path.exists() and not merge:
        raise UsageError(
            f"{path} is there already; add to it with --merge, or name another folder with --into"
        )


def write_quarantine(gathered: Gathered, folder: Path, slug: str) -> Path | None:
    """Write what was set aside; None if nothing was, and then an older list of the same mapping goes."""
    path = folder / f"quarantine-{slug}.csv"
    if not gathered.quarantine:
        path.unlink(missing_ok=True)
        return None
    write_rows(path, QUARANTINE, gathered.quarantine)
    return path


def write_rows(path: Path, columns: Sequence[str], rows: Iterable[Record]) -> None:
    """A CSV file that appears whole or not at all.

    Raises:
        UsageError: if it cannot be written.
    """
    staged = path.with_name(f".{path.name}.part")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with staged.open("w", encoding="utf-8", newline="") as stream:
            writer = csv.DictWriter(stream, columns, restval="", extrasaction="ignore", lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)
        staged.replace(path)
    except OSError as error:
        raise UsageError(f"{path} cannot be written: {error.strerror or error}") from None


def _read(path: Path, table: str) -> tuple[list[str], list[Record]]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restval="", strict=True)
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError("the table that is there cannot be read", [Fault(str(path), str(error))]) from None
    names = list(reader.fieldnames or ())
    missing = [name for name in ("indicator_id", "area_code", "period") if name not in names]
    if missing or any(None in row for row in rows):
        what = f"has no column {', '.join(missing)}" if missing else "has rows with more cells than headings"
        raise DataError(
            "the table that is there cannot be read",
            [Fault(str(path), what, f"it should be a table '{table}'")],
        )
    return names, rows


def _leave_known(gathered: Gathered, before: list[Record], table: str) -> None:
    """Rows that the table holds already count as such; rows that contradict it are set aside."""
    held = {_key(row, table): row for row in before}
    fresh = []
    for record in gathered.records:
        there = held.get(_key(record, table))
        if there is None:
            fresh.append(record)
        elif _same(there, record, table):
            gathered.tally.already += 1
        else:
            main = "value" if table == "observations" else "target"
            said = there.get(main, "") or there.get("status", "") or "nothing"
            refuse(
                gathered,
                record,
                table,
                f"the table holds {said} for this already, and keeps it; a revision goes beside it with --as-known",
            )
    gathered.records = fresh


def _key(row: Record, table: str) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in KEYS[table])


def _same(one: Record, other: Record, table: str) -> bool:
    names = [name for name in COLUMNS[table] if name not in ("note", "source_ref", "reason", "supersedes")]
    return all(_plain(one.get(name, "")) == _plain(other.get(name, "")) for name in names)


def _plain(text: str) -> str | float:
    try:
        return float(text)
    except ValueError:
        return text.strip()
