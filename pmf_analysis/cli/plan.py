"""`pmf plan`: say what would be made."""

from collections.abc import Sequence
from pathlib import Path

import click

from pmf_analysis.cli.options import directorate, example, params, read_settings, report


@click.command(epilog=example("pmf plan params/2025-26-q3.yaml --directorate place"))
@params
@directorate
@report
def plan(params: Path, directorates: Sequence[str], reports: Sequence[str]) -> None:
    """Say what would be made, from which notebook and with which parameters; make nothing."""
    settings = read_settings(params)
    from pmf_analysis.batch.plan import plan_reports
    from pmf_analysis.data.council_choice import ALL

    planned = plan_reports(settings, directorates=directorates, reports=reports)
    for each in planned:
        click.echo(f"{each.page}\n  {each.notebook.name} for {each.scope.kind} '{each.scope.name}'")
        click.echo("  " + ", ".join(f"{name}={value!r}" for name, value in each.parameters.items()))
    count = "1 report" if len(planned) == 1 else f"{len(planned)} reports"
    if settings.councils:
        whose = "every council" if settings.councils == (ALL,) else f"each of {', '.join(settings.councils)}"
        folder = settings.outputs.resolve() / "AREA-CODE" / settings.quarter.slug
        click.echo(f"{count} would be made for {whose}, in {folder}")
    else:
        click.echo(f"{count} would be made in {settings.outputs.resolve() / settings.quarter.slug}")
