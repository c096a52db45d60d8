"""The home council's results as at a quarter, and what the latest of each indicator is."""

from datetime import date, timedelta

import pandas as pd

from pmf_analysis.framework.periods import Frequency, Period, latest_by

HISTORY_COLUMNS = (
    "indicator_id",
    "period",
    "period_ordinal",
    "season",
    "period_end",
    "value",
    "numerator",
    "denominator",
    "lower_ci",
    "upper_ci",
    "status",
    "note",
    "source_row",
    "source",
)

TEXT_COLUMNS = ("indicator_id", "period", "status", "note", "source")


def as_at(observations: pd.DataFrame, *, quarter: Period, known_on: date) -> pd.DataFrame:
    """What was known of periods that had ended when the quarter did.

    Args:
        observations: clean observations of all areas, with `period_end` and `as_known` (NaT: known all along).
        quarter: the quarter reported.
        known_on: vintages after this day are not seen; of the others each result counts in its latest vintage.

    Returns:
        One row for each indicator, area and period.
    """
    seen = observations[
        (observations["period_end"] <= pd.Timestamp(quarter.end))
        & ~(observations["as_known"] > pd.Timestamp(known_on))
    ]
    if seen["as_known"].isna().all():
        return seen.reset_index(drop=True)
    latest = seen.sort_values("as_known", kind="stable", na_position="first")
    return (
        latest.drop_duplicates(["indicator_id", "area_code", "period"], keep="last")
        .sort_index()
        .reset_index(drop=True)
    )


def home_history(
    observations: pd.DataFrame, indicators: pd.DataFrame, *, home: str, source: str
) -> pd.DataFrame:
    """The home council's rows in register order and order of time, with the columns of `HISTORY_COLUMNS`."""
    order = pd.Series(range(len(indicators)), index=indicators["indicator_id"])
    rows = observations[observations["area_code"] == home].assign(source=source)
    rows = rows.assign(register_order=rows["indicator_id"].map(order))
    rows = rows.sort_values(["register_order", "period_ordinal"], kind="stable", ignore_index=True)
    return rows[list(HISTORY_COLUMNS)].astype(dict.fromkeys(TEXT_COLUMNS, "str"))


def is_result(history: pd.DataFrame) -> pd.Series:
    """Whether a row is a result: it holds a value, or its value is withheld (`c`) or has no meaning (`z`).

    A row that is not available (`x`), or empty without a reason, is the want of a result: the one before it stays the latest,
    under its own period.
    """
    withheld = history["status"].map(
        {each: bool({"c", "z"} & set(each.split())) for each in history["status"].unique()}
    )
    return history["value"].notna() | withheld.astype("bool")


def due_period(frequency: Frequency, *, lag_days: int, quarter: Period, known_on: date) -> Period:
    """The latest period that has ended by the quarter's end and whose result should have arrived by a day."""
    return min(latest_by(quarter.end, frequency), latest_by(known_on - timedelta(days=lag_days), frequency))


def one_row_each_area(observations: pd.DataFrame, areas: pd.DataFrame, *, home: str) -> pd.DataFrame:
    """Count an area once where its results are published under its old code and its new one.

    Codes of the same name and kind are one area. Of two values for one period the home council's own code stays, otherwise the
    newer code (codes are given out in ascending order).
    """
    named = observations[["indicator_id", "period_ordinal", "area_code"]].merge(
        areas, on="area_code", how="left"
    )
    named.index = observations.index
    twice = [names for _, names in areas.groupby(["area_name", "kind"])["area_code"] if len(names) > 1]
    shared = (
        observations["area_code"].isin(pd.concat(twice))
        if twice
        else pd.Series(False, index=observations.index)
    )
    held = named[shared & observations["value"].notna()]
    order = held.assign(own=held["area_code"] == home).sort_values(["own", "area_code"], kind="stable")
    again = order.duplicated(["indicator_id", "period_ordinal", "area_name", "kind"], keep="last")
    return observations.drop(index=again[again].index)
