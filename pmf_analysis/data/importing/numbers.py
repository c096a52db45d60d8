"""Numbers as people and publishers write them, read exactly: no rounding between the file and the table."""

import re
from decimal import Decimal, InvalidOperation

SUFFIXES = {
    "k": 3,
    "thousand": 3,
    "000s": 3,
    "m": 6,
    "mn": 6,
    "million": 6,
    "bn": 9,
    "billion": 9,
}
MINUS = str.maketrans("\u2212\u2010\u2011\u2012\u2013\u2014\ufe63\uff0d", "-" * 8)
DIGITS = str.maketrans({chr(0xFF10 + digit): str(digit) for digit in range(10)})
SPACE = "[ \u00a0\u2000-\u200a\u202f\u205f]"
GROUPED = rf"\d{{1,3}}(?:(?:,\d{{3}})+|(?:{SPACE}\d{{3}})+|(?:['\u2019]\d{{3}})+)"
NUMBER = re.compile(
    rf"(?P<sign>[+-]?)\s*(?P<money>[£$€]?)\s*(?P<inner>[+-]?)\s*(?P<digits>(?:{GROUPED}|\d+)(?:\.\d*)?|\.\d+)"
    r"(?P<power>[eE][+-]?\d{1,3})?\s*(?P<suffix>[A-Za-z]+|000s)?\s*(?P<percent>%|per ?cent|pct|pp)?",
    re.IGNORECASE,
)


def read_number(text: str, *, decimal: str = ".") -> Decimal | None:
    """The number that a cell's text writes; None if it writes none.

    Per cent stays as it reads: `34.9%` is 34.9. Thousands must be grouped by three, so that `1,20` is not taken for 120.

    Args:
        text: such as `1,204`, `34.9%`, `£1.2m`, `(3.4)`, `1.2k`, with a true minus or any kind of space.
        decimal: the decimal mark; with `,` thousands are apart by `.`.

    >>> [f"{read_number(each):f}" for each in ("1,204", "34.9%", "£1.2m", "(3.4)", "\u22127", "1\u2009204", "1.2k")]
    ['1204', '34.9', '1200000', '-3.4', '-7', '1204', '1200']
    >>> [read_number(each) for each in ("1,20", "twelve", "12 of 30", "2025-12-01", "")]
    [None, None, None, None, None]
    """
    plain = text.translate(MINUS).translate(DIGITS).strip().strip("\u200b\ufeff\u00a0\u2009\u202f").strip()
    if decimal == ",":
        plain = plain.translate(str.maketrans(",.", ".,"))
    negative = bool(re.fullmatch(r"[£$€]?\s*\(.*\)\s*%?", plain))
    if negative:
        plain = plain.replace("(", "", 1).replace(")", "", 1)
    found = NUMBER.fullmatch(plain)
    if not found or (found["sign"] and found["inner"]) or (negative and (found["sign"] or found["inner"])):
        return None
    return _value(found, negative=negative)


def _value(found: re.Match[str], *, negative: bool) -> Decimal | None:
    suffix = (found["suffix"] or "").lower()
    if suffix and suffix not in SUFFIXES:
        return None
    digits = re.sub(rf"[,'\u2019]|{SPACE}", "", found["digits"])
    try:
        number = Decimal(digits + (found["power"] or "")).scaleb(SUFFIXES.get(suffix, 0))
    except InvalidOperation:
        return None
    return -number if negative or "-" in (found["sign"], found["inner"]) else number


def write_plain(number: Decimal) -> str:
    """Plain digits for a table's cell: no thousands, no power of ten, no zeros that say nothing.

    >>> write_plain(Decimal("1.20E+3")), write_plain(Decimal("34.90")), write_plain(Decimal("-0.0"))
    ('1200', '34.9', '0')
    """
    text = f"{number:f}"
    plain = text.rstrip("0").rstrip(".") if "." in text else text
    return "0" if plain in ("-0", "") else plain
