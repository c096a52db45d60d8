"""Notebook files: read, written, and the few cells and outputs that we add to them.

A notebook is `Any` throughout: nbformat has no types.
"""

import json
from pathlib import Path
from typing import Any

from pmf_analysis.errors import ReportError, SetupError


def read_notebook(path: Path) -> Any:
    """A notebook from its file, in the current format.

    Raises:
        SetupError: if there is no such file.
        ReportError: if it is not a notebook.
    """
    import nbformat

    try:
        notebook = nbformat.read(path, as_version=4)  # type: ignore[no-untyped-call]
        nbformat.validate(notebook)
    except OSError as error:
        raise SetupError(f"the notebook {path.name} cannot be read: {error.strerror}") from None
    except (ValueError, TypeError, AttributeError, KeyError, nbformat.ValidationError) as error:
        # nbformat has no error of its own for JSON that is not shaped like a notebook
        reason = str(error).splitlines()[0][:120]
        raise ReportError(f"{path.name} is not a notebook: {reason}") from None
    return notebook


def load_schema() -> None:
    """Have nbformat compile what it checks notebooks and outputs by, ahead of the first."""
    import nbformat

    nbformat.validate(nbformat.v4.new_notebook())  # type: ignore[no-untyped-call]
    new_output("stream", name="stdout", text="")


def code_of(path: Path) -> list[str]:
    """The source of each code cell, read without nbformat, which is slow to import.

    Raises:
        OSError: if there is no such file.
        ValueError: if it is not a notebook of the current format.
    """
    content = json.loads(path.read_text(encoding="utf-8"))
    try:
        return ["".join(cell["source"]) for cell in content["cells"] if cell["cell_type"] == "code"]
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path.name} is not a notebook: {error}") from None


def write_notebook(notebook: Any, path: Path) -> None:
    """Write a notebook that is one, as whatever read or ran it has checked, making its folder."""
    from nbformat import v4

    path.parent.mkdir(parents=True, exist_ok=True)
    text = v4.writes(notebook)  # type: ignore[no-untyped-call]
    path.write_text(text + "\n", encoding="utf-8", newline="\n")


def note_cell(text: str, *, name: str) -> Any:
    """A Markdown cell whose id is its name."""
    from nbformat.v4 import new_markdown_cell

    return new_markdown_cell(text, id=name)  # type: ignore[no-untyped-call]


def new_output(kind: str, **content: Any) -> Any:
    """An output as a kernel would leave it: `stream`, `display_data`, `execute_result` or `error`."""
    from nbformat import v4

    return v4.new_output(kind, **content)  # type: ignore[no-untyped-call]


def error_output(name: str, cause: str) -> Any:
    """The output of a failure that is no error of Python's."""
    return new_output("error", ename=name, evalue=cause, traceback=[f"{name}: {cause}"])
