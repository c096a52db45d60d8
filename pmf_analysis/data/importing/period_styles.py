"""The styles in which publishers write periods, each with its reader."""

import re
from dataclasses import dataclass
from datetime import date

from pmf_analysis.errors import PeriodError
from pmf_analysis.framework.periods import FIRST_MONTH, MONTHS, Frequency, Period

YEARS = {12: {4: Frequency.FINANCIAL_YEAR, 1: Frequency.CALENDAR_YEAR, 9: Frequency.ACADEMIC_YEAR}}
IDENTIFIERS = {
    "academic year": Frequency.ACADEMIC_YEAR,
    "financial year": Frequency.FINANCIAL_YEAR,
    "reporting year": Frequency.CALENDAR_YEAR,
    "calendar year": Frequency.CALENDAR_YEAR,
    "tax year": Frequency.FINANCIAL_YEAR,
}
NAME = r"([a-z]{3,9})\.?"
MONTH_SPAN = re.compile(
    rf"(?:\d{{1,2}} )?{NAME} ?(\d{{4}}|\d{{2}})?-(?:\d{{1,2}} )?{NAME} ?(\d{{4}}|\d{{2}})"
)
YEAR_ENDING = re.compile(
    rf"(?:(?:year|12 months|twelve months) ?(?:ending|ended|to|-)|y/?e)[ -]?(?:the )?(?:\d{{1,2}}(?:st|nd|rd|th)? )?{NAME} (\d{{4}})"
)
QUARTER_ENDING = re.compile(
    rf"(?:quarter|3 months|three months) ?(?:ending|ended|to|-)[ -]?(?:\d{{1,2}}(?:st|nd|rd|th)? )?{NAME} (\d{{4}})"
)
ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:t[\d:.]+z?)?/p(\d{1,2})([my])")
ISO_RANGE = re.compile(r"(\d{4})-(\d{2})-(\d{2})/(\d{4})-(\d{2})-(\d{2})")
DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?:[ t][\d:.]+)?")
BRITISH_DATE = re.compile(r"(\d{1,2})/(\d{1,2})/(\d{4})")
SHORT_MONTH = re.compile(rf"{NAME}[- ](\d{{2}})")
PLAIN_QUARTER = re.compile(r"(\d{4}),? ?-?q(?:uarter |tr )?([1-4])|q(?:uarter |tr )?([1-4]),?[ -]?(\d{4})")
SIX_DIGITS = re.compile(r"(\d{4})(\d{2})(?: (.+))?")
FOUR_DIGITS = re.compile(r"(\d{4}) ([a-z].+)")
MONTH_OF_YEAR = re.compile(rf"(\d{{4}})[/-](\d{{2}}|\d{{4}}),? {NAME}")
NAMED_YEAR = re.compile(r"(fy|financial year|academic year|calendar year) ?(\d{4}(?:[/-](?:\d{2}|\d{4}))?)")
YEAR_NAMED = re.compile(r"(\d{4}(?:[/-](?:\d{2}|\d{4}))?) ?(fy)")
YEARS_OF_TWO = re.compile(r"((?:19|20)\d{2})/(\d{2}|\d{4})-((?:19|20)?\d{2})/(\d{2}|\d{4})")
MID_YEAR = re.compile(r"mid[- ](\d{4})")


@dataclass(frozen=True)
class PeriodRules:
    """What a mapping declares about its periods.

    Attributes:
        frequencies: what the periods may be, of which the first that fits counts; empty if they say so themselves.
        quarters: what `2023 Q4` means: `financial`, `calendar`, or empty where it must not be guessed.
        rolling_years: `quarterly` or `monthly` where a year to any month stands for the quarter or month that it ends in.
        find: a /pattern/ of the part of the text that is the period.
        names: a period's text to the period.
    """

    frequencies: tuple[Frequency, ...] = ()
    quarters: str = ""
    rolling_years: str = ""
    find: str = ""
    names: dict[str, str] | None = None


def as_written(plain: str, rules: PeriodRules) -> Period:
    """What the framework's own reader makes of it, in one way only."""
    found: set[Period] = set()
    for frequency in rules.frequencies or tuple(Frequency):
        try:
            found.add(Period.parse(plain, frequency=frequency))
        except PeriodError:
            continue
        if rules.frequencies:
            break  # in the mapping's order, the first that fits counts
    written = {str(period) for period in found}
    if len(written) == 1:
        return min(found, key=lambda period: list(Frequency).index(period.frequency))
    if found:
        raise PeriodError(
            f"may be {' or '.join(sorted(written))}; the mapping should say which (periods: frequency)"
        )
    only = f" that is {' or '.join(rules.frequencies)}" if rules.frequencies else ""
    raise PeriodError(f"is not a period{only} that can be read; the mapping can name it (periods: names)")


def _month(name: str) -> int:
    return next(
        (
            number
            for number, month in enumerate(MONTHS, 1)
            if month.startswith(name) or name == "sept" == month[:4]
        ),
        0,
    )


def _year(text: str) -> int:
    return int(text) if len(text) == 4 else 2000 + int(text)


def _span(year: int, month: int, months: int, rules: PeriodRules) -> Period | None:
    """The period that is these months; a year that is no year of ours only where the mapping says what it stands for."""
    if not 1 <= month <= 12 or not 1900 <= year <= 2199 or months < 1:
        return None
    first = date(year, month, 1)
    last = year * 12 + month - 1 + months - 1
    end = date(last // 12, last % 12 + 1, 28)
    if months == 12 and rules.rolling_years:
        return _ending(end, Frequency(rules.rolling_years))
    if months == 1:
        return Period.containing(first, Frequency.MONTHLY)
    if months == 3 and month % 3 == 1:
        return Period.containing(first, Frequency.QUARTERLY)
    if months == 36 and month == 1:
        return Period.containing(end, Frequency.THREE_YEARS)
    if months == 12 and month in YEARS[12]:
        return Period.containing(first, YEARS[12][month])
    raise PeriodError(
        f"is the {months} months from {MONTHS[month - 1].title()} {year}, which no frequency has"
        + (
            "; the mapping can say what a year to any month stands for (periods: rolling_years)"
            if months == 12
            else ""
        )
    )


def _ending(end: date, frequency: Frequency) -> Period:
    period = Period.containing(end, frequency)
    if (period.end.year, period.end.month) != (end.year, end.month):
        raise PeriodError(
            f"ends in {MONTHS[end.month - 1].title()} {end.year}, where no {frequency} period ends"
        )
    return period


def _dated(year: str, month: str, day: str, rules: PeriodRules) -> Period:
    try:
        on = date(int(year), int(month), int(day))
    except ValueError:
        raise PeriodError("is not a date") from None
    if len(rules.frequencies) != 1:
        raise PeriodError("is a date; the mapping should say of which period (periods: frequency)")
    return Period.containing(on, rules.frequencies[0])


def _month_span(found: re.Match[str], rules: PeriodRules) -> Period | None:
    first, last = _month(found[1]), _month(found[3])
    if not first or not last:
        return None
    end = _year(found[4])
    begin = _year(found[2]) if found[2] else end - (first > last)
    return _span(begin, first, (end * 12 + last) - (begin * 12 + first) + 1, rules)


def _months_to(found: re.Match[str], months: int, rules: PeriodRules) -> Period | None:
    last = _month(found[1])
    if not last:
        return None
    first = int(found[2]) * 12 + last - months
    return _span(first // 12, first % 12 + 1, months, rules)


def _iso(found: re.Match[str], rules: PeriodRules) -> Period | None:
    if found[3] != "01":
        raise PeriodError("does not start on the first of a month")
    return _span(int(found[1]), int(found[2]), int(found[4]) * (12 if found[5] == "y" else 1), rules)


def _iso_range(found: re.Match[str], rules: PeriodRules) -> Period | None:
    begin, end = (int(found[first]) * 12 + int(found[first + 1]) for first in (1, 4))
    return _span(int(found[1]), int(found[2]), end - begin + 1, rules)


def _plain_quarter(found: re.Match[str], rules: PeriodRules) -> Period:
    year, quarter = int(found[1] or found[4]), int(found[2] or found[3])
    if rules.quarters == "calendar":
        return Period(Frequency.QUARTERLY, year * 4 + quarter - 2)  # January starts a financial year's fourth
    if rules.quarters == "financial":
        return Period(Frequency.QUARTERLY, year * 4 + quarter - 1)
    raise PeriodError(
        "may be a calendar or a financial quarter; the mapping should say which (periods: quarters)"
    )


def _six_digits(found: re.Match[str], rules: PeriodRules) -> Period | None:
    """`201819`, as the Department for Education writes a year that spans two; with its identifier after it."""
    year, second, word = found[1], found[2], (found[3] or "").strip()
    spans = (int(year) + 1) % 100 == int(second)
    if not word and 1 <= int(second) <= 12:
        return as_written(f"{year}-{second}", rules)  # it may be a month
    quarter = re.fullmatch(r"(?:(financial|academic|tax) year )?q([1-4])", word)
    if quarter and spans and quarter[1] != "academic":
        return Period(Frequency.QUARTERLY, int(year) * 4 + int(quarter[2]) - 1)
    if word and word not in IDENTIFIERS:
        raise PeriodError(f"is a '{word}', which no frequency has")
    if not spans:
        raise PeriodError("should be two years that follow each other, such as 201819")
    frequency = IDENTIFIERS.get(word, Frequency.FINANCIAL_YEAR)
    return Period(Frequency.FINANCIAL_YEAR if frequency is Frequency.CALENDAR_YEAR else frequency, int(year))


def _four_digits(found: re.Match[str], rules: PeriodRules) -> Period | None:
    year, word = int(found[1]), found[2].strip()
    if month := _month(word):
        return _span(year, month, 1, rules)
    frequency = IDENTIFIERS.get(word)
    if frequency is None:
        raise PeriodError(f"is a '{word}', which no frequency has")
    if frequency is not Frequency.CALENDAR_YEAR:
        raise PeriodError(
            f"is a {word} with one year only; it should be written {year}/{(year + 1) % 100:02d}"
        )
    return Period(frequency, year)


def _month_of_year(found: re.Match[str], rules: PeriodRules) -> Period | None:
    """`2023/24 April`: in which year April lies depends on when the year starts."""
    month = _month(found[3])
    if not month or (int(found[1]) + 1) % 100 != int(found[2]) % 100:
        return None
    if rules.quarters != "financial":
        raise PeriodError(
            "is a month of a year that may start in April or in September; the mapping should say (periods: quarters)"
        )
    return _span(int(found[1]) + (month < FIRST_MONTH["financial year"]), month, 1, rules)


def _named_year(year: str, word: str) -> Period:
    """`FY 2023/24`: the word says what kind of year it is."""
    return Period.parse(year, frequency=IDENTIFIERS.get(word, Frequency.FINANCIAL_YEAR))


def _years_of_two(found: re.Match[str], _: PeriodRules) -> Period | None:
    """`2020/21 to 2022/23`, as three years together are written; the three years that are a frequency are calendar years."""
    begin, end = int(found[1]), _year(found[3])
    whole = all((year + 1 - int(second)) % 100 == 0 for year, second in ((begin, found[2]), (end, found[4])))
    if not whole or end <= begin:
        return None
    written = f"{begin}/{(begin + 1) % 100:02d} to {end}/{(end + 1) % 100:02d}"
    raise PeriodError(
        f"is {end - begin + 1} years together, {written}, which no frequency has; leave it out, or give the years one by one"
    )


def _short_month(found: re.Match[str], rules: PeriodRules) -> Period | None:
    month = _month(found[1])
    return _span(_year(found[2]), month, 1, rules) if month else None


READERS = (
    (ISO, _iso),
    (ISO_RANGE, _iso_range),
    (DATE, lambda found, rules: _dated(found[1], found[2], found[3], rules)),
    (BRITISH_DATE, lambda found, rules: _dated(found[3], found[2], found[1], rules)),
    (YEAR_ENDING, lambda found, rules: _months_to(found, 12, rules)),
    (QUARTER_ENDING, lambda found, rules: _months_to(found, 3, rules)),
    (MONTH_SPAN, _month_span),
    (SHORT_MONTH, _short_month),
    (PLAIN_QUARTER, _plain_quarter),
    (SIX_DIGITS, _six_digits),
    (FOUR_DIGITS, _four_digits),
    (MONTH_OF_YEAR, _month_of_year),
    (NAMED_YEAR, lambda found, _: _named_year(found[2], found[1])),
    (YEAR_NAMED, lambda found, _: _named_year(found[1], found[2])),
    (YEARS_OF_TWO, _years_of_two),
    (MID_YEAR, lambda found, _: Period(Frequency.CALENDAR_YEAR, int(found[1]))),
)
"""Tried in this order; what none of them reads goes to the framework's own reader."""
