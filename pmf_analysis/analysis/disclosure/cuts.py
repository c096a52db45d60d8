"""Why a count is exposed: cells of which one more, at least, must be left out.

By linear duality a count is exposed if and only if it can be written as a sum of relations that leaves published counts only (and,
with a sign, counts that can only grow). The published counts of that sum are the cut: while all of them are published, the
count is known, whatever else is suppressed. The sum with the fewest counts gives the strongest cut.
"""

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csc_array, eye_array, hstack

from pmf_analysis.analysis.disclosure.exposure import ZERO, Problem
from pmf_analysis.analysis.disclosure.tables import Flags, Floats


def cut_for(problem: Problem, hidden: Flags, target: int, *, cost: Floats) -> Flags:
    """The published cells of which one must be left out before the target is protected.

    Args:
        problem: the table as the attacker sees it.
        hidden: which cells the attacker cannot read.
        target: the position of an exposed cell.
        cost: of each cell; infinite where it cannot be left out. The cut is short in cells of finite cost.

    Returns:
        The cells of the cut that can be left out; none if the target cannot be protected.
    """
    sides = (1.0,) if problem.tight[target] else (1.0, -1.0)
    cut = np.zeros_like(hidden)
    for side in sides:
        cut |= _proof(problem, hidden, target, side=side, cost=cost)
    return cut & np.isfinite(cost)


def _proof(problem: Problem, hidden: Flags, target: int, *, side: float, cost: Floats) -> Flags:
    """The published cells of the shortest proof that the target cannot rise (side 1) or fall (side -1)."""
    relations, cells = problem.matrix.shape
    free = ~hidden
    free[target] = False
    tight = problem.tight
    above = np.flatnonzero(
        free | (tight & hidden & (np.arange(cells) != target))
    )  # may have a multiplier above zero
    below = np.flatnonzero(free)  # and below it
    prices = np.where(np.isfinite(cost), cost, 0.0)
    right = np.zeros(cells)
    right[target] = side
    unit = eye_array(cells, format="csc")
    answer = linprog(
        np.concatenate([np.zeros(relations), np.where(tight, 0.0, prices)[above], prices[below]]),
        A_eq=hstack([csc_array(problem.matrix.T), -unit[:, above], unit[:, below]], format="csc"),
        b_eq=right,
        bounds=[(None, None)] * relations + [(0, None)] * (len(above) + len(below)),
    )
    multiplier = np.zeros(cells)
    multiplier[above] += answer.x[relations : relations + len(above)]
    multiplier[below] -= answer.x[relations + len(above) :]
    counts = np.where(tight, multiplier < -ZERO, np.abs(multiplier) > ZERO)
    return np.asarray(free & counts)
