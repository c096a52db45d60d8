"""Say in plain words what pydantic found wrong with a settings file."""

from difflib import get_close_matches
from pathlib import Path
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from pmf_analysis.errors import Fault

SHOULD_BE = {
    "string_type": "should be text",
    "int_type": "should be a whole number",
    "float_type": "should be a number",
    "bool_type": "should be true or false",
    "date_type": "should be a date such as 2026-05-14",
    "tuple_type": "should be a list",
    "model_type": "should hold settings of its own, indented below it",
    "too_short": "should not be empty",
    "greater_than": "should be more than {gt}",
    "greater_than_equal": "should be at least {ge}",
    "less_than": "should be less than {lt}",
    "less_than_equal": "should be at most {le}",
    "string_pattern_mismatch": "should be the notebook's name without '.ipynb', such as exception_report",
    "finite_number": "should be a finite number",
}


def faults_of(error: ValidationError, model: type[BaseModel], path: Path) -> list[Fault]:
    """One fault for each thing that pydantic found, in the file's order."""
    return [_fault(each, model, path) for each in error.errors(include_url=False)]


def _fault(each: Any, model: type[BaseModel], path: Path) -> Fault:
    where = f"{path}: {_dotted(each['loc'])}"
    if each["type"] == "extra_forbidden":
        return Fault(where, "is not a setting", _suggest(str(each["loc"][-1]), _siblings(model, each["loc"])))
    if each["type"] == "missing":
        return Fault(where, "is missing", "add it")
    if each["type"] == "value_error":
        return Fault(where, str(each["ctx"]["error"]))
    if each["type"] == "literal_error":
        return Fault(where, f"{each['input']!r} is not known", f"should be one of {each['ctx']['expected']}")
    right = SHOULD_BE.get(each["type"], each["msg"]).format(**each.get("ctx", {}))
    return Fault(where, f"is {_shown(each['input'])}", right)


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return "a block of settings"
    return "empty" if value is None or value in ((), [], "") else repr(value)


def _dotted(loc: tuple[int | str, ...]) -> str:
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in loc)
    return "".join(parts).lstrip(".")


def _siblings(model: type[BaseModel], loc: tuple[int | str, ...]) -> list[str]:
    """The settings that the block of an unknown one does have."""
    kind: Any = model
    for part in loc[:-1]:
        if isinstance(part, str):
            kind = kind.model_fields[part].annotation
        kind = next(
            (arg for arg in get_args(kind) if isinstance(arg, type) and issubclass(arg, BaseModel)), kind
        )
    return list(kind.model_fields)


def _suggest(key: str, known: list[str]) -> str:
    close = get_close_matches(key, known, n=1)
    return f"did you mean '{close[0]}'?" if close else f"the settings here are {', '.join(known)}"
