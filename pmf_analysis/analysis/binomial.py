"""The binomial distribution: how many of so many, each with the same chance.

From scipy's special functions alone: `scipy.stats` takes longer to import than a report takes to make.
"""

from functools import lru_cache
from typing import Any

import numpy as np
from scipy.special import bdtr, bdtrc


def at_most(happened: Any, count: int, chance: float) -> Any:
    """How likely it is that so many of a count happen, or fewer.

    Args:
        happened: a whole number of at least 0, or an array of them.
        count: out of how many.
        chance: of each, 0 to 1.

    >>> at_most(1, 2, 0.5)
    0.75
    """
    return _in_kind(happened, bdtr(np.asarray(happened, dtype=float), count, chance))


def at_least(happened: Any, count: int, chance: float) -> Any:
    """How likely it is that so many of a count happen, or more.

    >>> at_least(1, 2, 0.5), at_least(0, 2, 0.5)
    (0.75, 1.0)
    """
    below = np.asarray(happened, dtype=float) - 1
    return _in_kind(happened, np.where(below < 0, 1.0, bdtrc(np.maximum(below, 0), count, chance)))


@lru_cache(maxsize=256)
def exactly(count: int, chance: float) -> tuple[float, ...]:
    """How likely it is that none of a count happens, that one does, ... that all do.

    >>> exactly(2, 0.5)
    (0.25, 0.5, 0.25)
    """
    return tuple(float(each) for each in np.diff(bdtr(np.arange(count + 1.0), count, chance), prepend=0.0))


def fewest(share: float, count: int, chance: float) -> int:
    """The smallest number that at least this share of all counts do not exceed.

    >>> fewest(0.05, 11, 0.5)
    3
    """
    return int(np.argmax(bdtr(np.arange(count + 1.0), count, chance) >= share))


def either_side(happened: int, count: int) -> float:
    """The two-sided chance of so lopsided a count where both sides are as likely (the exact sign test).

    >>> either_side(9, 10) == 22 / 1024
    True
    """
    return float(min(1.0, 2 * at_least(max(happened, count - happened), count, 0.5)))


def _in_kind(asked: Any, found: Any) -> Any:
    return float(found) if np.isscalar(asked) else found
