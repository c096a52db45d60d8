"""`pmf trace`: where a printed number comes from."""

from pathlib import Path

import click

from pmf_analysis.cli.options import example


@click.command(epilog=example('pmf trace outputs/2025-26-q3 HCLIC.TA1.RATE "2025/26 Q3"'))
@click.argument("outputs", type=click.Path(path_type=Path))
@click.argument("indicator")
@click.argument("period")
@click.option(
    "--params",
    type=click.Path(path_type=Path, exists=True, dir_okay=False),
    metavar="SETTINGS",
    help="The quarter's settings, which say where its inputs are; looked for near OUTPUTS if left out.",
)
def trace(outputs: Path, indicator: str, period: str, params: Path | None) -> None:
    """Print the chain behind what OUTPUTS says of INDICATOR in PERIOD.

    For each result: the rule or model that made it, each page and sentence that prints it, how it was rounded, and the row of the
    source that it was read from, with the file's hash. Old ids lead to the indicator that replaced them.
    """
    from pmf_analysis.batch.trace import trace as lines_of

    for line in lines_of(outputs, indicator, period, params=params):
        click.echo(line)
