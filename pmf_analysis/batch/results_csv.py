"""The quarter's results as CSV files: UTF-8, a header, one fact a row, numbers unrounded, missing values empty."""

import csv
from pathlib import Path

import pandas as pd

from pmf_analysis.analysis.record_frames import SCHEMAS
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.analysis.table_keys import TABLE_KEYS
from pmf_analysis.data.record.cells import write_cell

COLUMNS = {
    "assessments": (
        "indicator_id directorate period value numerator denominator status previous_period previous_value "
        "year_ago_value target gap rag dot dot_rule signal periods_stale"
    ),
    "benchmarks": (
        "indicator_id period group n rank quartile median best worst region_value england_value comparison method"
    ),
    "forecasts": (
        "indicator_id cutoff period horizon model why_this_model mean lower_80 upper_80 lower_95 upper_95 target "
        "chance_of_meeting_target"
    ),
    "exceptions": "directorate rank indicator_id period kind score reasons confidence",
    "quality": "indicator_id dimension finding severity detail",
    "dimensions": "indicator_id dimension checks findings attestation attested_by attested_on statement",
    "history": "indicator_id period value numerator denominator lower_ci upper_ci status note source source_row",
    "signals": "indicator_id",
    "indicators": "indicator_id name directorate",
    "targets": "indicator_id",
    "commentary": "indicator_id",
    "finance": "",
    "actions": "",
    "risks": "",
    "exception_parts": "directorate indicator_id kind rule points fact",
    "quarantine": "table source_row column value reason",
    **{name: " ".join(columns) for name, columns in SCHEMAS.items()},
}
MORE = (  # numbers of pages come from these too, so receipts lead to them
    *("indicators", "targets", "signal_points", "group_values", "forecast_diagnostics", "forecast_backtests"),
    *("must_average", "commentary", "actions", "risks", "finance", "complaints", "meetings"),
)
COLUMNS |= {name: " ".join(TABLE_KEYS[name]) for name in MORE}


def write_results(results: QuarterResults, folder: Path) -> tuple[Path, ...]:
    """Write one file for each table in `COLUMNS`, whose columns come first and in that order.

    Raises:
        ValueError: if a table lacks one of its columns, which would be a bug of the analysis.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, columns in COLUMNS.items():
        path = folder / f"{name}.csv"
        write_csv(_ordered(getattr(results, name), columns.split(), name), path)
        written.append(path)
    return tuple(written)


def write_csv(frame: pd.DataFrame, path: Path) -> None:
    """Write a table; the same table gives the same bytes."""
    columns = [[write_cell(value) for value in frame[name].tolist()] for name in frame]
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(frame.columns)
        writer.writerows(zip(*columns, strict=True))


def _ordered(frame: pd.DataFrame, columns: list[str], name: str) -> pd.DataFrame:
    if missing := [column for column in columns if column not in frame]:
        raise ValueError(f"the table '{name}' lacks {', '.join(missing)}")
    return frame[columns + [column for column in frame if column not in columns]]
