"""Numbers as readers see them: the one place that writes a value, a change or a gap.

Results keep their full precision; only here are they rounded, half away from zero, as people round. A value that is
missing or infinite is written in words. The words of a unit are those of the `indicators` table, made to read well.
"""

import math
import re
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import lru_cache
from typing import SupportsFloat

from pmf_analysis.framework.receipts import mark, origin_of

MINUS = "\N{MINUS SIGN}"
NOT_AVAILABLE = "not available"
SIGNIFICANT_DIGITS = 12  # a difference of two written numbers carries noise from the 16th digit on
EXACT = Context(prec=800, rounding=ROUND_HALF_UP)  # enough for the longest float

PERCENT = {"%", "percent", "per cent", "percentage"}
MONEY = {
    "gbp": "",
    "£": "",
    "gbp thousand": "k",
    "gbp thousands": "k",
    "gbp million": "m",
    "gbp millions": "m",
}
POINTS = {"score", "average score", "point score", "average point score"}
BARE = {"", "ratio", "number", "count", "index"}
IRREGULAR = {"people": "person", "children": "child", "men": "man", "women": "woman"}
SPOKEN_POWERS = {"hundred": 100, "thousand": 1_000, "million": 1_000_000}
KINDS = {
    "n": "the number",
    "c": "a change, with its sign",
    "s": "a size, without its sign",
    "p": "a chance, in per cent",
    "t": "the smallest difference that can be shown, which it is less than",
    "w": "as a sentence of the results says it",
}
PER_NUMBER = re.compile(r"\bper (\d[\d,]*|hundred|thousand|million)\b", re.IGNORECASE)


@dataclass(frozen=True)
class UnitWords:
    """How a unit is written around a number.

    Attributes:
        prefix: before the number, after its sign: `£`.
        suffix: straight after the number: `%`, `k`.
        words: after a space: `households`, `per 1,000 households`.
        change_words: the same for a difference: `percentage points`. A difference has no `change_suffix` unless money.
    """

    prefix: str = ""
    suffix: str = ""
    words: str = ""
    change_words: str = ""


def round_half_away(value: SupportsFloat, decimals: int) -> float:
    """The number rounded for display: halves go away from zero, judged on the number as it is written.

    Args:
        value: any number; NaN and infinities come back as they are.
        decimals: decimal places; negative rounds to tens, hundreds.

    Source: dfeR `round_five_up` (Department for Education), with the same answers.

    >>> round_half_away(0.285, 2), round_half_away(-2.5, 0), round_half_away(1250, -2)
    (0.29, -3.0, 1300.0)
    """
    number = float(value)
    return float(_rounded(number, decimals)) if math.isfinite(number) else number


def write_number(value: SupportsFloat | None, decimals: int) -> str:
    """A number with separated thousands, a fixed number of decimals and a true minus sign.

    >>> write_number(-1204.25, 1), write_number(-0.04, 1), write_number(float("nan"), 1)
    ('−1,204.3', '0.0', 'not available')
    """
    number = _finite(value)
    if number is None:
        return NOT_AVAILABLE
    return _sign(number, decimals) + _digits(number, decimals) + mark("n", decimals, origin_of(value))


def write_value(value: SupportsFloat | None, unit: str, decimals: int) -> str:
    """A value with its unit.

    >>> [write_value(34.85, "%", 1), write_value(-32, "GBP thousand", 0), write_value(1, "households", 0)]
    ['34.9%', '−£32k', '1 household']
    >>> write_value(46.25, "Rate per 10,000", 1), write_value(None, "%", 1)
    ('46.3 per 10,000', 'not available')
    """
    number = _finite(value)
    if number is None:
        return NOT_AVAILABLE
    style, receipt = unit_words(unit), mark("n", decimals, origin_of(value))
    return _sign(number, decimals) + _with_unit(_digits(number, decimals), style, style.words, receipt)


def write_change(change: SupportsFloat | None, unit: str, decimals: int, *, signed: bool = True) -> str:
    """A difference between two values of one indicator, with its sign; between percentages in percentage points.

    Args:
        change: the later value minus the earlier.
        unit: the indicator's unit.
        decimals: the indicator's decimal places.
        signed: write the sign; without it only the size is told.

    A difference that is not zero but would round to zero says so, because `+0.0` tells a reader nothing.

    >>> write_change(1.3, "%", 1), write_change(-12, "households", 0), write_change(0, "%", 1)
    ('+1.3 percentage points', '−12 households', 'no change')
    >>> write_change(-0.02, "%", 1)
    'a change of less than 0.1 percentage points'
    """
    number = _finite(change)
    if number is None:
        return NOT_AVAILABLE
    number = _without_noise(number)
    if number == 0:
        return "no change"
    if _rounded(number, decimals) == 0:
        return f"a change of less than {_step(unit, decimals, origin_of(change))}"
    receipt = mark("c" if signed else "s", decimals, origin_of(change))
    sign = ("+" if number > 0 else MINUS) if signed else ""
    return sign + _size(number, unit, decimals, receipt)


def write_gap(gap: SupportsFloat | None, unit: str, decimals: int, *, reference: str = "target") -> str:
    """How far a value lies from a reference, in words.

    Args:
        gap: value minus reference, in the indicator's unit.
        unit: the indicator's unit.
        decimals: the indicator's decimal places.
        reference: what it is compared with: `target`, `England`, `the group's median`.

    >>> write_gap(-2.1, "%", 1), write_gap(3, "cases", 0, reference="England"), write_gap(0, "%", 1)
    ('2.1 percentage points below target', '3 cases above England', 'on target')
    """
    number = _finite(gap)
    if number is None:
        return f"no gap to {reference} can be given"
    number = _without_noise(number)
    if number == 0:
        return "on target" if reference == "target" else f"the same as {reference}"
    if _rounded(number, decimals) == 0:
        return f"within {_step(unit, decimals, origin_of(gap))} of {reference}"
    receipt = mark("s", decimals, origin_of(gap))
    return f"{_size(number, unit, decimals, receipt)} {'above' if number > 0 else 'below'} {reference}"


def write_interval(lower: SupportsFloat | None, upper: SupportsFloat | None, unit: str, decimals: int) -> str:
    """Two limits and their unit, once where it is a word and twice where it is a sign.

    >>> write_interval(31.2, 36.94, "%", 1), write_interval(0.551, 0.917, "per 1,000 households", 2)
    ('31.2% to 36.9%', '0.55 to 0.92 per 1,000 households')
    """
    if _finite(lower) is None or _finite(upper) is None:
        return NOT_AVAILABLE
    style = unit_words(unit)
    if style.prefix or style.suffix:
        return f"{write_value(lower, unit, decimals)} to {write_value(upper, unit, decimals)}"
    return f"{write_number(lower, decimals)} to {write_number(upper, decimals)} {style.words}".rstrip()


def write_chance(probability: SupportsFloat | None) -> str:
    """A probability (0 to 1) as a whole percentage that never claims certainty.

    >>> write_chance(0.625), write_chance(0.0004), write_chance(1.0)
    ('63%', 'under 1%', 'over 99%')
    """
    number = _finite(probability)
    if number is None:
        return NOT_AVAILABLE
    receipt = mark("p", 0, origin_of(probability))
    digits = _chance_digits(number)
    return f"{'under ' if number < 0.01 else 'over ' if number > 0.99 else ''}{digits}{receipt}%"


def write_count(count: int, noun: str) -> str:
    """A count and its plural noun, singular for one.

    >>> write_count(1, "indicators"), write_count(1204, "indicators"), write_count(0, "councils")
    ('1 indicator', '1,204 indicators', 'no councils')
    """
    return f"no {noun}" if count == 0 else write_value(count, noun, 0)


def write_again(kind: str, value: float, decimals: int) -> str:
    """The digits of a printed number, written once more from its value, with its sign as it stands before them.

    Args:
        kind: how it was written, one of `KINDS` but `w`.
        value: the number, unrounded.
        decimals: how many it is rounded to.

    >>> write_again("n", -1204.25, 1), write_again("c", 1.3, 1), write_again("s", -2.1, 1), write_again("p", 0.0004, 0)
    ('−1,204.3', '+1.3', '2.1', '1')
    """
    if kind == "p":
        return _chance_digits(value)
    cleaned = value if kind == "n" else _without_noise(value)
    if kind == "t":
        small = cleaned != 0 and _rounded(cleaned, decimals) == 0
        return _digits(10.0**-decimals, decimals) if small else _digits(cleaned, decimals)
    sign = {"n": _sign(cleaned, decimals), "c": "+" if cleaned > 0 else MINUS}.get(kind, "")
    return sign + _digits(cleaned, decimals)


def write_unit(unit: str) -> str:
    """The unit by itself, for the head of a column or the axis of a chart.

    >>> [write_unit(unit) for unit in ("%", "GBP thousand", "Rate per 1000 live births", "ratio")]
    ['%', '£ thousand', 'per 1,000 live births', 'ratio']
    """
    plain = unit.strip()
    if plain.lower() in MONEY:
        return re.sub("gbp", "£", plain, flags=re.IGNORECASE)
    style = unit_words(unit)
    return style.words or style.suffix or plain


def unit_power(unit: str) -> int:
    """The power of ten that a unit implies: value = numerator / denominator x this, where both are plain counts.

    >>> [unit_power(unit) for unit in ("%", "Rate per 1000 live births", "per 100,000", "households")]
    [100, 1000, 100000, 1]
    """
    if _plain(unit) in PERCENT:
        return 100
    found = PER_NUMBER.search(unit)
    if not found:
        return 1
    text = found[1].lower().replace(",", "")
    return SPOKEN_POWERS.get(text) or int(text)


@lru_cache(maxsize=1024)
def unit_words(unit: str) -> UnitWords:
    """How a unit of the `indicators` table is written; a unit that nobody foresaw follows the number as it stands."""
    plain = _plain(unit)
    if plain in PERCENT:
        return UnitWords(suffix="%", change_words="percentage points")
    if plain in MONEY:
        return UnitWords(prefix="£", suffix=MONEY[plain])
    if plain in BARE:
        return UnitWords()
    if plain in POINTS:
        return UnitWords(words="points", change_words="points")
    if out_of := re.fullmatch(r"(?:average )?(?:score )?(out of \d+)", plain):
        return UnitWords(words=out_of[1], change_words="points")
    if scored := re.fullmatch(r"(?:average )?(?:point )?score (per \w.*)", plain):
        return UnitWords(words=f"points {scored[1]}", change_words=f"points {scored[1]}")
    words = _tidy(unit)
    return UnitWords(words=words, change_words=words)


def _plain(unit: str) -> str:
    return " ".join(unit.split()).lower()


def _tidy(unit: str) -> str:
    """`Rate per 1000 live births` is written `per 1,000 live births`."""
    words = re.sub(r"^(?:crude )?rate (?=per )", "", " ".join(unit.split()), flags=re.IGNORECASE)
    return re.sub(r"\bper (\d{4,})\b", lambda found: f"per {int(found[1]):,}", words, flags=re.IGNORECASE)


def _finite(value: SupportsFloat | None) -> float | None:
    """The number, or None where there is none to write: None, pandas's NA, NaN, an infinity."""
    try:
        number = float(value) if value is not None else math.nan
    except TypeError:
        return None
    return number if math.isfinite(number) else None


def _rounded(number: float, decimals: int) -> Decimal:
    return Decimal(repr(number)).quantize(Decimal(1).scaleb(-int(decimals)), context=EXACT)


def _without_noise(number: float) -> float:
    cleaned = float(f"{number:.{SIGNIFICANT_DIGITS}g}")
    return 0.0 if abs(cleaned) < 10**-SIGNIFICANT_DIGITS else cleaned


def _sign(number: float, decimals: int) -> str:
    return MINUS if _rounded(number, decimals) < 0 else ""


def _digits(number: float, decimals: int) -> str:
    return f"{abs(_rounded(number, decimals)):,.{max(int(decimals), 0)}f}"


def _chance_digits(chance: float) -> str:
    return "1" if chance < 0.01 else "99" if chance > 0.99 else _digits(100 * chance, 0)


def _size(number: float, unit: str, decimals: int, receipt: str) -> str:
    """The size of a difference, without its sign."""
    style = unit_words(unit)
    if not style.prefix:
        style = UnitWords(change_words=style.change_words)
    return _with_unit(_digits(number, decimals), style, style.change_words, receipt)


def _step(unit: str, decimals: int, origin: str) -> str:
    """The smallest difference that the decimals can show."""
    return _size(10.0 ** -int(decimals), unit, decimals, mark("t", decimals, origin))


def _with_unit(digits: str, style: UnitWords, words: str, receipt: str) -> str:
    written = f"{style.prefix}{digits}{receipt}{style.suffix}"
    return f"{written} {_singular(words) if digits == '1' else words}" if words else written


def _singular(words: str) -> str:
    """The words for one thing: the first plain plural noun loses its ending; `per 1,000 households` stays."""
    phrase, *rest = re.split(r"(?= (?:per|a|an|in|of|at|with|on|for) )", words, maxsplit=1)
    if phrase.startswith(("per ", "out of ")):
        return words
    before, _, noun = phrase.rpartition(" ")
    return " ".join(filter(None, [before, _singular_noun(noun)])) + "".join(rest)


def _singular_noun(noun: str) -> str:
    if noun.lower() in IRREGULAR:
        return IRREGULAR[noun.lower()]
    if re.fullmatch(r"[a-z]+ies", noun):
        return noun[:-3] + "y"
    if re.fullmatch(r"[a-z]+(?:ss|sh|ch|x)es", noun):
        return noun[:-2]
    return noun[:-1] if re.fullmatch(r"[a-z]{2,}[^s]s", noun) else noun
