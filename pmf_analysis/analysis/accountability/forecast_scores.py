"""The running table of issued forecasts: how they did, by horizon, service and model, beside repeating an earlier result."""

from typing import Any

import numpy as np
import pandas as pd

from pmf_analysis.analysis.accountability.before import ID
from pmf_analysis.analysis.accountability.verdicts import bias_verdict, naive_verdict, range_verdict
from pmf_analysis.analysis.record_frames import shaped

GROUPS = ("all", "horizon", "service", "model")
NO_SERVICE = "no service named"


def score_forecasts(issued: pd.DataFrame) -> pd.DataFrame:
    """Counts, errors and verdicts by group; each forecast counts once, however often its quarter was reissued.

    Errors of several indicators are put on one scale: each is divided by the distance that repeating an earlier result
    usually missed by (`usual_step`), so 1 is as wrong as repeating usually was. An indicator that never moved has no such scale,
    and counts in the counts only.

    Verdicts look at one forecast for each outturn, the one that was made last: several forecasts of one result share it, and to
    count them all would call too much surprising.

    Args:
        issued: the frame `issued_forecasts`, or its part for a scope.

    Returns:
        The frame `forecast_scores`; bias is positive where forecasts lay above what came.
    """
    counted = issued[issued["counted"].fillna(False).astype("bool")]
    keys = {
        "all": pd.Series("all", index=counted.index),
        "horizon": counted["horizon"].astype("str"),
        "service": counted["service"].where(counted["service"] != "", NO_SERVICE),
        "model": counted["model"],
    }
    rows = [
        {"by": by, "group": group, **_score(chosen)}
        for by in GROUPS
        for group, chosen in sorted(counted.groupby(keys[by]), key=lambda pair: _order(by, str(pair[0])))
    ]
    return shaped("forecast_scores", pd.DataFrame(rows))


def _order(by: str, group: str) -> tuple[int, str]:
    return (int(group) if by == "horizon" else 0, group)


def last_of_each_outturn(issued: pd.DataFrame) -> pd.DataFrame:
    """For each result the forecast that was made last before it, in the order given."""
    return issued.sort_values("horizon", kind="stable").drop_duplicates([ID, "period"]).sort_index()


def _score(rows: pd.DataFrame) -> dict[str, Any]:
    scale = rows["usual_step"].where(rows["usual_step"] > 0)
    judged = rows[rows["chance_of_meeting_target"].notna() & rows["met_target"].notna()]
    counts, last = _counts(rows), _counts(last_of_each_outturn(rows))
    return {
        **counts,
        "bias": _mean(rows["error"] / scale),
        "mae": _mean(rows["error"].abs() / scale),
        "naive_mae": _mean(rows["naive_error"].abs() / scale),
        "verdict": range_verdict(last["inside_80"], last["n"]),
        "indicators": rows[ID].nunique(),
        "bias_verdict": bias_verdict(last["too_low"], last["too_high"]),
        "naive_verdict": naive_verdict(last["closer_than_naive"], last["further_than_naive"]),
        "with_chance": len(judged),
        "expected_met": judged["chance_of_meeting_target"].sum() if len(judged) else np.nan,
        "met": int(judged["met_target"].sum()),
    }


def _counts(rows: pd.DataFrame) -> dict[str, int]:
    sizes, bars = rows["error"].abs(), rows["naive_error"].abs()
    found = {
        "inside_80": rows["inside_80"],
        "inside_95": rows["inside_95"],
        "too_low": rows["error"] < 0,
        "too_high": rows["error"] > 0,
        "closer_than_naive": sizes < bars,
        "further_than_naive": sizes > bars,
    }
    return {"n": len(rows), **{name: int(flags.sum()) for name, flags in found.items()}}


def _mean(values: pd.Series) -> float:
    return float(values.mean()) if values.notna().any() else np.nan
