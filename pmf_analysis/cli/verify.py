"""`pmf verify`: whether a finished folder is as it was written, and every printed number follows from its results."""

from pathlib import Path

import click

from pmf_analysis.cli.options import example
from pmf_analysis.errors import ReportError


@click.command(epilog=example("pmf verify outputs/2025-26-q3"))
@click.argument("outputs", type=click.Path(path_type=Path))
@click.option(
    "--params",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="SETTINGS",
    help="The quarter's settings, which say where its inputs and the record are; looked for near OUTPUTS if left out.",
)
def verify(outputs: Path, params: Path | None) -> None:
    """Recompute every printed number and every file's hash of the finished folder OUTPUTS, and name what differs.

    Files are held against the manifest, the manifest against its own seal, printed numbers against the results, the results against
    the inputs where these are at hand, and an issued folder against the record. Exit code 12 if anything differs.
    """
    from pmf_analysis.batch.verify import verify_outputs

    verdict = verify_outputs(outputs, params=params)
    for note in verdict.notes:
        click.echo(f"note: {note}", err=True)
    if verdict.findings:
        count = len(verdict.findings)
        told = "\n".join(f"  {each}" for each in verdict.findings)
        raise ReportError(
            f"{outputs}: {count} {'thing is' if count == 1 else 'things are'} not as written:\n{told}"
        )
    click.echo(f"{outputs}: all as written: {'; '.join(verdict.checked)}")
