"""What the cells of a column look like: periods, area codes, numbers, markers."""

import re
from collections.abc import Callable
from dataclasses import dataclass

from pmf_analysis.data.importing.areas import CODE
from pmf_analysis.data.importing.locate import Heading
from pmf_analysis.data.importing.markers import MARKERS, Markers
from pmf_analysis.data.importing.period_styles import PeriodRules
from pmf_analysis.data.importing.spans import read_period
from pmf_analysis.errors import PeriodError
from pmf_analysis.framework.periods import MONTHS

MOST = 0.6
KNOWN = Markers(MARKERS, {})
LIKELY = PeriodRules(quarters="financial", rolling_years="quarterly")
PART_OF_YEAR = re.compile(
    rf"q(?:uarter|tr)? ?[1-4]|{'|'.join(MONTHS)}|{'|'.join(month[:3] for month in MONTHS)}", re.IGNORECASE
)
YEARS = re.compile(r"(\d{4})-(\d{2})")


@dataclass(frozen=True)
class Column:
    """A column as the guess sees it: its heading and what its cells look like."""

    heading: Heading
    cells: tuple[str, ...]

    @property
    def number(self) -> int:
        """Which column it is, counted from 0."""
        return self.heading.column

    @property
    def text(self) -> str:
        """Its heading."""
        return self.heading.text

    @property
    def words(self) -> str:
        """Its heading as plain small words: `LA_Code` and `la code` are the same."""
        return " ".join(re.split(r"[\s_]+", self.text)).strip().casefold()

    @property
    def filled(self) -> tuple[str, ...]:
        """Its cells that hold something."""
        return tuple(cell for cell in self.cells if cell)

    def share(self, looks: Callable[[str], bool]) -> float:
        """How many of its filled cells look so, of 1."""
        return sum(map(looks, self.filled)) / len(self.filled) if self.filled else 0.0

    @property
    def holds_values(self) -> bool:
        """Whether its cells are numbers, or markers that stand for one."""
        return (
            any(map(is_number, self.cells))
            and self.share(lambda cell: is_number(cell) or is_marker(cell)) > MOST
        )


def is_number(text: str) -> bool:
    """Whether a cell is a number, with whatever is written beside it."""
    return KNOWN.read(text).number is not None if text else False


def is_marker(text: str) -> bool:
    """Whether a cell says that there is no number."""
    return bool(KNOWN.read(text).status) and not is_number(text) if text else False


def is_code(text: str) -> bool:
    """Whether a cell is an area code."""
    return bool(CODE.fullmatch(text))


def is_period(text: str, rules: PeriodRules = LIKELY) -> bool:
    """Whether a text is a period; a number of four digits only where it can be a year."""
    if re.fullmatch(r"\d{4}", text):
        return 1950 <= int(text) <= 2100
    try:
        read_period(text, rules)
    except PeriodError:
        return is_year_pair(text)
    return True


def is_year_pair(text: str) -> bool:
    """Whether a text is two years that follow each other, such as 2011-12 (r), which may also be a month."""
    found = YEARS.fullmatch(re.sub(r"\s*[\[(].*$", "", text))
    return bool(found) and (int(found[1]) + 1) % 100 == int(found[2]) if found else False


def is_year(text: str) -> bool:
    """Whether a text is a year alone, or two that follow each other: it may want a quarter or a month beside it."""
    return bool(re.fullmatch(r"(19|20)\d{2}([/-]\d{2,4})?", text))


def is_part_of_year(text: str) -> bool:
    """Whether a text is a quarter or a month alone."""
    return bool(PART_OF_YEAR.fullmatch(text))
