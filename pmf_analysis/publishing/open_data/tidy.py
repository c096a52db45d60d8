"""The published tables, from results that hold nothing but what may be published."""

import csv
import io
from collections.abc import Mapping

import pandas as pd

from pmf_analysis.analysis.disclosure.counts import KEY, values_of
from pmf_analysis.analysis.disclosure.protect import SHOWN, Protection
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.record.cells import write_cell
from pmf_analysis.publishing.open_data.columns import (
    FORECASTS,
    INDICATORS,
    OBSERVATIONS,
    RATINGS,
    PublicTable,
)

CONFIDENTIAL = "[c]"
NUMBERS = ["value", "numerator", "denominator", "lower_ci", "upper_ci"]


def public_tables(
    redacted: QuarterResults, protection: Protection, *, forecasts: bool
) -> Mapping[PublicTable, pd.DataFrame]:
    """Each published table with its columns in order.

    Args:
        redacted: from `redact`; no number is taken from anywhere else.
        protection: only names the rows that were left out, so that each stands there with its status.
        forecasts: whether there is a table of forecasts.
    """
    names = {scope.slug: scope.name for scope in redacted.scopes if scope.kind == "directorate"}
    indicators = redacted.indicators
    tables = {
        INDICATORS: indicators.assign(
            directorate=indicators["directorate"].map(lambda each: names.get(each, each))
        ),
        OBSERVATIONS: _observations(redacted, protection),
        RATINGS: redacted.assessments[redacted.assessments["period"] != ""],
    }
    if forecasts:
        tables[FORECASTS] = redacted.forecasts
    return {table: frame[[column.name for column in table.columns]] for table, frame in tables.items()}


def csv_text(frame: pd.DataFrame) -> str:
    """A table as CSV: numbers unrounded, missing values empty, the same bytes for the same table."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\n")
    writer.writerow(frame.columns)
    columns = [[write_cell(value) for value in frame[name].tolist()] for name in frame]
    writer.writerows(zip(*columns, strict=True))
    return file.getvalue()


def _observations(redacted: QuarterResults, protection: Protection) -> pd.DataFrame:
    """The values that are left, and a row without a number for each that was left out."""
    shown = values_of(redacted)
    away = protection.values.loc[protection.values["suppressed"] != SHOWN, [*KEY, "area_name"]]
    away = away.assign(**dict.fromkeys(NUMBERS, float("nan")), status=CONFIDENTIAL)
    hidden = pd.MultiIndex.from_frame(away[KEY])
    shown = shown[~pd.MultiIndex.from_frame(shown[KEY]).isin(hidden)]
    shown = shown.assign(status=shown["status"].map(shorthand))
    order = pd.MultiIndex.from_frame(protection.values[KEY])
    everything = pd.concat([shown, away], ignore_index=True)
    places = order.get_indexer(pd.MultiIndex.from_frame(everything[KEY]))
    return everything.iloc[places.argsort(kind="stable")].reset_index(drop=True)


def shorthand(status: str) -> str:
    """Status codes as statisticians write them.

    >>> shorthand("p r")
    '[p] [r]'
    """
    return " ".join(f"[{code}]" for code in status.split())
