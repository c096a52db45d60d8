"""Read one series as people hand it over: dates in many forms, values with gaps; refuse what no chart can show."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.analysis.spc.limits import Floats
from pmf_analysis.errors import PeriodError, StatisticsError
from pmf_analysis.framework.periods import Period

Dates = NDArray[np.datetime64]
ISO_LENGTH = len("2025-12-31")
LARGEST_VALUE = 1e100


def read_series(dates: Iterable[Any], values: Iterable[Any]) -> tuple[Dates, Floats]:
    """The series in date order.

    Args:
        dates: ISO dates, `date`, `datetime`, `Timestamp`, `Period` or periods as people write them (their last day stands for them).
        values: numbers; None and NaN are gaps.

    Raises:
        StatisticsError: for unequal lengths, no value at all, an infinite value, text among the values, a date missing or given twice.
    """
    days, numbers = read_dates(dates), read_values(values)
    if len(days) != len(numbers):
        raise StatisticsError(
            f"there are {len(days)} dates and {len(numbers)} values; each value needs its date"
        )
    if np.isnan(numbers).all():
        raise StatisticsError("the series holds no value; a chart needs at least one")
    order = np.argsort(days, kind="stable")
    days, numbers = days[order], numbers[order]
    twice = days[1:][days[1:] == days[:-1]]
    if len(twice):
        raise StatisticsError(f"the date {_day(twice[0])} occurs twice; each date may have one value")
    return days, numbers


def read_values(values: Iterable[Any]) -> Floats:
    """Numbers as floats, gaps as NaN.

    Raises:
        StatisticsError: if a value is infinite or is not a number.
    """
    listed: Any = values if isinstance(values, np.ndarray) else list(values)
    if not isinstance(listed, np.ndarray) or listed.dtype == object:
        listed = [np.nan if each is None or each is pd.NA else each for each in listed]
        text = [each for each in listed if isinstance(each, str)]
        if text:
            raise StatisticsError(
                f"the value '{text[0]}' is text; values are numbers, and gaps are left empty"
            )
    try:
        numbers = np.asarray(listed, dtype=np.float64).reshape(-1)
    except (TypeError, ValueError) as error:
        raise StatisticsError(f"a value is not a number: {error}") from error
    if (np.abs(numbers) > LARGEST_VALUE).any():
        raise StatisticsError(
            "a value is infinite or beyond all measure; a rate without a denominator is a gap, not a number"
        )
    return numbers


def read_dates(dates: Iterable[Any]) -> Dates:
    """Days as numpy dates to the microsecond.

    Raises:
        StatisticsError: if one is missing or cannot be read.
    """
    if isinstance(dates, str):
        raise StatisticsError(f"dates are a list, not one text: '{dates}'")
    listed = list(dates)
    if all(type(each) is str and len(each) == ISO_LENGTH for each in listed):
        try:
            return np.array(listed, dtype="datetime64[us]")
        except ValueError:
            pass  # Not ISO after all ("March 2025"): read one by one, with a message that names the culprit.
    return np.array([_read_date(each) for each in listed], dtype="datetime64[us]")


def _read_date(given: Any) -> np.datetime64:
    """One date; a period stands for its last day."""
    if isinstance(given, Period):
        return np.datetime64(given.end, "us")
    if isinstance(given, pd.Period):
        return np.datetime64(given.end_time.date(), "us")
    if isinstance(given, str):
        return _read_text(given)
    if isinstance(given, date | np.datetime64) and not pd.isna(given):
        stamp = pd.Timestamp(given).tz_localize(None)
        return np.datetime64(stamp.to_datetime64(), "us")
    raise StatisticsError(f"'{given}' is not a date; dates are written 2025-12-31, periods 2025/26 Q3")


def _read_text(text: str) -> np.datetime64:
    try:
        return np.datetime64(Period.parse(text).end, "us")
    except PeriodError:
        pass  # Not a period: it may be a day with a time.
    try:
        return _read_date(pd.Timestamp(text))
    except ValueError as error:
        raise StatisticsError(
            f"'{text}' is not a date; dates are written 2025-12-31, periods 2025/26 Q3"
        ) from error


def _day(when: np.datetime64) -> str:
    return str(when.astype("datetime64[D]"))
