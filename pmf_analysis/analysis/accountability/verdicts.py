"""Words for how forecasts did that are fit for small numbers: a fault is only called one when chance would rarely make it."""

from functools import lru_cache

import numpy as np

from pmf_analysis.analysis.binomial import at_least, either_side

SURPRISE = 0.05  # what happens less often than this by chance alone is called a fault
TOO_NARROW, TOO_WIDE = "too narrow", "too wide"
TOO_HIGH, TOO_LOW = "too high", "too low"


@lru_cache(maxsize=4096)
def misses_needed(count: int, *, level: float = 80) -> int | None:
    """How many outturns must lie outside a range before it can be called too narrow; None where even all would not do.

    >>> misses_needed(4), misses_needed(1), misses_needed(20)
    (3, None, 8)
    """
    chances = at_least(np.arange(1, count + 1), count, 1 - level / 100)
    rare = np.flatnonzero(chances < SURPRISE)
    return int(rare[0]) + 1 if len(rare) else None


def range_verdict(inside: int, count: int, *, level: float = 80) -> str:
    """Whether ranges held as often as they promised.

    >>> range_verdict(2, 4)
    '2 of 4 outturns missed the 80% range; 3 misses are needed before the ranges can be called too narrow'
    >>> range_verdict(1, 4)
    '3 of 4 outturns missed the 80% range, more than chance explains: the ranges were too narrow'
    >>> range_verdict(0, 1)
    '1 of 1 outturn missed the 80% range; so few cannot show that the ranges are wrong'
    """
    if not count:
        return "no outturn yet"
    missed, needed = count - inside, misses_needed(count, level=level)
    told = f"{missed} of {count} outturn{'s' if count > 1 else ''} missed the {level:g}% range"
    if needed is not None and missed >= needed:
        return f"{told}, more than chance explains: the ranges were {TOO_NARROW}"
    if at_least(inside, count, level / 100) < SURPRISE:
        return f"{told}, fewer than chance explains: the ranges were {TOO_WIDE}"
    if needed is None:
        return f"{told}; so few cannot show that the ranges are wrong"
    return f"{told}; {_misses(needed)} needed before the ranges can be called {TOO_NARROW}"


def bias_verdict(too_low: int, too_high: int) -> str:
    """Whether forecasts lay to one side of what came.

    >>> bias_verdict(6, 0)
    '6 of 6 forecasts were too low, more than chance explains'
    >>> bias_verdict(3, 1)
    '3 of 4 forecasts were too low; that is what chance alone can do'
    """
    count = too_low + too_high
    if not count:
        return "no forecast missed"
    most, side = (too_low, TOO_LOW) if too_low >= too_high else (too_high, TOO_HIGH)
    told = f"{most} of {count} forecast{'s' if count > 1 else ''} {'was' if most == 1 else 'were'} {side}"
    return (
        f"{told}, more than chance explains"
        if either_side(most, count) < SURPRISE
        else f"{told}; that is what chance alone can do"
    )


def naive_verdict(closer: int, further: int) -> str:
    """Whether forecasts lay closer to what came than repeating an earlier result.

    >>> naive_verdict(9, 1), naive_verdict(2, 3)
    ('nearer 9 times of 10, more than chance explains', 'nearer 2 times of 5; that is what chance alone can do')
    """
    count = closer + further
    if not count:
        return "nothing to compare with"
    told = f"nearer {closer} {'time' if closer == 1 else 'times'} of {count}"
    if either_side(closer, count) >= SURPRISE:
        return f"{told}; that is what chance alone can do"
    return f"{told}, more than chance explains" if closer > further else f"{told}: repeating did better"


def _misses(needed: int) -> str:
    return "1 miss is" if needed == 1 else f"{needed} misses are"
