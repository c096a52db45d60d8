"""The reference tables, and an attacker who simply tries every table that there can be."""

import json
from collections.abc import Iterable, Sequence
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np

from pmf_analysis.analysis.disclosure import CountTable, cross_table

VECTORS = Path(__file__).parents[2] / "vectors" / "disclosure"


def reference_tables() -> list[dict[str, Any]]:
    """The tables that GaussSuppression suppressed."""
    return json.loads((VECTORS / "suppression_tables.json").read_text(encoding="utf-8"))["tables"]


def as_table(entry: dict[str, Any]) -> tuple[CountTable, list[str]]:
    """A reference table and the names of its primary cells."""
    rows, columns = (
        [f"{letter}{number + 1}" for number in range(entry[size])]
        for letter, size in (("r", "nrow"), ("c", "ncol"))
    )
    flat = entry["ncol"] == 1
    parts = [{"Total": rows}] if flat else [{"Total": rows}, {"Total": columns}]
    labels = [(cell["r"],) if flat else (cell["r"], cell["c"]) for cell in entry["cells"]]
    table = cross_table(
        {label: cell["freq"] for label, cell in zip(labels, entry["cells"], strict=True)}, parts=parts
    )
    primary = [
        " / ".join(label) for label, cell in zip(labels, entry["cells"], strict=True) if cell["primary"]
    ]
    return table, primary


def with_margins(inner: np.ndarray) -> CountTable:
    """An array of any dimension as a table with all its margins."""
    whole = inner
    for axis in range(inner.ndim):
        whole = np.concatenate([whole, whole.sum(axis=axis, keepdims=True)], axis=axis)
    labels = [[f"{axis}{place}" for place in range(size)] for axis, size in enumerate(inner.shape)]
    names = [[*each, f"T{axis}"] for axis, each in enumerate(labels)]
    counts = {
        label: float(whole[index])
        for index, label in zip(np.ndindex(whole.shape), product(*names), strict=True)
    }
    return cross_table(counts, parts=[{f"T{axis}": each} for axis, each in enumerate(labels)])


def possible_counts(
    table: CountTable, hidden: Sequence[str], least: dict[str, int], *, most: int
) -> dict[str, set[int]]:
    """Every value of each hidden cell in any table of whole numbers up to `most` that agrees with what is published: by trying all."""
    position = {name: index for index, name in enumerate(table.names)}
    found: dict[str, set[int]] = {name: set() for name in hidden}
    counts = table.counts.copy()
    for values in product(*(range(least.get(name, 0), most + 1) for name in hidden)):
        counts[[position[name] for name in hidden]] = values
        if not (table.matrix @ counts).any():
            for name, value in zip(hidden, values, strict=True):
                found[name].add(value)
    return found


def small_cells(table: CountTable, largest: int = 4) -> list[str]:
    """The primary cells of a table under the rule 1 to `largest`."""
    return [name for name, count in zip(table.names, table.counts, strict=True) if 1 <= count <= largest]


def shuffled(table: CountTable, order: Iterable[int]) -> CountTable:
    """The same table with its rows in another order."""
    order = list(order)
    return CountTable(
        table.cells.iloc[order].reset_index(drop=True), table.relations.iloc[::-1].reset_index(drop=True)
    )
