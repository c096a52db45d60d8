"""Put what came back into the commentary table, leaving every row that another post wrote as it is."""

import csv
from collections.abc import Iterable
from datetime import date
from pathlib import Path

from pmf_analysis.data.forms.form import Answer
from pmf_analysis.data.importing.output import write_rows
from pmf_analysis.data.tables import COMMENTARY
from pmf_analysis.errors import DataError, Fault

COLUMNS = tuple(column.name for column in COMMENTARY.columns)
Row = dict[str, str]


def commentary_rows(answer: Answer, *, post: str, written_on: date) -> list[Row]:
    """The rows of the commentary table that an answer makes: an explanation, an action, or both."""
    same = dict.fromkeys(COLUMNS, "") | {
        "indicator_id": answer.indicator_id,
        "period": answer.period,
        "post": post,
        "written_on": written_on.isoformat(),
    }
    rows = [same | {"kind": "explanation", "text": answer.explanation}] if answer.explanation else []
    if answer.action:
        due = answer.due.isoformat() if answer.due else ""
        effect = answer.expected_effect
        rows.append(same | {"kind": "action", "text": answer.action, "due": due, "expected_effect": effect})
    return rows


def read_commentary(path: Path) -> tuple[list[str], list[Row]]:
    """The columns and rows of a commentary table; the usual columns and no rows where there is none yet.

    Raises:
        DataError: if it cannot be read as one.
    """
    if not path.exists():
        return list(COLUMNS), []
    try:
        with path.open(encoding="utf-8-sig", newline="") as stream:
            reader = csv.DictReader(stream, restval="", strict=True)
            rows = list(reader)
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise DataError("the commentary cannot be read", [Fault(str(path), str(error))]) from None
    names = list(reader.fieldnames or ())
    missing = [name for name in COMMENTARY.key if name not in names]
    if missing or any(None in row for row in rows):
        what = f"has no column {', '.join(missing)}" if missing else "has rows with more cells than headings"
        raise DataError("the commentary cannot be read", [Fault(str(path), what)])
    return names, rows


def add_rows(before: list[Row], fresh: Iterable[Row]) -> tuple[list[Row], int, list[Fault]]:
    """Add rows to a table.

    A row that says the same as one that its post wrote before is not added again; one of the same day takes the place of
    that post's own. Where another post has the place, the row is refused.

    Returns:
        The table, how many rows were added or changed, and a fault for each row that was refused.
    """
    rows, count, faults = list(before), 0, []
    for row in fresh:
        own = [each for each in rows if _about(each) == _about(row) and each.get("post") == row["post"]]
        if own and _said(own[-1]) == _said(row):
            continue
        place = next((number for number, each in enumerate(rows) if _key(each) == _key(row)), None)
        if place is not None and rows[place].get("post") != row["post"]:
            what = f"{rows[place].get('post') or 'someone'} wrote the {row['kind']} for {row['period']} on the same day; it stays"
            faults.append(
                Fault(
                    f"commentary on {row['indicator_id']}",
                    what,
                    f"nothing of {row['post']} was taken in for it",
                )
            )
            continue
        count += 1
        if place is None:
            rows.append(row)
        else:
            rows[place] = row
    return rows, count, faults


def write_commentary(path: Path, names: list[str], rows: list[Row]) -> None:
    """Write the table, whole or not at all."""
    write_rows(path, list(dict.fromkeys([*names, *COLUMNS])), rows)


def _key(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in COMMENTARY.key)


def _about(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in ("indicator_id", "period", "kind"))


def _said(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in ("text", "due", "expected_effect"))
