"""One report, made from its notebook to its checked page, in a process of its own."""

import errno
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from time import monotonic

from pmf_analysis.batch.plan import Report
from pmf_analysis.errors import Fault, PmfError, ReportError, SetupError
from pmf_analysis.publishing.execute import execute
from pmf_analysis.publishing.executed import CellStart, mark_failure, without_timings
from pmf_analysis.publishing.limits import Limits, limit_memory
from pmf_analysis.publishing.notebooks import read_notebook, write_notebook
from pmf_analysis.publishing.page import PageFacts, render_page, report_title
from pmf_analysis.publishing.page_check import faults_of, ids_of, parse
from pmf_analysis.publishing.receipts import receipts_text, take_receipts

MADE, FAILED, UNCHANGED = "made", "failed", "unchanged"
FAILED_FOLDER = "failed"
OnCell = Callable[[CellStart], None]


@dataclass(frozen=True)
class Job:
    """A report that is to be made.

    Attributes:
        report: which.
        facts: what its page says about itself.
        folder: the staging folder, laid out like the quarter's.
        engine: `fork` or `kernel`.
        limits: time and memory.
        key: stands for all that it is made from.
        results: the folder that holds the run's results; None where nothing is kept.
    """

    report: Report
    facts: PageFacts
    folder: Path
    engine: str
    limits: Limits
    key: str
    results: Path | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of a report.

    Attributes:
        name: the report's.
        state: `made`, `failed` or `unchanged`.
        title: what the page calls it; empty if it failed.
        cause: why it failed, a sentence or more.
        seconds: how long it took.
        peak_mib: the most memory that a process of it held.
        warnings: what its cells warned of.
        anchors: the page's.
        key: stands for all that it was made from.
        setup: whether it failed because something of the installation is missing, so that every report will.
    """

    name: str
    state: str
    title: str = ""
    cause: str = ""
    seconds: float = 0.0
    peak_mib: float = 0.0
    warnings: tuple[str, ...] = ()
    anchors: tuple[str, ...] = ()
    key: str = ""
    setup: bool = False


def make_report(job: Job, *, on_cell: OnCell = lambda _: None) -> Outcome:
    """Execute a report's notebook, render its page and check it.

    A failed report leaves its executed notebook under `failed/` in the staging folder, and no page.

    Args:
        job: what to make.
        on_cell: told of each cell that starts.
    """
    started = monotonic()
    limit_memory(job.limits.memory_mib)
    try:
        made = _make(job, on_cell)
    except PmfError as error:
        made = Outcome(job.report.name, FAILED, cause=str(error), setup=isinstance(error, SetupError))
    except OSError as error:
        made = Outcome(job.report.name, FAILED, cause=f"{job.report.name}: {write_trouble(error)}")
    except MemoryError:
        made = Outcome(
            job.report.name,
            FAILED,
            cause=f"{job.report.name}: more than {job.limits.memory_mib} MiB of memory",
        )
    return _measured(made, job, monotonic() - started)


def failed_report(job: Job, cause: str) -> Outcome:
    """A report that could not even be started."""
    return Outcome(job.report.name, FAILED, cause=f"{job.report.name}: {cause}", key=job.key)


def lost_report(job: Job, cell: CellStart | None, cause: str) -> Outcome:
    """What is left of a report whose process is gone: the notebook, marked at the cell that ran, and no page."""
    for path in job.report.files:
        (job.folder / path).unlink(missing_ok=True)
    where = f"cell {cell.number} (`{cell.line}`): " if cell else ""
    if cell:
        with suppress(PmfError):  # it may have died while it wrote the notebook
            kept = job.folder / FAILED_FOLDER / job.report.executed
            notebook = read_notebook(kept)
            mark_failure(notebook, cell.failed(cause))
            write_notebook(notebook, kept)
    return Outcome(job.report.name, FAILED, cause=f"{job.report.name}: {where}{cause}", key=job.key)


def write_trouble(error: OSError) -> str:
    """What kept a file from being written, in words."""
    words = {
        errno.ENOSPC: "the disk is full",
        errno.EDQUOT: "the disk quota is used up",
        errno.EACCES: "there is no permission to write here",
        errno.EPERM: "there is no permission to write here",
        errno.EROFS: "the folder can only be read",
        errno.EFBIG: "a file is larger than allowed",
        errno.EMFILE: "too many files are open",
    }
    return words.get(error.errno or 0, error.strerror or str(error))


def _make(job: Job, on_cell: OnCell) -> Outcome:
    report = job.report
    unfinished = job.folder / FAILED_FOLDER / report.executed
    execution = execute(
        report.notebook,
        parameters=report.parameters,
        output=unfinished,
        report=report.name,
        engine=job.engine,
        limits=job.limits,
        on_cell=on_cell,
    )
    html, receipts = take_receipts(render_page(execution.notebook, job.facts))
    checked = parse(html)
    if faults := faults_of(checked):
        raise ReportError(
            f"{report.name}: the page was made but may not be issued",
            [Fault(report.page, fault) for fault in faults],
        )
    page = job.folder / report.page
    page.parent.mkdir(parents=True, exist_ok=True)
    page.write_text(html, encoding="utf-8", newline="\n")
    (job.folder / report.receipts).write_text(receipts_text(receipts), encoding="utf-8", newline="\n")
    write_notebook(without_timings(execution.notebook), job.folder / report.executed)
    unfinished.unlink()
    return Outcome(
        report.name,
        MADE,
        title=report_title(execution.notebook),
        warnings=tuple(f"cell {each.cell}: {each.text}" for each in execution.warnings),
        anchors=tuple(sorted(ids_of(checked))),
    )


def _measured(made: Outcome, job: Job, seconds: float) -> Outcome:
    return replace(made, seconds=round(seconds, 3), peak_mib=_peak_mib(), key=job.key)


def _peak_mib() -> float:
    """The most memory that this process, or one that it started and that has ended, held at a time."""
    try:
        import resource
    except ImportError:
        return 0.0
    unit = 2**20 if sys.platform == "darwin" else 2**10
    peaks = (resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return round(max(peaks) / unit, 1)
