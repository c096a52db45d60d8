"""A Papermill engine without a kernel: the cells run in a process forked from this one.

What this process has imported and computed is there already; what the notebook does to its own copy of it ends with the notebook.
This process watches: a cell that takes too long, or a process that dies, leaves its failure in the cell.
"""

import faulthandler
import gc
import logging
import multiprocessing
import os
import random
import signal
import sys
import warnings
from contextlib import suppress
from multiprocessing.connection import Connection
from platform import python_version
from time import monotonic, sleep
from typing import Any, TextIO

from papermill.engines import Engine, NotebookExecutionManager

from pmf_analysis.publishing.engines import OnCell, announce_cells, fail_cell
from pmf_analysis.publishing.limits import Clock, Limits
from pmf_analysis.publishing.notebooks import new_output
from pmf_analysis.publishing.processes import end_with_parent

DONE = "done"
LAST_WORDS_SECONDS = 2.0


class ForkEngine(Engine):  # type: ignore[misc]  # Papermill has no types
    """Runs a notebook in a forked process."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        _: str,
        *,
        keep: list[Any] | None = None,
        clock: Clock | None = None,
        on_cell: OnCell = lambda *_: None,
        **_others: Any,
    ) -> None:
        """Run all cells, or up to the first that fails.

        Args:
            nb_man: Papermill's manager of the notebook; there is no kernel to name.
            keep: takes the notebook, so that a failed one can be looked at.
            clock: what is left of the report's time.
            on_cell: told of each cell that starts.
        """
        if keep is not None:
            keep.append(nb_man.nb)
        announce_cells(nb_man, on_cell)
        with _Runner(clock or Clock(Limits())) as runner:
            for index, cell in enumerate(nb_man.nb.cells):
                nb_man.cell_start(cell, index)
                try:
                    whole = runner.run(nb_man, cell)
                finally:
                    nb_man.cell_complete(cell, cell_index=index)
                if not whole:
                    break
        nb_man.nb.metadata["language_info"] = language_info()


class _Runner:
    """The forked process, and what it hands over."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.shown: dict[str, list[Any]] = {}

    def __enter__(self) -> "_Runner":
        self.pipe, other = multiprocessing.Pipe()
        sys.stdout.flush()
        sys.stderr.flush()
        gc.freeze()  # or the collector would touch, and so copy, what the two processes share
        parent = os.getpid()
        self.process = os.fork()
        if not self.process:
            self.pipe.close()
            _be_runner(other, parent)
        other.close()
        return self

    def __exit__(self, *_: object) -> None:
        self.pipe.close()
        self.ended(LAST_WORDS_SECONDS)

    def run(self, nb_man: NotebookExecutionManager, cell: Any) -> bool:
        """Run one cell; whether the next may follow."""
        if cell.cell_type != "code" or not cell.source.strip():
            return True
        inbox = _Inbox(cell, self.shown)
        try:
            self.pipe.send(cell.source)
            whole = self._listen(inbox)
        except (EOFError, ConnectionError):
            fail_cell(nb_man, "ProcessDied", self.ended(LAST_WORDS_SECONDS))
            return False
        except _BeyondLimitError as error:
            fail_cell(nb_man, *error.args)
            self.ended(0)
            return False
        if not whole:
            nb_man.cell_exception(cell)
        return whole

    def _listen(self, inbox: "_Inbox") -> bool:
        """Take in outputs until the cell is done."""
        most, held = self.clock.limits.output_mib * 2**20, 0
        deadline = monotonic() + self.clock.cell_allowance()
        while self.pipe.poll(max(0.0, deadline - monotonic())):
            kind, content = self.pipe.recv()
            if kind == DONE:
                inbox.cell["execution_count"] = content["execution_count"]
                return bool(content["whole"])
            held += _size(content)
            if held > most:
                raise _BeyondLimitError("OutputTooLarge", f"the cell put out more than {most // 2**20} MiB")
            inbox.take(kind, content)
        raise _BeyondLimitError("OutOfTime", self.clock.cause())

    def ended(self, patience: float) -> str:
        """Wait for the process to end, kill it if it will not, and say how it ended."""
        deadline = monotonic() + patience
        while self.process:
            found, status = os.waitpid(self.process, os.WNOHANG)
            if found:
                self.process = 0
                return _how_it_ended(status)
            if monotonic() > deadline:
                os.kill(self.process, signal.SIGKILL)
            else:
                sleep(0.005)
        return "the process that ran the cell ended"


class _BeyondLimitError(Exception):
    """A cell that takes too long or puts out too much: a name and a cause."""


class _Inbox:
    """Files what a cell hands over among its outputs, as a notebook keeps them."""

    def __init__(self, cell: Any, shown: dict[str, list[Any]]) -> None:
        self.cell = cell
        self.shown = shown
        self.clear_next = False

    def take(self, kind: str, content: dict[str, Any]) -> None:
        """Add an output, change one that was shown earlier, or clear all."""
        if kind == "clear_output":
            self.clear_next = content["wait"]
            if not self.clear_next:
                self.cell.outputs.clear()
            return
        name = content.pop("display_id", None)
        for earlier in self.shown.get(name, ()):
            earlier.update(data=content["data"], metadata=content["metadata"])
        if kind == "update_display_data":
            return
        if self.clear_next:
            self.cell.outputs.clear()
            self.clear_next = False
        self._add(new_output(kind, **content), name)

    def _add(self, output: Any, name: str | None) -> None:
        outputs = self.cell.outputs
        last = outputs[-1] if outputs else None
        if output.output_type == "stream" and last and last.get("name") == output.name:
            last.text += output.text
            return
        outputs.append(output)
        if name:
            self.shown.setdefault(name, []).append(output)


def _be_runner(pipe: Connection, parent: int) -> None:
    """In the forked process: run the cells that come, hand over what they show, and leave without a trace."""
    code = 1
    try:
        end_with_parent(parent)
        _forget_parent()
        _run_cells(pipe)
        code = 0
    finally:
        os._exit(code)


def _run_cells(pipe: Connection) -> None:
    from pmf_analysis.publishing.shell import RawOutput, new_shell

    def send(kind: str, content: dict[str, Any]) -> None:
        if os.getpid() == runner:  # a process that a cell forks has no say
            pipe.send((kind, content))

    runner = os.getpid()
    shell = new_shell(send)
    raw = [RawOutput("stdout", 1, send), RawOutput("stderr", 2, send)]
    with suppress(EOFError):
        while True:
            result = shell.run_cell(pipe.recv(), store_history=True)
            for each in raw:
                each.hand_over()
            send(DONE, {"whole": bool(result.success), "execution_count": result.execution_count})


def _forget_parent() -> None:
    """Start as a new interpreter would: its warnings, no loggers, another random seed, charts for notebooks."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    faulthandler.disable()  # how the process ended stands in the cell
    warnings.showwarning = _show_warning  # whatever this process has put in its place
    warnings.resetwarnings()
    for category in (ResourceWarning, ImportWarning, PendingDeprecationWarning, DeprecationWarning):
        warnings.simplefilter("ignore", category)
    warnings.filterwarnings("default", category=DeprecationWarning, module="__main__")
    logging.getLogger().handlers.clear()
    logging.getLogger().setLevel(logging.WARNING)
    random.seed()
    if "numpy" in sys.modules:
        import numpy as np

        np.random.seed()  # noqa: NPY002  (the generator that notebooks may use without one of their own)
    if "" not in sys.path:  # the notebook's folder comes behind the standard library, as in a kernel
        packages = [number for number, path in enumerate(sys.path) if path.endswith("-packages")]
        sys.path.insert(packages[0] if packages else len(sys.path), "")
    os.environ["MPLBACKEND"] = "module://matplotlib_inline.backend_inline"
    if "matplotlib" in sys.modules:
        import matplotlib as mpl

        mpl.rcParams["backend"] = os.environ["MPLBACKEND"]


def _show_warning(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    (file or sys.stderr).write(warnings.formatwarning(message, category, filename, lineno, line))


def _size(content: Any) -> int:
    """Characters of text in an output, however it is nested."""
    if isinstance(content, dict):
        return sum(_size(value) for value in content.values())
    return len(content) if isinstance(content, str | list) else 0


def _how_it_ended(status: int) -> str:
    code = os.waitstatus_to_exitcode(status)
    how = f"was ended by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"
    return f"the process that ran the cell {how}"


def language_info() -> dict[str, Any]:
    """What a Python kernel says about its language."""
    return {
        "name": "python",
        "version": python_version(),
        "mimetype": "text/x-python",
        "codemirror_mode": {"name": "ipython", "version": sys.version_info[0]},
        "pygments_lexer": "ipython3",
        "nbconvert_exporter": "python",
        "file_extension": ".py",
    }
