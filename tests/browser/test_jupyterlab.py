"""A notebook opened in JupyterLab and run from the top shows what the batch shows: in a real server, driven through Chromium."""

import ast
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser

from pmf_analysis.batch.sample import write_sample
from pmf_analysis.publishing.execute import execute
from pmf_analysis.publishing.parameters import notebook_parameters

pytestmark = [pytest.mark.browser, pytest.mark.batch]
NOTEBOOKS = sorted(path.stem for path in (Path(__file__).parents[2] / "notebooks").glob("*.ipynb"))
LONGEST = 600
# Lab shows the code and the outputs that it saves; what its commands return is awaited, so nothing is guessed by time.
RUN_ALL = """async () => {
    const app = window.jupyterapp;
    await app.restored;
    const { context } = app.shell.currentWidget;
    await context.ready;
    await context.sessionContext.ready;
    await app.commands.execute('notebook:run-all-cells');
    await app.commands.execute('docmanager:save');
}"""


@pytest.fixture(scope="module")
def council(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the sample council."""
    return write_sample(tmp_path_factory.mktemp("lab") / "york").parents[1]


def by_batch(council: Path, name: str) -> list[Any]:
    """What each cell of a notebook shows when the batch runs it with the parameters that it was written with."""
    path = council / "notebooks" / f"{name}.ipynb"
    given = {each.name: ast.literal_eval(each.default) for each in notebook_parameters(path)}
    executed = council / "executed" / path.name
    execute(path, parameters=given, output=executed, report=name, engine="fork")
    return outputs_of(executed)


@pytest.fixture(scope="module")
def lab(council: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of a JupyterLab server that serves the council's folder, with settings of its own."""
    home = tmp_path_factory.mktemp("jupyter")
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [
                *(sys.executable, "-m", "jupyter", "lab", "--no-browser", "--allow-root", "--ip=127.0.0.1"),
                *("--ServerApp.port=0", "--IdentityProvider.token=", "--LabApp.expose_app_in_browser=True"),
                *(f"--ServerApp.root_dir={council}", "--LabApp.news_url=", "--ServerApp.password="),
            ],
            env={
                **os.environ,
                "HOME": str(home),
                "JUPYTER_RUNTIME_DIR": str(home),
                "JUPYTER_CONFIG_DIR": str(home),
            },
            cwd=council,
            stdout=log,
            stderr=subprocess.STDOUT,
        )
    deadline = time.monotonic() + LONGEST
    while not (found := list(home.glob("jpserver-*.json"))):
        assert server.poll() is None, (home / "log").read_text()
        assert time.monotonic() < deadline
        time.sleep(0.2)
    time.sleep(0.5)  # the file is written in one go, but not in one instant
    yield json.loads(found[0].read_text())["url"]
    server.terminate()
    server.wait()


def outputs_of(path: Path) -> list[Any]:
    """What the code cells of a notebook show, as its file keeps it."""
    return [
        [
            (output["output_type"], plain(output.get("data") or output.get("text")))
            for output in cell["outputs"]
        ]
        for cell in json.loads(path.read_text(encoding="utf-8"))["cells"]
        if cell["cell_type"] == "code" and "injected-parameters" not in cell["metadata"].get("tags", [])
    ]


def plain(content: Any) -> Any:
    """Text that files keep as a list of lines, in one piece."""
    if isinstance(content, dict):
        return {kind: plain(value) for kind, value in content.items()}
    return "".join(content) if isinstance(content, list) else content


@pytest.mark.parametrize("name", NOTEBOOKS)
def test_a_notebook_run_from_the_top_shows_what_the_batch_shows(
    browser: Browser, lab: str, council: Path, name: str
) -> None:
    path = council / "notebooks" / f"{name}.ipynb"
    expected = by_batch(council, name)
    page = browser.new_page()
    page.set_default_timeout(LONGEST * 1000)
    page.goto(f"{lab}lab/tree/notebooks/{name}.ipynb?reset")
    page.wait_for_selector(".jp-NotebookPanel .jp-Cell")
    page.wait_for_function("window.jupyterapp && window.jupyterapp.shell.currentWidget?.context")
    page.evaluate(RUN_ALL)
    assert page.locator(".jp-NotebookPanel .jp-OutputArea-output").count() > 0
    page.close()
    saved = json.loads(path.read_text(encoding="utf-8"))
    assert all(cell["execution_count"] for cell in saved["cells"] if cell["cell_type"] == "code")
    assert outputs_of(path) == expected
