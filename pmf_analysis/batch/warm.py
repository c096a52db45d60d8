"""What every report needs, loaded once in the process that reports are forked from."""

import os
from collections.abc import Sequence
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING

from pmf_analysis.batch.plan import Report
from pmf_analysis.batch.quarter import open_quarter
from pmf_analysis.publishing.page import load_template

if TYPE_CHECKING:
    from collections.abc import Iterator

MODULES = (
    "papermill",
    "pmf_analysis.publishing.fork_engine",
    "pmf_analysis.publishing.shell",
    "matplotlib.figure",
    "matplotlib.font_manager",
    "matplotlib.backends.backend_svg",
)


def warm_up(reports: Sequence[Report]) -> None:
    """Load programs and template, and open the quarter as the notebooks will."""
    load_programs()
    for folder, settings_file, quarter in {
        (each.notebook.parent, each.parameters["settings_file"], each.parameters["quarter"])
        for each in reports
    }:
        with _inside(folder):
            open_quarter(settings_file, quarter=quarter)


def load_programs() -> None:
    """Import what notebooks and pages import, and load the page's template."""
    import pmf_analysis.display as display

    for name in (*MODULES, *(f"{display.__name__}.{found.name}" for found in iter_modules(display.__path__))):
        import_module(name)
    load_template()


@contextmanager
def _inside(folder: Path) -> "Iterator[None]":
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)
