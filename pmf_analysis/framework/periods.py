"""Periods: the only module that knows that the financial year starts in April.

A period is a stretch of days with a frequency. People write periods in many ways; `Period.parse` reads them and `str()` writes
each in one way: `2025/26 Q3`, `2025/26`, `2025-12`, `2025`, `2020-22`. A year written `2025/26` is a financial year unless the
indicator's frequency says that it is an academic one (September to August).
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from functools import lru_cache

from pmf_analysis.errors import PeriodError

FIRST_MONTH = {"financial year": 4, "academic year": 9, "calendar year": 1, "three years": 1}
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
STYLES = "2025/26 Q3, 2025/26, 2025-12, 2025 or 2020-22"


class Frequency(StrEnum):
    """How often an indicator is measured, in the words of the `indicators` table."""

    MONTHLY = "monthly"
    QUARTERLY = "quarterly"
    FINANCIAL_YEAR = "financial year"
    CALENDAR_YEAR = "calendar year"
    ACADEMIC_YEAR = "academic year"
    THREE_YEARS = "three years"

    @property
    def periods_per_year(self) -> int:
        """How many results a year brings: three-year spans roll forward by one year."""
        return {"monthly": 12, "quarterly": 4}.get(self.value, 1)


@dataclass(frozen=True, order=True)
class Period:
    """A month, a financial quarter, a year or a span of three years.

    Periods of one frequency can be compared, counted (`later - earlier`) and stepped (`period + 1`).

    Attributes:
        frequency: what kind of stretch it is.
        ordinal: its number among its kind; consecutive periods have consecutive numbers.

    >>> quarter = Period.parse("Oct-Dec 2025")
    >>> str(quarter), quarter.end.isoformat(), str(quarter + 2), str(quarter.financial_year)
    ('2025/26 Q3', '2025-12-31', '2026/27 Q1', '2025/26')
    >>> Period.parse("Q3 2025/26") - Period.parse("2023/24 Q2")
    9
    """

    frequency: Frequency
    ordinal: int

    @classmethod
    def parse(cls, text: str, *, frequency: Frequency | None = None) -> "Period":
        """Read a period as people write it.

        Args:
            text: such as `2025-26 Q3`, `Q3 2025/26`, `2025/26`, `Oct-Dec 2025`, `2025-12`, `December 2025`, `2025`, `2020-22`.
            frequency: what the indicator measures, which decides between readings (`2025/26` may be an academic year).

        Raises:
            PeriodError: if nothing reads it, or if it is a period of another frequency.
        """
        return _parse(text, frequency)

    @classmethod
    def containing(cls, day: date, frequency: Frequency) -> "Period":
        """The period of this frequency in which the day lies (for spans of three years: the one that it ends in)."""
        if frequency is Frequency.MONTHLY:
            return cls(frequency, day.year * 12 + day.month - 1)
        if frequency is Frequency.QUARTERLY:
            year = day.year - (day.month < FIRST_MONTH["financial year"])
            return cls(frequency, year * 4 + (day.month - FIRST_MONTH["financial year"]) % 12 // 3)
        return cls(frequency, day.year - (day.month < FIRST_MONTH[frequency.value]))

    @property
    def start(self) -> date:
        """The first day."""
        if self.frequency is Frequency.MONTHLY:
            return date(self.ordinal // 12, self.ordinal % 12 + 1, 1)
        if self.frequency is Frequency.QUARTERLY:
            months = self.ordinal % 4 * 3 + FIRST_MONTH["financial year"] - 1
            return date(self.ordinal // 4 + months // 12, months % 12 + 1, 1)
        first_year = self.ordinal - 2 * (self.frequency is Frequency.THREE_YEARS)
        return date(first_year, FIRST_MONTH[self.frequency.value], 1)

    @property
    def end(self) -> date:
        """The last day."""
        if self.frequency is Frequency.THREE_YEARS:
            return date(self.ordinal, 12, 31)
        return (self + 1).start - timedelta(days=1)

    @property
    def quarter(self) -> int | None:
        """1 to 4 for a financial quarter (1 is April to June), otherwise None."""
        return self.ordinal % 4 + 1 if self.frequency is Frequency.QUARTERLY else None

    @property
    def season(self) -> int:
        """Its place in the year, from 0: the quarter, or the month of the financial year; 0 for years."""
        if self.frequency is Frequency.MONTHLY:
            return (self.start.month - FIRST_MONTH["financial year"]) % 12
        return self.ordinal % 4 if self.frequency is Frequency.QUARTERLY else 0

    @property
    def financial_year(self) -> "Period":
        """The financial year in which it ends."""
        return Period.containing(self.end, Frequency.FINANCIAL_YEAR)

    @property
    def last_of_financial_year(self) -> "Period":
        """The last period of its own frequency that ends by the end of the financial year in which it ends."""
        return latest_by(self.financial_year.end, self.frequency)

    @property
    def slug(self) -> str:
        """The period in a file name: `2025-26-q3`."""
        return str(self).lower().replace("/", "-").replace(" ", "-")

    def __add__(self, steps: int) -> "Period":
        return Period(self.frequency, self.ordinal + steps)

    def __sub__(self, other: "Period") -> int:
        if other.frequency is not self.frequency:
            raise PeriodError(
                f"cannot count periods from {other} ({other.frequency}) to {self} ({self.frequency})"
            )
        return self.ordinal - other.ordinal

    def __str__(self) -> str:
        if self.frequency is Frequency.MONTHLY:
            return f"{self.ordinal // 12}-{self.ordinal % 12 + 1:02d}"
        if self.frequency is Frequency.QUARTERLY:
            return f"{_split_year(self.ordinal // 4)} Q{self.quarter}"
        if self.frequency is Frequency.CALENDAR_YEAR:
            return str(self.ordinal)
        if self.frequency is Frequency.THREE_YEARS:
            return f"{self.ordinal - 2}-{self.ordinal % 100:02d}"
        return _split_year(self.ordinal)


def latest_by(day: date, frequency: Frequency) -> Period:
    """The latest period of a frequency that has ended by a day: the newest result that there could be.

    >>> str(latest_by(date(2025, 12, 31), Frequency.FINANCIAL_YEAR)), str(latest_by(date(2025, 12, 31), Frequency.CALENDAR_YEAR))
    ('2024/25', '2025')
    """
    period = Period.containing(day, frequency)
    return period if period.end <= day else period + -1


def _split_year(first: int) -> str:
    return f"{first}/{(first + 1) % 100:02d}"


def _normalise(text: str) -> str:
    dashes = re.sub(r"[‐‑‒–—−]", "-", text.replace("\u00a0", " "))
    return re.sub(r"\s+", " ", re.sub(r"\s*([-/])\s*| to ", lambda m: m[1] or "-", dashes)).strip().lower()


@lru_cache(maxsize=65536)
def _parse(text: str, frequency: Frequency | None) -> Period:
    plain = _normalise(text)
    periods = [
        period for pattern, read in READERS if (match := pattern.fullmatch(plain)) for period in read(match)
    ]
    for period in periods:
        if frequency in (None, period.frequency):
            return period
    if periods and frequency:
        raise PeriodError(
            f"'{text}' is not a period of a {frequency} indicator; such a period is written {_example(frequency)}"
        )
    raise PeriodError(f"'{text}' is not a period; periods are written {STYLES}")


def _example(frequency: Frequency) -> str:
    return str(latest_by(date(2025, 12, 31), frequency))


def _month_number(text: str) -> int:
    return next(
        (n for n, name in enumerate(MONTHS, 1) if len(text) >= 3 and name.startswith(text.rstrip("."))), 0
    )


def _follows(first: str, second: str, *, by: int = 1) -> bool:
    """Whether `2025` and `26` (or `2026`) are years that far apart."""
    return (int(first) + by) % (100 if len(second) == 2 else 10_000) == int(second)


def _quarters(first: str, second: str, quarter: str) -> list[Period]:
    return [Period(Frequency.QUARTERLY, int(first) * 4 + int(quarter) - 1)] if _follows(first, second) else []


def _years(first: str, second: str) -> list[Period]:
    """`2025/26` is a financial or an academic year; `2020-22` spans three calendar years."""
    found = []
    if _follows(first, second):
        found = [Period(Frequency.FINANCIAL_YEAR, int(first)), Period(Frequency.ACADEMIC_YEAR, int(first))]
    elif _follows(first, second, by=2):
        found = [Period(Frequency.THREE_YEARS, int(first) + 2)]
    return found


def _year_or_month(first: str, second: str) -> list[Period]:
    """`2025-12` is a month; `2011-12` too, unless the indicator says that it is a year."""
    months = _months(first, int(second)) if len(second) == 2 else []
    return months + _years(first, second)


def _months(year: str, month: int) -> list[Period]:
    return [Period(Frequency.MONTHLY, int(year) * 12 + month - 1)] if 1 <= month <= 12 else []


def _named_quarter(first: str, last: str, year: str, end_year: str | None) -> list[Period]:
    begin, end = _month_number(first), _month_number(last)
    if not begin or not end or (begin - 1) % 3 or end != begin + 2 or (end_year and end_year != year):
        return []
    return [Period.containing(date(int(year), begin, 1), Frequency.QUARTERLY)]


Y4, Y2, NAME = r"((?:19|20|21)\d{2})", r"(\d{2}|\d{4})", r"([a-z]{3,9}\.?)"
READERS: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], list[Period]]], ...] = (
    (re.compile(rf"{Y4}[/-]{Y2},? ?q(?:uarter )?([1-4])"), lambda m: _quarters(m[1], m[2], m[3])),
    (re.compile(rf"q(?:uarter )?([1-4]),? ?{Y4}[/-]{Y2}"), lambda m: _quarters(m[2], m[3], m[1])),
    (re.compile(rf"{Y4}[/]{Y2}"), lambda m: _years(m[1], m[2])),
    (re.compile(rf"{Y4}[-]{Y2}"), lambda m: _year_or_month(m[1], m[2])),
    (re.compile(rf"{NAME}-{NAME} {Y4}"), lambda m: _named_quarter(m[1], m[2], m[3], None)),
    (re.compile(rf"{NAME} {Y4}-{NAME} {Y4}"), lambda m: _named_quarter(m[1], m[3], m[4], m[2])),
    (re.compile(rf"{NAME}[ -]{Y4}"), lambda m: _months(m[2], _month_number(m[1]))),
    (re.compile(Y4), lambda m: [Period(Frequency.CALENDAR_YEAR, int(m[1]))]),
)
