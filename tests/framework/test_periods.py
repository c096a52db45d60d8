"""The specification of periods: how people write them, and what they mean."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_analysis.errors import PeriodError
from pmf_analysis.framework.periods import Frequency, Period, latest_by

WRITTEN = [
    # as people write it       one way         first day      last day
    ("2025/26 Q3", "2025/26 Q3", "2025-10-01", "2025-12-31"),
    ("2025-26 Q3", "2025/26 Q3", "2025-10-01", "2025-12-31"),
    ("2025–26  q3", "2025/26 Q3", "2025-10-01", "2025-12-31"),
    ("2025/2026 Q3", "2025/26 Q3", "2025-10-01", "2025-12-31"),
    ("Q3 2025/26", "2025/26 Q3", "2025-10-01", "2025-12-31"),
    ("Q1 2019-20", "2019/20 Q1", "2019-04-01", "2019-06-30"),
    ("Oct-Dec 2025", "2025/26 Q3", "2025-10-01", "2025-12-31"),
    ("January to March 2026", "2025/26 Q4", "2026-01-01", "2026-03-31"),
    ("2025/26", "2025/26", "2025-04-01", "2026-03-31"),
    ("1999/00", "1999/00", "1999-04-01", "2000-03-31"),
    ("2025-12", "2025-12", "2025-12-01", "2025-12-31"),
    ("2024-02", "2024-02", "2024-02-01", "2024-02-29"),
    ("December 2025", "2025-12", "2025-12-01", "2025-12-31"),
    ("Sept 2025", "2025-09", "2025-09-01", "2025-09-30"),
    ("2025", "2025", "2025-01-01", "2025-12-31"),
    ("2020-22", "2020-22", "2020-01-01", "2022-12-31"),
]


@pytest.mark.parametrize(("text", "canonical", "start", "end"), WRITTEN)
def test_a_period_is_read_as_people_write_it(text: str, canonical: str, start: str, end: str) -> None:
    period = Period.parse(text)
    assert (str(period), period.start.isoformat(), period.end.isoformat()) == (canonical, start, end)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Q3",
        "2025/26 Q5",
        "2025/28",
        "2025-13",
        "Mar-May 2020",
        "25/26",
        "next year",
        "2025/26 Q0",
        "0001",
        "January 0000",
        "0000-01",
        "0000",
        "0000/01 Q1",
        "Jan-Mar 0000",
        "9999-12",
        "Foo 2025",
    ],
)
def test_what_names_no_period_is_an_error_that_says_what_would(text: str) -> None:
    with pytest.raises(PeriodError, match=r"periods are written 2025/26 Q3"):
        Period.parse(text)


def test_the_indicators_frequency_decides_between_readings() -> None:
    academic = Period.parse("2024/25", frequency=Frequency.ACADEMIC_YEAR)
    assert (academic.start, academic.end) == (date(2024, 9, 1), date(2025, 8, 31))
    assert Period.parse("2011-12").frequency is Frequency.MONTHLY
    assert Period.parse("2011-12", frequency=Frequency.FINANCIAL_YEAR).end == date(2012, 3, 31)
    assert Period.parse("2010-12", frequency=Frequency.THREE_YEARS).start == date(2010, 1, 1)


def test_a_period_of_another_frequency_is_an_error() -> None:
    with pytest.raises(
        PeriodError, match="is not a period of a quarterly indicator; such a period is written 2025/26 Q3"
    ):
        Period.parse("2025/26", frequency=Frequency.QUARTERLY)


@pytest.mark.parametrize(
    ("frequency", "latest"),
    [
        ("monthly", "2025-12"),
        ("quarterly", "2025/26 Q3"),
        ("financial year", "2024/25"),
        ("calendar year", "2025"),
        ("academic year", "2024/25"),
        ("three years", "2023-25"),
    ],
)
def test_the_latest_result_there_could_be_as_at_2025_26_q3(frequency: str, latest: str) -> None:
    assert str(latest_by(date(2025, 12, 31), Frequency(frequency))) == latest


def test_31_march_and_1_april_are_in_different_years() -> None:
    days = (date(2026, 3, 31), date(2026, 4, 1))
    assert [str(Period.containing(day, Frequency.QUARTERLY)) for day in days] == ["2025/26 Q4", "2026/27 Q1"]
    assert [str(Period.containing(day, Frequency.FINANCIAL_YEAR)) for day in days] == ["2025/26", "2026/27"]


PERIODS = st.builds(Period, st.sampled_from(Frequency), st.integers(1950, 2100)).map(
    lambda period: Period(period.frequency, period.ordinal * period.frequency.periods_per_year)
)


@given(PERIODS, st.integers(-50, 50))
def test_writing_and_reading_gives_the_same_period(period: Period, steps: int) -> None:
    moved = period + steps
    assert Period.parse(str(moved), frequency=period.frequency) == moved
    assert moved - period == steps
    assert (moved > period) is (steps > 0)


@given(PERIODS)
def test_periods_of_one_frequency_leave_no_day_out(period: Period) -> None:
    if period.frequency is not Frequency.THREE_YEARS:
        assert ((period + 1).start - period.end).days == 1
    assert Period.containing(period.end, period.frequency) == period
    assert latest_by(period.end, period.frequency) == period


def test_unlike_frequencies_cannot_be_counted() -> None:
    with pytest.raises(PeriodError, match="cannot count periods"):
        Period.parse("2025/26") - Period.parse("2025")
