"""Papermill engines of our own; each leaves what went wrong in the cell where it happened, whatever it was.

`pmf-kernel` runs a notebook in a Jupyter kernel: this interpreter, none of the user's own start-up files, and sockets in a private
folder instead of open ports wherever the system has them. `pmf-fork` (in `fork_engine`) needs no kernel.
"""

import json
import os
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from jupyter_client.kernelspec import NoSuchKernel
from nbclient.exceptions import CellTimeoutError, DeadKernelError
from papermill.engines import NBClientEngine, NotebookExecutionManager
from traitlets.config import Config

from pmf_analysis.errors import SetupError
from pmf_analysis.publishing.limits import Clock
from pmf_analysis.publishing.notebooks import error_output

KERNEL = "python3"
LONGEST_SOCKET_PATH = 90
NO_QUITTING = "del exit, quit"  # Jupyter's would end the notebook, and call that a success


OnCell = Callable[[Any, int], None]  # the notebook, and the place of the cell that starts


class KernelEngine(NBClientEngine):  # type: ignore[misc]  # Papermill has no types
    """Runs a notebook in a kernel of its own."""

    @classmethod
    def execute_managed_notebook(
        cls,
        nb_man: NotebookExecutionManager,
        kernel_name: str,
        *,
        keep: list[Any],
        clock: Clock,
        on_cell: OnCell = lambda *_: None,
        **options: Any,
    ) -> None:
        """Run all cells, or up to the first that fails.

        Args:
            nb_man: Papermill's manager of the notebook.
            kernel_name: the kernel's name.
            keep: takes the notebook, so that a failed one can be looked at.
            clock: what is left of the report's time.
            on_cell: told of each cell that starts.
            options: Papermill's.

        Raises:
            SetupError: if no kernel starts.
        """
        keep.append(nb_man.nb)
        announce_cells(nb_man, on_cell)
        if find_spec("ipykernel") is None:
            raise SetupError("no kernel can start: install ipykernel, or use --engine fork")
        with private_kernel() as config:
            try:
                super().execute_managed_notebook(
                    nb_man,
                    kernel_name,
                    config=config,
                    timeout_func=lambda _: clock.cell_allowance(),
                    record_timing=False,
                    interrupt_on_timeout=False,
                    shutdown_kernel="immediate",
                    extra_arguments=[f"--IPKernelApp.exec_lines=['{NO_QUITTING}']"],
                    **options,
                )
            except DeadKernelError:
                fail_cell(nb_man, "ProcessDied", "the process that ran the cell ended")
            except CellTimeoutError:
                fail_cell(nb_man, "OutOfTime", clock.cause())
            except (NoSuchKernel, RuntimeError) as error:
                if any(cell.get("execution_count") for cell in nb_man.nb.cells):
                    raise
                raise SetupError(f"no kernel can start: {error}") from None


def announce_cells(nb_man: NotebookExecutionManager, on_cell: OnCell) -> None:
    """Have each code cell's start told to `on_cell`."""
    start = nb_man.cell_start

    def announce(cell: Any, cell_index: int, **others: Any) -> None:
        start(cell, cell_index, **others)
        if cell.cell_type == "code" and cell.source.strip():
            on_cell(nb_man.nb, cell_index)

    nb_man.cell_start = announce


def fail_cell(nb_man: NotebookExecutionManager, name: str, cause: str) -> None:
    """Put a failure that is no error of Python's into the cell that ran, as if the cell had raised it."""
    index, cell = running_cell(nb_man.nb)
    cell.outputs.append(error_output(name, cause))
    nb_man.cell_exception(cell, cell_index=index)


def running_cell(notebook: Any) -> tuple[int, Any]:
    """The code cell that was started last."""
    started = [
        (index, cell)
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.metadata.papermill["start_time"]
    ]
    return started[-1]


@contextmanager
def private_kernel() -> Iterator[Config]:
    """A folder for one kernel: its specification, its sockets, an empty IPython profile."""
    with tempfile.TemporaryDirectory(prefix="pmf-") as folder:
        spec = Path(folder, "kernels", KERNEL, "kernel.json")
        spec.parent.mkdir(parents=True)
        command = [sys.executable, "-m", "ipykernel_launcher", "-f", "{connection_file}"]
        spec.write_text(json.dumps({"argv": command, "display_name": "Python 3", "language": "python"}))
        with environment(JUPYTER_PATH=folder, IPYTHONDIR=folder):
            yield _kernel_config(Path(folder, "k.json"))


def _kernel_config(connection_file: Path) -> Config:
    config = Config()
    config.KernelManager.connection_file = str(connection_file)
    if sys.platform != "win32" and len(str(connection_file)) <= LONGEST_SOCKET_PATH:
        config.KernelManager.transport = "ipc"
    return config


@contextmanager
def environment(**variables: str) -> Iterator[None]:
    """Environment variables for what is started meanwhile."""
    before = {name: os.environ.get(name) for name in variables}
    os.environ.update(variables)
    try:
        yield
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value
