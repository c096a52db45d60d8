"""Where a quarter is made and where it goes."""

import shutil
from dataclasses import dataclass
from pathlib import Path

from pmf_analysis.errors import ReportError


@dataclass(frozen=True)
class Place:
    """The folders of one quarter; all in one folder, so that moving is renaming.

    Attributes:
        root: the folder that holds the quarters' folders.
        target: the quarter's folder.
        staging: where it is made.
        retired: where the last one waits while the new one takes its place.
        lock: the lock file of the quarter.
    """

    root: Path
    target: Path
    staging: Path
    retired: Path
    lock: Path

    @classmethod
    def of(cls, root: Path, slug: str) -> "Place":
        """The places of one quarter."""
        root = root.resolve()
        staging, retired, lock = (root / f".{slug}.{name}" for name in ("staging", "retired", "lock"))
        return cls(root, root / slug, staging, retired, lock)

    def recover(self) -> None:
        """Undo a move that was cut short."""
        if self.retired.exists():
            if self.target.exists():
                shutil.rmtree(self.retired)
            else:
                self.retired.rename(self.target)

    def swap(self) -> None:
        """Put the staging folder in the place of the quarter's folder."""
        if self.target.exists():
            self.target.rename(self.retired)
        self.staging.rename(self.target)
        if self.retired.exists():
            shutil.rmtree(self.retired)

    def check_inside(self, path: str) -> None:
        """See to it that a path does not lead out of the staging folder.

        Raises:
            ReportError: if it does.
        """
        if not (self.staging / path).resolve().is_relative_to(self.staging):
            raise ReportError(f"'{path}' would be written outside {self.target}")

    def keep_only(self, wanted: set[str]) -> None:
        """Remove every other file from the staging folder; paths are as seen from there."""
        for path in self.staging.rglob("*"):
            if path.is_file() and path.relative_to(self.staging).as_posix() not in wanted:
                path.unlink()

    def remove_empty_folders(self) -> None:
        """Remove folders of the staging folder that hold nothing."""
        for path in sorted(self.staging.rglob("*"), reverse=True):
            if path.is_dir() and not any(path.iterdir()):
                path.rmdir()
