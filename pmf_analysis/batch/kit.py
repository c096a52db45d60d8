"""All that reports are made from, packed so that another machine needs nothing else: settings, notebooks and the quarter's results."""

import os
import shutil
import tempfile
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from pmf_analysis.batch.report import Job
from pmf_analysis.data.settings import Settings
from pmf_analysis.publishing.execute import default_engine

RESULTS = "results"
FILES = "files"


@dataclass(frozen=True)
class Kit:
    """What the reports of one quarter are made from.

    Attributes:
        digest: stands for the content.
        content: a zip archive: the quarter's results, and settings and notebooks placed to each other as they are here.
        top: the folder here that the archive's paths are seen from.
    """

    digest: str
    content: bytes
    top: Path

    def packed(self, job: Job) -> Job:
        """A job whose paths are seen from the kit, for whoever unpacks it."""
        notebook = Path(FILES) / job.report.notebook.resolve().relative_to(self.top)
        results = Path(RESULTS) if job.results else None
        return replace(job, report=replace(job.report, notebook=notebook), results=results, folder=Path())


def pack(settings: Settings, results: Path | None) -> Kit:
    """Pack what the reports of these settings need.

    Args:
        settings: the run's.
        results: the folder that holds its results.
    """
    notebooks = settings.notebooks.resolve()
    files = [path.parent.resolve() / path.name for path in (settings.path, settings.council_path)]
    files += sorted(path for path in notebooks.iterdir() if path.is_file() and not path.name.startswith("."))
    top = Path(os.path.commonpath([notebooks, *(path.parent for path in files)]))
    names = {f"{FILES}/{path.relative_to(top).as_posix()}": path for path in files}
    if results:
        names |= {f"{RESULTS}/{path.name}": path for path in sorted(results.iterdir()) if path.is_file()}
    digest = sha256()
    for name, path in sorted(names.items()):
        digest.update(name.encode() + b"\0" + sha256(path.read_bytes()).digest())
    return Kit(digest.hexdigest(), _archive(names), top)


def unpack(content: bytes, folder: Path) -> Path:
    """Unpack a kit into a folder that appears whole or not at all; one that is there already stays."""
    if not folder.is_dir():
        staging = Path(tempfile.mkdtemp(prefix=f"{folder.name}.", dir=folder.parent))
        with zipfile.ZipFile(BytesIO(content)) as archive:
            archive.extractall(staging)
        try:
            staging.rename(folder)
        except OSError:  # another process was first
            shutil.rmtree(staging)
    return folder


def unpacked(job: Job, kit: Path, staging: Path) -> Job:
    """A job whose paths are those of an unpacked kit; it is made in a staging folder here, as this system can."""
    return replace(
        job,
        report=replace(job.report, notebook=kit / job.report.notebook),
        results=kit / job.results if job.results else None,
        folder=staging,
        engine=job.engine if job.engine == "kernel" else default_engine(),
    )


def files_in(folder: Path) -> Iterator[tuple[str, bytes]]:
    """Every file of a folder, by its path from there."""
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path.read_bytes()


def _archive(names: dict[str, Path]) -> bytes:
    content = BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in names.items():
            archive.write(path, name)
    return content.getvalue()
