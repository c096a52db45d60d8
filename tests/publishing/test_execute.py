"""Faults of Papermill and nbconvert (docs: METHODS section 6), made for real with each engine."""

import builtins
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import nbformat
import pytest

from pmf_analysis.errors import ReportError, SetupError, UsageError
from pmf_analysis.publishing.execute import Execution, execute
from pmf_analysis.publishing.executed import without_timings
from pmf_analysis.publishing.limits import Limits

pytestmark = pytest.mark.batch
RIGHT = {"quarter": "001", "count": 2}
Notebook = Callable[..., Path]


@pytest.fixture(params=["kernel", "fork"])
def engine(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def run(path: Path, engine: str, **limits: float) -> Execution:
    return execute(
        path, parameters=RIGHT, output=kept(path), report="place/test", engine=engine, limits=Limits(**limits)
    )


def kept(path: Path) -> Path:
    return path.parent.parent / "out" / "executed.ipynb"


def texts(notebook: Any) -> str:
    return str([cell.get("outputs", []) for cell in notebook.cells])


def test_typed_parameters_arrive_as_they_were_given(notebook: Notebook, engine: str) -> None:
    path = notebook("print(repr(quarter), repr(count))")
    assert "'001' 2" in run(path, engine).notebook.cells[-1].outputs[0].text
    assert kept(path).exists()


@pytest.mark.parametrize(
    ("cells", "message"),
    [
        (("x = 1", "# why\nraise ValueError('bad')"), "cell 4 (`raise ValueError('bad')`): ValueError: bad"),
        (
            ("import sys; sys.exit(0)", "1"),
            "cell 3 (`import sys; sys.exit(0)`): it ended the notebook with sys.exit(0)",
        ),
        (("quit()", "1"), "cell 3 (`quit()`): NameError: name 'quit' is not defined"),
        (
            ("import os; os._exit(0)", "1"),
            "cell 3 (`import os; os._exit(0)`): ProcessDied: the process that ran the cell ended",
        ),
        (
            ("import os; os.kill(os.getpid(), 9)",),
            "cell 3 (`import os; os.kill(os.getpid(), 9)`): ProcessDied: ",
        ),
        (("x = (1",), "cell 3 (`x = (1`): SyntaxError: "),
        (("input('?')",), "cell 3 (`input('?')`): StdinNotImplementedError: "),
        (("def f(): return f()", "f()"), "cell 4 (`f()`): RecursionError: "),
    ],
    ids=["raise", "sys.exit", "quit", "os._exit", "kill", "syntax", "input", "recursion"],
)
def test_a_cell_that_fails_is_named_with_its_cause(
    notebook: Notebook, engine: str, cells: tuple[str, ...], message: str
) -> None:
    path = notebook(*cells)
    with pytest.raises(ReportError) as caught:
        run(path, engine)
    assert str(caught.value).startswith(f"place/test: {message}")
    executed = nbformat.read(kept(path), as_version=4)
    assert [cell.source for cell in executed.cells if "failed" in cell.metadata.get("tags", [])] == [
        cells[int(message.split()[1]) - 3]
    ]


@pytest.mark.parametrize(
    ("limits", "cause"),
    [
        ({"cell_seconds": 1}, "OutOfTime: the cell was not done after 1 seconds"),
        ({"report_seconds": 1}, "OutOfTime: the report was not done after 1 seconds"),
    ],
)
def test_an_endless_cell_is_stopped(
    notebook: Notebook, engine: str, limits: dict[str, float], cause: str
) -> None:
    started = time.monotonic()
    with pytest.raises(ReportError) as caught:
        run(notebook("while True: pass"), engine, **limits)
    assert cause in str(caught.value)
    assert time.monotonic() - started < 60


def test_warnings_are_collected(notebook: Notebook, engine: str) -> None:
    execution = run(notebook("1", "import warnings; warnings.warn('mind')"), engine)
    assert [(each.cell, each.text.splitlines()[0]) for each in execution.warnings] == [
        (4, "<cell>:1: UserWarning: mind")
    ]


def test_an_executed_notebook_names_no_path_of_the_machine(notebook: Notebook, engine: str) -> None:
    path = notebook(
        "import os, sys, warnings; print(os.getcwd()); warnings.warn(os.getcwd())\nprint(os.path.expanduser('~/x'))",
        "import json; json.loads('{')",
    )
    with pytest.raises(ReportError):
        run(path, engine)
    text = kept(path).read_text()
    for place in (str(path.parent), str(path.parent.parent), f"{Path.home()}/", "ipykernel_"):
        assert place not in text


def test_a_notebook_runs_in_its_own_folder(notebook: Notebook, engine: str) -> None:
    path = notebook("import os; os.path.basename(os.getcwd())", "import beside; beside.WORD")
    (path.parent / "beside.py").write_text("WORD = 'found'")
    executed = run(path, engine).notebook
    assert executed.cells[-2].outputs[0].data["text/plain"] == "'notebooks'"
    assert executed.cells[-1].outputs[0].data["text/plain"] == "'found'"


def test_wrong_parameters_run_nothing(notebook: Notebook, engine: str) -> None:
    path = notebook("open('ran', 'w')")
    with pytest.raises(ReportError, match=r"test_report\.ipynb was not run"):
        execute(path, parameters={"quarter": 1}, output=kept(path), report="r", engine=engine)
    assert not (path.parent / "ran").exists()
    assert not kept(path).exists()


def test_users_own_start_up_files_are_not_read(
    notebook: Notebook, engine: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    startup = tmp_path / "ipython" / "profile_default" / "startup"
    startup.mkdir(parents=True)
    (startup / "00.py").write_text("quarter_from_home = 1")
    monkeypatch.setenv("IPYTHONDIR", str(tmp_path / "ipython"))
    with pytest.raises(ReportError, match="NameError"):
        run(notebook("quarter_from_home"), engine)


def test_no_engine_of_that_name(notebook: Notebook) -> None:
    with pytest.raises(UsageError, match="there is no engine 'spark'; the engines are fork and kernel"):
        run(notebook(), "spark")


def test_without_ipykernel_the_kernel_way_is_a_matter_of_setup(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmf_analysis.publishing.engines.find_spec", lambda _: None)
    path = notebook("1")
    with pytest.raises(SetupError, match="no kernel can start: install ipykernel, or use --engine fork"):
        run(path, "kernel")
    assert not kept(path).exists()


def test_a_kernel_that_does_not_start_is_a_matter_of_setup(
    notebook: Notebook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmf_analysis.publishing.engines.sys.executable", "/bin/false")
    with pytest.raises(SetupError, match="no kernel can start: "):
        run(notebook("1"), "kernel", start_seconds=20)


def test_kernels_open_no_port(notebook: Notebook) -> None:
    from pmf_analysis.publishing.engines import private_kernel

    with private_kernel() as config:
        assert config.KernelManager.transport == "ipc"


KINDS_OF_OUTPUT = (
    'import sys; print("a"); print("b", file=sys.stderr); print("c")',
    "import warnings; warnings.warn('mind'); 1 + 1",
    "from IPython.display import HTML, Markdown, clear_output, display\ndisplay(HTML('<p>a</p>'), Markdown('*b*'))\nHTML('<b>c</b>')",
    "shown = display(HTML('first'), display_id='x')",
    "shown.update(HTML('second'))",
    "print('gone'); clear_output(); print('kept')",
    "display(HTML('gone')); clear_output(wait=True); display(HTML('kept'))",
    "import matplotlib.pyplot as plt; figure = plt.figure(figsize=(1, 1)); _ = plt.plot([1, 2])",
    "import pandas as pd; pd.DataFrame({'a': [1.5, None]})",
    "'not shown';",
    "!echo from a shell",
    "import asyncio; await asyncio.sleep(0); 3",
    "class Fragment:\n    def _repr_mimebundle_(self, **_): return {'text/html': '<i>f</i>', 'text/plain': 'f'}\nFragment()",
    "for i in range(3): print(i, end='\\r')\nprint('done')",
    "Out[4], __name__, In[1]",
    "import logging; logging.getLogger('a').warning('logged')",
    "warnings.warn('old', DeprecationWarning)",
    "%precision 2\n3.14159",
    "# nothing but a comment",
)
FAILURES = (
    ("def f():\n    return 1 / 0", "f()"),
    ("x = (1",),
    ("import nothing_of_that_name",),
    ("raise SystemExit(3)",),
    ("assert False, 'no'",),
)


def test_both_engines_leave_the_same_notebook(notebook: Notebook) -> None:
    path = notebook(*KINDS_OF_OUTPUT)
    by_kernel, by_fork = (without_timings(run(path, engine).notebook) for engine in ("kernel", "fork"))
    for one, other in zip(by_kernel.cells, by_fork.cells, strict=True):
        assert one == other
    assert by_kernel == by_fork


def test_what_magics_remember_is_kept_in_no_file(
    notebook: Notebook, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(scratch))
    shown = texts(run(notebook("%cd -q ..\nlen(get_ipython().db['dhist'])"), "fork").notebook)
    assert "'text/plain': '1'" in shown or "'text/plain': '2'" in shown
    assert not list(scratch.iterdir())


@pytest.mark.parametrize("cells", FAILURES, ids=["deep", "syntax", "import", "exit", "assert"])
def test_both_engines_leave_the_same_failure(notebook: Notebook, cells: tuple[str, ...]) -> None:
    path = notebook(*cells)
    left = []
    for engine in ("kernel", "fork"):
        with pytest.raises(ReportError):
            run(path, engine)
        left.append(without_timings(nbformat.read(kept(path), as_version=4)))
    assert left[0] == left[1]


def test_a_forked_notebook_leaves_no_trace_in_this_process(notebook: Notebook) -> None:
    before = dict(os.environ), Path.cwd()
    run(
        notebook("import os; os.environ['LEFT'] = '1'; os.chdir('/'); import builtins; builtins.left = 1"),
        "fork",
    )
    assert (dict(os.environ), Path.cwd()) == before
    assert not hasattr(builtins, "left")


def test_each_forked_notebook_draws_other_random_numbers(notebook: Notebook) -> None:
    path = notebook("import random, numpy as np; random.random(), np.random.random()")
    assert texts(run(path, "fork").notebook) != texts(run(path, "fork").notebook)


def test_memory_beyond_the_limit_fails_the_cell(notebook: Notebook, engine: str) -> None:
    import multiprocessing

    from pmf_analysis.publishing.limits import limit_memory

    path = notebook("x = bytearray(6 * 2**30)")

    def work() -> None:
        limit_memory(2048)
        try:
            run(path, engine)
        except ReportError as error:
            os._exit(7 if "MemoryError" in str(error) else 8)

    worker = multiprocessing.get_context("fork").Process(target=work)
    worker.start()
    worker.join()
    assert worker.exitcode == 7
