"""Formulas that fetch something from outside their workbook."""

import re
from html import unescape

LITERAL = re.compile(r'"(?:[^"]|"")*"')
CALLS_OUT = re.compile(
    r"\b(?:WEBSERVICE|RTD|DDE|CALL|REGISTER(?:\.ID)?|EXEC|IMPORT(?:DATA|XML|HTML|FEED|RANGE)|SQL\.REQUEST|IMAGE|STOCKHISTORY)\s*\("
    r"|\||(?:https?|ftp|file|smb):|(?<![\w\]])\[(?:\d+|[^\[\]]*\.(?:xl|od|csv)[^\[\]]*)\]|\\\\",
    re.IGNORECASE,
)


def calls_out(formula: str) -> bool:
    """Whether a formula, as its XML has it, reaches another file, a web address or another program.

    >>> [calls_out(text) for text in ("SUM(A1:A3)", "[1]Sheet1!A1", "cmd|'/c calc'!A0", "Rates[2024]", 'A1&"|"&B1')]
    [False, True, True, False, False]
    """
    return CALLS_OUT.search(LITERAL.sub("", unescape(formula))) is not None
