"""Where a worker of a cluster makes reports: a process of its own that nothing but reports is forked from.

A Dask worker has threads and must not fork. So each of its threads starts one station, which loads the programs and a quarter's results once
and then makes one report after the other exactly as a run on one machine does. A station ends when its worker does, and its reports with it.
"""

import os
import pickle
import select
import shutil
import subprocess
import sys
import tempfile
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from pmf_analysis.batch.interrupts import StoppedError
from pmf_analysis.batch.kit import files_in, unpack, unpacked
from pmf_analysis.batch.report import FAILED, Job, Outcome
from pmf_analysis.batch.versions import code_hash, package_versions
from pmf_analysis.errors import SetupError

ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
Made = tuple[Outcome, dict[str, bytes]]
_of_thread = threading.local()


@dataclass(frozen=True)
class Order:
    """A report that a station is to make.

    Attributes:
        job: with paths as seen from the kit.
        digest: of the kit.
        versions: the program and the packages that the run was planned with.
    """

    job: Job
    digest: str
    versions: dict[str, str]


def versions() -> dict[str, str]:
    """What must be the same wherever reports of one run are made."""
    return {**package_versions(), "the program": code_hash()}


def make_at_station(kit: bytes, order: Order) -> Made:
    """Make a report at this thread's station; what became of it, and the files that it left.

    Called by a worker of the cluster.

    Args:
        kit: what reports are made from, packed.
        order: which report.
    """
    station: Station | None = getattr(_of_thread, "station", None)
    if station is None or not station.open:
        station = _of_thread.station = Station()
    return station.make(kit, order)


class Station:
    """The process that this thread sends its reports to."""

    def __init__(self) -> None:
        surroundings = {**dict.fromkeys(ONE_THREAD, "1"), **os.environ}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "pmf_analysis.batch.station"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            env=surroundings,
        )
        self.kits = set[str]()

    @property
    def open(self) -> bool:
        """Whether it still works."""
        return self.process.poll() is None

    def make(self, kit: bytes, order: Order) -> Made:
        """Have a report made; the kit is handed over once.

        Raises:
            SetupError: if the station ends without an answer.
        """
        assert self.process.stdin
        assert self.process.stdout
        try:
            _say(self.process.stdin, (None if order.digest in self.kits else kit, order))
            self.kits.add(order.digest)
            made: Made = pickle.load(self.process.stdout)
        except (EOFError, OSError, pickle.UnpicklingError):
            self.process.kill()
            code = self.process.wait()
            raise SetupError(f"the process that makes reports on a worker ended (code {code})") from None
        return made


def serve(orders: IO[bytes], answers: IO[bytes]) -> None:
    """Make the reports that are ordered until no more orders come."""
    with tempfile.TemporaryDirectory(prefix="pmf-station-") as place:
        while order := _next(orders):
            _say(answers, _make(Path(place), *order))


def _make(place: Path, kit: bytes | None, order: Order) -> Made:
    from pmf_analysis.batch.pool import make_all
    from pmf_analysis.batch.quarter import keep_at_hand
    from pmf_analysis.batch.warm import load_programs

    if differing := _differing(order.versions):
        cause = f"{order.job.report.name}: a worker of the cluster has {differing}; install the same everywhere and start the workers again"
        return Outcome(order.job.report.name, FAILED, cause=cause, setup=True), {}
    folder = place / order.digest
    if kit is not None:
        unpack(kit, folder)
    staging = Path(tempfile.mkdtemp(prefix="made-", dir=place))
    job = unpacked(order.job, folder, staging)
    load_programs()
    if job.results:
        keep_at_hand(job.results)
    (outcome,) = make_all([job], at_once=1, tick=lambda _: _leave_if_alone())
    made = outcome, dict(files_in(staging))
    shutil.rmtree(staging)
    return made


def _differing(wanted: dict[str, str]) -> str:
    here = versions()
    return ", ".join(
        f"another version of {name}"
        if name == "the program"
        else f"{name} {here.get(name, 'missing')} for {version}"
        for name, version in wanted.items()
        if here.get(name) != version
    )


def _leave_if_alone() -> None:
    """Stop the report when the worker that ordered it is gone."""
    if hasattr(select, "poll"):
        line = select.poll()
        line.register(0, select.POLLHUP)
        if any(event & select.POLLHUP for _, event in line.poll(0)):
            raise StoppedError


def _next(orders: IO[bytes]) -> Any:
    try:
        return pickle.load(orders)
    except EOFError:
        return None


def _say(stream: IO[bytes], content: Any) -> None:
    pickle.dump(content, stream)
    stream.flush()


if __name__ == "__main__":
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)  # whatever else is printed must not get among the answers
    try:
        serve(sys.stdin.buffer, answers)
    except (StoppedError, BrokenPipeError, KeyboardInterrupt):
        os._exit(1)
