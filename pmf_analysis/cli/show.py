"""`pmf show`: what a finished quarter holds."""

from pathlib import Path

import click

from pmf_analysis.cli.options import example


@click.command(epilog=example("pmf show outputs/2025-26-q3"))
@click.argument("outputs", type=click.Path(path_type=Path))
def show(outputs: Path) -> None:
    """Say what a finished quarter's folder OUTPUTS holds, from its manifest; or, of a folder of quarters, each."""
    from pmf_analysis.batch.tell import describe_outputs

    for line in describe_outputs(outputs):
        click.echo(line)
