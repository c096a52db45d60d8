"""What is late, missing, marked or without a target: what the tables say of themselves."""

import re
from collections.abc import Iterator

import pandas as pd

from pmf_analysis.analysis.data_quality.finding import (
    ACCURACY,
    COMPLETENESS,
    RELEVANCE,
    RELIABILITY,
    TIMELINESS,
    VALIDITY,
    WARNS,
    Finding,
    listed,
)
from pmf_analysis.framework.periods import Frequency, Period

PRINTED_DIRECTION = re.compile(r"direction of travel printed at source: (\w+)")
DIRECTION_WORDS = {"IMPROVING": "Improving", "WORSENING": "Worsening", "STABLE": "Neutral"}


def wrong_council(area_name: str, council_name: str) -> Iterator[Finding]:
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


def late(joined: pd.DataFrame) -> Iterator[Finding]:
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


def without_result(joined: pd.DataFrame) -> Iterator[Finding]:
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


def withheld(joined: pd.DataFrame) -> Iterator[Finding]:
    for row in joined[(joined["period"] != "") & joined["value"].isna()].itertuples():
        detail = f"The result for {row.period} is {row.rag_reason}; it is not rated, charted or forecast."
        yield Finding(row.indicator_id, COMPLETENESS, "withheld", "notes", detail, row.period, row.source_row)


def quarantined(quarantine: pd.DataFrame) -> Iterator[Finding]:
    """Rows that were set aside; those of an indicator that are wrong in the same way together."""
    alike = ["table", "indicator_id", "column", "reason"]
    for _, rows in quarantine.groupby(alike, sort=False):
        first = rows.iloc[0]
        more = [str(row) for row in rows["source_row"].iloc[1:]]
        others = f"; so {'is row' if len(more) == 1 else 'are rows'} {listed(more)}" if more else ""
        detail = (
            f"{first['source']} row {first['source_row']}, column {first['column']}: "
            f"'{first['value']}' {first['reason']}{others}."
        )
        step = "Correct the row and run again." if not more else "Correct the rows and run again."
        yield Finding(
            first["indicator_id"], VALIDITY, "quarantined", WARNS, detail, "", int(first["source_row"]), step
        )


def gaps(history: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Finding]:
    """Periods between the first result and the latest that have no row, or a row with neither value nor reason."""
    for row in history[history["value"].isna() & (history["status"] == "")].itertuples():
        detail = f"The result for {row.period} is empty without a reason."
        step = "Supply the value, or mark it c, x or z."
        yield Finding(
            row.indicator_id, COMPLETENESS, "empty", "warns", detail, row.period, row.source_row, step
        )
    frequency = dict(zip(indicators["indicator_id"], indicators["frequency"], strict=True))
    for indicator_id, ordinals in history.groupby("indicator_id", sort=False)["period_ordinal"]:
        missing = sorted(set(range(ordinals.iloc[0], ordinals.iloc[-1])) - set(ordinals))
        if missing:
            names = [str(Period(Frequency(frequency[indicator_id]), each)) for each in missing]
            count = "1 period has" if len(names) == 1 else f"{len(names)} periods have"
            detail = f"{count} no row between the first result and the latest: {listed(names)}."
            yield Finding(
                indicator_id,
                COMPLETENESS,
                "gap",
                "notes",
                detail,
                next_step="Supply rows, marked x where there is no result.",
            )


def marked(joined: pd.DataFrame) -> Iterator[Finding]:
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


def breaks(history: pd.DataFrame) -> Iterator[Finding]:
    broken = history[history["status"].map(lambda status: "b" in status.split())]
    for row in broken.groupby("indicator_id", sort=False).tail(1).itertuples():
        detail = f"There is a break in the series at {row.period}; nothing is compared across it."
        yield Finding(row.indicator_id, RELIABILITY, "break", "notes", detail, row.period, row.source_row)


def printed_direction(joined: pd.DataFrame) -> Iterator[Finding]:
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


def without_target(joined: pd.DataFrame) -> Iterator[Finding]:
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


def foreign_group(
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
