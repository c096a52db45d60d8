"""A line of `changes`: what is the same for every kind of change."""

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.framework.numbers import write_value

KINDS = (
    *("status", "direction", "new_data", "revised", "target", "tolerance", "floor", "definition"),
    *("owner", "polarity", "added", "retired", "renamed", "commentary_repeated"),
)
CONSEQUENCES = ("status", "direction")  # moves that another line explains
NONE = float("nan")


@dataclass(frozen=True)
class Change:
    """One line of `changes`; the directorate is added later, for all lines at once.

    Attributes:
        kind: one of `KINDS`.
        period: where it concerns one.
        field: the column that changed.
        old, new: before and now, as readers see them; "" where there was or is nothing.
        old_value, new_value: the same as numbers, in the indicator's unit; NaN where they are none.
        reason, who, when: why, by whom and on which day, as far as the data say.
        source_row: the row of its table that says so now.
    """

    indicator_id: str
    kind: str
    period: str = ""
    field: str = ""
    old: str = ""
    new: str = ""
    old_value: float = NONE
    new_value: float = NONE
    reason: str = ""
    who: str = ""
    when: str = ""
    source_row: int | None = None
    no_longer_holds: str = ""


def frame_of(changes: Iterable[Change]) -> pd.DataFrame:
    """The lines as a frame, with `size`: the new value minus the old."""
    rows = pd.DataFrame([asdict(each) for each in changes], columns=list(Change.__dataclass_fields__))
    return rows.assign(size=rows["new_value"].astype("float64") - rows["old_value"].astype("float64"))


class Writer:
    """Writes numbers of an indicator in its unit."""

    def __init__(self, indicators: pd.DataFrame) -> None:
        self._style = {
            row.indicator_id: (str(row.unit), int(row.decimals))
            for row in indicators[["indicator_id", "unit", "decimals"]].itertuples()
        }

    def value(self, indicator_id: str, number: float) -> str:
        """The number with its unit; "" where there is none."""
        if pd.isna(number):
            return ""
        unit, decimals = self._style.get(indicator_id, ("", 1))
        return write_value(number, unit, decimals)


def differs(old: pd.Series, new: pd.Series) -> pd.Series:
    """Where two columns differ; what is missing on both sides does not."""
    unequal = old.ne(new) & ~(old.isna() & new.isna())
    return unequal.fillna(False).astype("bool")


def text_of(value: Any) -> str:
    """A cell of a register as text: whole numbers without a point, days without a time, nothing for what is missing."""
    if value is None or pd.isna(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return np.format_float_positional(value, trim="-") if isinstance(value, float) else str(value)
