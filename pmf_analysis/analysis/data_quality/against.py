"""Results held against what they should agree with: targets, earlier vintages, the calendar, and what was expected."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from pmf_analysis.analysis.data_quality.finding import (
    ACCURACY,
    COMPLETENESS,
    NOTES,
    STOPS,
    VALIDITY,
    WARNS,
    Finding,
    listed,
)
from pmf_analysis.framework.numbers import write_value

UNIT_FACTOR = (
    10.0  # a target so many times the highest result, or so small a part of the lowest, is in another unit
)
FEWEST_RESULTS = 3
LONE_YEARS = 10


def targets_in_another_unit(
    targets: pd.DataFrame, history: pd.DataFrame, indicators: pd.DataFrame
) -> Iterator[Finding]:
    """Targets that no result comes near: 420 for an indicator whose results are about 73,390."""
    results = history[history["value"].notna()].groupby("indicator_id")["value"].agg(["min", "max", "size"])
    known = targets.merge(results[results["size"] >= FEWEST_RESULTS].reset_index(), on="indicator_id")
    known = known[(known["target"] > 0) & (known["min"] > 0)]
    wrong = known[
        (known["target"] > UNIT_FACTOR * known["max"]) | (known["target"] < known["min"] / UNIT_FACTOR)
    ]
    facts = indicators.set_index("indicator_id")
    for indicator_id, rows in wrong.groupby("indicator_id", sort=False):
        unit, decimals = facts.loc[indicator_id, ["unit", "decimals"]]
        row = rows.iloc[-1]
        low, high = (write_value(row[name], unit, decimals) for name in ("min", "max"))
        detail = (
            f"The target for {listed(list(rows['period']))} is {write_value(row['target'], unit, decimals)}, "
            f"but results are from {low} to {high}: they look like different units."
        )
        step = "Write the target in the indicator's unit."
        yield Finding(
            str(indicator_id),
            VALIDITY,
            "target_unit",
            WARNS,
            detail,
            row["period"],
            int(row["source_row"]),
            step,
        )


def unexplained_revisions(vintages: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Finding]:
    """Values that changed from one vintage to the next without the mark `r`.

    Args:
        vintages: the home council's observations with every `as_known`.
        indicators: the register.
    """
    if vintages["as_known"].isna().all():
        return
    mine = vintages.sort_values("as_known", kind="stable", na_position="first")
    before = mine.groupby(["indicator_id", "period"])[["value", "status"]].shift()
    changed = before["value"].notna() & mine["value"].notna() & (before["value"] != mine["value"])
    marked = mine["status"].map(lambda status: "r" in status.split())
    facts = indicators.set_index("indicator_id")
    rows = mine.assign(before=before["value"], was=before["status"])[changed & ~marked]
    for row in rows.itertuples():
        unit, decimals = facts.loc[row.indicator_id, ["unit", "decimals"]]
        old, new = (write_value(value, unit, decimals) for value in (row.before, row.value))
        expected = bool({"p", "e"} & set(str(row.was).split()))
        known = row.as_known.date()
        detail = f"The result for {row.period} changed from {old} to {new} on {known.day} {known:%B %Y} without the mark r."
        yield Finding(
            row.indicator_id,
            ACCURACY,
            "unexplained_revision",
            NOTES if expected else WARNS,
            detail,
            row.period,
            row.source_row,
            "Ask the source why it changed; mark the row r if it was revised.",
        )


def impossible_periods(observations: pd.DataFrame, *, known_on: date) -> Iterator[Finding]:
    """Results for periods that had not ended, and results long before all others."""
    mine = observations[observations["value"].notna()]
    for row in mine[mine["period_end"] > pd.Timestamp(known_on)].itertuples():
        detail = f"There is a result for {row.period}, which had not ended on {known_on.day} {known_on:%B %Y}; it is not reported."
        step = "Check the period, or take forecasts out of the observations."
        yield Finding(
            row.indicator_id, VALIDITY, "future_period", WARNS, detail, row.period, row.source_row, step
        )
    for indicator_id, rows in mine.sort_values("period_end").groupby("indicator_id", sort=False):
        gap = rows["period_end"].diff().iloc[1:2]
        if len(gap) and gap.iloc[0] > pd.Timedelta(days=LONE_YEARS * 366):
            first = rows.iloc[0]
            years = int(gap.iloc[0].days / 365.25)
            detail = f"The result for {first['period']} stands alone, {years} years before the next: the year may be miswritten."
            yield Finding(
                str(indicator_id),
                VALIDITY,
                "lone_period",
                WARNS,
                detail,
                first["period"],
                int(first["source_row"]),
                "Check the period at the source.",
            )


def received(joined: pd.DataFrame, *, known_on: date) -> Iterator[Finding]:
    """How many of the results that were due have arrived."""
    due = joined[joined["due_period"].fillna("") != ""]
    arrived = int((due["periods_overdue"].fillna(1) <= 0).sum())
    if not len(due):
        return
    day = f"{known_on.day} {known_on:%B %Y}"
    if not arrived:
        detail = f"Not one of the {len(due)} results that were due by {day} has arrived."
        yield Finding(
            "", COMPLETENESS, "nothing_received", STOPS, detail, next_step="Load the quarter's results."
        )
    elif arrived < len(due):
        detail = f"Of {len(due)} indicators, {arrived} have the result that was due by {day}; {len(due) - arrived} do not."
        yield Finding("", COMPLETENESS, "received", NOTES, detail, next_step="See the late results.")
