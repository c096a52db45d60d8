"""Issues made from results, as the record hands them over, and small results that tests edit."""

from dataclasses import fields, replace
from typing import Any

import pandas as pd
import pytest

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.record.past import PastIssues, no_past
from pmf_analysis.data.record.tables import RESULT_TABLES, SENTENCES


def issued(
    *results: QuarterResults, base: int | None = None, sentences: pd.DataFrame | None = None
) -> PastIssues:
    """What the record holds after these results were issued one after the other; a quarter that comes again is a reissue.

    Args:
        results: of the issues, the first one first.
        base: which of them the next run compares itself with; the last unless given.
        sentences: of the base.
    """
    past, issues, rows = no_past(), [], {"forecasts": [], "commentary": [], "finance": [], "history": []}
    for each in results:
        quarter = each.context.quarter
        reissue = sum(issue["quarter"] == str(quarter) for issue in issues)
        name = f"{quarter.slug}-r{reissue}" if reissue else quarter.slug
        day = pd.Timestamp(each.context.as_at)
        issues.append({
            "issue_id": name, "quarter": str(quarter), "reissue": reissue, "issued_at": f"{day:%Y-%m-%d}T09:30:00+00:00",
            "approved_by": "Director", "as_known": day, "run_id": "r", "content_hash": f"{len(issues)}",
        })  # fmt: skip
        of_issue = {"issue_id": name, "quarter": str(quarter)}
        for table in rows:
            rows[table].append(
                getattr(each, table).assign(**of_issue, reissue=reissue, issued_at=issues[-1]["issued_at"])
            )
    last = results[len(results) - 1 if base is None else base]
    tables = {
        table.name: getattr(last, table.name).drop(columns="source_row", errors="ignore").copy()
        for table in RESULT_TABLES
    }
    tables["sentences"] = SENTENCES.empty() if sentences is None else sentences
    history = pd.concat(rows.pop("history"))
    return replace(
        past,
        issues=pd.DataFrame(issues),
        last=tables,
        base=issues[-1 if base is None else base]["issue_id"],
        first_values=history[history["value"].notna()].drop_duplicates(["indicator_id", "period"])[
            ["indicator_id", "period", "value", "status", "issue_id", "quarter"]
        ],
        **{name: pd.concat(frames, ignore_index=True) for name, frames in rows.items()},
    )  # fmt: skip


def edited(results: QuarterResults, table: str, row: int, **cells: Any) -> QuarterResults:
    """The results with some cells of one row of a table changed."""
    frame = getattr(results, table).copy()
    for column, value in cells.items():
        frame[column] = [*frame[column].iloc[:row], value, *frame[column].iloc[row + 1 :]]
    return replace(results, **{table: frame.astype(getattr(results, table).dtypes, errors="ignore")})


def without_row(results: QuarterResults, table: str, row: int) -> QuarterResults:
    """The results with one row of a table left out."""
    frame = getattr(results, table)
    return replace(results, **{table: frame.drop(frame.index[row]).reset_index(drop=True)})


def frames_of(results: QuarterResults) -> dict[str, pd.DataFrame]:
    """Every frame by name."""
    found = {each.name: getattr(results, each.name) for each in fields(results)}
    return {name: frame for name, frame in found.items() if isinstance(frame, pd.DataFrame)}


@pytest.fixture(scope="session")
def few(york: QuarterResults) -> QuarterResults:
    """The sample quarter, cut to the first seven indicators that have targets: enough of everything, and quick to edit."""
    kept = set(york.targets["indicator_id"].drop_duplicates().head(7))
    cut = {
        name: frame[frame["indicator_id"].isin(kept)].reset_index(drop=True)
        for name, frame in frames_of(york).items()
        if "indicator_id" in frame
    }
    return replace(york, **cut)
