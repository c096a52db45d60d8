"""The sample council, written out for a first run."""

import shutil
from pathlib import Path

import pmf_analysis
from pmf_analysis.errors import SetupError, UsageError

PARTS = ("params", "notebooks", "data/york")
QUARTER_FILE = "params/2025-26-q3.yaml"


def write_sample(folder: Path) -> Path:
    """Write settings, notebooks and data into a new or empty folder, and return the quarter's settings file.

    Raises:
        UsageError: if the folder holds something already, or cannot be written.
        SetupError: if the package was installed without its sample.
    """
    source = sample_source()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise UsageError(f"{folder} is there already; name a new folder")
    try:
        for part in PARTS:
            shutil.copytree(source / part, folder / part, ignore=shutil.ignore_patterns(".*", "__pycache__"))
    except OSError as error:
        raise UsageError(f"{folder} cannot be written: {error.strerror or error}") from None
    return folder / QUARTER_FILE


def sample_source() -> Path:
    """Where the sample is: in the installed package, or at the top of a checkout.

    Raises:
        SetupError: if it is in neither.
    """
    package = Path(pmf_analysis.__file__).parent
    for place in (package / "_sample", package.parent):
        if all((place / part).is_dir() for part in PARTS):
            return place
    raise SetupError("the sample council is missing from this installation; install pmf-analysis again")
