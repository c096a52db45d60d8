"""Long tables in which a value, its numerator and its denominator stand in rows of their own, told apart by a column."""

from collections.abc import Iterable, Iterator, Mapping

from pmf_analysis.data.importing.items import Cell, Item, Passed, Torn
from pmf_analysis.data.importing.rules import MEASURE, SUBJECTS
from pmf_analysis.data.importing.texts import reads

Key = tuple[str, ...]


def joined_measures(
    items: Iterable[Item | Torn], measures: Mapping[str, str], main: str, passed: Passed
) -> Iterator[Item | Torn]:
    """Rows of one subject as one item.

    Args:
        items: the rows, each with its `measure`, and its number under `main`.
        measures: what a measure reads, to the column of the table that it is.
        main: the number column that every row of the table is about.
        passed: counts the rows that became part of another, and those whose measure is not named.
    """
    values: list[Item] = []
    beside: dict[Key, dict[str, Cell]] = {}
    for item in items:
        if isinstance(item, Torn):
            yield item
            continue
        role = next((role for label, role in measures.items() if reads(label, item.text(MEASURE))), "ignore")
        if role == main:
            values.append(item)
        elif role == "ignore":
            passed.reasons["a measure that the mapping does not name"] += 1
        elif beside.setdefault(_subject(item), {}).setdefault(role, item.cells[main]) is not item.cells[main]:
            yield Torn(item.cells[main], f"is a second {role} of the same thing", 1)
    yield from (Item(item.cells | beside.get(_subject(item), {})) for item in values)
    whole = {_subject(item) for item in values}
    for subject, cells in beside.items():
        if subject in whole:
            passed.reasons["a measure joined to the row of its value"] += len(cells)
        else:
            yield from (
                Torn(cell, f"is a {role} without a row for its {main}", 1) for role, cell in cells.items()
            )


def _subject(item: Item) -> Key:
    return tuple(item.text(role) for role in SUBJECTS)
