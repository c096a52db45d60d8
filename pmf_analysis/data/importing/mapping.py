"""Find and read a mapping: one of those provided, or a file; it may extend another."""

from importlib.resources import files
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from pmf_analysis.data.importing.rules import MEASURE, MEASURES, SUBJECTS, TEXTS, Mapping, Sheet
from pmf_analysis.data.setting_faults import faults_of
from pmf_analysis.data.yaml_files import read_yaml
from pmf_analysis.errors import Fault, SettingsError, UsageError

LONGEST_CHAIN = 5


def provided() -> dict[str, Path]:
    """The mappings that come with the package, by name."""
    folder = Path(str(files("pmf_analysis.data"))) / "mappings"
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


def find_mapping(name: str) -> Path:
    """The file of a mapping.

    Args:
        name: a file, or the name of a provided mapping.

    Raises:
        UsageError: if it is neither.
    """
    path, known = Path(name), provided()
    if path.is_file():
        return path
    if name in known:
        return known[name]
    raise UsageError(f"there is no mapping '{name}'; name a .yaml file or one of: {', '.join(known)}")


def load_mapping(path: Path) -> Mapping:
    """Read a mapping and what it extends.

    Raises:
        SettingsError: holds every fault, each with its place in the file.
        UsageError: if it extends a mapping that is not there.
    """
    content, faults = _with_base(path, depth=0)
    try:
        mapping = Mapping.model_validate(content)
    except ValidationError as error:
        faults += faults_of(error, Mapping, path)
    else:
        faults += [
            fault
            for number, sheet in enumerate(mapping.sheets)
            for fault in _check(mapping, sheet, f"{path}: sheets[{number}]")
        ]
    if faults:
        count = "one thing is" if len(faults) == 1 else f"{len(faults)} things are"
        raise SettingsError(f"the mapping cannot be used: {count} wrong", faults)
    return mapping


def _with_base(path: Path, *, depth: int) -> tuple[dict[str, Any], list[Fault]]:
    content, faults = read_yaml(path)
    base = content.pop("extends", None)
    if base is None:
        return content, faults
    if not isinstance(base, str) or depth >= LONGEST_CHAIN:
        faults.append(
            Fault(f"{path}: extends", f"is {base!r}", "name one mapping that does not lead back to this one")
        )
        return content, faults
    beside = path.parent / base
    below, found = _with_base(beside if beside.is_file() else find_mapping(base), depth=depth + 1)
    return _merged(below, content), [*found, *faults]


def _merged(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    """Blocks are merged key by key, sheets one by one; everything else is replaced; an empty setting takes one away."""
    merged = dict(below)
    for key, value in above.items():
        both = isinstance(value, dict) and isinstance(merged.get(key), dict)
        merged[key] = _merged(merged[key], value) if both else value
    if isinstance(below.get("sheets"), list) and isinstance(above.get("sheets"), list):
        merged["sheets"] = _sheets(below["sheets"], above["sheets"])
    return {key: value for key, value in merged.items() if value is not None}


def _sheets(below: list[Any], above: list[Any]) -> list[Any]:
    """The first sheet changes the first, the second the second; more of them are added."""
    pairs = zip_longest(below, above)
    return [
        _merged(old, new) if isinstance(old, dict) and isinstance(new, dict) else old if new is None else new
        for old, new in pairs
    ]


def _check(mapping: Mapping, sheet: Sheet, where: str) -> list[Fault]:
    """What only the whole can show: roles that do not exist, and subjects that nothing gives."""
    measures, texts = MEASURES[mapping.table], TEXTS[mapping.table]
    known = (*SUBJECTS, *measures, *texts)
    used = {
        "columns": (*known, MEASURE),
        "optional": known,
        "constants": known,
        "context": known,
        "scale": measures,
    }
    faults = [
        Fault(f"{where}.{block}.{role}", "is not a role", f"the roles are {', '.join(roles)}")
        for block, roles in used.items()
        for role in getattr(sheet, block)
        if role not in roles
    ]
    given = {*sheet.columns, *sheet.constants, *sheet.context, *(sheet.wide.headings if sheet.wide else ())}
    for subject, roles in {
        "indicator": {"indicator"},
        "area": {"area_code", "area_name", "area"},
        "period": {"period"},
    }.items():
        if not given & roles:
            faults.append(
                Fault(
                    where,
                    f"nothing says what {subject} a value is about",
                    "give it in columns, constants, context or wide: headings",
                )
            )
    return faults + _check_values(sheet, measures, where)


def _check_values(sheet: Sheet, measures: tuple[str, ...], where: str) -> list[Fault]:
    wide, main = sheet.wide, measures[0]
    named = wide.measures if wide else sheet.measures
    place = f"{where}.wide.measures" if wide else f"{where}.measures"
    faults = _check_measures(named, measures, place)
    if wide is None:
        right = f"add columns: {main}, or wide, to say where the values are"
        return (
            faults if main in sheet.columns else [*faults, Fault(where, f"no column holds the {main}", right)]
        )
    if not wide.split and len(wide.headings) not in (1, sheet.header.rows):
        faults.append(
            Fault(
                f"{where}.wide.headings",
                f"names {len(wide.headings)} rows of headings",
                f"header: rows says that there are {sheet.header.rows}; name one role for each, or one for all",
            )
        )
    if not named and main in sheet.columns:
        faults.append(Fault(f"{where}.columns.{main}", "is given, and wide as well", "keep one"))
    return faults


def _check_measures(named: dict[str, str], measures: tuple[str, ...], where: str) -> list[Fault]:
    """Measures are number columns, or a status or a note that stands beside them; one of them is what the table is about."""
    main, roles = measures[0], (*measures, "status", "note", "ignore")
    faults = [
        Fault(f"{where}.{heading}", f"'{role}' is not a column of the table", f"they are {', '.join(roles)}")
        for heading, role in named.items()
        if role not in roles
    ]
    if named and main not in named.values():
        faults.append(Fault(where, f"none of them is the {main}", f"they are {', '.join(measures)}"))
    return faults
