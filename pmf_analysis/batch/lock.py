"""One run at a time on one quarter's folder, by a lock that ends with the processes that hold it, however they end."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pmf_analysis.errors import UsageError


@contextmanager
def sole_run(path: Path) -> Iterator[None]:
    """Hold the lock file of a quarter's folder.

    Processes forked from this one hold it too, so a new run cannot start while reports of a killed run still write.

    Raises:
        UsageError: if another run holds it.
    """
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        if not _take(descriptor):
            holder = os.read(descriptor, 100).decode("ascii", "replace").strip() or "unknown"
            raise UsageError(
                f"another run (process {holder}) is writing {path.parent / path.stem.lstrip('.')}; wait for it to end"
            )
        os.ftruncate(descriptor, 0)
        os.pwrite(descriptor, f"{os.getpid()}\n".encode(), 0)
        yield
    finally:
        os.close(descriptor)


def holder(path: Path) -> str:
    """The number of the process that holds a lock file; empty if none does."""
    try:
        descriptor = os.open(path, os.O_RDWR)
    except OSError:
        return ""
    try:
        return "" if _take(descriptor) else os.read(descriptor, 100).decode("ascii", "replace").strip()
    finally:
        os.close(descriptor)


def _take(descriptor: int) -> bool:
    try:
        import fcntl
    except ImportError:
        return _take_on_windows(descriptor)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _take_on_windows(descriptor: int) -> bool:
    import msvcrt

    try:
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
    except OSError:
        return False
    return True
