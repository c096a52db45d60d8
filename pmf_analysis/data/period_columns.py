"""Read the period column of a table: each pair of text and frequency once, however many rows there are."""

import numpy as np
import pandas as pd

from pmf_analysis.errors import PeriodError
from pmf_analysis.framework.periods import Frequency, Period


def add_periods(frame: pd.DataFrame, frequencies: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Write each period in the one way, and number it.

    Args:
        frame: has indicator_id and period (as people wrote it).
        frequencies: indicator_id to the frequency's word.

    Returns:
        The frame with `period` (written one way), `period_ordinal`, `season` and `period_end`; and for each row the reason why
        its period cannot be read, or "".
    """
    frequency = frame["indicator_id"].map(frequencies).astype("str").fillna("")
    pairs = pd.MultiIndex.from_arrays([frame["period"], frequency])
    codes, unique = pairs.factorize()
    read = [_read(text, word) for text, word in unique]
    reasons = np.array([each if isinstance(each, str) else "" for each in read], dtype=object)
    columns = pd.DataFrame(
        [_facts(each) for each in read], columns=["period", "period_ordinal", "season", "period_end"]
    )
    placed = columns.take(codes).set_index(frame.index)
    return frame.assign(**{name: placed[name] for name in placed}), pd.Series(
        reasons[codes], index=frame.index, dtype="str"
    )


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """The same frame with the types that the period columns have once all rows are right."""
    return frame.assign(
        period=frame["period"].astype("str"),
        period_ordinal=frame["period_ordinal"].astype("int64"),
        season=frame["season"].astype("int64"),
        period_end=pd.to_datetime(frame["period_end"]),
    )


def _read(text: str, frequency: str) -> Period | str:
    try:
        return Period.parse(text, frequency=Frequency(frequency) if frequency else None)
    except PeriodError as error:
        return error.message.removeprefix(f"'{text}' ")


def _facts(read: Period | str) -> tuple[str, int, int, object]:
    if isinstance(read, str):
        return "", 0, 0, None
    return str(read), read.ordinal, read.season, pd.Timestamp(read.end)
