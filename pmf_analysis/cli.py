"""The `pmf` command. Heavy imports stand inside the commands, so that `pmf --help` answers at once."""

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn

import click

from pmf_analysis import __version__
from pmf_analysis.errors import DataError, Fault, PmfError, ReportError

if TYPE_CHECKING:
    from pmf_analysis.batch.run import Summary
    from pmf_analysis.data.settings import Settings

ENGINES = ("fork", "kernel")
ONE_THREAD = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS", "VECLIB_MAXIMUM_THREADS")
EXIT_CODES = """

\b
Exit codes: 0 all made; 1 a bug; 2 usage; 10 settings wrong; 11 data wrong;
12 some report failed (the others are made); 13 set-up."""


def _example(*commands: str) -> str:
    """Examples as click shows them, a line each."""
    return "\b\nExample:\n" + "\n".join(f"  {command}" for command in commands)


params = click.argument("params", type=click.Path(path_type=Path))
directorate = click.option(
    "--directorate",
    "directorates",
    multiple=True,
    metavar="SLUG",
    help="Only this directorate's reports; may be repeated.",
)
report = click.option(
    "--report",
    "reports",
    multiple=True,
    metavar="NAME",
    help="Only this report (a notebook's name); may be repeated.",
)


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=_example("pmf example try-it", "pmf run try-it/params/2025-26-q3.yaml") + EXIT_CODES,
)
@click.version_option(__version__, prog_name="pmf")
def pmf() -> None:
    """Performance reports for a council: one notebook per directorate and quarter, executed, checked and filed as HTML."""


@pmf.command(
    epilog=_example(
        "pmf run params/2025-26-q3.yaml",
        "pmf run params/2025-26-q3.yaml --directorate place --report exception_report",
    )
)
@params
@directorate
@report
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
    """
    settings = _settings(params)
    from pmf_analysis.batch.plan import plan_reports

    chosen = plan_reports(settings, directorates=directorates, reports=reports)
    everything = plan_reports(settings) if directorates or reports else chosen
    summary = _run(settings, chosen, [each for each in everything if each not in chosen], how)
    made, unchanged, failed = (summary.count(state) for state in ("made", "unchanged", "failed"))
    click.echo(f"{made} reports made, {unchanged} unchanged, {failed} failed")
    click.echo(summary.folder / "index.html")
    if failed:
        causes = [each.cause for each in summary.outcomes if each.state == "failed"]
        raise ReportError(
            f"{failed} of {len(summary.outcomes)} reports failed:\n"
            + "\n".join(f"  {cause}" for cause in causes)
        )


@pmf.command(epilog=_example("pmf plan params/2025-26-q3.yaml --directorate place"))
@params
@directorate
@report
def plan(params: Path, directorates: Sequence[str], reports: Sequence[str]) -> None:
    """Say what would be made, from which notebook and with which parameters; make nothing."""
    settings = _settings(params)
    from pmf_analysis.batch.plan import plan_reports

    planned = plan_reports(settings, directorates=directorates, reports=reports)
    for each in planned:
        click.echo(f"{each.page}\n  {each.notebook.name} for {each.scope.kind} '{each.scope.name}'")
        click.echo("  " + ", ".join(f"{name}={value!r}" for name, value in each.parameters.items()))
    count = "1 report" if len(planned) == 1 else f"{len(planned)} reports"
    click.echo(f"{count} would be made in {settings.outputs.resolve() / settings.quarter.slug}")


@pmf.command(epilog=_example("pmf check params/2025-26-q3.yaml"))
@params
def check(params: Path) -> None:
    """Check the settings and the data; say what was found and whether the quarter can be reported."""
    settings = _settings(params)
    from pmf_analysis.batch.quarter import open_with
    from pmf_analysis.batch.tell import describe_checks

    results = open_with(settings)
    for line in describe_checks(results):
        click.echo(line)
    stops = results.quality[results.quality["severity"] == "stops"]
    if len(stops):
        faults = [Fault(row.indicator_id or "data", row.detail, row.next_step) for row in stops.itertuples()]
        raise DataError(f"{settings.quarter} cannot be reported", faults)
    click.echo(f"{settings.quarter} can be reported")


@pmf.command(epilog=_example("pmf clinic params/2025-26-q3.yaml HCLIC.TA1.RATE"))
@params
@click.argument("indicator_id")
@click.option(
    "--output",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="Where the folder of the quarter's packs goes; else as the settings say.",
)
@click.option("--engine", type=click.Choice(ENGINES), help="What executes the notebook, as in pmf run.")
def clinic(params: Path, indicator_id: str, output: Path | None, engine: str | None) -> None:
    """Make the pack of an improvement board on one indicator, INDICATOR_ID, and say where its page is.

    It goes beside the quarter's folder, into a folder of its own, which a later run of the quarter leaves as it is.
    """
    settings = _settings(params)
    from pmf_analysis.batch.clinic import make_clinic
    from pmf_analysis.batch.quarter import open_with
    from pmf_analysis.batch.run import RunOptions
    from pmf_analysis.batch.warm import warm_up
    from pmf_analysis.publishing.execute import default_engine

    options = RunOptions(outputs=output, engine=engine or default_engine())
    click.echo(make_clinic(settings, open_with(settings), indicator_id, options=options, prepare=warm_up))


@pmf.command(epilog=_example("pmf show outputs/2025-26-q3"))
@click.argument("outputs", type=click.Path(path_type=Path))
def show(outputs: Path) -> None:
    """Say what a finished quarter's folder OUTPUTS holds, from its manifest; or, of a folder of quarters, each."""
    from pmf_analysis.batch.tell import describe_outputs

    for line in describe_outputs(outputs):
        click.echo(line)


@pmf.command(
    "import",
    epilog=_example(
        "pmf import fingertips indicators.data.csv --into data",
        "pmf import mappings/bins.yaml bins-q3.xlsx --into data --merge",
        "pmf import --guess bins-q3.xlsx > mappings/bins.yaml",
    ),
)
@click.argument("mapping", required=False)
@click.argument("files", nargs=-1, metavar="[FILE]...", type=click.Path(path_type=Path))
@click.option("--into", type=click.Path(path_type=Path), metavar="FOLDER", help="Where the table goes.")
@click.option("--merge", is_flag=True, help="Add to the table that is there; what contradicts it is listed.")
@click.option(
    "--as-known", default="", metavar="DATE", help="The day these values were published: for revisions."
)
@click.option(
    "--guess", type=click.Path(path_type=Path), metavar="FILE", help="Draft a mapping for FILE instead."
)
def import_(
    mapping: str | None,
    files: Sequence[Path],
    into: Path | None,
    merge: bool,
    as_known: str,
    guess: Path | None,
) -> None:
    """Turn what publishers and people write (FILE) into the input tables, as MAPPING says.

    MAPPING is a .yaml file or the name of a provided one. What cannot be read is listed by file, sheet and cell.
    """
    from pmf_analysis.data.importing.command import draft, run_import

    for line in draft(guess) if guess else run_import(mapping, files, into, merge=merge, as_known=as_known):
        click.echo(line)


@pmf.command(epilog=_example("pmf ask params/2025-26-q3.yaml --into forms"))
@params
@click.option(
    "--into", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="Where the forms go."
)
def ask(params: Path, into: Path) -> None:
    """Write a workbook for each post that answers for an exception: the evidence, and cells for explanation and action."""
    settings = _settings(params)
    from pmf_analysis.batch.forms import ask as write_forms
    from pmf_analysis.batch.quarter import open_with

    for line in write_forms(open_with(settings), settings, into):
        click.echo(line)


@pmf.command(epilog=_example("pmf collect params/2025-26-q3.yaml forms/*.xlsx"))
@params
@click.argument("files", nargs=-1, required=True, metavar="FILE...", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="FILE.csv",
    help="The commentary table; else commentary.csv in the data folder.",
)
@click.option(
    "--written-on", type=click.DateTime(["%Y-%m-%d"]), help="The day that the rows carry; else today."
)
def collect(params: Path, files: Sequence[Path], into: Path | None, written_on: datetime | None) -> None:
    """Read the workbooks of pmf ask (FILE) back into the commentary table; say who has not replied.

    What does not match what was asked is refused, by file, sheet and cell; rows that other posts wrote stay as they are.
    """
    settings = _settings(params)
    from pmf_analysis.batch.forms import collect as read_forms
    from pmf_analysis.batch.forms import refused
    from pmf_analysis.batch.quarter import open_with

    day = (written_on or datetime.now()).date()
    collected = read_forms(open_with(settings), settings, files, into=into, written_on=day)
    for line in collected.lines:
        click.echo(line)
    if collected.faults:
        raise refused(collected)


@pmf.command(epilog=_example("pmf example try-it"))
@click.argument("folder", type=click.Path(path_type=Path))
def example(folder: Path) -> None:
    """Write the sample council into a new FOLDER: settings, data and notebooks, ready to run."""
    from pmf_analysis.batch.sample import write_sample

    settings_file = write_sample(folder)
    click.echo(f"The sample council is in {folder}; make its quarter with:\n  pmf run {settings_file}")


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit code; a user's mistake shows as sentences, never as a traceback."""
    try:
        code = pmf.main(arguments, prog_name="pmf", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except PmfError as error:
        click.echo(f"Error: {error}", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        code = 130
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # whoever read the output has had enough
        code = 0
    except Exception:  # noqa: BLE001  (the outermost frame: whatever comes here is a bug, kept for its finder)
        code = _keep_bug(traceback.format_exc())
    sys.exit(code if isinstance(code, int) else 0)


def _settings(path: Path) -> "Settings":
    for variable in ONE_THREAD:
        os.environ.setdefault(variable, "1")  # reports run side by side; and forking wants no threads
    from pmf_analysis.data.settings import load_settings

    return load_settings(path)


def _run(
    settings: "Settings", chosen: Sequence[Any], others: Sequence[Any], how: dict[str, Any]
) -> "Summary":
    from pmf_analysis.batch.progress import watcher
    from pmf_analysis.batch.quarter import open_with
    from pmf_analysis.batch.run import RunOptions, run_quarter
    from pmf_analysis.batch.tell import describe_set_aside
    from pmf_analysis.batch.warm import warm_up
    from pmf_analysis.publishing.execute import default_engine
    from pmf_analysis.publishing.limits import Limits

    told = watcher()
    told.said(f"reading, checking and analysing {settings.quarter}")
    limits = Limits(how["cell_timeout"], how["report_timeout"], memory_mib=how["memory"])
    options = RunOptions(
        outputs=how["output"],
        jobs=how["jobs"],
        engine=how["engine"] or default_engine(),
        fresh=how["fresh"],
        limits=limits,
    )
    results = open_with(settings, fresh=how["fresh"])
    for line in describe_set_aside(results):
        told.said(line)
    return run_quarter(
        settings, results, chosen, others=others, options=options, watcher=told, prepare=warm_up
    )


def _keep_bug(text: str) -> int:
    with tempfile.NamedTemporaryFile(
        "w", prefix="pmf-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(text)
    click.echo(f"Error: this is a bug in pmf; please send {log.name} to whoever looks after it", err=True)
    return 1
