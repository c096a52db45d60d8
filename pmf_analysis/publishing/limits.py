"""How long and how large a report may grow before it counts as failed."""

from dataclasses import dataclass
from time import monotonic


@dataclass(frozen=True)
class Limits:
    """What one report may use.

    Attributes:
        cell_seconds: for a cell.
        report_seconds: for all its cells.
        start_seconds: for a kernel to answer.
        memory_mib: for the process that runs the cells, 0 for no limit; kept where the system keeps such limits (Linux).
        output_mib: for what a cell shows and prints.
    """

    cell_seconds: float = 300.0
    report_seconds: float = 900.0
    start_seconds: float = 60.0
    memory_mib: int = 4096
    output_mib: int = 32


class Clock:
    """What is left of a report's time."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.started = monotonic()

    def cell_allowance(self) -> float:
        """Seconds that the next cell may take: its own limit, or what is left for the report if that is less."""
        left = self.limits.report_seconds - (monotonic() - self.started)
        return max(0.1, min(self.limits.cell_seconds, left))

    def cause(self) -> str:
        """Which limit a cell that timed out has met."""
        if monotonic() - self.started >= self.limits.report_seconds:
            return f"the report was not done after {self.limits.report_seconds:g} seconds"
        return f"the cell was not done after {self.limits.cell_seconds:g} seconds"


def limit_memory(mib: int) -> None:
    """Hold this process, and those that it starts, to a size; what goes beyond fails with a MemoryError.

    Windows has no such limit and macOS does not keep it: there, nothing happens.
    """
    try:
        import resource
    except ImportError:
        return
    if mib:
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        wanted = mib * 2**20
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))
