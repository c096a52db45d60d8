"""The counts behind the results of a quarter: which numbers are counts of people, cases or events, and what lies behind a rate."""

import numpy as np
import pandas as pd

from pmf_analysis.analysis.comparisons.intervals import powers_of_ten
from pmf_analysis.analysis.disclosure.rules import SmallCounts
from pmf_analysis.analysis.disclosure.tables import Floats
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.framework.indicators import Form
from pmf_analysis.framework.numbers import unit_power

KEY = ["indicator_id", "area_code", "period"]
VALUE_COLUMNS = (
    "indicator_id",
    "area_code",
    "area_name",
    "period",
    "value",
    "numerator",
    "denominator",
    "lower_ci",
    "upper_ci",
    "status",
    "is_home",
)
NUMBERS = ("value", "numerator", "denominator")
COUNTED_FORMS = (Form.FLOW, Form.SNAPSHOT, Form.ROLLING_YEAR, Form.YEAR_TO_DATE)
NOT_COUNTED = ("%", "per ", "rate", "ratio", "score", "average", "index", "gbp", "£", "years", "days", "kwh")
"""Units that begin like this measure something else than a number of people, cases or events."""
WHOLE = 1e-6
"""How far from a whole number a count may be that a source gives in thousands."""


def values_of(results: QuarterResults) -> pd.DataFrame:
    """Every value that pages and files of a quarter can show, each once: the home council's past, and the other areas in its comparisons.

    Returns:
        `VALUE_COLUMNS`, sorted by indicator (register order), area (the home council first), and time.
    """
    history, context = results.history, results.context
    home = history.assign(area_code=context.area_code, area_name=context.council, is_home=True)
    others = results.group_values[~results.group_values["is_home"].astype(bool)]
    others = others.drop_duplicates(["indicator_id", "area_code", "period"]).rename(
        columns={"lower": "lower_ci", "upper": "upper_ci"}
    )
    others = others.assign(status="")[list(VALUE_COLUMNS)].sort_values(["area_code", "period"], kind="stable")
    everything = pd.concat([home[list(VALUE_COLUMNS)], others], ignore_index=True)
    place = dict(zip(results.indicators["indicator_id"], range(len(results.indicators)), strict=True))
    order = everything["indicator_id"].map(place)
    return everything.loc[order.sort_values(kind="stable").index].reset_index(drop=True)


def with_counts(values: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """Add the count behind each value.

    Args:
        values: as `values_of` gives them.
        indicators: the register.

    Returns:
        The same rows with cell (names the row), count (whole, where need be from rate and denominator; NaN where none is known), out_of (the number of which a
        percentage is a share, in single units; NaN elsewhere).
    """
    register = indicators.set_index("indicator_id")
    ids = values["indicator_id"]
    implied = ids.map(register["unit"].map(unit_power)).to_numpy(dtype=float)
    found = ids.map(powers_of_ten(values)).to_numpy(dtype=float)
    found = np.where(np.isfinite(found), found, implied)
    value, numerator, denominator = (values[name].to_numpy(dtype=float) for name in NUMBERS)
    behind = numerator * np.maximum(found / implied, 1)
    out_of = denominator * np.maximum(implied / found, 1)
    worked_out = np.where(
        implied > 1, np.round(value / implied * out_of), np.nan
    )  # who has rate and base has the count
    plain = np.where(ids.isin(_counted(values, register)), value, np.nan)
    count = _first(plain, behind, worked_out)
    share = np.where(implied == 100, out_of, np.nan)
    return values.assign(cell=cell_names(values), count=_whole(count), out_of=_whole(share))


def rounded_values(values: pd.DataFrame, rule: SmallCounts) -> pd.DataFrame:
    """Values and numerators made from rounded counts, as `with_counts` gives them; those without a count stay as they are."""
    count, value = values["count"].to_numpy(dtype=float), values["value"].to_numpy(dtype=float)
    rounded = rule.rounded(count)
    share = np.divide(rounded, count, out=np.ones_like(count), where=count > 0)
    known = np.isfinite(count)
    return values.assign(
        value=np.where(known & (value == count), rounded, np.where(known, value * share, value)),
        numerator=np.where(known, values["numerator"] * share, values["numerator"]),
    )


def _first(*choices: Floats) -> Floats:
    """The first number of each row that is known."""
    count = choices[0]
    for other in choices[1:]:
        count = np.where(np.isfinite(count), count, other)
    return count


def cell_names(rows: pd.DataFrame) -> "pd.Series[str]":
    """A name for each row that no other row has: indicator, area and period."""
    return rows["indicator_id"] + " | " + rows["area_code"] + " | " + rows["period"]


def _counted(values: pd.DataFrame, register: pd.DataFrame) -> set[str]:
    """Indicators whose values are counts: by form and unit, and because every value is a whole number, 0 or more."""
    unit = register["unit"].str.strip().str.lower()
    named = register.index[register["form"].isin(COUNTED_FORMS) & ~unit.str.startswith(NOT_COUNTED)]
    held = values[values["value"].notna() & values["indicator_id"].isin(named)]
    fits = (held["value"] >= 0) & (held["value"] % 1 == 0)
    return set(named) - set(held.loc[~fits, "indicator_id"])


def _whole(counts: Floats) -> Floats:
    """Counts as whole numbers; NaN for what is none."""
    near = np.round(counts)
    fits = (
        np.isfinite(counts) & (np.abs(counts - near) <= WHOLE * np.maximum(1, np.abs(counts))) & (near >= 0)
    )
    return np.where(fits, near, np.nan)
