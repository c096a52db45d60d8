"""What is issued, row by row: by which key each row is known, how it is written, and one number for the whole of it."""

import json
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256

from pmf_analysis.data.record.cells import Row, to_lines
from pmf_analysis.data.record.tables import RESULT_TABLES, RecordTable

Rows = Mapping[str, Sequence[Row]]


@dataclass(frozen=True)
class Written:
    """One row as the record keeps it.

    Attributes:
        key: the cells of the key, and how many rows before it have the same, as JSON.
        indicator_id: which indicator it is about; blank for none.
        period: which period; blank for none.
        content: its cells in the order of the table's columns, as a line of a CSV file.
    """

    key: str
    indicator_id: str
    period: str
    content: str


def written(table: RecordTable, rows: Sequence[Row]) -> list[Written]:
    """Each row of a table as the record keeps it, in the order given."""
    places = [list(table.columns).index(name) for name in table.key]
    about, period = (_place(table, name) for name in ("indicator_id", "period"))
    seen: Counter[Row] = Counter()
    kept = []
    for row, line in zip(rows, to_lines(rows), strict=True):
        key = tuple(row[place] for place in places)
        kept.append(
            Written(
                to_json([*key, seen[key]] if seen[key] else key),
                row[about] if about >= 0 else "",
                row[period] if period >= 0 else "",
                line,
            )
        )
        seen[key] += 1
    return kept


def content_hash(rows: Rows) -> str:
    """Stands for the issued results of one council: the same numbers, words and owners give the same digits.

    Neither the order of rows nor the files that they were read from count; nor do the sentences, which are made from the results.
    """
    return table_digest((table.name, to_lines(rows[table.name])) for table in RESULT_TABLES)


def table_digest(tables: Iterable[tuple[str, Iterable[str]]]) -> str:
    """Stands for the rows of some tables, whatever their order."""
    digest = sha256()
    for name, contents in tables:
        digest.update("\n".join([f"table {name}", *sorted(contents), ""]).encode())
    return digest.hexdigest()


def to_json(cells: Sequence[object]) -> str:
    """Cells as one text, the same wherever it is made."""
    return json.dumps(cells, ensure_ascii=False, separators=(",", ":"))


def _place(table: RecordTable, name: str) -> int:
    return list(table.columns).index(name) if name in table.columns else -1
