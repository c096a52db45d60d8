"""What an executed notebook says: which cell failed and why, what was warned of; and how it is kept.

A kept notebook names no path of the machine and no user. It is the same for the same run but for Papermill's record of the time that it
took (`start_time`, `end_time`, `duration`), which is taken out of the one that is issued; the manifest has the seconds.
"""

import re
import sys
import sysconfig
import tempfile
from collections.abc import Iterable, Iterator
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmf_analysis.publishing.notebooks import error_output, note_cell

TIMINGS = ("start_time", "end_time", "duration")
FAILED_TAG = "failed"
PAPERMILL_TAG = "papermill-error-cell-tag"
LONGEST_LINE = 80
KEPT_OF_TOO_MUCH = 1000
OVERWRITTEN = re.compile(r"^[^\n]*\r(?=[^\n])", re.MULTILINE)  # a line that a progress bar drew over
CELL_FILE = re.compile(
    "<ipython-input-[^>]+>|"
    + re.escape(tempfile.gettempdir())
    + r"[/\\]ipykernel_\d+[/\\]\d+\.py|\b\d+\.py(?=, line)"
)
COLOUR = re.compile(r"\x1b\[[\d;]*m")


@dataclass(frozen=True)
class CellWarning:
    """What a cell wrote to standard error.

    Attributes:
        cell: the cell's number, `In [cell]` in the executed notebook.
        text: what it wrote.
    """

    cell: int
    text: str


@dataclass(frozen=True)
class CellStart:
    """A cell that starts.

    Attributes:
        index: its place among all cells, from 0.
        number: its number among the code cells, from 1: `In [number]`.
        line: its first line of code.
    """

    index: int
    number: int
    line: str

    def failed(self, cause: str) -> "CellFailure":
        """The cell as a failed one."""
        return CellFailure(self.index, self.number, self.line, cause)


@dataclass(frozen=True)
class CellFailure:
    """Why a notebook did not run to its end.

    Attributes:
        index, number, line: of the cell, as in `CellStart`.
        cause: what happened.
    """

    index: int
    number: int
    line: str
    cause: str

    def __str__(self) -> str:
        return f"cell {self.number} (`{self.line}`): {self.cause}"


def code_cells(notebook: Any) -> list[tuple[int, Any]]:
    """The cells that must run, each with its place among all cells."""
    return [
        (index, cell)
        for index, cell in enumerate(notebook.cells)
        if cell.cell_type == "code" and cell.source.strip()
    ]


def find_failure(notebook: Any) -> CellFailure | None:
    """The first cell that raised, left the notebook early, or never ran in its turn; None if all is well.

    A cell that ends the interpreter (`sys.exit`, `quit`) has failed, though Jupyter calls it a success.
    """
    for number, (index, cell) in enumerate(code_cells(notebook), 1):
        cause = _error_in(cell)
        if not cause and cell.execution_count != number:
            cause = "it did not run in its turn: an earlier cell ended the notebook"
        if cause:
            return cell_start(notebook, index).failed(cause)
    return None


def cell_start(notebook: Any, index: int) -> CellStart:
    """A code cell by its place among all cells."""
    places = [place for place, _ in code_cells(notebook)]
    return CellStart(index, places.index(index) + 1, _first_line(notebook.cells[index].source))


def find_warnings(notebook: Any) -> tuple[CellWarning, ...]:
    """Everything that cells wrote to standard error."""
    return tuple(
        CellWarning(number, str(output.text).strip())
        for number, (_, cell) in enumerate(code_cells(notebook), 1)
        for output in cell.outputs
        if output.output_type == "stream" and output.name == "stderr" and output.text.strip()
    )


def tidy(notebook: Any, *, name: str, folder: Path) -> Any:
    """The executed notebook as it is kept.

    Args:
        notebook: as Papermill left it.
        name: the notebook's file name.
        folder: where it ran.
    """
    kept = deepcopy(notebook)
    kept.cells = [cell for cell in kept.cells if PAPERMILL_TAG not in cell.metadata.get("tags", [])]
    kept.metadata.papermill.update(input_path=name, output_path=name)
    for cell in kept.cells:
        if cell.cell_type == "code":
            cell.outputs = list(_whole_streams(cell.outputs))
        if "injected-parameters" in cell.metadata.get("tags", []):
            cell.id = "injected-parameters"
        for output in cell.get("outputs", []):
            _without_paths(output, folder)
    return kept


def cut_outputs(notebook: Any, most: int) -> None:
    """Fail cells that put out more characters than allowed, and keep the beginning of what they printed."""
    for _, cell in code_cells(notebook):
        if sum(len(str(output)) for output in cell.outputs) > most:
            cause = f"the cell put out more than {most // 2**20} MiB"
            printed = [output for output in cell.outputs if output.output_type == "stream"]
            for output in printed:
                output.text = output.text[:KEPT_OF_TOO_MUCH] + "…"
            cell.outputs = [*printed, error_output("OutputTooLarge", cause)]


def mark_failure(notebook: Any, failure: CellFailure) -> None:
    """Tag the failed cell and say above it what happened."""
    notebook.cells[failure.index].metadata.setdefault("tags", []).append(FAILED_TAG)
    note = note_cell(f"**This cell failed.** {failure.cause}", name="why-it-failed")
    notebook.cells.insert(failure.index, note)


def without_timings(notebook: Any) -> Any:
    """A copy that leaves out how long it took: what two runs of the same report have in common."""
    bare = deepcopy(notebook)
    for metadata in (bare.metadata, *(cell.metadata for cell in bare.cells)):
        for key in TIMINGS:
            metadata.get("papermill", {}).pop(key, None)
    return bare


def _whole_streams(outputs: Iterable[Any]) -> Iterator[Any]:
    """Each stream as one output, standard output before standard error: the two reach us in pieces and in no sure order."""
    streams: dict[str, Any] = {}
    rest = []
    for output in outputs:
        if output.output_type == "stream" and output.name in streams:
            streams[output.name].text += output.text
        elif output.output_type == "stream":
            streams[output.name] = output
        else:
            rest.append(output)
    for _, stream in sorted(streams.items(), reverse=True):
        stream.text = OVERWRITTEN.sub("", stream.text)
        yield stream
    yield from rest


def _error_in(cell: Any) -> str:
    for output in cell.outputs:
        if output.output_type == "error":
            if output.ename == "SystemExit":
                return f"it ended the notebook with sys.exit({output.evalue})"
            return f"{output.ename}: {output.evalue}"
    return ""


def _first_line(source: str) -> str:
    lines = (line.strip() for line in source.splitlines())
    line = next((line for line in lines if line and not line.startswith("#")), source.strip())
    return line if len(line) <= LONGEST_LINE else line[: LONGEST_LINE - 1] + "…"


def _without_paths(output: Any, folder: Path) -> None:
    if output.output_type == "stream":
        output.text = _plain_paths(output.text, folder)
    elif output.output_type == "error":
        output.evalue = _plain_paths(output.evalue, folder)
        output.traceback = [_plain_paths(COLOUR.sub("", line), folder) for line in output.traceback]


def _plain_paths(text: str, folder: Path) -> str:
    text = CELL_FILE.sub("<cell>", text)
    for path, name in _known_places(folder):
        text = text.replace(path, name)
    return text


def _known_places(folder: Path) -> Iterator[tuple[str, str]]:
    yield str(folder), "."
    yield str(folder.parent), ".."
    yield sysconfig.get_paths()["purelib"], "<packages>"
    yield sysconfig.get_paths()["stdlib"], "<python>"
    yield str(Path(__file__).parents[2]), "<packages>"
    yield sys.prefix, "<environment>"
    if str(Path.home()) != "/":
        yield str(Path.home()), "~"
