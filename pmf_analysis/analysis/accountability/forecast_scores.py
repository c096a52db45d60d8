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


def _score(rows: pd.DataFrame) -> dict[str, Any]:
    scale = rows["usual_step"].where(rows["usual_step"] > 0)
    sizes, bars = rows["error"].abs(), rows["naive_error"].abs()
    low, high = int((rows["error"] < 0).sum()), int((rows["error"] > 0).sum())
    closer, further = int((sizes < bars).sum()), int((sizes > bars).sum())
    judged = rows[rows["chance_of_meeting_target"].notna() & rows["met_target"].notna()]
    inside = {level: int(rows[f"inside_{level}"].sum()) for level in ("80", "95")}
    return {
        "n": len(rows),
        "inside_80": inside["80"],
        "inside_95": inside["95"],
        "bias": _mean(rows["error"] / scale),
        "mae": _mean(sizes / scale),
        "naive_mae": _mean(bars / scale),
        "verdict": range_verdict(inside["80"], len(rows)),
        "indicators": rows[ID].nunique(),
        "too_low": low,
        "too_high": high,
        "closer_than_naive": closer,
        "further_than_naive": further,
        "bias_verdict": bias_verdict(low, high),
        "naive_verdict": naive_verdict(closer, further),
        "with_chance": len(judged),
        "expected_met": judged["chance_of_meeting_target"].sum() if len(judged) else np.nan,
        "met": int(judged["met_target"].sum()),
    }


def _mean(values: pd.Series) -> float:
    return float(values.mean()) if values.notna().any() else np.nan
