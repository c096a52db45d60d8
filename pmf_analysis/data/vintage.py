"""What was known on a day: tables without what had not been published, set or written by then."""

from dataclasses import replace
from datetime import date

import pandas as pd

from pmf_analysis.data.checks import Dataset

DATED = {
    "targets": "set_on",
    "commentary": "written_on",
    "finance": "issued_on",
    "attestations": "attested_on",
}  # table to the day on which a row was written; a row without one has been known all along


def as_known(dataset: Dataset, day: date) -> Dataset:
    """The tables as they were known on a day.

    A result with a vintage (`as_known`) is known from that day on. One without counts as published `lag_days` after the end of its
    period: an assumption, and the only one that the register allows, since sources publish whole series anew.

    Args:
        dataset: the clean tables.
        day: the day; what was published on it is known.
    """
    frames = dict(dataset.frames)
    frames["observations"] = _published(frames["observations"], frames["indicators"], pd.Timestamp(day))
    for name, column in DATED.items():
        frames[name] = frames[name][~(frames[name][column] > pd.Timestamp(day))].reset_index(drop=True)
    return replace(dataset, frames=frames)


def _published(observations: pd.DataFrame, indicators: pd.DataFrame, day: pd.Timestamp) -> pd.DataFrame:
    lags = pd.Series(indicators["lag_days"].to_numpy(), index=indicators["indicator_id"])
    days = pd.to_timedelta(observations["indicator_id"].map(lags).fillna(0).astype("int64"), unit="D")
    published = observations["as_known"].fillna(observations["period_end"] + days)
    return observations[published <= day].reset_index(drop=True)
