"""The notebooks are thin: one call shows one thing; no logic, no outputs, headings in order."""

import ast
import json
import re
from pathlib import Path
from typing import Any

import pytest

from pmf_analysis import display

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
EXPECTED = {
    "exception_report",
    "benchmark_report",
    "forecast_review",
    "public_report",
    "cmt_overview",
    "data_quality",
    "clinic_pack",
}


@pytest.fixture(params=NOTEBOOKS, ids=lambda path: path.stem)
def notebook(request: pytest.FixtureRequest) -> dict[str, Any]:
    return json.loads(request.param.read_text(encoding="utf-8"))


def code(notebook: dict[str, Any]) -> list[str]:
    return ["".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "code"]


def test_all_notebooks_are_there() -> None:
    assert {path.stem for path in NOTEBOOKS} <= EXPECTED


def test_a_notebook_is_thin(notebook: dict[str, Any]) -> None:
    cells = code(notebook)
    assert len(cells) <= 15
    assert all(len(cell.splitlines()) <= 6 for cell in cells)
    forbidden = (
        ast.FunctionDef,
        ast.ClassDef,
        ast.For,
        ast.While,
        ast.BinOp,
        ast.ListComp,
        ast.Lambda,
        ast.If,
    )
    assert not [node for cell in cells for node in ast.walk(ast.parse(cell)) if isinstance(node, forbidden)]


def test_a_notebook_has_the_parameters_of_all_notebooks_with_help(notebook: dict[str, Any]) -> None:
    tagged = [cell for cell in notebook["cells"] if "parameters" in cell["metadata"].get("tags", [])]
    assert len(tagged) == 1
    lines = "".join(tagged[0]["source"]).splitlines()
    names = ["settings_file", "quarter", "scope_kind", "scope"]
    assert [line.split(":")[0] for line in lines][:4] == names
    assert all("  # " in line for line in lines)


def test_a_notebook_is_committed_without_outputs_and_with_stable_ids(notebook: dict[str, Any]) -> None:
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)
    assert notebook["metadata"]["kernelspec"]["name"] == "python3"
    ids = [cell["id"] for cell in notebook["cells"]]
    assert len(set(ids)) == len(ids)
    assert all(re.fullmatch(r"[A-Za-z0-9_-]{1,64}", each) for each in ids)
    assert not any(cell.get("outputs") or cell.get("execution_count") for cell in notebook["cells"])


def test_a_notebook_calls_only_what_display_offers(notebook: dict[str, Any]) -> None:
    called = {name for cell in code(notebook) for name in re.findall(r"show\.(\w+)\(", cell)}
    assert called <= set(display.__all__)


def test_headings_are_one_title_and_then_second_level(notebook: dict[str, Any]) -> None:
    text = "\n".join("".join(cell["source"]) for cell in notebook["cells"] if cell["cell_type"] == "markdown")
    levels = [len(marks) for marks in re.findall(r"^(#+) ", text, flags=re.MULTILINE)]
    assert levels[0] == 1
    assert set(levels[1:]) == {2}
    assert text.rstrip().splitlines()[-1].startswith(("## What to bear in mind", "Councils differ"))


def test_every_call_is_there(notebook: dict[str, Any]) -> None:
    calls = {name for cell in code(notebook) for name in re.findall(r"\bshow\.(\w+)\(", cell)}
    assert calls
    assert not [name for name in calls if not callable(getattr(display, name, None))]


def test_the_table_of_reports_in_the_readme_has_each_notebook() -> None:
    readme = (NOTEBOOKS[0].parents[1] / "README.md").read_text(encoding="utf-8")
    listed = tuple(re.findall(r"(?m)^\| ([a-z ]+) \|", readme))
    titles = [re.search(r'"# (.+?)(?:\\n)?"', path.read_text(encoding="utf-8")) for path in NOTEBOOKS]
    assert [title[1] for title in titles if title and not title[1].lower().startswith(listed)] == []
