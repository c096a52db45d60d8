"""The kinds of text that a mapping holds, each with what it may say."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field

from pmf_analysis.data.importing.grid import parse_cell
from pmf_analysis.data.importing.texts import compiled, is_pattern
from pmf_analysis.data.tables import STATUS_CODES
from pmf_analysis.framework.periods import Frequency

PLACES = ("sheet name", "file name", "above the headings")
LETTER = re.compile(r"column ([A-Za-z]{1,3})")


def as_list(value: object) -> object:
    """One text where a list may be."""
    return [value] if isinstance(value, str | int | float) and not isinstance(value, bool) else value


def as_text(value: object) -> object:
    """YAML reads 2025 and 2025-12-01 as a number and a day; here they are texts."""
    return str(value) if isinstance(value, int | float | date) and not isinstance(value, bool) else value


def texts(value: object) -> object:
    """A block in which both sides are texts."""
    return {as_text(key): as_text(each) for key, each in value.items()} if isinstance(value, dict) else value


def as_source(value: object) -> object:
    """A heading, or several, written without `any_of`."""
    return value if isinstance(value, dict) else {"any_of": value}


def is_label(text: str) -> str:
    """A text that is there, or a pattern that is one."""
    if is_pattern(text):
        try:
            compiled(text)
        except re.error as error:
            raise ValueError(f"{text!r} is no pattern: {error}") from None
    if not text.strip():
        raise ValueError("is empty; write a heading, a /pattern/ or a column such as 'column B'")
    return text


def frequencies(value: object) -> object:
    """One or several frequencies by their words."""
    several = as_list(value)
    if not isinstance(several, list):
        return several
    try:
        return tuple(Frequency(each) for each in several)
    except ValueError:
        raise ValueError(f"{several} should hold one or more of {', '.join(Frequency)}") from None


def is_cell(text: str) -> str:
    """A place where a text stands once."""
    if text not in PLACES and not (text.startswith("cell ") and parse_cell(text[5:])):
        raise ValueError(
            f"{text!r} should be 'sheet name', 'file name', 'above the headings' or a cell such as 'cell A1'"
        )
    return text


Label = Annotated[str, BeforeValidator(as_text), AfterValidator(is_label)]
Labels = Annotated[tuple[Label, ...], BeforeValidator(as_list), Field(min_length=1, strict=False)]
Text = Annotated[str, BeforeValidator(as_text)]
TextMap = Annotated[dict[str, str], BeforeValidator(texts)]


def known_statuses(markers: dict[str, str]) -> dict[str, str]:
    wrong = sorted(set(markers.values()) - {*STATUS_CODES, "skip", "number", "quarantine"})
    if wrong:
        raise ValueError(
            f"{', '.join(map(repr, wrong))}: a marker is one of {', '.join(STATUS_CODES)}, or skip, number or quarantine"
        )
    for text in markers:
        is_label(text)
    return markers


def known_flags(flags: dict[str, str]) -> dict[str, str]:
    wrong = sorted({code for codes in flags.values() for code in codes.split()} - set(STATUS_CODES))
    if wrong:
        raise ValueError(f"{', '.join(map(repr, wrong))}: a flag is one or more of {', '.join(STATUS_CODES)}")
    return flags
