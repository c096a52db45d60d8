"""`pmf check`: settings and data only."""

from pathlib import Path

import click

from pmf_analysis.cli.options import example, params, read_settings
from pmf_analysis.errors import DataError, Fault


@click.command(epilog=example("pmf check params/2025-26-q3.yaml"))
@params
def check(params: Path) -> None:
    """Check the settings and the data; say what was found and whether the quarter can be reported."""
    settings = read_settings(params)
    from pmf_analysis.batch.quarter import open_with
    from pmf_analysis.batch.tell_checks import describe_checks

    results = open_with(settings)
    for line in describe_checks(results):
        click.echo(line)
    stops = results.quality[results.quality["severity"] == "stops"]
    if len(stops):
        faults = [Fault(row.indicator_id or "data", row.detail, row.next_step) for row in stops.itertuples()]
        raise DataError(f"{settings.quarter} cannot be reported", faults)
