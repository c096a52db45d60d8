"""What a run was made with: the program's own text and the packages that decide numbers and pages."""

from functools import lru_cache
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from platform import python_version

import pmf_analysis

PACKAGES = (
    "pandas",
    "numpy",
    "scipy",
    "statsmodels",
    "matplotlib",
    "papermill",
    "nbconvert",
    "nbclient",
    "ipython",
)
TEXT = {".py", ".j2", ".css", ".json"}


@lru_cache(maxsize=1)
def code_hash() -> str:
    """Stands for every line of the package: the same text gives the same digits wherever it is installed."""
    root = Path(pmf_analysis.__file__).parent
    digest = sha256()
    for path in sorted(root.rglob("*"), key=lambda path: path.relative_to(root).as_posix()):
        if path.suffix in TEXT and "_sample" not in path.parts:
            digest.update(path.relative_to(root).as_posix().encode() + b"\0")
            digest.update(sha256(path.read_bytes()).digest())
    return digest.hexdigest()


@lru_cache(maxsize=1)
def package_versions() -> dict[str, str]:
    """Python's version and that of each package that can change a number or a page."""
    found = {"python": python_version(), "pmf_analysis": pmf_analysis.__version__}
    for name in PACKAGES:
        try:
            found[name] = version(name)
        except PackageNotFoundError:
            found[name] = "not installed"
    return found


def file_hash(path: Path) -> str:
    """The SHA-256 of a file's content."""
    digest = sha256()
    with path.open("rb") as file:
        for part in iter(lambda: file.read(2**20), b""):
            digest.update(part)
    return digest.hexdigest()
