"""Periods as publishers write them, of which some say nothing until the mapping declares what they mean."""

import re
from dataclasses import dataclass

from pmf_analysis.data.importing.period_styles import READERS, PeriodRules, as_written
from pmf_analysis.data.importing.texts import compiled, tidy, without_footnotes
from pmf_analysis.errors import PeriodError
from pmf_analysis.framework.periods import Frequency, Period

STATES = re.compile(r"\s*[\[(](p|r|e|b|provisional|revised|estimated|estimate)[\])]", re.IGNORECASE)


@dataclass(frozen=True)
class Read:
    """A period and the status that stood beside it."""

    period: Period
    status: str = ""


def read_period(text: str, rules: PeriodRules) -> Read:
    """Read a period.

    Args:
        text: as the file writes it.
        rules: what the mapping declares.

    Raises:
        PeriodError: if nothing reads it, or if it can be read in two ways and the mapping does not say which.

    >>> read = lambda text, **how: str(read_period(text, PeriodRules(**how)).period)
    >>> read("2023-04-01/P1Y"), read("201819 Academic year"), read("2023 Q4", quarters="calendar")
    ('2023/24', '2018/19', '2023/24 Q3')
    """
    names = {tidy(name).casefold(): value for name, value in (rules.names or {}).items()}
    plain = without_footnotes(tidy(text)).text
    named = names.get(plain.casefold(), names.get(tidy(text).casefold()))
    state = STATES.search(plain)
    bare = tidy(STATES.sub("", plain))
    if rules.find and (part := compiled(rules.find).search(bare)):
        bare = next(filter(None, (*part.groups(), part[0])), "")
    status = {"p": "p", "r": "r", "e": "e", "b": "b"}[state[1][0].lower()] if state else ""
    return Read(_period(named or bare, rules), status)


def _period(text: str, rules: PeriodRules) -> Period:
    plain = _normalise(text)
    for pattern, reader in READERS:
        if found := pattern.fullmatch(plain):
            period = reader(found, rules)
            if period is not None:
                return _allowed(period, rules)
    return as_written(plain, rules)


def _allowed(period: Period, rules: PeriodRules) -> Period:
    if not rules.frequencies or period.frequency in rules.frequencies:
        return period
    same = [each for each in rules.frequencies if _reads_as(str(period), each)]
    if same:
        return Period.parse(str(period), frequency=same[0])
    raise PeriodError(
        f"is {period} ({period.frequency}), not {' or '.join(rules.frequencies)} as the mapping says"
    )


def _reads_as(text: str, frequency: Frequency) -> bool:
    try:
        Period.parse(text, frequency=frequency)
    except PeriodError:
        return False
    return True


def _normalise(text: str) -> str:
    plain = re.sub(r"[\u2010-\u2015\u2212]", "-", tidy(text)).lower()
    plain = re.sub(r"\s+to\s+", "-", re.sub(r"\bq(?:tr|uarter) (?=[1-4]\b)", "q", plain))
    plain = re.sub(r"\s*([-/])\s*", r"\1", plain)
    return re.sub(r"(q[1-4])[ ,]*\([a-z]{3,9}-[a-z]{3,9}(?: \d{4})?\)", r"\1", plain)
