"""Quarters issued one after the other, as each was known on its day, straight into a record: no pages are made."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.quarter import open_with
from pmf_analysis.data.record.cells import written_rows
from pmf_analysis.data.record.record import Record
from pmf_analysis.data.record.tables import RECORD_TABLES, RESULT_TABLES
from pmf_analysis.data.record.write import NewIssue
from pmf_analysis.data.settings import Settings, load_settings

PARAMS = Path(__file__).parents[1] / "params" / "2025-26-q3.yaml"
DAYS = {  # when each quarter of the sample was reported: some seven weeks after its end
    "2024/25 Q4": "2025-05-20",
    "2025/26 Q1": "2025-08-20",
    "2025/26 Q2": "2025-11-20",
    "2025/26 Q3": "2026-02-20",
}


def settings_of(quarter: str, day: str, folder: Path, *, params: Path = PARAMS) -> Settings:
    """The sample's settings for a quarter as known on a day, with outputs and record in a folder of their own."""
    settings = load_settings(params, quarter=quarter, as_known=day)
    return replace(settings, outputs=folder / "outputs", record=folder / "record.sqlite")


def issue(results: QuarterResults, settings: Settings, *, sentences: Mapping[str, str] | None = None) -> None:
    """Put results into the record.

    Args:
        results: of the quarter.
        settings: which name the record.
        sentences: indicator to one sentence that its report said.
    """
    rows = {table.name: written_rows(getattr(results, table.name), table) for table in RESULT_TABLES}
    (said,) = (table for table in RECORD_TABLES if table.name not in rows)
    facts = [{"report": "r", "anchor": each, "position": "0", "indicator_id": each, "text": text} for each, text in (sentences or {}).items()]  # fmt: skip
    rows[said.name] = [tuple(row.get(column, "") for column in said.columns) for row in facts]
    Record(settings.record).issue(
        NewIssue(
            area_code=settings.council.area_code,
            quarter=settings.quarter,
            as_known=settings.as_at,
            approved_by="Head of Performance",
            issued_at=f"{settings.as_at.isoformat()}T09:30:00+00:00",
            run_id=f"run-{settings.quarter.slug}",
            manifest_hash="f" * 64,
            inputs={},
            seen=results.context.record_seen,
            rows=rows,
        )
    )


def replay(folder: Path, *, params: Path = PARAMS) -> list[QuarterResults]:
    """The four quarters, each but the last one issued; each run sees the issues before it."""
    found = []
    for quarter, day in DAYS.items():
        settings = settings_of(quarter, day, folder, params=params)
        results = open_with(settings)
        found.append(results)
        if quarter != list(DAYS)[-1]:
            issue(results, settings)
    return found
