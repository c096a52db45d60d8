"""The files of the project agree with each other and name nothing of the machine that made them."""

import ast
import itertools
import json
import re
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))
PARAMETERS = ["settings_file", "quarter", "scope_kind", "scope", "as_known"]
MOST_CODE_CELLS = 15
MOST_LINES_IN_A_CELL = 6

# What conda-forge calls a package that is named otherwise on the Python index.
CONDA_NAMES = {"playwright": "playwright-python"}


def pyproject() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))


def declared() -> list[Requirement]:
    project = pyproject()["project"]
    extras = project["optional-dependencies"].values()
    return [Requirement(line) for line in itertools.chain(project["dependencies"], *extras)]


def locked() -> dict[str, str]:
    """Each locked requirement's name and everything that stands with it, hashes included."""
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8").replace("\\\n", " ")
    entries = [line for line in text.splitlines() if line and not line.startswith("#")]
    return {canonicalize_name(entry.split("==")[0]): entry for entry in entries}


def committed_files() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True)
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def code_cells(notebook: Path) -> list[dict]:
    cells = json.loads(notebook.read_text(encoding="utf-8"))["cells"]
    return [cell for cell in cells if cell["cell_type"] == "code"]


def source(cell: dict) -> str:
    return "".join(cell["source"])


def tags(cell: dict) -> list[str]:
    return cell["metadata"].get("tags", [])


# The lock


def test_every_locked_package_has_an_exact_version_and_hashes() -> None:
    entry = re.compile(r"^\S+==\S+( ; [^#]+?)?(\s+--hash=sha256:[0-9a-f]{64})+\s*$")
    assert [text for text in locked().values() if not entry.match(text)] == []


def test_the_lock_names_no_index_host_or_path() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert re.findall(r"(?m)^-.*|\S*://\S*|\S* @ \S*|^/.*", text) == []


@pytest.mark.parametrize("requirement", declared(), ids=str)
def test_the_lock_holds_a_version_that_pyproject_allows(requirement: Requirement) -> None:
    version = re.match(r"\S+==(\S+)", locked()[canonicalize_name(requirement.name)])[1]
    assert version in requirement.specifier


# The conda environment


def conda_names_and_versions() -> dict[str, str]:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    requirements = [Requirement(line) for line in environment["dependencies"]]
    return {requirement.name: str(requirement.specifier) for requirement in requirements}


def test_the_conda_environment_is_in_step_with_pyproject() -> None:
    expected = {}
    for requirement in declared():
        name = canonicalize_name(requirement.name)
        expected[CONDA_NAMES.get(name, name)] = str(requirement.specifier)
    expected |= {"python": pyproject()["project"]["requires-python"], "pip": ""}
    assert conda_names_and_versions() == expected


def test_the_conda_environment_names_a_channel_and_no_address() -> None:
    environment = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
    assert environment["channels"] == ["conda-forge"]


# What is committed


def test_no_committed_file_names_a_package_index_or_a_folder_of_a_machine() -> None:
    # Written in parts, or this file would be the first that it finds.
    telltales = re.compile(
        "|".join(
            [
                "/" + "work/",
                "/" + "root/",
                r"/" + r"home/\w+/",
                "/" + "opt/",
                "pypi" + r"\.org",
                "python" + "hosted",
                "registry" + r"\.npm",
                "--(extra-)?" + "index-url",
                "--find" + "-links",
            ]
        )
    )
    found = []
    for path in committed_files():
        if path.suffix in {".png", ".parquet", ".xlsx", ".csv"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            if telltales.search(line):
                found.append(f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}")
    assert found == []


def test_the_npm_lock_names_no_address() -> None:
    lock = json.loads((ROOT / "tests/browser/package-lock.json").read_text(encoding="utf-8"))
    assert [name for name, package in lock["packages"].items() if "resolved" in package] == []


@pytest.mark.parametrize(
    "folder",
    ["benchmarks", "data/york", "docs", "notebooks", "outputs", "params", "pmf_analysis", "tests"],
)
def test_the_folders_of_the_design_exist(folder: str) -> None:
    assert (ROOT / folder).is_dir()


# Notebooks


def test_the_notebooks_of_the_quarter_exist() -> None:
    assert {path.stem for path in NOTEBOOKS} >= {
        "benchmark_report",
        "cmt_overview",
        "data_quality",
        "exception_report",
        "forecast_review",
    }


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
class TestNotebook:
    def test_is_committed_without_outputs(self, notebook: Path) -> None:
        cells = code_cells(notebook)
        assert [cell["outputs"] for cell in cells if cell["outputs"]] == []
        assert [cell["execution_count"] for cell in cells if cell["execution_count"] is not None] == []

    def test_is_short(self, notebook: Path) -> None:
        cells = code_cells(notebook)
        assert len(cells) <= MOST_CODE_CELLS
        assert [source(cell) for cell in cells if len(source(cell).splitlines()) > MOST_LINES_IN_A_CELL] == []

    def test_leaves_all_work_to_the_package(self, notebook: Path) -> None:
        work = (
            ast.FunctionDef,
            ast.AsyncFunctionDef,
            ast.ClassDef,
            ast.Lambda,
            ast.For,
            ast.While,
            ast.comprehension,
            ast.BinOp,
        )
        nodes = [node for cell in code_cells(notebook) for node in ast.walk(ast.parse(source(cell)))]
        assert [type(node).__name__ for node in nodes if isinstance(node, work)] == []

    def test_imports_nothing_but_the_package(self, notebook: Path) -> None:
        nodes = [node for cell in code_cells(notebook) for node in ast.walk(ast.parse(source(cell)))]
        imported = [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        imported += [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        assert [name for name in imported if name.split(".")[0] != "pmf_analysis"] == []

    def test_has_one_parameters_cell_typed_and_with_help(self, notebook: Path) -> None:
        (cell,) = [cell for cell in code_cells(notebook) if "parameters" in tags(cell)]
        lines = source(cell).splitlines()
        assert [line for line in lines if not re.match(r'\w+: str = ".*"  # \S', line)] == []
        values = {node.target.id: ast.literal_eval(node.value) for node in ast.parse(source(cell)).body}
        assert list(values) == PARAMETERS
        assert (notebook.parent / values["settings_file"]).is_file()

    def test_opens_with_a_title(self, notebook: Path) -> None:
        first = json.loads(notebook.read_text(encoding="utf-8"))["cells"][0]
        assert first["cell_type"] == "markdown"
        assert source(first).startswith("# ")


# The README


def readme_commands() -> list[list[str]]:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    lines = [
        line.strip() for block in re.findall(r"(?s)```[a-z]*\n(.*?)```", text) for line in block.splitlines()
    ]
    return [shlex.split(line, comments=True) for line in lines if line]


PMF_COMMANDS = sorted({words[1] for words in readme_commands() if words[0] == "pmf" and len(words) > 1})


@pytest.mark.parametrize("command", PMF_COMMANDS)
def test_every_pmf_command_of_the_readme_has_help(command: str) -> None:
    program = [sys.executable, "-c", "from pmf_analysis.cli import main; main()", command, "--help"]
    asked = subprocess.run(program, capture_output=True, text=True, check=False)
    assert asked.returncode == 0, asked.stderr


def test_every_make_target_of_the_readme_exists() -> None:
    targets = {words[1] for words in readme_commands() if words[0] == "make"}
    made = set(re.findall(r"(?m)^([a-z-]+):", (ROOT / "Makefile").read_text(encoding="utf-8")))
    assert targets
    assert targets <= made


def test_every_link_and_picture_of_the_readme_leads_to_a_file() -> None:
    text = (ROOT / "README.md").read_text(encoding="utf-8")
    targets = [target for target in re.findall(r"\]\(([^)#]+)", text) if "://" not in target]
    assert [target for target in targets if not (ROOT / target).exists()] == []
