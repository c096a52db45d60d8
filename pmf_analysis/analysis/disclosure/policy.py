"""What a council has decided about publication."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from pmf_analysis.analysis.disclosure.rules import SmallCounts

Unmarked = Literal["withhold", "publish"]


@dataclass(frozen=True)
class PublicationPolicy:
    """The rules by which a quarter is made public.

    Attributes:
        small: which counts are too small.
        unmarked: what becomes of indicators whose `disclosure` is neither `open` nor `suppress`.
        forecasts: whether forecasts and chances are published.
        totals: a total's indicator id to the ids of its parts, for sums that the data do not show by themselves.
        seconds: how long to look for the least further cells to leave out, for each table.
    """

    small: SmallCounts = field(default_factory=SmallCounts)
    unmarked: Unmarked = "withhold"
    forecasts: bool = True
    totals: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    seconds: float = 10.0
