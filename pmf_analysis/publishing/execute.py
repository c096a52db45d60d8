"""A notebook executed with Papermill, so that it either ran to its end or counts as failed."""

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic
from typing import Any

from pmf_analysis.errors import ReportError, UsageError
from pmf_analysis.publishing.executed import (
    CellStart,
    CellWarning,
    cell_start,
    cut_outputs,
    find_failure,
    find_warnings,
    mark_failure,
    tidy,
)
from pmf_analysis.publishing.limits import Clock, Limits
from pmf_analysis.publishing.notebooks import write_notebook
from pmf_analysis.publishing.parameters import check_parameters

ENGINES = ("fork", "kernel")


@dataclass(frozen=True)
class Execution:
    """A notebook that ran to its end.

    Attributes:
        notebook: with its outputs, as it is kept.
        seconds: how long it took.
        warnings: what its cells wrote to standard error.
    """

    notebook: Any
    seconds: float
    warnings: tuple[CellWarning, ...]


def default_engine() -> str:
    """`fork` where processes can be forked safely, otherwise `kernel`."""
    return "kernel" if sys.platform == "win32" else "fork"


def execute(
    path: Path,
    *,
    parameters: Mapping[str, Any],
    output: Path,
    report: str,
    engine: str = "kernel",
    limits: Limits | None = None,
    on_cell: Callable[[CellStart], None] = lambda _: None,
) -> Execution:
    """Run a notebook from its first cell to its last, in its own folder.

    Args:
        path: the notebook.
        parameters: a typed value for each parameter that it declares.
        output: where the executed notebook is kept, also when a cell failed; its marked cell then says why.
        report: the report's name in messages.
        engine: `fork` or `kernel`.
        limits: time and memory; the defaults if left out.
        on_cell: told of each cell that starts.

    Raises:
        ReportError: if the parameters do not fit, or a cell failed, ended the notebook, took too long or lost its process.
        SetupError: if the notebook or the kernel is missing.
        UsageError: if there is no such engine.
    """
    if engine not in ENGINES:
        raise UsageError(f"there is no engine '{engine}'; the engines are {' and '.join(ENGINES)}")
    check_parameters(path, parameters)
    started = monotonic()

    def tell(notebook: Any, index: int) -> None:
        start = cell_start(notebook, index)
        if start.number == 1:  # should this process be killed, the notebook is there to be marked
            write_notebook(tidy(notebook, name=path.name, folder=path.parent.resolve()), output)
        on_cell(start)

    notebook = _run(path, dict(parameters), engine, limits or Limits(), tell)
    kept = tidy(notebook, name=path.name, folder=path.parent.resolve())
    cut_outputs(kept, (limits or Limits()).output_mib * 2**20)
    failure = find_failure(kept)
    if failure:
        mark_failure(kept, failure)
    write_notebook(kept, output)
    if failure:
        raise ReportError(f"{report}: {failure}")
    return Execution(kept, monotonic() - started, find_warnings(kept))


def _run(
    path: Path, parameters: dict[str, Any], engine: str, limits: Limits, on_cell: Callable[[Any, int], None]
) -> Any:
    """The notebook as the engine left it: Papermill writes nothing, and its error says less than the notebook does."""
    import papermill
    from papermill.exceptions import PapermillExecutionError

    register_engines()
    keep: list[Any] = []
    with suppress(PapermillExecutionError):  # the failure stands in the notebook's own cell, with more to say
        papermill.execute_notebook(
            str(path).replace("{", "{{").replace("}", "}}"),
            None,
            parameters=parameters,
            engine_name=f"pmf-{engine}",
            kernel_name="python3",
            language="python",
            progress_bar=False,
            cwd=path.parent,
            start_timeout=limits.start_seconds,
            keep=keep,
            clock=Clock(limits),
            on_cell=on_cell,
        )
    return keep[0]


def register_engines() -> None:
    """Make our engines known to Papermill, also where the package is not installed."""
    import logging

    from papermill.engines import papermill_engines

    from pmf_analysis.publishing.engines import KernelEngine
    from pmf_analysis.publishing.fork_engine import ForkEngine

    papermill_engines.register("pmf-kernel", KernelEngine)
    papermill_engines.register("pmf-fork", ForkEngine)
    logging.getLogger("papermill").addHandler(logging.NullHandler())  # what it says stands in the notebook
