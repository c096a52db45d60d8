"""`pmf import`: from what publishers and people write into the input tables."""

from collections.abc import Sequence
from pathlib import Path

import click

from pmf_analysis.cli.options import example


@click.command(
    "import",
    epilog=example(
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
