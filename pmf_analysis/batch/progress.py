"""How a run is going, on standard error: a bar on a terminal, plain lines in a pipe or a log."""

import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import monotonic
from typing import TYPE_CHECKING, Protocol

from pmf_analysis.batch.report import FAILED, Outcome

if TYPE_CHECKING:
    from rich.progress import Progress


class Watcher(Protocol):
    """Told what happens in a run."""

    def started(self, total: int) -> None:
        """How many reports there are to make."""

    def working(self, names: Sequence[str]) -> None:
        """Which reports are being made."""

    def ended(self, outcome: Outcome) -> None:
        """What became of one."""

    def said(self, sentence: str) -> None:
        """Anything else worth telling."""

    def finished(self) -> None:
        """Nothing more will come."""


class Silence:
    """Tells nobody."""

    def started(self, total: int) -> None: ...

    def working(self, names: Sequence[str]) -> None: ...

    def ended(self, outcome: Outcome) -> None: ...

    def said(self, sentence: str) -> None: ...

    def finished(self) -> None: ...


class Overall:
    """One count of reports over the runs of many councils.

    Args:
        watcher: who is told.
        planned: area code to how many reports are planned; those that stay as they are leave the count when their run starts.
    """

    def __init__(self, watcher: Watcher, planned: Mapping[str, int]) -> None:
        self.watcher = watcher
        self.planned = dict(planned)

    def of(self, code: str, name: str) -> Watcher:
        """What the run of one council tells."""
        return _Part(self, code, name)

    def starts(self, code: str, total: int) -> None:
        """One council's run starts to make its reports."""
        self.planned[code] = total
        self.watcher.started(sum(self.planned.values()))


class _Part(Silence):
    def __init__(self, overall: Overall, code: str, name: str) -> None:
        self.overall, self.code, self.name = overall, code, name

    def started(self, total: int) -> None:
        self.overall.starts(self.code, total)

    def working(self, names: Sequence[str]) -> None:
        self.overall.watcher.working([f"{self.name}: {name}" for name in names])

    def ended(self, outcome: Outcome) -> None:
        self.overall.watcher.ended(replace(outcome, name=f"{self.name}: {outcome.name}"))

    def said(self, sentence: str) -> None:
        self.overall.watcher.said(sentence)


class Lines:
    """A line for each report that ends."""

    def __init__(self) -> None:
        self.total = self.done = 0
        self.began = monotonic()

    def started(self, total: int) -> None:
        self.total = total
        self.began = self.began if self.done else monotonic()

    def working(self, names: Sequence[str]) -> None: ...

    def ended(self, outcome: Outcome) -> None:
        self.done += 1
        left = (monotonic() - self.began) / self.done * (self.total - self.done)
        self.said(
            f"[{self.done}/{self.total}] {describe(outcome)}"
            + (f", about {left:.0f} s left" if self.done < self.total else "")
        )

    def said(self, sentence: str) -> None:
        print(sentence, file=sys.stderr, flush=True)  # noqa: T201  (progress is told on standard error)

    def finished(self) -> None: ...


class Bar:
    """A bar with what runs and when it will be over; drawn by this thread only, since processes are forked meanwhile."""

    def __init__(self) -> None:
        self.bar = _bar()
        self.task = self.bar.add_task("reports", total=None, running="")
        self.bar.start()

    def started(self, total: int) -> None:
        self.bar.update(self.task, total=total)

    def working(self, names: Sequence[str]) -> None:
        self.bar.update(self.task, running=", ".join(names))
        self.bar.refresh()

    def ended(self, outcome: Outcome) -> None:
        self.bar.advance(self.task)
        if outcome.state == FAILED or outcome.warnings:
            self.said(describe(outcome))
        self.bar.refresh()

    def said(self, sentence: str) -> None:
        self.bar.console.print(sentence, highlight=False, markup=False)

    def finished(self) -> None:
        self.bar.update(self.task, running="")
        self.bar.refresh()
        self.bar.stop()


def watcher() -> Watcher:
    """A bar on a terminal, otherwise lines."""
    return Bar() if sys.stderr.isatty() else Lines()


def describe(outcome: Outcome) -> str:
    """What became of a report, in a line; a failure with its cause."""
    if outcome.state == FAILED:
        return f"failed {outcome.cause}"
    warned = f", {len(outcome.warnings)} warnings" if outcome.warnings else ""
    return f"{outcome.state} {outcome.name} ({outcome.seconds:.1f} s{warned})"


def _bar() -> "Progress":
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
        TextColumn("{task.fields[running]}", markup=False),
        console=Console(stderr=True),
        auto_refresh=False,
    )
