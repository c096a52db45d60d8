"""Whether a result can be what it says: bounds, and the value against its own numerator, denominator and interval."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pmf_analysis.analysis.data_quality.finding import ACCURACY, VALIDITY, Finding
from pmf_analysis.framework.numbers import write_value

RATIO_TOLERANCE = 0.01  # published rates are rounded, and regional counts are rounded to 10
SMALLEST_GAP = 0.05


def out_of_bounds(history: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Finding]:
    joined = history.merge(
        indicators[["indicator_id", "unit", "decimals", "lower_bound", "upper_bound"]], on="indicator_id"
    )
    outside = (joined["value"] < joined["lower_bound"]) | (joined["value"] > joined["upper_bound"])
    for indicator_id, rows in joined[outside].groupby("indicator_id", sort=False):
        latest = rows.iloc[-1]
        written = write_value(latest["value"], latest["unit"], latest["decimals"])
        count = "One result is" if len(rows) == 1 else f"{len(rows)} results are"
        detail = f"{count} outside the indicator's bounds, the latest for {latest['period']}: {written}."
        step = "Check the unit and the value, or correct the bounds."
        yield Finding(
            str(indicator_id),
            VALIDITY,
            "out_of_bounds",
            "warns",
            detail,
            latest["period"],
            latest["source_row"],
            step,
        )


def ratios(observations: pd.DataFrame, area_names: dict[str, str]) -> Iterator[Finding]:
    """Values that their own numerator and denominator do not give, with the power of ten that the indicator's other rows show."""
    whole = observations[(observations["denominator"] > 0) & observations["numerator"].notna()]
    whole = whole[whole["value"].notna()]
    ratio = whole["numerator"] / whole["denominator"]
    positive = (ratio > 0) & (whole["value"] > 0)
    powers = np.log10(whole["value"].where(positive) / ratio.where(positive))
    power = powers.groupby(whole["indicator_id"]).transform("median").round()
    given = ratio * 10.0**power
    off = (given - whole["value"]).abs() > RATIO_TOLERANCE * whole["value"].abs()
    small = (given - whole["value"]).abs() < SMALLEST_GAP  # a rate so low that it is published as 0.0
    wrong = whole.assign(given=given)[off & ~small]
    for row in wrong.itertuples():
        area = area_names.get(row.area_code, row.area_code)
        detail = f"{area}, {row.period}: the value is {row.value:g}, but numerator over denominator gives {row.given:.4g}."
        step = "Ask the publisher which of them is right."
        yield Finding(
            row.indicator_id,
            ACCURACY,
            "value_is_not_ratio",
            "warns",
            detail,
            row.period,
            row.source_row,
            step,
        )


def outside_interval(history: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Finding]:
    """Values that their own confidence interval does not hold, beyond what rounding explains."""
    half = indicators.set_index("indicator_id")["decimals"].map(lambda decimals: 0.5 * 10.0**-decimals)
    slack = history["indicator_id"].map(half)
    outside = (history["value"] < history["lower_ci"] - slack) | (
        history["value"] > history["upper_ci"] + slack
    )
    for row in history[outside].itertuples():
        detail = f"The result for {row.period}, {row.value:g}, is outside its own interval, {row.lower_ci:g} to {row.upper_ci:g}."
        step = "Check the value and its interval at the source."
        yield Finding(
            row.indicator_id,
            ACCURACY,
            "outside_interval",
            "warns",
            detail,
            row.period,
            row.source_row,
            step,
        )
