"""Which hidden counts follow from the published ones, found at once for all cells of a table.

The tables that agree with what is published differ from the true one by a `move` v with `matrix @ v = 0`, zero wherever a count is
published, and not negative where the true count is the least possible. A count is exposed if every move leaves it as it is.
The moves form a cone, so it takes one linear programme to find all counts at their least that can grow, together, and linear algebra for the rest.
"""

from dataclasses import dataclass

import numpy as np
from scipy.linalg import null_space
from scipy.optimize import linprog
from scipy.sparse import csr_array, hstack

from pmf_analysis.analysis.disclosure.tables import Flags, Floats

ZERO = 1e-7
"""Moves and multipliers below this are rounding errors: the matrices hold small whole numbers."""


@dataclass(frozen=True)
class Problem:
    """A table as an attacker sees it.

    Attributes:
        matrix: relations by cells.
        counts: the true counts.
        least: the least that each hidden count can be.
    """

    matrix: Floats
    counts: Floats
    least: Floats

    @property
    def tight(self) -> Flags:
        """The cells that can only grow."""
        return self.counts <= self.least


def exposed(problem: Problem, hidden: Flags) -> Flags:
    """Which hidden cells can have no other count than their own."""
    if not hidden.any():
        return hidden.copy()
    matrix, tight = problem.matrix[:, hidden], problem.tight[hidden]
    growing = _can_grow(matrix, tight) if tight.any() else tight
    loose = ~tight | growing
    moves = null_space(matrix[:, loose]) if loose.any() else np.zeros((0, 0))
    fixed = np.ones(len(tight), dtype=bool)
    fixed[loose] = np.abs(moves).max(axis=1, initial=0.0) < ZERO
    found = np.zeros_like(hidden)
    found[hidden] = fixed
    return found


def _can_grow(matrix: Floats, tight: Flags) -> Flags:
    """Which of the tight cells some move makes larger: each has a witness of at most 1 that is no larger than its move."""
    relations, cells = matrix.shape
    witnesses = int(tight.sum())
    picks = csr_array(np.eye(cells)[tight])
    answer = linprog(
        np.concatenate([np.zeros(cells), -np.ones(witnesses)]),
        A_ub=hstack([-picks, csr_array(np.eye(witnesses))]),
        b_ub=np.zeros(witnesses),
        A_eq=hstack([csr_array(matrix), csr_array((relations, witnesses))]) if relations else None,
        b_eq=np.zeros(relations) if relations else None,
        bounds=[*((0, None) if each else (None, None) for each in tight), *[(0, 1)] * witnesses],
    )
    growing = np.zeros_like(tight)
    growing[tight] = answer.x[cells:] > 0.5  # a cone can be stretched: a witness is 0 or 1
    return growing
