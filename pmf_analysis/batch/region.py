"""A regional run: the quarter of every council that the settings name, each home once and each with a folder of its own."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from pmf_analysis.batch.ahead import compute_ahead
from pmf_analysis.batch.plan import Report
from pmf_analysis.batch.progress import Overall, Silence, Watcher
from pmf_analysis.batch.quarter import Tables, open_with
from pmf_analysis.batch.region_index import CouncilLine, write_region_index
from pmf_analysis.batch.report import FAILED
from pmf_analysis.batch.run import RunOptions, Summary, run_quarter, told_of_trouble
from pmf_analysis.data.regional import choose_councils, described
from pmf_analysis.data.settings import Settings
from pmf_analysis.errors import ReportError

Plan = Callable[[Settings], tuple[Sequence[Report], Sequence[Report]]]


@dataclass(frozen=True)
class Region:
    """What a regional run did.

    Attributes:
        index: the page that leads to each council's.
        councils: area code of each council that was reported to what its run did.
        refused: area code of each council that could not be reported to why.
    """

    index: Path
    councils: dict[str, Summary]
    refused: dict[str, str]

    def failures(self) -> list[str]:
        """The cause of each report that failed, and of each council that could not be reported."""
        return [
            *(
                f"  {code}: {cause.strip()}"
                for code, each in self.councils.items()
                for cause in each.failures()
            ),
            *(f"  {code}: cannot be reported: {why}" for code, why in self.refused.items()),
        ]

    def count(self, state: str) -> int:
        """How many reports of all councils ended in a state."""
        return sum(summary.count(state) for summary in self.councils.values())


def run_region(
    settings: Settings,
    plan: Plan,
    *,
    options: RunOptions | None = None,
    watcher: Watcher | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> Region:
    """Make the reports of every council; the tables are read and checked once, each council is analysed once.

    Args:
        settings: of the regional run.
        plan: a council's reports to make, and those to keep.
        options: how to run; `outputs` is the folder that holds the councils' folders.
        watcher: told how it goes.
        prepare: called before the first report starts, if any must be made.

    Raises:
        SettingsError: if a council is named that the data does not have.
        DataError: if the tables cannot be reported, whichever council is at home.
        ReportError, SetupError: as `run_quarter`; councils that are done stay, the others are as they were.
    """
    options, watcher = options or RunOptions(), watcher or Silence()
    settings = replace(settings, outputs=options.outputs or settings.outputs)
    tables = Tables(settings)
    codes = choose_councils(settings, tables.dataset)
    councils = {code: described(settings.of_council(code), tables.dataset) for code in codes}
    refused = _compute(councils, tables, options, watcher)
    able = {code: each for code, each in councils.items() if code not in refused}
    done = dict[str, Summary]()
    progress = Overall(watcher, {code: len(plan(each)[0]) for code, each in able.items()})
    for code, each in able.items():
        with _told_how_far(len(done), len(able)):
            results = open_with(each, tables=tables)
            reports, others = plan(each)
            done[code] = run_quarter(
                each,
                results,
                reports,
                others=others,
                options=replace(options, outputs=each.outputs),
                watcher=progress.of(code, each.council.name),
                prepare=prepare,
            )
    watcher.finished()
    index = _write_index(settings, councils, done, refused)
    return Region(index, done, refused)


def _compute(
    councils: Mapping[str, Settings], tables: Tables, options: RunOptions, watcher: Watcher
) -> dict[str, str]:
    """Have every council's results in the cache; area code of each that cannot be reported to why."""
    refused = {}
    ahead = compute_ahead(list(councils.values()), tables, at_once=options.jobs, fresh=options.fresh)
    for number, (code, error) in enumerate(ahead, start=1):
        watcher.said(f"[{number}/{len(councils)}] analysed {councils[code].council.name}")
        if error:
            refused[code] = error.faults[0].what if error.faults else error.message
            watcher.said(f"{councils[code].council.name} ({code}) cannot be reported: {refused[code]}")
    return refused


@contextmanager
def _told_how_far(done: int, total: int) -> Iterator[None]:
    """Say with what stops a run how many councils are done."""
    try:
        yield
    except ReportError as error:
        raise ReportError(f"{error.message}; {done} of {total} councils are done", error.faults) from None


def _write_index(
    settings: Settings,
    councils: Mapping[str, Settings],
    done: Mapping[str, Summary],
    refused: Mapping[str, str],
) -> Path:
    page = settings.outputs.resolve() / f"{settings.quarter.slug}.html"
    lines = [
        CouncilLine(
            name=each.council.name,
            area_code=code,
            page=f"{done[code].folder.relative_to(page.parent).as_posix()}/index.html"
            if code in done
            else "",
            reports=len(done[code].outcomes) - done[code].count(FAILED) if code in done else 0,
            failed=done[code].count(FAILED) if code in done else 0,
            why_not=refused.get(code, ""),
        )
        for code, each in councils.items()
    ]
    with told_of_trouble(page):
        page.parent.mkdir(parents=True, exist_ok=True)
        write_region_index(settings, lines, page)
    return page
