"""A table of counts with its totals, in whatever shape: one to three dimensions, hierarchies, tables that share cells.

A relation says that some counts always add up: the sum over its rows of `weight` times the count is zero. A total of three parts
is one relation of four rows, the total with weight -1. Everything that disclosure control knows of a table is in its relations,
so that hierarchies and linked tables need no rules of their own.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.errors import StatisticsError

Floats = NDArray[np.float64]
Flags = NDArray[np.bool_]

OPEN, KNOWN, UNSEEN = "open", "known", "unseen"
STATES = (OPEN, KNOWN, UNSEEN)
RELATION_COLUMNS = ("relation", "cell", "weight")


@dataclass(frozen=True)
class CountTable:
    """Counts and how they add up.

    Attributes:
        cells: cell (text, each once), count (a whole number, 0 or more), state: `open` may be published or suppressed, `known` is
            public already and cannot be taken back, `unseen` is never published but follows from others (a complement, the
            difference of two totals). A missing `state` column means that all cells are open.
        relations: relation, cell, weight; the weighted counts of each relation add up to zero.

    Raises:
        StatisticsError: if a cell stands twice, a count is not a whole number from 0 up, a relation names a cell that is not
            there, or does not add up.
    """

    cells: pd.DataFrame
    relations: pd.DataFrame

    def __post_init__(self) -> None:
        """Put cells and relations into one order whatever order they came in, and check them."""
        cells = self.cells if "state" in self.cells else self.cells.assign(state=OPEN)
        object.__setattr__(self, "cells", cells.sort_values("cell", ignore_index=True))
        relations = self.relations.sort_values(list(RELATION_COLUMNS), ignore_index=True)
        object.__setattr__(self, "relations", relations[list(RELATION_COLUMNS)])
        _check(self)

    @property
    def names(self) -> list[str]:
        """The cells, in the order of every array below."""
        return list(self.cells["cell"])

    @cached_property
    def counts(self) -> Floats:
        """The count of each cell."""
        return np.asarray(self.cells["count"], dtype=float)

    @cached_property
    def state(self) -> NDArray[np.object_]:
        """The state of each cell."""
        return np.asarray(self.cells["state"], dtype=object)

    @cached_property
    def matrix(self) -> Floats:
        """One row for each relation and one column for each cell; `matrix @ counts` is zero."""
        position = {name: index for index, name in enumerate(self.names)}
        rows, names = pd.factorize(self.relations["relation"])
        matrix = np.zeros((len(names), len(position)))
        columns = self.relations["cell"].map(position).to_numpy(dtype=int)
        np.add.at(matrix, (rows, columns), self.relations["weight"].to_numpy(dtype=float))
        return np.unique(matrix, axis=0) if len(matrix) else matrix

    def flags(self, names: Iterable[str]) -> Flags:
        """Which cells are among the names."""
        return np.asarray(self.cells["cell"].isin(set(names)), dtype=bool)


def cross_table(
    counts: Mapping[Sequence[str], float],
    *,
    parts: Sequence[Mapping[str, Sequence[str]]],
    separator: str = " / ",
) -> CountTable:
    """A table of one or more dimensions with its margins.

    Args:
        counts: the labels of a cell, one for each dimension, to its count; margins among them.
        parts: for each dimension, a total's label to the labels of its parts; a part may be a total of others.
        separator: joins the labels into the cell's name.

    >>> table = cross_table({("a",): 4, ("b",): 7, ("all",): 11}, parts=[{"all": ["a", "b"]}])
    >>> table.matrix.tolist()
    [[1.0, -1.0, 1.0]]
    """
    cells = pd.DataFrame(
        {
            "cell": [separator.join(labels) for labels in counts],
            "count": [float(each) for each in counts.values()],
        }
    )
    rows = []
    for axis, totals in enumerate(parts):
        elsewhere = [_labels(other) for place, other in enumerate(parts) if place != axis]
        for (total, members), rest in product(totals.items(), product(*elsewhere)):
            named = [separator.join((*rest[:axis], label, *rest[axis:])) for label in (total, *members)]
            name = f"{axis}:{named[0]}"
            rows += [(name, cell, -1.0 if cell == named[0] else 1.0) for cell in named]
    return CountTable(cells, pd.DataFrame(rows, columns=list(RELATION_COLUMNS)))


def _labels(totals: Mapping[str, Sequence[str]]) -> list[str]:
    return list(dict.fromkeys([*totals, *(label for members in totals.values() for label in members)]))


def _check(table: CountTable) -> None:
    names, counts = table.cells["cell"], table.cells["count"]
    if names.duplicated().any():
        raise StatisticsError(f"the cell '{names[names.duplicated()].iloc[0]}' stands twice in the table")
    if not counts.map(_is_count).all():
        wrong = table.cells[~counts.map(_is_count)].iloc[0]
        raise StatisticsError(
            f"the cell '{wrong['cell']}' holds {wrong['count']}; a count is a whole number, 0 or more"
        )
    if not table.cells["state"].isin(STATES).all():
        raise StatisticsError(f"the state of a cell should be one of {', '.join(STATES)}")
    if not (known := table.relations["cell"].isin(set(names))).all():
        wrong = table.relations[~known].iloc[0]
        raise StatisticsError(
            f"the relation '{wrong['relation']}' names the cell '{wrong['cell']}', which is not there"
        )
    _check_sums(table)


def _is_count(value: Any) -> bool:
    return bool(np.isfinite(value) and value >= 0 and float(value).is_integer())


def _check_sums(table: CountTable) -> None:
    counts = dict(zip(table.names, table.counts, strict=True))
    part = table.relations["cell"].map(counts).astype(float) * table.relations["weight"].astype(float)
    sums = part.groupby(table.relations["relation"], sort=False).sum()
    if (wrong := sums[sums != 0]).size:
        raise StatisticsError(
            f"the counts of the relation '{wrong.index[0]}' do not add up: they are {wrong.iloc[0]:g} apart"
        )
