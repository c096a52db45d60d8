"""What a publication hides, and the ways in which a table loses it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from pmf_analysis.analysis.disclosure.counts import KEY, rounded_values
from pmf_analysis.analysis.disclosure.policy import PublicationPolicy
from pmf_analysis.analysis.disclosure.protect import Protection, open_indicators
from pmf_analysis.analysis.results import QuarterResults

HIDDEN_STATUS = "small"
"""The status of a result that is left out; published files write it `c`, as statisticians do."""
LIMITS = ("lower", "upper", "lower_ci", "upper_ci")
NUMBERS = ("value", "numerator", "denominator", "lower_ci", "upper_ci")


@dataclass(frozen=True)
class Redaction:
    """Which values are hidden, and which indicators of the home council are touched by it.

    Attributes:
        policy: the council's.
        home: the home council's area code.
        ids: the open indicators.
        hidden: indicator, area and period of each hidden value.
        touched: indicators that have lost a home result, or its last digits.
        counted: those whose counts are rounded.
        forecast: those whose forecasts are published.
        kinds: area code to council, region or country, of the areas that the home council is compared with.
        values: indicator, area and period to value and numerator as published.
    """

    policy: PublicationPolicy
    home: str
    ids: frozenset[str]
    hidden: frozenset[tuple[str, str, str]]
    touched: frozenset[str]
    counted: frozenset[str]
    forecast: frozenset[str]
    kinds: Mapping[str, str]
    values: pd.DataFrame

    @classmethod
    def of(cls, results: QuarterResults, protection: Protection, policy: PublicationPolicy) -> "Redaction":
        """What follows from a decision on every value."""
        home, hidden = results.context.area_code, frozenset(protection.hidden())
        counted = protection.values.loc[protection.values["count"].notna(), "indicator_id"]
        rounded = frozenset(counted) if policy.small.base > 1 else frozenset()
        ids = frozenset(open_indicators(results.indicators, policy))
        touched = frozenset({key for key, area, _ in hidden if area == home} | rounded)
        forecast = ids - touched if policy.forecasts else frozenset()
        values = rounded_values(protection.values, policy.small).set_index(KEY)[["value", "numerator"]]
        kinds = dict(zip(results.group_values["area_code"], results.group_values["kind"], strict=True))
        return cls(policy, home, ids, hidden, touched, rounded, forecast, kinds, values)

    def hides(self, frame: pd.DataFrame, *, period: str = "period") -> "pd.Series[bool]":
        """Which rows are about a hidden result of the home council."""
        keys = zip(frame["indicator_id"], [self.home] * len(frame), frame[period], strict=True)
        return pd.Series([key in self.hidden for key in keys], index=frame.index, dtype=bool)

    def hides_some(self, frame: pd.DataFrame, *kinds: str) -> "pd.Series[bool]":
        """Which rows are about an indicator and period of which an area of one of the kinds is hidden."""
        lost = {
            (key, period) for key, area, period in self.hidden if self.kinds.get(area, "council") in kinds
        }
        pairs = zip(frame["indicator_id"], frame["period"], strict=True)
        return pd.Series([pair in lost for pair in pairs], index=frame.index, dtype=bool)

    def affects(self, frame: pd.DataFrame) -> "pd.Series[bool]":
        """Which rows are about an indicator that has lost a result, or the last digits of its results."""
        return frame["indicator_id"].isin(self.touched)

    def rounds(self, frame: pd.DataFrame) -> "pd.Series[bool]":
        """Which rows are about an indicator whose counts are rounded."""
        return frame["indicator_id"].isin(self.counted)

    def rounded(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Values and numerators as they are published; limits are of the unrounded counts, so those of rounded ones go."""
        rows = self.rounds(frame)
        if not rows.any():
            return frame
        areas = frame["area_code"] if "area_code" in frame else [self.home] * len(frame)
        keys = pd.MultiIndex.from_arrays([frame["indicator_id"], areas, frame["period"]], names=KEY)
        cut = frame.copy()
        for name in ("value", "numerator"):
            published = self.values[name].reindex(keys).to_numpy()
            cut[name] = np.where(rows & frame[name].notna(), published, frame[name])
        for name in frame.columns.intersection(LIMITS):
            cut[name] = frame[name].mask(rows)
        return cut


def of_indicators(frame: pd.DataFrame, ids: frozenset[str]) -> pd.DataFrame:
    """The rows about some indicators."""
    return frame[frame["indicator_id"].isin(ids)].reset_index(drop=True)


def without_numbers(frame: pd.DataFrame, hidden: "pd.Series[bool]") -> pd.DataFrame:
    """Results whose hidden ones have no number, and say so."""
    cut = frame.copy()
    for name in frame.columns.intersection(NUMBERS):
        cut[name] = frame[name].mask(hidden)
    return cut.assign(status=frame["status"].mask(hidden, HIDDEN_STATUS), note=frame["note"].mask(hidden, ""))


def blanked(frame: pd.DataFrame, rows: "pd.Series[bool]", *, keep: Iterable[str]) -> pd.DataFrame:
    """A table of which some rows keep nothing but some columns; columns that are added later are among the others."""
    cut = frame.copy()
    for name in frame.columns.difference(list(keep)):
        column = frame[name]
        if pd.api.types.is_bool_dtype(column):
            cut[name] = column & ~rows
        elif isinstance(column.dtype, np.dtype) and column.dtype.kind in "iu":
            cut[name] = column.mask(rows, 0)  # such a column cannot be without a number
        elif pd.api.types.is_numeric_dtype(column) or pd.api.types.is_datetime64_any_dtype(column):
            cut[name] = column.mask(rows)
        else:
            cut[name] = column.mask(rows, "")
    return cut
