"""`pmf issue`: make a draft the issued report."""

from pathlib import Path

import click

from pmf_analysis.cli.options import example


@click.command(
    epilog=example(
        "pmf issue outputs/2025-26-q3 --approved-by 'Head of Performance'",
        "pmf issue outputs/2025-26-q3 --approved-by 'Chief Operating Officer' --record /srv/pmf/record.sqlite",
    )
)
@click.argument("outputs", type=click.Path(path_type=Path))
@click.option(
    "--approved-by", required=True, metavar="POST", help="The post that approves it; never a person."
)
@click.option(
    "--record",
    default="",
    metavar="PLACE",
    help="The record, if it is elsewhere than the quarter's settings say: a file, or the URL of a PostgreSQL database.",
)
def issue(outputs: Path, approved_by: str, record: str) -> None:
    """Issue the quarter in the folder OUTPUTS: write it into the record, and keep its reports where no later run touches them.

    The folder has to be whole, as the run left it, and without a failed report. Issuing the same results again does nothing. Where
    the quarter was issued before with other results, this is its reissue: (R1), (R2).
    """
    from pmf_analysis.batch.issue import issue_quarter

    kept = issue_quarter(outputs, approved_by=approved_by, record=record)
    found = kept.issue
    name = f"{found.quarter} (R{found.reissue})" if found.reissue else found.quarter
    if kept.added:
        click.echo(
            f"{name} is issued, approved by {found.approved_by}; the record now ends with {found.hash[:12]}"
        )
    else:
        click.echo(
            f"{name} was issued already with these results, on {found.issued_at[:10]}, approved by {found.approved_by}; nothing was done"
        )
    click.echo(kept.folder / "index.html")
