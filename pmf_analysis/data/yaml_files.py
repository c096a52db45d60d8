"""Read YAML as people write it, keeping every duplicate key as a fault instead of letting the last one win."""

from copy import deepcopy
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from pmf_analysis.errors import Fault, SettingsError


class _Loader(yaml.SafeLoader):
    """A safe loader that notes the keys written twice in one mapping."""

    def __init__(self, stream: str) -> None:
        super().__init__(stream)
        self.duplicates: list[tuple[str, int]] = []

    def construct_mapping(self, node: yaml.MappingNode, deep: bool = False) -> dict[Any, Any]:
        seen = set()
        for key_node, _ in node.value:
            key = self.construct_object(key_node, deep=True)
            if str(key) in seen:
                self.duplicates.append((str(key), key_node.start_mark.line + 1))
            seen.add(str(key))
        return super().construct_mapping(node, deep)


def read_yaml(path: Path) -> tuple[dict[str, Any], list[Fault]]:
    """Read one settings file.

    Returns:
        What the file holds, and a fault for each key that is written twice.

    Raises:
        SettingsError: if the file is missing, is not text, is not YAML, or does not hold `key: value` lines.
    """
    try:
        text = path.read_text(encoding="utf-8-sig")
    except FileNotFoundError:
        raise _unusable(path, "there is no such file") from None
    except (OSError, UnicodeDecodeError) as error:
        raise _unusable(path, f"cannot be read as UTF-8 text: {error}") from None
    try:
        content, duplicates = deepcopy(_parsed(text))
    except yaml.YAMLError as error:
        raise _unusable(path, f"is not valid YAML: {_where(error)}") from None
    if not isinstance(content, dict):
        raise _unusable(path, "holds no settings", "it should hold lines such as 'quarter: 2025/26 Q3'")
    faults = [Fault(f"{path}: line {line}", f"'{key}' is set twice", "keep one") for key, line in duplicates]
    return content, faults


@lru_cache(maxsize=8)
def _parsed(text: str) -> tuple[Any, list[tuple[str, int]]]:
    """What a text holds, and its duplicate keys with their lines; kept, since each report of a run reads the settings that the run has read."""
    loader = _Loader(text)
    try:
        return loader.get_single_data(), loader.duplicates
    finally:
        loader.dispose()


def _unusable(path: Path, what: str, right: str = "") -> SettingsError:
    return SettingsError("the settings cannot be used", [Fault(str(path), what, right)])


def _where(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or str(error)
    return f"line {mark.line + 1}, column {mark.column + 1}: {problem}" if mark else str(problem)
