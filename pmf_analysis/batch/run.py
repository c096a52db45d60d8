"""The quarter's run: reports are made in a staging folder, and the quarter's folder then appears whole or not at all."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.earlier import Earlier, cut_short_reports, issued_reports, log_outcome, take_over
from pmf_analysis.batch.index import quarter_counts, write_day, write_index
from pmf_analysis.batch.interrupts import Interrupts, StoppedError
from pmf_analysis.batch.keys import report_keys
from pmf_analysis.batch.kit import pack
from pmf_analysis.batch.lock import sole_run
from pmf_analysis.batch.manifest import Run, build_manifest, describe_draft, now, write_manifest
from pmf_analysis.batch.place import Place
from pmf_analysis.batch.plan import COUNCIL, Report
from pmf_analysis.batch.pool import make_all
from pmf_analysis.batch.progress import Silence, Watcher
from pmf_analysis.batch.quarter import results_folder
from pmf_analysis.batch.report import FAILED, FAILED_FOLDER, MADE, Job, Outcome, write_trouble
from pmf_analysis.batch.restated import SUFFIX, issue_of_quarter, write_restated
from pmf_analysis.batch.results_csv import write_results
from pmf_analysis.batch.seals import write_seals
from pmf_analysis.data.settings import Settings
from pmf_analysis.errors import ReportError, SetupError
from pmf_analysis.publishing.execute import default_engine
from pmf_analysis.publishing.limits import Limits
from pmf_analysis.publishing.page import PageFacts


@dataclass(frozen=True)
class RunOptions:
    """How to run.

    Attributes:
        outputs: the folder that holds the quarters' folders; the settings' if left out.
        jobs: how many reports at once.
        engine: what executes notebooks: `fork` or `kernel`.
        fresh: whether to make reports again that would come out the same.
        limits: time and memory for a report.
        restated: whether this is an issued quarter with what is known today, in a folder of its own beside what differs.
        scheduler: the address of a Dask cluster's scheduler, whose workers then make the reports; empty for this machine.
    """

    outputs: Path | None = None
    jobs: int = 2
    engine: str = field(default_factory=default_engine)
    fresh: bool = False
    limits: Limits = field(default_factory=Limits)
    restated: bool = False
    scheduler: str = ""


@dataclass(frozen=True)
class Summary:
    """What a run did.

    Attributes:
        folder: the quarter's folder.
        outcomes: what became of each report.
    """

    folder: Path
    outcomes: tuple[Outcome, ...]

    @property
    def index(self) -> Path:
        """The way in."""
        return self.folder / "index.html"

    def failures(self) -> list[str]:
        """The cause of each report that failed."""
        return [f"  {each.cause}" for each in self.outcomes if each.state == FAILED]

    def count(self, state: str) -> int:
        """How many reports ended in a state."""
        return sum(outcome.state == state for outcome in self.outcomes)


def run_quarter(
    settings: Settings,
    results: QuarterResults,
    reports: Sequence[Report],
    *,
    others: Sequence[Report] = (),
    options: RunOptions | None = None,
    watcher: Watcher | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> Summary:
    """Make the reports, the results, the index and the manifest, and move them into place together.

    Args:
        settings: the run's.
        results: the quarter's.
        reports: what to make.
        others: reports that are not to be made, but kept where an earlier run issued them and they would come out the same.
        options: how to run.
        watcher: told how it goes.
        prepare: called before the first report starts, if any must be made.

    Raises:
        ReportError: if the run was stopped or the folder could not be written; the quarter's folder then is as it was.
        SetupError: if something of the installation is missing; likewise.
        UsageError: if another run is writing the same folder, or a quarter is to be restated that was not issued.
    """
    options = options or RunOptions()
    place = Place.of(options.outputs or settings.outputs, folder_name(settings, options))
    issued = issue_of_quarter(settings) if options.restated else None
    with told_of_trouble(place.target):
        place.root.mkdir(parents=True, exist_ok=True)
        with sole_run(place.lock):
            place.recover()
            batch = _Batch(settings, results, options, watcher or Silence(), place)
            ended = batch.make(reports, others, prepare)
            left_out = {each.name for each in [*reports, *others]} - {report.name for report, _ in ended}
            if issued:
                write_restated(settings, results, ended, issued, place.staging)
            batch.finish(ended, left_out)
    return Summary(place.target, tuple(outcome for _, outcome in ended))


def folder_name(settings: Settings, options: RunOptions) -> str:
    """The name of the folder that a run ends in."""
    return f"{settings.quarter.slug}{SUFFIX if options.restated else ''}"


@contextmanager
def told_of_trouble(target: Path) -> Iterator[None]:
    """Turn what keeps files from being written into a sentence about the folder they go to."""
    try:
        yield
    except OSError as error:
        what = f" ({Path(error.filename).name})" if error.filename else ""
        raise ReportError(f"{target} could not be written: {write_trouble(error)}{what}") from None


@dataclass(frozen=True)
class _Batch:
    """One run's work between taking the lock and giving it back."""

    settings: Settings
    results: QuarterResults
    options: RunOptions
    watcher: Watcher
    place: Place

    def make(
        self,
        reports: Sequence[Report],
        others: Sequence[Report],
        prepare: Callable[[], None],
    ) -> list[tuple[Report, Outcome]]:
        """Every report that is made or kept, as it ended, in the order given."""
        planned = {report.name: report for report in [*reports, *others]}
        keys = report_keys(planned.values(), self.results)
        kept = self._keep(planned, keys)
        left = sorted((each for each in reports if each.name not in kept), key=self._size, reverse=True)
        jobs = [self._job(report, keys[report.name]) for report in left]
        if jobs:
            prepare()
        ended = {**kept, **self._make(jobs)}
        return [(report, ended[name]) for name, report in planned.items() if name in ended]

    def finish(self, ended: list[tuple[Report, Outcome]], left_out: Iterable[str]) -> None:
        """Write what stands beside the reports, then move all of it into place."""
        staging, options = self.place.staging, self.options
        write_results(self.results, staging / "results")
        counts = quarter_counts(self.results, [outcome for _, outcome in ended])
        write_index(self.settings, self.results, ended, staging / "index.html", counts=counts)
        self.place.remove_empty_folders()
        run = Run(
            self.results.context.fingerprint,
            now(),
            options.engine,
            options.jobs,
            self.results.context.full_name,
        )
        write_seals(staging)
        draft = describe_draft(self.settings, self.results.context, self.place.target, left_out=left_out)
        manifest = build_manifest(self.settings, run, ended, staging, counts=counts, draft=draft)
        write_manifest(manifest, staging)
        self.place.swap()

    def _keep(self, planned: Mapping[str, Report], keys: Mapping[str, str]) -> dict[str, Outcome]:
        """Take over the reports that would come out the same, and clear the staging folder of all else."""
        earlier = self._earlier()
        self.place.staging.mkdir(exist_ok=True)
        kept = {
            name: found
            for name, report in planned.items()
            if (found := earlier.get(name)) and found.outcome.key == keys[name] and found.whole(report)
        }
        paths = {path for name in kept for path in planned[name].files}
        self.place.keep_only(paths)
        for name, found in kept.items():
            take_over(planned[name], found, self.place.staging)
            log_outcome(planned[name], found.outcome, self.place.staging)
        return {name: found.outcome for name, found in kept.items()}

    def _earlier(self) -> dict[str, Earlier]:
        if self.options.fresh:
            shutil.rmtree(self.place.staging, ignore_errors=True)
            return {}
        return {**issued_reports(self.place.target), **cut_short_reports(self.place.staging)}

    def _size(self, report: Report) -> int:
        """About how much there is to make; the largest are begun first, so that none is waited for at the end."""
        return len(self.results.indicator_ids(report.scope)) * (report.scope.kind != COUNCIL)

    def _job(self, report: Report, key: str) -> Job:
        for path in report.files:
            self.place.check_inside(path)
            self.place.check_inside(f"{FAILED_FOLDER}/{path}")
        context = self.results.context
        facts = PageFacts(
            council=context.full_name,
            quarter=context.edition,
            scope="whole council" if report.scope.kind == COUNCIL else report.scope.name,
            as_at=write_day(context.as_at),
            fingerprint=key[:12],
            framework=context.framework,
        )
        return Job(
            report,
            facts,
            self.place.staging,
            self.options.engine,
            self.options.limits,
            key,
            results_folder(self.settings, self.results),
        )

    def _make(self, jobs: list[Job]) -> dict[str, Outcome]:
        by_name = {job.report.name: job.report for job in jobs}
        made: dict[str, Outcome] = {}
        self.watcher.started(len(jobs))
        try:
            with Interrupts(self.watcher) as interrupts, suppress(StoppedError):
                for outcome in self._outcomes(jobs, lambda: interrupts.stopping):
                    _stop_without_setup(outcome)
                    log_outcome(by_name[outcome.name], outcome, self.place.staging)
                    made[outcome.name] = outcome
                    self.watcher.ended(outcome)
        finally:
            self.watcher.finished()
        _stop_if_left(made, len(jobs))
        return made

    def _outcomes(self, jobs: list[Job], stopping: Callable[[], bool]) -> Iterator[Outcome]:
        """Each report as it ends, on this machine or on a cluster."""
        if not (jobs and self.options.scheduler):
            return make_all(jobs, at_once=self.options.jobs, stopping=stopping, tick=self.watcher.working)
        from pmf_analysis.batch.cluster import make_on_cluster

        return make_on_cluster(
            jobs,
            scheduler=self.options.scheduler,
            kit=pack(self.settings, jobs[0].results),
            stopping=stopping,
            tick=self.watcher.working,
        )


def _stop_without_setup(outcome: Outcome) -> None:
    if outcome.setup:
        raise SetupError(outcome.cause)


def _stop_if_left(made: Mapping[str, Outcome], total: int) -> None:
    if len(made) < total:
        done = sum(outcome.state == MADE for outcome in made.values())
        raise ReportError(
            f"stopped: {done} of {total} reports are made and {total - done} are left; "
            "nothing was issued; run the same command again to make the rest"
        )
