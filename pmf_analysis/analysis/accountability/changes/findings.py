"""A target that was changed without a reason is a finding on the quality of the data: of its relevance."""

from dataclasses import asdict

import pandas as pd

from pmf_analysis.analysis.data_quality.finding import RELEVANCE, SEVERITIES, WARNS, Finding

WHAT = {"target": "target", "tolerance": "tolerance", "floor": "floor"}
STEP = "Give the reason for the change in the table targets, or restore what was agreed."


def with_unexplained_targets(quality: pd.DataFrame, changes: pd.DataFrame) -> pd.DataFrame:
    """The findings with one more for each level that was agreed, is another now, and has no reason of its own."""
    levels = changes[changes["kind"].isin(WHAT) & (changes["kind"] == changes["field"])]
    silent = levels[levels["old_value"].notna() & (levels["reason"] == "")]
    found = [_finding(row) for row in silent.to_dict("records")]
    if not found:
        return quality
    rows = pd.DataFrame([asdict(each) for each in found])[list(quality.columns)].astype(quality.dtypes)
    joined = pd.concat([quality, rows], ignore_index=True)
    order = joined["severity"].map({name: place for place, name in enumerate(SEVERITIES)})
    return joined.iloc[order.argsort(kind="stable")].reset_index(drop=True)


def _finding(row: dict[object, object]) -> Finding:
    now = f"changed from {row['old']} to {row['new']}" if row["new"] else f"of {row['old']} was taken away"
    detail = f"The {WHAT[str(row['kind'])]} for {row['period']} {now}, and no reason for the change is given."
    line = None if pd.isna(row["source_row"]) else int(str(row["source_row"]))
    return Finding(
        str(row["indicator_id"]), RELEVANCE, "target_changed_without_reason", WARNS, detail, str(row["period"]), line, STEP
    )  # fmt: skip
