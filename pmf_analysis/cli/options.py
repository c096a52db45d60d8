"""What several commands share: arguments, examples in the help, and reading the settings."""

import os
from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from pmf_analysis.data.settings import Settings

ENGINES = ("fork", "kernel")
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")


def example(*commands: str) -> str:
    """Examples as click shows them, a line each."""
    return "\b\nExample:\n" + "\n".join(f"  {command}" for command in commands)


params = click.argument("params", type=click.Path(path_type=Path))
directorate = click.option(
    "--directorate",
    "directorates",
    multiple=True,
    metavar="SLUG",
    help="Only this directorate's reports; may be repeated.",
)
report = click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="NAME",
    help="Only this report (a notebook's name); may be repeated.",
)


def read_settings(path: Path, *, quarter: str | None = None, as_known: str = "") -> "Settings":
    for variable in ONE_THREAD:
        os.environ.setdefault(variable, "1")  # reports run side by side; and forking wants no threads
    from pmf_analysis.data.settings import load_settings

    return load_settings(path, quarter=quarter, as_known=as_known)
