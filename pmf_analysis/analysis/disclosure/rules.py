"""Which counts are too small to publish; the numbers are each council's policy, since there is no national rule."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from pmf_analysis.framework.numbers import round_half_away

Zeros = Literal["publish", "suppress"]


@dataclass(frozen=True)
class SmallCounts:
    """The primary rule.

    Attributes:
        largest: counts from 1 to this are suppressed; 4 is the habit of councils ("fewer than 5").
        base: all other counts are rounded to the nearest multiple of this; 1 leaves them as they are.
        zeros: whether a zero is published.
    """

    largest: int = 4
    base: int = 1
    zeros: Zeros = "publish"

    def small(self, counts: ArrayLike) -> NDArray[np.bool_]:
        """Which counts are too small to publish; NaN is not.

        >>> SmallCounts().small([0, 1, 4, 5]).tolist()
        [False, True, True, False]
        """
        found = np.asarray(counts, dtype=float)
        return (found >= (0 if self.zeros == "suppress" else 1)) & (found <= self.largest)

    def rounded(self, counts: ArrayLike) -> NDArray[np.float64]:
        """Counts as they are published, halves away from zero.

        >>> HES.rounded([0, 8, 12, 13]).tolist()
        [0.0, 10.0, 10.0, 15.0]
        """
        found = np.asarray(counts, dtype=float)
        if self.base == 1:
            return found
        return np.array([self.base * round_half_away(each / self.base, 0) for each in found.ravel()]).reshape(
            found.shape
        )


COUNCIL = SmallCounts()
HES = SmallCounts(largest=7, base=5)
"""NHS Digital's rule for hospital episode statistics since September 2018: 1 to 7 suppressed, the rest to the nearest 5, zeros stay."""
