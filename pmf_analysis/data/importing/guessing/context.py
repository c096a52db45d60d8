"""What stands once: a period or a title above the headings, in the sheet's name or the file's."""

import re
from collections.abc import Sequence

from pmf_analysis.data.importing.guessing.looks import LIKELY, is_period, is_year_pair
from pmf_analysis.data.importing.guessing.table import Table
from pmf_analysis.data.importing.period_styles import PeriodRules
from pmf_analysis.data.importing.spans import read_period
from pmf_analysis.errors import PeriodError

PARTS = (
    r"((?:January|April|July|October) to (?:March|June|September|December) \d{4})",
    r"((?:Jan|Apr|Jul|Oct)\w*[ -]+(?:Mar|Jun|Sep|Dec)\w* \d{4})",
    r"([A-Z][a-z]{2,8} \d{4} ?(?:-|to) ?[A-Z][a-z]{2,8} \d{4})",
    r"(\d{4}[/-]\d{2,4} Q[1-4]|Q[1-4] \d{4}[/-]\d{2,4})",
    r"((?:year|12 months) (?:ending|to) (?:\d+ )?[A-Z][a-z]+ \d{4})",
    r"(\d{4}[/-]\d{2})\b",
    r"((?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4})",
)
SHORTEST_TITLE = 5
NO_TITLE = re.compile(
    r"source|notes?\b|date|this worksheet|ons crown|©|released?|published|lg inform", re.IGNORECASE
)


def period_above(table: Table) -> tuple[str, str, str] | None:
    """Where the period of a whole sheet stands, the pattern that finds it, and what it reads."""
    places = {
        "above the headings": table.above,
        "sheet name": (table.grid.sheet,),
        "file name": (table.grid.file,),
    }
    for place, texts in places.items():
        for part in PARTS:
            for text in texts:
                found = re.search(part, text, re.IGNORECASE)
                if found and is_period(found[1]):
                    return place, part, found[1]
    return None


def title(table: Table, stem: str) -> tuple[str, str]:
    """What the table is about, as an id, and from where it is taken."""
    for text in table.above:
        if (
            len(re.findall("[A-Za-z]", text)) >= SHORTEST_TITLE
            and not NO_TITLE.match(text)
            and not is_period(text)
        ):
            return _id(text), "the title above the headings"
    return _id(stem), "the file's name"


def _id(text: str) -> str:
    words = re.sub(r"\[[^\]]*\]|^table \w+:?", "", text, flags=re.IGNORECASE)
    return re.sub(r"[^A-Za-z0-9.%]+", "_", words).strip("_%.")[:60] or "INDICATOR"


def period_rules(texts: Sequence[str]) -> dict[str, str]:
    """What must be declared so that every period is read, with why; empty if they say enough themselves."""
    rules: dict[str, str] = {}
    unread = [text for text in texts if is_period(text) and not is_period_plainly(text)]
    pairs = [text for text in texts if is_year_pair(text)]
    if pairs and len(pairs) == sum(map(is_period, texts)):
        rules["frequency: financial year"] = (
            f"'{pairs[0]}' looks like two years that follow each other; academic years are written so too"
        )
    for text in unread:
        if is_year_pair(text):
            continue
        if is_period(text, PeriodRules(quarters="financial")):
            rules["quarters: financial"] = (
                f"'{text}' does not say whether it counts from January or from April: choose calendar or financial"
            )
        elif is_period(text, LIKELY):
            rules["rolling_years: quarterly"] = (
                f"'{text}' is a year that stands for the quarter in which it ends: check that"
            )
    return rules


def is_period_plainly(text: str) -> bool:
    """Whether a text is a period in one way only, with nothing declared."""
    try:
        read_period(text, PeriodRules())
    except PeriodError:
        return False
    return True
