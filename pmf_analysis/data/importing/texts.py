"""Labels as people write them: odd spaces, footnotes glued to them, texts and /patterns/ in a mapping."""

import re
from dataclasses import dataclass
from functools import lru_cache

SUPERSCRIPTS = "\u00b9\u00b2\u00b3\u2070\u2074-\u2079"
SPACES = re.compile(r"[\s\u00a0\u2000-\u200b\u202f\u205f\u2060\u3000\ufeff]+")
NOTE = re.compile(
    r"\s*(?:"
    r"\[\s*(?:notes?|footnotes?|fn)\.?\s*[\w,;& ]+\]"
    r"|\(\s*(?:notes?|footnotes?|fn|see notes?)\.?\s*[\w,;& ]*\)"
    r"|\[\s*\d{1,2}(?:\s*[,;&]\s*\d{1,2})*\s*\]"
    r"|(?<=\S)\s*\(\s*\d{1,2}(?:\s*[,;&]\s*\d{1,2})*\s*\)"
    rf"|[{SUPERSCRIPTS}]+(?:\s*,\s*[{SUPERSCRIPTS}]+)*"
    r"|[\u2020\u2021\u00a7]+"
    r")",
    re.IGNORECASE,
)
CODE_OF_A_PART = re.compile(
    r"(?=.*[A-Za-z])(?=[^(]*\d)[\w.]+\(\d{1,2}\)"
)  # 2B(1) is a code, its (1) no footnote
STARS = re.compile(r"(?<=[A-Za-z)])\s*\*+$")
GLUED_DIGITS = re.compile(r"(?<=[a-z)])\d{1,2}(?:\s*,\s*\d{1,2})*(?=$| \|)")


@dataclass(frozen=True)
class Footnoted:
    """A label without its footnotes.

    Attributes:
        text: the label.
        notes: what was glued to it: `[note 1]`.
    """

    text: str
    notes: tuple[str, ...] = ()


@lru_cache(maxsize=65536)
def tidy(text: str) -> str:
    r"""One plain space wherever there is any space, none at the ends.

    >>> tidy("  Total\u00a0households \n owed a duty ")
    'Total households owed a duty'
    """
    return SPACES.sub(" ", text).strip()


@lru_cache(maxsize=65536)
def without_footnotes(text: str) -> Footnoted:
    r"""Take glued footnotes off a label.

    >>> without_footnotes("York [note 1]").text, without_footnotes("Rate (1) (2)").text, without_footnotes("Leeds\u00b2").text
    ('York', 'Rate', 'Leeds')
    >>> without_footnotes("Aged 16 to 64 (%)").text, without_footnotes("(3.4)").text, without_footnotes("2B(1)").text
    ('Aged 16 to 64 (%)', '(3.4)', '2B(1)')
    """
    plain = tidy(text)
    if CODE_OF_A_PART.fullmatch(plain):
        return Footnoted(plain)
    found = [tidy(match[0]) for match in NOTE.finditer(plain)]
    bare = STARS.sub("", tidy(NOTE.sub("", plain))).strip()
    return Footnoted(bare or plain, tuple(found) if bare else ())


@lru_cache(maxsize=65536)
def key(text: str) -> str:
    """A label reduced to what two writings of it share.

    >>> key("Area  Code [note 3]") == key("area code")
    True
    """
    return without_footnotes(text).text.casefold()


@lru_cache(maxsize=65536)
def key_without_digits(text: str) -> str:
    """The same without the digits of footnotes that lost their raised place: `duty owed1,2`. Only to find a label that is known.

    >>> key_without_digits("Total owed a duty1,2")
    'total owed a duty'
    """
    return GLUED_DIGITS.sub("", without_footnotes(text).text).strip().casefold()


def is_pattern(text: str) -> bool:
    """Whether a mapping's text is a /pattern/."""
    return len(text) > 2 and text.startswith("/") and text.endswith("/")


@lru_cache(maxsize=65536)
def compiled(text: str) -> re.Pattern[str]:
    """The pattern between the strokes; small and capital letters count the same.

    Raises:
        re.error: if it is no pattern.
    """
    return re.compile(text[1:-1], re.IGNORECASE)


def reads(wanted: str, text: str) -> bool:
    """Whether a cell's text is what a mapping wants: the same label, or one in which the /pattern/ is found.

    >>> reads("Area code", "Area Code [note 1]"), reads("/^area/", "Area name"), reads("Area", "Area code")
    (True, True, False)
    """
    if is_pattern(wanted):
        pattern = compiled(wanted)
        return any(map(pattern.search, (tidy(text), without_footnotes(text).text, key_without_digits(text))))
    return key(wanted) == key(text) or key(wanted) == key_without_digits(text)
