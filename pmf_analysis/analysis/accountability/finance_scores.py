"""Forecast outturns of money against what was spent, by the quarter in which they were issued."""

import pandas as pd

from pmf_analysis.analysis.record_frames import shaped
from pmf_analysis.data.record.past import PastIssues

KEY = ["directorate", "period"]


def score_finance(finance: pd.DataFrame, past: PastIssues) -> pd.DataFrame:
    """One row for each directorate, period and issue that forecast it before it was known.

    Args:
        finance: this run's table; of several rows on one period the latest issued holds.
        past: what was issued; of a quarter that was reissued the first forecast counts, and a forecast that later quarters
            printed again counts once.

    Returns:
        The frame `finance_scores`, in thousand pounds: error is forecast minus actual; overspends are spending minus budget, so
        overspent is positive.
    """
    known = _latest(finance[finance["actual"].notna()], KEY)[[*KEY, "actual"]]
    issued = past.finance[past.finance["actual"].isna() & past.finance["forecast_outturn"].notna()]
    made = _latest(issued, ["issue_id", *KEY])
    order = {each: number for number, each in enumerate(past.issues["issue_id"])}
    made = made.assign(order=made["issue_id"].map(order)).sort_values("order", kind="stable")
    made = made.drop_duplicates(["quarter", *KEY]).drop_duplicates([*KEY, "issued_on", "forecast_outturn"])
    made = made.drop(columns="actual").merge(known, on=KEY)
    scored = made.assign(
        error=made["forecast_outturn"] - made["actual"],
        forecast_overspend=made["forecast_outturn"] - made["budget"],
        actual_overspend=made["actual"] - made["budget"],
    )
    return shaped("finance_scores", scored.sort_values([*KEY, "order"], kind="stable"))


def _latest(rows: pd.DataFrame, key: list[str]) -> pd.DataFrame:
    """Of each key the row that was issued last."""
    ordered = rows.assign(day=pd.to_datetime(rows["issued_on"])).sort_values(
        "day", kind="stable", na_position="first"
    )
    return ordered.drop_duplicates(key, keep="last").drop(columns="day")
