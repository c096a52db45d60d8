"""Read sheets in a process of their own, which may die without taking the quarter with it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pmf_analysis.data.sources import sheet_reader

LONGEST_SECONDS = 300
DAMAGED = "its content is damaged; open it in a spreadsheet program and save it again"


def read_sheets(path: Path, names: Sequence[str]) -> dict[str, list[list[Any]]]:
    """Sheet name to its rows from A1, each a list of cells: numbers, text, true and false; days as text; "" where empty.

    Raises:
        ValueError: if the reader cannot make sense of the workbook, dies or takes too long.
    """
    command = [sys.executable, "-I", sheet_reader.__file__, str(path.absolute()), *names]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST_SECONDS, check=False)
    except subprocess.TimeoutExpired:
        raise ValueError(
            f"reading it takes more than {LONGEST_SECONDS} seconds; give it as CSV or Parquet"
        ) from None
    if done.returncode:
        raise ValueError(DAMAGED)
    sheets = done.stdout.decode("ascii").splitlines()
    return {name: json.loads(rows) for name, rows in zip(names, sheets, strict=True)}
