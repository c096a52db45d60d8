"""Read sheets in a process of their own, which may die without taking the quarter with it."""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pmf_analysis.data.sources import sheet_reader

LONGEST_SECONDS = 300
DAMAGED = "its content is damaged; open it in a spreadsheet program and save it again"


@dataclass(frozen=True)
class Cells:
    """What one sheet holds.

    Attributes:
        rows: from A1, each a list of cells: numbers, text, true and false; days as text; "" where empty.
        merged: [top, left], [bottom, right] of merged cells, counted from 0, both ends within; of `.ods` the reader does not tell.
    """

    rows: list[list[Any]]
    merged: list[tuple[tuple[int, int], tuple[int, int]]]


def read_sheets(path: Path, names: Sequence[str] = ()) -> dict[str, Cells]:
    """Sheet name to its cells; every worksheet if none is named.

    Args:
        path: the workbook; its ending says what it is.
        names: the sheets.

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
    sheets = [json.loads(line) for line in done.stdout.decode("ascii").splitlines()]
    return {sheet["name"]: Cells(sheet["rows"], sheet["merged"]) for sheet in sheets}
