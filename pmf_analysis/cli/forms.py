"""`pmf ask` and `pmf collect`: commentary asked of posts, and read back."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

import click

from pmf_analysis.cli.options import example, params, read_settings


@click.command(epilog=example("pmf ask params/2025-26-q3.yaml --into forms"))
@params
@click.option(
    "--into", type=click.Path(path_type=Path), required=True, metavar="FOLDER", help="Where the forms go."
)
def ask(params: Path, into: Path) -> None:
    """Write a workbook for each post that answers for an exception: the evidence, and cells for explanation and action."""
    settings = read_settings(params)
    from pmf_analysis.batch.forms import ask as write_forms
    from pmf_analysis.batch.quarter import open_with

    for line in write_forms(open_with(settings), into):
        click.echo(line)


@click.command(epilog=example("pmf collect params/2025-26-q3.yaml forms/*.xlsx"))
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
    settings = read_settings(params)
    from pmf_analysis.batch.forms import collect as read_forms
    from pmf_analysis.batch.forms import refused
    from pmf_analysis.batch.quarter import open_with

    day = (written_on or datetime.now()).date()
    collected = read_forms(open_with(settings), settings, files, into=into, written_on=day)
    for line in collected.lines:
        click.echo(line)
    if collected.faults:
        raise refused(collected)
