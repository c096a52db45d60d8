"""`pmf publish`: an issued quarter as the public may see it."""

import os
from pathlib import Path

import click

from pmf_analysis.cli.options import ENGINES, ONE_THREAD, example


@click.command(
    epilog=example(
        "pmf publish outputs/issued/2025-26-q3",
        "pmf publish outputs/issued/2025-26-q3 --into ../open-data --embargoed",
    )
)
@click.argument("outputs", type=click.Path(path_type=Path))
@click.option(
    "--into",
    type=click.Path(path_type=Path),
    metavar="FOLDER",
    help="The folder that holds the publications, one for each quarter; else 'public' beside the quarters' folders.",
)
@click.option(
    "--settings",
    "params",
    type=click.Path(path_type=Path),
    metavar="PARAMS",
    help="The quarter's settings; else looked for in 'params' beside the outputs.",
)
@click.option(
    "--earlier",
    type=click.Path(path_type=Path, exists=True, file_okay=False),
    multiple=True,
    metavar="FOLDER",
    help="A publication that is kept elsewhere; may be repeated. Those in the same folder are seen anyway.",
)
@click.option(
    "--embargoed", is_flag=True, help="Before the embargo ends: make the files, marked as embargoed."
)
@click.option("--engine", type=click.Choice(ENGINES), help="What executes the notebooks, as in pmf run.")
def publish(
    outputs: Path,
    into: Path | None,
    params: Path | None,
    earlier: tuple[Path, ...],
    embargoed: bool,
    engine: str | None,
) -> None:
    """Publish an issued quarter: pages, data, metadata and licence, without what is internal or could identify people.

    OUTPUTS is the issued folder, or the folder of the draft that was issued. Small counts are suppressed in every form; the finished files
    are then attacked, and nothing is published if a suppressed number can be worked back.
    """
    for variable in ONE_THREAD:
        os.environ.setdefault(variable, "1")
    from pmf_analysis.batch.publication.publish import Ask, publish_quarter
    from pmf_analysis.batch.run import RunOptions
    from pmf_analysis.batch.warm import load_programs
    from pmf_analysis.publishing.execute import default_engine

    ask = Ask(
        outputs,
        into,
        params,
        earlier,
        embargoed=embargoed,
        options=RunOptions(engine=engine or default_engine()),
    )
    published = publish_quarter(ask, prepare=lambda _: load_programs())
    click.echo(published.said, err=True)
    for note in published.notes:
        click.echo(f"Note: {note}.", err=True)
    click.echo(published.folder)
