"""Numbers in a text: which of its digits are a number that was measured or worked out, and which name a period, a day or a code."""

import re
from collections.abc import Iterator

MONTHS = "January|February|March|April|May|June|July|August|September|October|November|December"
NAMES_NOT_NUMBERS = (
    r"\b\d{4}-\d{2}-\d{2}\b",  # 2026-05-14
    r"\b\d{4}[/-]\d{2,4}(?: Q[1-4])?\b",  # 2025/26 Q3, 2020-22, 2025-12
    rf"\b\d{{1,2}} (?:{MONTHS})(?: \d{{4}})?\b",  # 14 May 2026
    r"\b(?:19|20|21)\d{2}\b(?![,.%]\d|%)",  # 2025; a number of a thousand and more has its thousands apart
    r"[^\W\d]\w*\d[\w.]*",  # Q3, KS2, DFE.L2AGE19
)
NUMBER = r"(?P<number>(?<![\d.,])[+\N{MINUS SIGN}]?£?\d(?:[\d,]*\d)?(?:\.\d+)?)"
TOKENS = re.compile("|".join((*NAMES_NOT_NUMBERS, NUMBER)))


def find_numbers(text: str) -> Iterator[re.Match[str]]:
    """The numbers in a text, in its order; periods, days, years and codes are none.

    >>> [found[0] for found in find_numbers("65 reports in 2019/20 Q4 (FMS.B25), −£1,204k by 9 May 2026; 8.5%.")]
    ['65', '−£1,204', '8.5']
    """
    return (found for found in TOKENS.finditer(text) if found["number"] is not None)
