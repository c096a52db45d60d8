"""`pmf clinic`: the pack of one indicator."""

from pathlib import Path

import click

from pmf_analysis.cli.options import ENGINES, example, params, read_settings


@click.command(epilog=example("pmf clinic params/2025-26-q3.yaml HCLIC.TA1.RATE"))
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
    settings = read_settings(params)
    from pmf_analysis.batch.clinic import check_indicator, make_clinic
    from pmf_analysis.batch.quarter import Tables, is_kept, open_with
    from pmf_analysis.batch.run import RunOptions
    from pmf_analysis.batch.warm import load_programs
    from pmf_analysis.publishing.execute import default_engine

    options = RunOptions(outputs=output, engine=engine or default_engine())
    tables = Tables(settings)
    if not is_kept(settings, tables):  # the analysis takes its time, and a slip of the pen is told before it
        check_indicator(indicator_id, tables)
    results = open_with(settings, tables=tables)
    click.echo(make_clinic(settings, results, indicator_id, options=options, prepare=load_programs))
