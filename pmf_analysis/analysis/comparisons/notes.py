"""What a reader must know before using a comparison, in sentences."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pmf_analysis.analysis.comparisons.standing import FEWEST_OTHERS
from pmf_analysis.framework.numbers import write_count
from pmf_analysis.framework.periods import Period


@dataclass(frozen=True)
class Places:
    """Who is compared with whom.

    Attributes:
        home: the home council's area code.
        region: the region's code; None where there is none.
        country: the country's code; None where there is none.
        names: the name of each area code.
    """

    home: str
    region: str | None
    country: str | None
    names: Mapping[str, str]

    def name(self, code: str | None) -> str:
        """The area's name, or its code if it has none."""
        return self.names.get(code, code) if code else ""


def withheld_results(observations: pd.DataFrame, usable: pd.DataFrame, *, home: str) -> dict[str, str]:
    """The latest period of each indicator in which the home council has a row, if that row has no value."""
    own = observations[observations["area_code"] == home].sort_values("period_ordinal")
    last = own.groupby("indicator_id").tail(1)
    return dict(
        zip(*last.loc[~last.index.isin(usable.index), ["indicator_id", "period"]].to_numpy().T, strict=True)
    )


def notes_for(
    frame: pd.DataFrame, places: Places, *, withheld: Mapping[str, str], as_at: Period | None
) -> list[str]:
    """What a reader must know before using a row, in sentences; empty where there is nothing to know."""
    known = f" as at {as_at}" if as_at else ""
    home, country = places.name(places.home), places.name(places.country)
    columns = [
        "indicator_id",
        "period",
        "home_latest_period",
        "n",
        "no_interval",
        "comparator_value",
        "england_value",
    ]
    notes = []
    for key, period, latest, n, no_interval, benchmark, england in frame[columns].itertuples(index=False):
        said = []
        if key in withheld:
            said.append(f"{home}'s result for {withheld[key]} is withheld or not available.")
        if not period:
            notes.append(" ".join([*said, f"{home} has no value{known}."]))
            continue
        if period != latest:
            said.append(
                f"Compared on {period}, the latest period that {home} shares with others of the group{known}; "
                f"its own latest is {latest}."
            )
        said += _on_the_others(n, period)
        if country and np.isnan(england):
            said.append(f"{country} has no value for {period}.")
        if no_interval:
            said.append(f"Not compared by interval: {no_interval}.")
        elif np.isnan(benchmark):
            said.append("Not compared: there is nothing to compare with.")
        notes.append(" ".join(said))
    return notes


def _on_the_others(n: int, period: str) -> list[str]:
    if n == 1:
        return [f"No other member of the group has a value for {period}."]
    if n <= FEWEST_OTHERS:
        return [
            f"Only {write_count(n - 1, 'other members')} of the group {'has' if n == 2 else 'have'} a value for {period}."
        ]
    return []
