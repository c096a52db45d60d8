"""`pmf run`: do the quarter."""

from collections.abc import Callable, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pmf_analysis.cli.options import ENGINES, directorate, example, params, read_settings, report
from pmf_analysis.errors import ReportError, UsageError

if TYPE_CHECKING:
    from pmf_analysis.batch.progress import Watcher
    from pmf_analysis.batch.region import Region
    from pmf_analysis.batch.run import RunOptions, Summary
    from pmf_analysis.data.settings import Settings


@click.command(
    epilog=example(
        "pmf run params/2025-26-q3.yaml",
        "pmf run params/2025-26-q3.yaml --directorate place --report exception_report",
        "pmf run params/2025-26-q3.yaml --quarter '2025/26 Q2' --as-known 2025-11-20",
        "pmf run params/2025-26-q3.yaml --quarter '2025/26 Q2' --restated",
    )
)
@params
@directorate
@report
@click.option("--quarter", metavar="QUARTER", help="Another quarter than the file's, as 2024/25 Q4.")
@click.option(
    "--as-known",
    metavar="DAY",
    default="",
    help="Hold the run to what was known on a day, as 2025-11-20: what had been published, set or written by then.",
)
@click.option(
    "--restated",
    is_flag=True,
    help="The issued quarter with today's data, in a folder of its own, beside what differs from what was issued.",
)
@click.option(
    "--jobs", type=click.IntRange(1, 64), default=2, show_default=True, help="How many reports at once."
)
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where the quarter's folder goes; else as the settings say.",
)
@click.option(
    "--engine",
    type=click.Choice(ENGINES),
    help="What executes notebooks: forked processes (the default but on Windows) or Jupyter kernels.",
)
@click.option(
    "--scheduler",
    default="",
    metavar="ADDRESS",
    help="Have the workers of a Dask cluster make the reports: the address of its scheduler, such as tcp://10.0.0.5:8786.",
)
@click.option("--fresh", is_flag=True, help="Compute and make everything again, also what has not changed.")
@click.option(
    "--cell-timeout",
    type=click.FloatRange(min=1),
    default=300,
    show_default=True,
    metavar="SECONDS",
    help="The longest a cell may take.",
)
@click.option(
    "--report-timeout",
    type=click.FloatRange(min=1),
    default=900,
    show_default=True,
    metavar="SECONDS",
    help="The longest a report may take.",
)
@click.option(
    "--memory",
    type=click.IntRange(min=0),
    default=4096,
    show_default=True,
    metavar="MIB",
    help="The most memory a report may hold; 0 for no limit.",
)
def run(params: Path, directorates: Sequence[str], reports: Sequence[str], **how: Any) -> None:
    """Do the quarter that PARAMS describes: check the data, analyse, make every report.

    Reports that would come out the same as last time are kept. The quarter's folder appears whole or not at all.
    Where the settings name councils, each of them is reported, in a folder of its own; PARAMS#CODE does one of them.
    """
    settings = read_settings(params, quarter=how["quarter"], as_known=_day(how))
    from pmf_analysis.batch.plan import plan_reports

    def plan(settings: "Settings") -> tuple[Sequence[Any], Sequence[Any]]:
        chosen = plan_reports(settings, directorates=directorates, reports=reports)
        everything = plan_reports(settings) if directorates or reports else chosen
        return chosen, [each for each in everything if each not in chosen]

    plan(settings)  # what the command line gets wrong is told before anything is read
    done = _run(settings, plan, how)
    made, unchanged, failed = (done.count(state) for state in ("made", "unchanged", "failed"))
    click.echo(f"{made} reports made, {unchanged} unchanged, {failed} failed")
    click.echo(done.index)
    if told := done.failures():
        raise ReportError(f"{failed} of {made + unchanged + failed} reports failed:\n" + "\n".join(told))


def _day(how: dict[str, Any]) -> str:
    """The day that the run is held to; of a restated quarter it is today."""
    if not how["restated"]:
        return str(how["as_known"])
    if how["as_known"]:
        raise UsageError("--restated is with what is known today; leave out --as-known, or --restated")
    return date.today().isoformat()


def _run(
    settings: "Settings",
    plan: Callable[["Settings"], tuple[Sequence[Any], Sequence[Any]]],
    how: dict[str, Any],
) -> "Summary | Region":
    from pmf_analysis.batch.progress import watcher

    told = watcher()
    told.said(f"reading, checking and analysing {settings.quarter}")
    if not settings.councils:
        return _run_one(settings, plan, how, told)
    from pmf_analysis.batch.region import run_region
    from pmf_analysis.batch.warm import load_programs

    return run_region(settings, plan, options=_options(how), watcher=told, prepare=load_programs)


def _run_one(settings: "Settings", plan: Any, how: dict[str, Any], told: "Watcher") -> "Summary":
    from pmf_analysis.batch.ahead import compute_aside
    from pmf_analysis.batch.quarter import Tables, named, open_with

    tables = Tables(settings)
    computed = compute_aside(settings, tables, meanwhile=_get_ready, fresh=how["fresh"])
    results = open_with(settings, tables=tables, fresh=how["fresh"] and not computed)
    from pmf_analysis.batch.run import run_quarter
    from pmf_analysis.batch.tell import describe_set_aside
    from pmf_analysis.batch.warm import load_programs

    for line in describe_set_aside(results):
        told.said(line)
    settings = named(settings, results)
    chosen, others = plan(settings)
    return run_quarter(
        settings,
        results,
        chosen,
        others=others,
        options=_options(how),
        watcher=told,
        prepare=load_programs,
    )


def _get_ready() -> None:
    """What need not wait for the results."""
    from pmf_analysis.batch.keys import read_program
    from pmf_analysis.batch.warm import load_programs

    load_programs()
    read_program()


def _options(how: dict[str, Any]) -> "RunOptions":
    from pmf_analysis.batch.run import RunOptions
    from pmf_analysis.publishing.execute import default_engine
    from pmf_analysis.publishing.limits import Limits

    return RunOptions(
        outputs=how["output"],
        jobs=how["jobs"],
        engine=how["engine"] or default_engine(),
        fresh=how["fresh"],
        limits=Limits(how["cell_timeout"], how["report_timeout"], memory_mib=how["memory"]),
        restated=how["restated"],
        scheduler=how["scheduler"],
    )
