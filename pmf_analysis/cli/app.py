"""All commands under one name, and what becomes of errors."""

import os
import sys
import tempfile
import traceback
from collections.abc import Sequence
from typing import NoReturn

import click

from pmf_analysis import __version__
from pmf_analysis.cli.check import check
from pmf_analysis.cli.clinic import clinic
from pmf_analysis.cli.forms import ask, collect
from pmf_analysis.cli.importing import import_
from pmf_analysis.cli.issue import issue
from pmf_analysis.cli.options import example
from pmf_analysis.cli.plan import plan
from pmf_analysis.cli.publish import publish
from pmf_analysis.cli.run import run
from pmf_analysis.cli.sample import write_example
from pmf_analysis.cli.show import show
from pmf_analysis.cli.trace import trace
from pmf_analysis.cli.verify import verify
from pmf_analysis.errors import PmfError

EXIT_CODES = """

\b
Exit codes: 0 all made; 1 a bug; 2 usage; 10 settings wrong; 11 data wrong;
12 some report failed (the others are made); 13 set-up."""


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    epilog=example("pmf example try-it", "pmf run try-it/params/2025-26-q3.yaml") + EXIT_CODES,
)
@click.version_option(__version__, prog_name="pmf")
def pmf() -> None:
    """Performance reports for a council: one notebook per directorate and quarter, executed, checked and filed as HTML."""


for command in (
    *(run, issue, plan, check, clinic, show, verify, trace),
    *(publish, import_, ask, collect, write_example),
):
    pmf.add_command(command)


def main(arguments: Sequence[str] | None = None) -> NoReturn:
    """Run the command and leave with its exit code; a user's mistake shows as sentences, never as a traceback."""
    try:
        code = pmf.main(arguments, prog_name="pmf", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        code = error.exit_code
    except PmfError as error:
        click.echo(f"Error: {error}", err=True)
        code = error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo("stopped", err=True)
        code = 130
    except BrokenPipeError:
        os.dup2(
            os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno()
        )  # whoever read the output has had enough
        code = 0
    except Exception:  # noqa: BLE001  (the outermost frame: whatever comes here is a bug, kept for its finder)
        code = _keep_bug(traceback.format_exc())
    sys.exit(code if isinstance(code, int) else 0)


def _keep_bug(text: str) -> int:
    with tempfile.NamedTemporaryFile(
        "w", prefix="pmf-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write(text)
    click.echo(f"Error: this is a bug in pmf; please send {log.name} to whoever looks after it", err=True)
    return 1
