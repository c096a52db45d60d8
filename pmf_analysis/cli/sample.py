"""`pmf example`: the sample council, ready to run."""

from pathlib import Path

import click

from pmf_analysis.cli.options import example


@click.command("example", epilog=example("pmf example try-it"))
@click.argument("folder", type=click.Path(path_type=Path))
def write_example(folder: Path) -> None:
    """Write the sample council into a new FOLDER: settings, data and notebooks, ready to run."""
    from pmf_analysis.batch.sample import write_sample

    settings_file = write_sample(folder)
    click.echo(f"The sample council is in {folder}; make its quarter with:\n  pmf run {settings_file}")
