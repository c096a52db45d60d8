"""Reports made on a Dask cluster: sent out from here, made at the workers' stations, brought home and filed by this process alone."""

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import CancelledError
from contextlib import suppress
from functools import lru_cache
from pathlib import PurePosixPath
from time import monotonic
from typing import Any

from pmf_analysis.batch.kit import Kit
from pmf_analysis.batch.report import FAILED, FAILED_FOLDER, Job, Outcome
from pmf_analysis.batch.station import Made, Order, make_at_station, versions
from pmf_analysis.errors import ReportError, SetupError, UsageError

TICK_SECONDS = 0.5
ANSWER_SECONDS = 20
PATIENCE_SECONDS = 60.0
AHEAD = 2  # reports sent out for each thread of the cluster: one that is being made and one that waits there


def make_on_cluster(
    jobs: Sequence[Job],
    *,
    scheduler: str,
    kit: Kit,
    stopping: Callable[[], bool] = lambda: False,
    tick: Callable[[tuple[str, ...]], None] = lambda _: None,
) -> Iterator[Outcome]:
    """Make the reports on a cluster and yield each as it comes home.

    A report whose worker ends is made by another; what a worker needs is sent to it once, not once a report.

    Args:
        jobs: what to make.
        scheduler: the address of the cluster's scheduler.
        kit: what the reports are made from.
        stopping: asked before each report is sent out; once true, none is.
        tick: told, at least every half second, which reports are out.

    Raises:
        UsageError: if nothing answers at the address.
        SetupError: if a worker cannot make reports at all, or Dask is not installed here.
        ReportError: if the scheduler or all its workers are gone.
    """
    client = _connect(scheduler)
    # A task, and not scattered: the scheduler can send it anew when the worker that held it is gone
    sent_kit = client.submit(bytes, kit.content, key=f"pmf-kit-{kit.digest}")
    waiting, out = list(jobs), dict[Any, Job]()
    crew = _Crew(client)
    try:
        while waiting or out:
            crew.look()
            while waiting and len(out) < max(1, crew.threads) * AHEAD and not stopping():
                order = Order(kit.packed(waiting[0]), kit.digest, versions())
                out[client.submit(make_at_station, sent_kit, order, pure=False)] = waiting.pop(0)
            if not out:
                return
            tick(tuple(job.report.name for job in out.values()))
            for future in _finished(out):
                yield _bring_home(future, out.pop(future))
    finally:
        client.cancel(list(out))


class _Crew:
    """The workers that there are, and how long there have been none."""

    def __init__(self, client: Any) -> None:
        self.client = client
        self.threads = 0
        self.seen = monotonic()

    def look(self) -> None:
        """Count their threads.

        Raises:
            ReportError: if there have been none for too long, or the scheduler does not answer.
        """
        try:
            self.threads = sum(self.client.nthreads().values())
        except (OSError, TimeoutError, CancelledError) as error:
            raise ReportError(f"the scheduler of the cluster is gone: {error}") from None
        if self.threads:
            self.seen = monotonic()
        elif monotonic() - self.seen > PATIENCE_SECONDS:
            raise ReportError("the cluster has no worker; start one with: dask worker ADDRESS")


@lru_cache(maxsize=1)
def _connect(scheduler: str) -> Any:
    try:
        from distributed import Client
    except ImportError:
        raise SetupError("a cluster needs Dask: pip install 'pmf-analysis[cluster]'") from None
    try:
        return Client(scheduler, timeout=ANSWER_SECONDS)
    except (OSError, TimeoutError, ValueError) as error:
        raise UsageError(f"no Dask scheduler answers at {scheduler}: {error}") from None


def _finished(out: dict[Any, Job]) -> list[Any]:
    """The reports that have come to an end, after half a second at the most."""
    from distributed import wait

    with suppress(TimeoutError, CancelledError):
        wait(list(out), timeout=TICK_SECONDS, return_when="FIRST_COMPLETED")
    return [future for future in out if future.done()]


def _bring_home(future: Any, job: Job) -> Outcome:
    """File what a report left in the staging folder, as if it had been made there."""
    from distributed import KilledWorker

    try:
        made: Made = future.result()
    except KilledWorker:
        cause = f"{job.report.name}: each worker that made it ended, so it is not sent out again"
        return Outcome(job.report.name, FAILED, cause=cause, key=job.key)
    except CancelledError:
        raise ReportError("the scheduler of the cluster is gone") from None
    except (ImportError, AttributeError, SetupError) as error:
        raise SetupError(f"a worker of the cluster cannot make reports: {error}") from None
    outcome, files = made
    for name, content in files.items():
        path = job.folder / _expected(name, job)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return outcome


def _expected(name: str, job: Job) -> str:
    """The path of a file that a report may leave; no worker decides where else a file goes."""
    failed = {f"{FAILED_FOLDER}/{path}" for path in (job.report.executed, f"{job.report.name}.log")}
    if name not in {*job.report.files, *failed} or ".." in PurePosixPath(name).parts:
        raise ReportError(f"{job.report.name}: a worker sent '{name}', which is no file of this report")
    return name
