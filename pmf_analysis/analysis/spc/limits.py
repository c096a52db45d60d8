"""Mean and natural limits of an XmR chart, for many runs of results at once.

Everything here works on *rows*: a two-dimensional array with one rebase group of one series in each row, in time order,
NaN where a result is missing and after the end of a short row. No moving range, run or trend crosses from one row to another.

Source: METHODS section 1.1, the NHS programme "Making Data Count"; Nelson (1982); Provost and Murray (2011), pp. 155 and 192.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LIMIT_FACTOR = 2.66
SCREEN_FACTOR = 3.267
NEAR_FACTOR = 2 * (LIMIT_FACTOR / 3)

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, eq=False)
class Limits:
    """Mean and limits of each row, every array of shape (rows, 1).

    Attributes:
        mean: of the baseline.
        average_range: mean of the moving ranges kept; 0 for a constant baseline, and where it is not known.
        known: two results of the baseline follow each other, so that there is a moving range to measure.
    """

    mean: Floats
    average_range: Floats
    known: Bools

    @property
    def lower(self) -> Floats:
        """Lower natural limit; not cut at 0."""
        return self.mean - LIMIT_FACTOR * self.average_range

    @property
    def upper(self) -> Floats:
        """Upper natural limit; not cut at 100 %."""
        return self.mean + LIMIT_FACTOR * self.average_range

    @property
    def near_lower(self) -> Floats:
        """Two thirds of the way from the mean to the lower limit."""
        return self.mean - NEAR_FACTOR * self.average_range

    @property
    def near_upper(self) -> Floats:
        """Two thirds of the way from the mean to the upper limit."""
        return self.mean + NEAR_FACTOR * self.average_range


def row_limits(rows: Floats, *, fix_after: int | None = None, screen_outliers: bool = True) -> Limits:
    """Mean and limits of each row from its baseline.

    Args:
        rows: shape (rows, points), NaN for gaps and padding; every row holds a value.
        fix_after: how many results, gaps not counted, form the baseline; None for all.
        screen_outliers: leave out, once, moving ranges of 3.267 times their mean or more.
    """
    baseline = rows
    if fix_after is not None:
        baseline = np.where(np.cumsum(~np.isnan(rows), axis=1) <= fix_after, rows, np.nan)
    ranges = np.abs(np.diff(baseline, axis=1))
    measured = ~np.isnan(ranges)
    average = row_means(ranges, measured)
    if screen_outliers:
        average = row_means(ranges, measured & (ranges < SCREEN_FACTOR * average))
    known: Bools = np.any(measured, axis=1, keepdims=True)
    return Limits(row_means(baseline, ~np.isnan(baseline)), average, known)


def row_means(values: Floats, kept: Bools) -> Floats:
    """Mean of the kept values of each row, shape (rows, 1); 0 where none is kept.

    A second pass takes the rounding error out of the first, so that a row of equal values has exactly that value as its mean and
    a result that lies on the mean is seen to lie on it.
    """
    count = np.maximum(kept.sum(axis=1, keepdims=True), 1)
    wide = np.where(kept, values, 0.0).astype(np.longdouble)
    first = wide.sum(axis=1, keepdims=True) / count
    rest = np.where(kept, wide - first, 0.0).sum(axis=1, keepdims=True) / count
    means: Floats = (first + rest).astype(np.float64)
    return means
