"""Reports made side by side, each in a process that nothing survives; this process only watches.

A process is forked from this one where that is safe (Linux, macOS), so that imports and the quarter's results are there already, and
started afresh elsewhere. It is killed when it takes too long, and its end without a word counts as a failure.
"""

import multiprocessing
import os
import pickle
import signal
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from time import monotonic
from typing import Any

from pmf_analysis.batch.quarter import PINNED
from pmf_analysis.batch.report import (
    FAILED,
    FAILED_FOLDER,
    Job,
    Outcome,
    failed_report,
    lost_report,
    make_report,
    write_trouble,
)
from pmf_analysis.publishing.executed import CellStart
from pmf_analysis.publishing.processes import can_fork, end_with_parent

GRACE_SECONDS = 30.0
TICK_SECONDS = 0.5


@dataclass
class _Worker:
    job: Job
    process: BaseProcess
    answers: Connection
    deadline: float
    cell: CellStart | None = None
    outcome: Outcome | None = None

    def listen(self) -> bool:
        """Take in what the process has said; whether it has said all that it will."""
        try:
            while self.answers.poll():
                said = self.answers.recv()
                if isinstance(said, Outcome):
                    self.outcome = said
                else:
                    self.cell = said
        except (EOFError, ConnectionError, pickle.UnpicklingError):
            return True
        return self.outcome is not None or monotonic() > self.deadline


def make_all(
    jobs: Sequence[Job],
    *,
    at_once: int,
    stopping: Callable[[], bool] = lambda: False,
    tick: Callable[[tuple[str, ...]], None] = lambda _: None,
) -> Iterator[Outcome]:
    """Make the reports, at most `at_once` at a time, and yield each as it ends.

    Args:
        jobs: what to make.
        at_once: how many processes.
        stopping: asked before each start; once true, no further report is started.
        tick: told, at least every half second, which reports are being made.
    """
    waiting, working = list(jobs), dict[Any, _Worker]()
    try:
        while waiting or working:
            while waiting and len(working) < at_once and not stopping():
                worker = _start(waiting.pop(0))
                working[worker.answers] = worker
            if not working:
                return
            tick(tuple(worker.job.report.name for worker in working.values()))
            wait(list(working), timeout=TICK_SECONDS)
            for key in [key for key, worker in working.items() if worker.listen()]:
                yield _finish(working.pop(key))
    finally:
        for worker in working.values():
            _kill(worker)


def _start(job: Job) -> _Worker:
    context: Any = multiprocessing.get_context("fork" if can_fork() else "spawn")
    receiver, sender = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(job, sender, os.getpid()), daemon=False)
    process.start()
    sender.close()
    seconds = job.limits.report_seconds + job.limits.start_seconds + GRACE_SECONDS
    return _Worker(job, process, receiver, monotonic() + seconds)


def _work(job: Job, answers: Connection, parent: int) -> None:
    """In the new process: make the report and answer."""
    end_with_parent(parent)
    if hasattr(os, "setsid"):
        os.setsid()  # a Ctrl-C in the terminal is for the process that watches
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if job.results:
        os.environ[PINNED] = str(job.results)
    try:
        _write_to(log_path(job))
    except OSError as error:
        answers.send(failed_report(job, write_trouble(error)))
    else:
        answers.send(make_report(job, on_cell=answers.send))
    answers.close()


def log_path(job: Job) -> Path:
    """Where what a report's process writes by itself is kept until it ends well."""
    return job.folder / FAILED_FOLDER / f"{job.report.name}.log"


def _write_to(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o644)
    sys.stdout.flush()
    sys.stderr.flush()
    os.dup2(descriptor, 1)
    os.dup2(descriptor, 2)
    os.close(descriptor)


def _finish(worker: _Worker) -> Outcome:
    outcome = worker.outcome
    if outcome is None:
        late = monotonic() > worker.deadline
        _kill(worker)
        outcome = lost_report(worker.job, worker.cell, _how_it_ended(worker, late=late))
    worker.process.join()
    worker.answers.close()
    log = log_path(worker.job)
    if outcome.state != FAILED or (log.exists() and not log.stat().st_size):
        log.unlink(missing_ok=True)
    return outcome


def _how_it_ended(worker: _Worker, *, late: bool) -> str:
    code = worker.process.exitcode
    if late:
        return f"it was stopped after {worker.job.limits.report_seconds:g} seconds"
    if code is not None and code < 0:
        return f"its process was ended by {signal.Signals(-code).name}"
    log = f"{FAILED_FOLDER}/{worker.job.report.name}.log"
    return f"its process ended with exit code {code}; what it wrote is kept in {log}"


def _kill(worker: _Worker) -> None:
    if worker.process.is_alive() and worker.process.pid:
        with suppress(ProcessLookupError, PermissionError):
            if can_fork():
                os.killpg(worker.process.pid, signal.SIGKILL)
            else:
                worker.process.kill()
    worker.process.join(timeout=5)
