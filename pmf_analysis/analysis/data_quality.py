"""What a careful reader must know about the data, on the framework's six dimensions.

Each finding names the indicator, the dimension, a sentence and the next step. A finding lowers the confidence of an exception; it
never hides one.
"""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, fields

import numpy as np
import pandas as pd

from pmf_analysis.framework.numbers import write_value
from pmf_analysis.framework.periods import Frequency, Period

ACCURACY, VALIDITY, RELIABILITY = "accuracy", "validity", "reliability"
TIMELINESS, RELEVANCE, COMPLETENESS = "timeliness", "relevance", "completeness"
DIMENSIONS = (ACCURACY, VALIDITY, RELIABILITY, TIMELINESS, RELEVANCE, COMPLETENESS)
SEVERITIES = ("stops", "warns", "notes")
RATIO_TOLERANCE = 0.01  # published rates are rounded, and regional counts are rounded to 10
PRINTED_DIRECTION = re.compile(r"direction of travel printed at source: (\w+)")
DIRECTION_WORDS = {"IMPROVING": "Improving", "WORSENING": "Worsening", "STABLE": "Neutral"}


@dataclass(frozen=True)
class Finding:
    """One thing that a reader or an analyst should know; a row of `quality`.

    Attributes:
        indicator_id: "" where it concerns the whole data set.
        dimension: one of the six.
        finding: the name of the check.
        severity: `stops` (the quarter cannot be reported), `warns` or `notes`.
        detail: one sentence.
        period, source_row: where, if it is one result.
        next_step: what would clear it.
    """

    indicator_id: str
    dimension: str
    finding: str
    severity: str
    detail: str
    period: str = ""
    source_row: int | None = None
    next_step: str = ""


def find_quality(
    observations: pd.DataFrame,
    history: pd.DataFrame,
    indicators: pd.DataFrame,
    assessments: pd.DataFrame,
    quarantine: pd.DataFrame,
    groups: pd.DataFrame,
    *,
    area_names: dict[str, str],
    home: str,
    council_name: str,
) -> pd.DataFrame:
    """Every check on the clean data of a quarter.

    Args:
        observations: as at the quarter, of the areas whose numbers are printed by name (home, region, country).
        history: the home council's part of them, in order.
        indicators: the register.
        assessments: one row for each indicator.
        quarantine: the rows that were set aside.
        groups: the comparator groups.
        area_names: code to name.
        home: the home council's code.
        council_name: the council's name in the settings.

    Returns:
        One row for each finding, with the fields of `Finding`, the gravest first.
    """
    joined = indicators.drop(columns="source_row").merge(
        assessments.drop(columns="directorate"), on="indicator_id"
    )
    found = [
        *_wrong_council(area_names[home], council_name),
        *_late(joined),
        *_without_result(joined),
        *_withheld(joined),
        *_quarantined(quarantine),
        *_gaps(history, indicators),
        *_out_of_bounds(history, indicators),
        *_ratios(observations, area_names),
        *_marked(joined),
        *_breaks(history),
        *_printed_direction(joined),
        *_without_target(joined),
        *_foreign_group(indicators, groups, home, area_names[home]),
    ]
    frame = pd.DataFrame([asdict(each) for each in found], columns=[each.name for each in fields(Finding)])
    order = frame["severity"].map({name: place for place, name in enumerate(SEVERITIES)})
    return (
        frame.assign(order=order)
        .sort_values("order", kind="stable", ignore_index=True)
        .drop(columns="order")
        .astype({"source_row": "Int64"})
    )


def _wrong_council(area_name: str, council_name: str) -> Iterator[Finding]:
    if area_name.lower() not in council_name.lower():
        detail = f"The settings name the council '{council_name}', but its area code is that of {area_name}; the reports say {area_name}."
        yield Finding(
            "",
            VALIDITY,
            "council_name",
            "warns",
            detail,
            next_step="Correct the name or the area code in the council's settings.",
        )


def _late(joined: pd.DataFrame) -> Iterator[Finding]:
    for row in joined[joined["periods_overdue"].fillna(0) > 0].itertuples():
        due = Period.parse(row.due_period, frequency=Frequency(row.frequency))
        expected = (pd.Timestamp(due.end) + pd.Timedelta(days=row.lag_days)).date()
        detail = f"No update since {row.period}; {row.due_period} was due by {expected.day} {expected:%B %Y}."
        step = (
            f"Ask for {row.due_period} from the source: {row.source}."
            if row.source
            else f"Ask for {row.due_period}."
        )
        yield Finding(row.indicator_id, TIMELINESS, "late", "warns", detail, row.period, next_step=step)


def _without_result(joined: pd.DataFrame) -> Iterator[Finding]:
    for row in joined[joined["period"] == ""].itertuples():
        step = "Supply results, or retire the indicator for this council."
        yield Finding(
            row.indicator_id,
            COMPLETENESS,
            "no_result",
            "warns",
            "There is not one result for this council.",
            next_step=step,
        )


def _withheld(joined: pd.DataFrame) -> Iterator[Finding]:
    for row in joined[(joined["period"] != "") & joined["value"].isna()].itertuples():
        detail = f"The result for {row.period} is {row.rag_reason}; it is not rated, charted or forecast."
        yield Finding(row.indicator_id, COMPLETENESS, "withheld", "notes", detail, row.period, row.source_row)


def _quarantined(quarantine: pd.DataFrame) -> Iterator[Finding]:
    for row in quarantine.itertuples():
        detail = f"{row.source} row {row.source_row}, column {row.column}: '{row.value}' {row.reason}."
        yield Finding(
            row.indicator_id,
            VALIDITY,
            "quarantined",
            "warns",
            detail,
            "",
            row.source_row,
            "Correct the row and run again.",
        )


def _gaps(history: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Finding]:
    """Periods between the first result and the latest that have no row, or a row with neither value nor reason."""
    frequency = dict(zip(indicators["indicator_id"], indicators["frequency"], strict=True))
    for indicator_id, rows in history.groupby("indicator_id", sort=False):
        for row in rows[rows["value"].isna() & (rows["status"] == "")].itertuples():
            detail = f"The result for {row.period} is empty without a reason."
            step = "Supply the value, or mark it c, x or z."
            yield Finding(
                indicator_id, COMPLETENESS, "empty", "warns", detail, row.period, row.source_row, step
            )
        ordinals = rows["period_ordinal"]
        missing = sorted(set(range(ordinals.iloc[0], ordinals.iloc[-1])) - set(ordinals))
        if missing:
            names = [str(Period(Frequency(frequency[indicator_id]), each)) for each in missing]
            count = "1 period has" if len(names) == 1 else f"{len(names)} periods have"
            detail = f"{count} no row between the first result and the latest: {_listed(names)}."
            yield Finding(
                indicator_id,
                COMPLETENESS,
                "gap",
                "notes",
                detail,
                next_step="Supply rows, marked x where there is no result.",
            )


def _listed(names: list[str], most: int = 4) -> str:
    return (
        ", ".join(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"
    )


def _out_of_bounds(history: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Finding]:
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


def _ratios(observations: pd.DataFrame, area_names: dict[str, str]) -> Iterator[Finding]:
    """Values that their own numerator and denominator do not give, with the power of ten that the indicator's other rows show."""
    whole = observations[
        (observations["denominator"] > 0) & (observations["numerator"] > 0) & (observations["value"] > 0)
    ]
    ratio = whole["numerator"] / whole["denominator"]
    power = np.log10(whole["value"] / ratio).groupby(whole["indicator_id"]).transform("median").round()
    given = ratio * 10.0**power
    wrong = whole.assign(given=given)[(given / whole["value"] - 1).abs() > RATIO_TOLERANCE]
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


def _marked(joined: pd.DataFrame) -> Iterator[Finding]:
    marks = {
        "p": (ACCURACY, "provisional", "notes", "is provisional and may change"),
        "e": (ACCURACY, "estimated", "notes", "is an estimate"),
        "r": (ACCURACY, "revised", "notes", "has been revised since it was first published"),
        "u": (RELIABILITY, "low_reliability", "warns", "is marked as of low reliability"),
    }
    for row in joined.itertuples():
        for code in row.status.split():
            if code in marks:
                dimension, name, severity, words = marks[code]
                detail = f"The result for {row.period} {words}."
                yield Finding(row.indicator_id, dimension, name, severity, detail, row.period, row.source_row)


def _breaks(history: pd.DataFrame) -> Iterator[Finding]:
    broken = history[history["status"].map(lambda status: "b" in status.split())]
    for row in broken.groupby("indicator_id", sort=False).tail(1).itertuples():
        detail = f"There is a break in the series at {row.period}; nothing is compared across it."
        yield Finding(row.indicator_id, RELIABILITY, "break", "notes", detail, row.period, row.source_row)


def _printed_direction(joined: pd.DataFrame) -> Iterator[Finding]:
    """The source printed a direction of travel that the rule does not give."""
    for row in joined.itertuples():
        printed = PRINTED_DIRECTION.search(row.note)
        if printed and printed[1] != DIRECTION_WORDS.get(row.dot):
            found = row.dot.lower().replace("_", " ")
            detail = f"The source printed the direction of travel '{printed[1]}'; the rule ({row.dot_rule}) gives {found}."
            step = "Ask the source which rule it used."
            yield Finding(
                row.indicator_id,
                RELIABILITY,
                "direction_disagrees",
                "warns",
                detail,
                row.period,
                row.source_row,
                step,
            )


def _without_target(joined: pd.DataFrame) -> Iterator[Finding]:
    wanting = joined[(joined["target_role"] == "verdict") & joined["target"].isna() & joined["value"].notna()]
    for row in wanting[wanting["polarity"] != "Neutral"].itertuples():
        detail = f"Its target gives the verdict, but none is set for {row.period}; it is not rated."
        yield Finding(
            row.indicator_id,
            RELEVANCE,
            "no_target",
            "notes",
            detail,
            row.period,
            next_step="Set a target, or change target_role.",
        )


def _foreign_group(
    indicators: pd.DataFrame, groups: pd.DataFrame, home: str, area_name: str
) -> Iterator[Finding]:
    members = set(groups.loc[groups["area_code"] == home, "group"])
    for row in indicators[~indicators["comparator_group"].isin({"", *members})].itertuples():
        detail = f"{area_name} is not in its comparator group '{row.comparator_group}'; it is compared with the groups that it is in."
        yield Finding(
            row.indicator_id,
            RELEVANCE,
            "not_in_group",
            "notes",
            detail,
            next_step="Name a group that holds the council.",
        )
