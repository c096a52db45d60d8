"""What was published before: it cannot be taken back, and numbers that differ from it can say more than either."""

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path

import pandas as pd

from pmf_analysis.publishing.open_data.columns import OBSERVATIONS

SUPERSEDED = "superseded"
COLUMNS = ["indicator_id", "area_code", "period", "value", "numerator"]


def earlier_publications(folder: Path, *, besides: Iterable[Path] = ()) -> list[Path]:
    """The folders of all publications in a folder, those that were superseded among them.

    Args:
        folder: holds one folder for each published quarter.
        besides: others, elsewhere.
    """
    found = [*folder.glob("*/"), *(folder / SUPERSEDED).glob("*/"), *besides]
    return sorted({each for each in found if (each / OBSERVATIONS.path).is_file()})


def earlier_values(publications: Sequence[Path]) -> pd.DataFrame:
    """Every value that they give: `COLUMNS`; NaN where it is suppressed."""
    rows = [
        [row.get(name, "") for name in COLUMNS]
        for folder in publications
        for row in csv.DictReader((folder / OBSERVATIONS.path).read_text(encoding="utf-8").splitlines())
    ]
    frame = pd.DataFrame(rows, columns=COLUMNS, dtype="str").drop_duplicates(ignore_index=True)
    return frame.assign(**{name: pd.to_numeric(frame[name], errors="coerce") for name in COLUMNS[3:]})
