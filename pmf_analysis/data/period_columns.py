"""Read the period column of a table: each pair of text and frequency once, however many rows there are."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from pmf_analysis.errors import PeriodError
from pmf_analysis.framework.periods import Frequency, Period


def add_periods(frame: pd.DataFrame, frequencies: pd.Series) -> tuple[pd.DataFrame, pd.Series]:
    """Write each period in the one way, and number it.

    Args:
        frame: has the categoricals indicator_id and period (as people wrote it).
        frequencies: indicator_id to the frequency's word.

    Returns:
        The frame with `period` (written one way), `period_ordinal`, `season` and `period_end`; and for each row the reason why
        its period cannot be read, or "".
    """
    pairs, texts, words = _pairs(frame, frequencies)
    codes, unique = pd.factorize(pairs)
    read = [_read(texts[pair // len(words)], words[pair % len(words)]) for pair in unique]
    facts = pd.DataFrame(
        [_facts(each) for each in read], columns=["period", "period_ordinal", "season", "period_end"]
    )
    placed = {name: facts[name].take(codes).array for name in facts if name != "period"}
    reasons = [each if isinstance(each, str) else "" for each in read]
    return frame.assign(period=_texts(facts["period"], codes), **placed), _texts(reasons, codes)


def _pairs(frame: pd.DataFrame, frequencies: pd.Series) -> tuple[np.ndarray, list[str], list[str]]:
    """A number for each row's pair of period text and frequency, and the texts and words that it stands for."""
    periods, ids = (frame[name].astype("category").array for name in ("period", "indicator_id"))
    of_id = pd.Series(ids.categories).map(frequencies).astype("str").fillna("")
    word_codes, words = pd.factorize(of_id)
    pairs = periods.codes.astype("int64") * max(len(words), 1) + word_codes[ids.codes]
    return pairs, list(periods.categories), list(words)


def _texts(texts: Sequence[str] | pd.Series, codes: np.ndarray) -> pd.Series:
    places, unique = pd.factorize(np.asarray(texts, dtype=object))
    return pd.Series(pd.Categorical.from_codes(places[codes], categories=pd.Index(unique, dtype="str")))


def dated(frame: pd.DataFrame) -> pd.DataFrame:
    """The same frame with the types that the period columns have once all rows are right."""
    return frame.assign(
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
