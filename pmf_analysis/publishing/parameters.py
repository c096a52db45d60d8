"""The parameters of a notebook, checked against its own tagged cell before anything runs.

Papermill only warns about a parameter that the notebook does not have, and then reports the notebook's default quarter; here
every parameter must be given, known and of its type; only one whose default is an empty text may be left out.
"""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmf_analysis.errors import Fault, ReportError
from pmf_analysis.publishing.notebooks import read_notebook

NOTHING = ('""', "''")  # the default of a parameter that may be left out
TYPES: dict[str, tuple[type, ...]] = {
    "str": (str,),
    "int": (int,),
    "float": (float, int),
    "bool": (bool,),
    "list": (list,),
    "dict": (dict,),
}


@dataclass(frozen=True)
class Parameter:
    """One line of a notebook's parameters cell.

    Attributes:
        name: the variable.
        type: its type as annotated: `str`, `int`, `float`, `bool`, `list[...]` or `dict[...]`; empty if it has none.
        default: its value as written.
        help: the comment behind it.
    """

    name: str
    type: str
    default: str
    help: str


def notebook_parameters(path: Path) -> tuple[Parameter, ...]:
    """The parameters that a notebook declares in its cell tagged `parameters`.

    Raises:
        SetupError: if there is no such file.
        ReportError: if it has no such cell, or if a line of it cannot be understood; every such line is told.
    """
    from papermill.translators import PythonTranslator

    cell = _tagged_cell(path)
    found = tuple(
        Parameter(
            *(_plain(text) for text in (entry.name, entry.inferred_type_name, entry.default, entry.help))
        )
        for entry in PythonTranslator.inspect(cell)
    )
    if faults := list(_cell_faults(cell.source, {entry.name: entry for entry in found}, path)):
        raise ReportError(f"the parameters cell of {path.name} cannot be used", faults)
    return found


def check_parameters(path: Path, given: Mapping[str, Any]) -> None:
    """Refuse parameters that a notebook does not have, lacks, or has with another type.

    Args:
        path: the notebook.
        given: parameter names to values.

    Raises:
        ReportError: holds every fault, each naming the notebook, the parameter and what would be right.
        SetupError: if there is no such notebook.
    """
    declared = {entry.name: entry for entry in notebook_parameters(path)}
    faults = [
        *_unknown(path, given, declared),
        *_missing(path, given, declared),
        *_mistyped(path, given, declared),
    ]
    if faults:
        count = "one parameter is" if len(faults) == 1 else f"{len(faults)} parameters are"
        raise ReportError(f"{path.name} was not run: {count} wrong", faults)


def _tagged_cell(path: Path) -> Any:
    for cell in read_notebook(path).cells:
        if "parameters" in cell.metadata.get("tags", []):
            return cell
    raise ReportError(f"{path.name} has no cell tagged 'parameters'; tag the cell that holds its parameters")


def _plain(text: str) -> str:
    return "" if text == "None" else text


def _cell_faults(source: str, found: Mapping[str, Parameter], path: Path) -> Iterator[Fault]:
    """What Papermill leaves out without a word: lines with two equals signs, unannotated names, code."""
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        yield Fault(f"{path.name}: line {error.lineno} of its parameters cell", "is not Python")
        return
    for statement in statements:
        where = f"{path.name}: line {statement.lineno} of its parameters cell"
        if not isinstance(statement, ast.AnnAssign) or not isinstance(statement.target, ast.Name):
            yield Fault(where, "is not a typed parameter", "write it as name: type = value  # help")
        elif (name := statement.target.id) not in found:
            yield Fault(where, f"Papermill cannot read '{name}'", "keep it on one line with one equals sign")
        elif _base_type(found[name].type) not in TYPES:
            yield Fault(where, f"'{name}' has the type {found[name].type}", f"use one of {', '.join(TYPES)}")


def _base_type(annotation: str) -> str:
    return annotation.split("[")[0].strip()


def _unknown(path: Path, given: Mapping[str, Any], declared: Mapping[str, Parameter]) -> Iterator[Fault]:
    for name in given:
        if name not in declared:
            known = ", ".join(declared) or "none"
            yield Fault(f"{path.name}: {name}", "the notebook has no such parameter", f"it has {known}")


def _missing(path: Path, given: Mapping[str, Any], declared: Mapping[str, Parameter]) -> Iterator[Fault]:
    for name, entry in declared.items():
        if name not in given and entry.default not in NOTHING:
            yield Fault(f"{path.name}: {name}", "no value was given", f"give {_wanted(entry)}")


def _mistyped(path: Path, given: Mapping[str, Any], declared: Mapping[str, Parameter]) -> Iterator[Fault]:
    for name in given.keys() & declared.keys():
        entry, value = declared[name], given[name]
        right = TYPES[_base_type(entry.type)]
        if not isinstance(value, right) or (isinstance(value, bool) and bool not in right):
            yield Fault(
                f"{path.name}: {name}",
                f"{value!r} is of type {type(value).__name__}",
                f"give {_wanted(entry)}",
            )


def _wanted(entry: Parameter) -> str:
    return f"a value of type {entry.type}, such as {entry.default}"
