"""How past forecasts did, in words fit for small numbers."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from pmf_analysis.analysis.binomial import at_least, at_most, either_side

FEW = 5  # below this many nothing is said of a share
SURPRISE = 0.05  # a share is called different from what was promised below this probability


def track_record(
    checked: pd.DataFrame | Mapping[str, Sequence[float]], *, level: float = 80
) -> dict[str, object]:
    """Coverage and bias of forecasts that have met their outturns.

    Args:
        checked: the columns actual, median, and lower_ and upper_ of the level; one row per forecast.
        level: of the intervals, in per cent.

    Returns:
        checked, inside (counts), coverage (share), above (share of outturns above the median), coverage_words, bias_words.

    >>> frame = pd.DataFrame({"actual": [1.0, 2, 3, 9], "median": 2.0, "lower_80": 0.0, "upper_80": 4.0})
    >>> track_record(frame)["coverage_words"]
    '3 of 4 inside the 80 % range: too few to judge'
    """
    names = ("actual", "median", f"lower_{level:g}", f"upper_{level:g}")
    columns = np.array([checked[name] for name in names], dtype=float)
    actual, median, lower, upper = columns[:, ~np.isnan(columns[:2]).any(axis=0)]
    count = len(actual)
    inside = int(((actual >= lower) & (actual <= upper)).sum())
    above = int((actual > median).sum())
    level_with = int((actual == median).sum())
    return {
        "checked": count,
        "inside": inside,
        "coverage": inside / count if count else np.nan,
        "above": above / count if count else np.nan,
        "coverage_words": coverage_words(inside, count, level=level),
        "bias_words": bias_words(above, count - level_with),
    }


def coverage_words(inside: int, count: int, *, level: float) -> str:
    """Whether intervals held as often as promised.

    >>> coverage_words(8, 20, level=80)
    '8 of 20 inside the 80 % range: fewer than promised, the ranges were too narrow'
    """
    told = f"{inside} of {count} inside the {level:g} % range"
    if count < FEW:
        return f"{told}: too few to judge"
    if at_most(inside, count, level / 100) < SURPRISE / 2:
        return f"{told}: fewer than promised, the ranges were too narrow"
    if at_least(inside, count, level / 100) < SURPRISE / 2:
        return f"{told}: more than promised, the ranges were too wide"
    return f"{told}: as promised, as far as so few can tell"


def bias_words(above: int, count: int) -> str:
    """Whether outturns fell to one side of the forecasts.

    >>> bias_words(9, 10)
    '9 of 10 outturns above the forecast: forecasts were too low'
    """
    told = f"{above} of {count} outturns above the forecast"
    if count < FEW:
        return f"{told}: too few to judge"
    if either_side(above, count) >= SURPRISE:
        return f"{told}: no side is favoured, as far as so few can tell"
    return f"{told}: forecasts were too {'low' if 2 * above > count else 'high'}"
