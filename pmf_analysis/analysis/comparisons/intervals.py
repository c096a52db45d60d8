"""The confidence interval of one published result: the publisher's own, or one computed from its counts, or none and why."""

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.analysis.intervals import FEWEST_FOR_BYAR, Floats, byars_or_exact, wilson
from pmf_analysis.framework.numbers import unit_power

CLOSE_ENOUGH = 0.02  # of a power of ten: 5% of the value, the rounding of small published figures
AGREEING_SHARE = 0.9  # of an indicator's rows must be numerator / denominator times one power of ten


class IntervalMethod(StrEnum):
    """Where the limits of a result come from."""

    PUBLISHED = "published interval"
    WILSON = "Wilson interval"
    BYAR = "Byar's interval"
    EXACT = "exact Poisson interval"
    NONE = "no interval"


@dataclass(frozen=True)
class ResultIntervals:
    """Limits of results, row by row.

    Attributes:
        lower: NaN where there are none.
        upper: NaN where there are none.
        method: an `IntervalMethod` for each row.
        reason: why there is no interval, as the end of a sentence; empty where there is one.
    """

    lower: Floats
    upper: Floats
    method: Any
    reason: Any


def powers_of_ten(observations: pd.DataFrame) -> dict[str, float]:
    """For each indicator, the power of ten in value = numerator / denominator x power, found from its rows.

    An indicator is left out where no one power fits: where value and counts tell different stories.

    Args:
        observations: indicator_id, value, numerator, denominator.
    """
    columns = observations[["value", "numerator", "denominator"]].to_numpy(dtype=float)
    usable = np.isfinite(columns).all(axis=1) & (columns > 0).all(axis=1)
    value, numerator, denominator = columns[usable].T
    exponents = pd.Series(np.log10(value * denominator / numerator))
    by_indicator = exponents.groupby(observations["indicator_id"].to_numpy()[usable])
    exponent = by_indicator.median().round()
    near = (exponents - by_indicator.transform("median").round()).abs() < CLOSE_ENOUGH
    agreeing = near.groupby(observations["indicator_id"].to_numpy()[usable]).mean()
    return {str(key): 10.0**power for key, power in exponent[agreeing >= AGREEING_SHARE].items()}


def result_intervals(
    results: pd.DataFrame, *, units: dict[str, str], powers: dict[str, float], confidence: float = 0.95
) -> ResultIntervals:
    """Limits for results: as published where they are, else from the counts behind a percentage or a rate.

    Args:
        results: indicator_id, value, numerator, denominator, lower_ci, upper_ci; NaN for what is missing.
        units: the unit of each indicator.
        powers: from `powers_of_ten`. Where it differs from what the unit implies, denominators are in thousands (or the like).
        confidence: of computed limits; published ones are taken as they are.
    """
    facts = _facts(results, units=units, powers=powers)
    lower, upper = facts["lower_ci"].copy(), facts["upper_ci"].copy()
    method = np.full(len(results), IntervalMethod.NONE, dtype=object)
    published = np.isfinite(lower) & np.isfinite(upper) & np.isfinite(facts["value"])
    lower[~published], upper[~published] = np.nan, np.nan
    method[published] = IntervalMethod.PUBLISHED
    reasons = _reasons(facts)
    x, n, power = facts["x"], facts["n"], facts["implied"]
    for rows, compute in (
        (power == 100, wilson),
        ((power > 1) & (power != 100), byars_or_exact),
    ):
        chosen = rows & ~published & (reasons == "")
        for each in np.unique(power[chosen]):
            these = chosen & (power == each)
            answer = compute(x[these], n[these], confidence=confidence, multiplier=each)
            lower[these], upper[these] = answer.lower, answer.upper
            method[these] = _named(compute is wilson, x[these])
    reasons[published] = ""
    return ResultIntervals(lower, upper, method, reasons)


def _named(is_proportion: bool, counts: Floats) -> Any:
    if is_proportion:
        return IntervalMethod.WILSON
    names = np.full(len(counts), IntervalMethod.BYAR, dtype=object)
    names[counts < FEWEST_FOR_BYAR] = IntervalMethod.EXACT
    return names


def _facts(results: pd.DataFrame, *, units: dict[str, str], powers: dict[str, float]) -> dict[str, Floats]:
    """The numbers as arrays; x and n in single units, whatever thousands the source counts in."""
    ids = results["indicator_id"].tolist()
    facts = {
        name: results[name].to_numpy(dtype=float)
        for name in ("value", "numerator", "denominator", "lower_ci", "upper_ci")
    }
    facts["implied"] = np.array([unit_power(units[key]) for key in ids], dtype=float)
    facts["found"] = np.array([powers.get(key, np.nan) for key in ids])
    thousands = facts["implied"] / facts["found"]
    facts["x"] = facts["numerator"] * np.maximum(1 / thousands, 1)
    facts["n"] = facts["denominator"] * np.maximum(thousands, 1)
    return facts


def _reasons(facts: dict[str, Floats]) -> Any:
    """Why counts give no interval, row by row: the first reason that holds."""
    x, n, value = facts["x"], facts["n"], facts["value"]
    counts = np.isfinite(facts["numerator"]) & np.isfinite(facts["denominator"])
    usable = (n > 0) & (x >= 0)
    recomputed = facts["numerator"] / np.where(usable, facts["denominator"], np.nan) * facts["found"]
    tells_the_same = np.isclose(recomputed, value, rtol=0.05, atol=1e-9)
    tests = [
        (np.isnan(value), "there is no value"),
        (facts["implied"] == 1, "no interval is published, and it is neither a percentage nor a rate"),
        (~counts, "no interval and no counts are published"),
        (np.isnan(facts["found"]), "its values are not numerator over denominator"),
        (~usable, "its counts are not positive"),
        (~tells_the_same, "its value is not its numerator over its denominator"),
        ((facts["implied"] == 100) & (x > n), "its numerator is above its denominator"),
    ]
    reasons = np.full(len(x), "", dtype=object)
    for test, reason in reversed(tests):
        reasons[test] = reason
    return reasons
