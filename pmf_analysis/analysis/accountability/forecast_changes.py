"""What changed in each forecast since the last issue, and why: new data, revised data, another model."""

from typing import Any

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID, Before
from pmf_analysis.analysis.accountability.changes.lines import differs
from pmf_analysis.analysis.record_frames import shaped
from pmf_analysis.analysis.results import QuarterResults

KEY = [ID, "period"]
NUMBERS = ("mean", "lower_80", "upper_80")
WORDS = ("model", "cutoff", "reason")
NEW_DATA, REVISED_DATA, ANOTHER_MODEL, DEFINITION = "new data", "revised data", "another model", "definition"
SHARED = "learned from other indicators"  # seasons and widths are learned from all of them


def changed_forecasts(results: QuarterResults, before: Before, changes: pd.DataFrame) -> pd.DataFrame:
    """One row for each forecast of a period that both issues forecast, or that one of them refused, where they differ.

    Periods whose outturn has come are not here: `issued_forecasts` holds those.

    Args:
        results: this run's.
        before: the last issue.
        changes: the frame `changes`, for results that were revised and definitions that changed.
    """
    columns = [*KEY, *NUMBERS, *WORDS]
    pairs = before["forecasts"][columns].merge(results.forecasts[columns], on=KEY, suffixes=("_then", ""))
    made = pairs[list(NUMBERS) + [f"{name}_then" for name in NUMBERS]].notna().any(axis=1)
    moved = pd.DataFrame({name: differs(pairs[f"{name}_then"], pairs[name]) for name in NUMBERS})
    pairs = pairs[made & moved.any(axis=1)]
    kinds = changes.groupby(ID)["kind"].agg(set).to_dict()
    directorates = dict(zip(results.indicators[ID], results.indicators["directorate"], strict=True))
    rows = [
        {
            **{f"{age}_{name}": row[f"{name}{end}"] for age, end in (("old", "_then"), ("new", "")) for name in (*NUMBERS, *WORDS)},
            **{name: row[name] for name in KEY},
            "directorate": directorates.get(row[ID], ""),
            "reason": _reason(row, kinds.get(row[ID], set())),
        }
        for row in pairs.to_dict("records")
    ]  # fmt: skip
    return shaped("forecast_changes", pd.DataFrame(rows))


def _reason(row: dict[Any, Any], kinds: set[str]) -> str:
    if pd.isna(row["mean_then"]):
        return f"could not be forecast then ({_why_not(row['reason_then'])})"
    if pd.isna(row["mean"]):
        return f"cannot be forecast now ({_why_not(row['reason'])})"
    facts = (
        (NEW_DATA, row["cutoff_then"] != row["cutoff"]),
        (REVISED_DATA, "revised" in kinds),
        (DEFINITION, bool({"definition", "polarity"} & kinds)),
        (ANOTHER_MODEL, row["model_then"] != row["model"]),
    )
    return " and ".join(name for name, true in facts if true) or SHARED


def _why_not(reason: object) -> str:
    return str(reason).removeprefix("not forecast: ") or "no reason given"
