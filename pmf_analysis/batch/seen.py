"""Which tables a notebook can show: those whose names can be reached from its code through the functions of `display`.

A table has to be named, as an attribute or as text, to be read. What is found is therefore never too little, unless code were to go
through all tables without naming one, which no function of `display` may do; it may be too much, which costs time only.
"""

import ast
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path

import pmf_analysis
from pmf_analysis.publishing.notebooks import code_of


def seen_tables(notebook: Path, tables: Iterable[str]) -> frozenset[str]:
    """Those of the tables that the notebook can show; all of them if its code cannot be read."""
    tables = frozenset(tables)
    try:
        names = _names_in(code_of(notebook))
    except (OSError, ValueError, SyntaxError):
        return tables
    return tables & _reached(names, definitions())


def _names_in(sources: Iterable[str]) -> frozenset[str]:
    return frozenset(name for source in sources for name in identifiers(ast.parse(source)))


def identifiers(tree: ast.AST) -> set[str]:
    """Every name, attribute and text that could be one in a piece of code."""
    found = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            found.add(node.id)
        elif isinstance(node, ast.Attribute):
            found.add(node.attr)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            found.update(node.value.split())
        elif isinstance(node, ast.alias):
            found.add(node.name.rsplit(".", 1)[-1])
    return found


def _reached(names: Iterable[str], definitions: Mapping[str, set[str]]) -> set[str]:
    reached, waiting = set[str](), set(names)
    while waiting:
        name = waiting.pop()
        reached.add(name)
        waiting |= definitions.get(name, set()) - reached
    return reached


@lru_cache(maxsize=1)
def definitions() -> Mapping[str, set[str]]:
    """Name to the names that its definition uses, for all functions, classes, constants and templates of `display`."""
    folder = Path(pmf_analysis.__file__).parent / "display"
    definitions: dict[str, set[str]] = {}
    for path in folder.rglob("*.py"):
        for statement in ast.parse(path.read_text(encoding="utf-8")).body:
            for name in _defined(statement):
                definitions.setdefault(name, set()).update(identifiers(statement))
    for path in folder.rglob("*.j2"):
        text = path.read_text(encoding="utf-8")
        words = {word for part in text.split() for word in part.replace(".", " ").split()}
        definitions.setdefault(path.name.split(".")[0], set()).update(words)
    return definitions


def _defined(statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.FunctionDef | ast.ClassDef):
        return [statement.name]
    if isinstance(statement, ast.ImportFrom | ast.Import):
        return [alias.asname for alias in statement.names if alias.asname]
    targets = getattr(statement, "targets", [getattr(statement, "target", None)])
    return [target.id for target in targets if isinstance(target, ast.Name)]
