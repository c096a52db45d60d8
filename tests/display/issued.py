"""The hand-made quarter after an earlier report was issued: one of each change, forecasts that came true or not, promises, money."""

from typing import Any

import pandas as pd

from pmf_analysis.analysis.accountability import score_forecasts
from pmf_analysis.analysis.record_frames import SCHEMAS, shaped
from tests.display.conftest import NASTY


def rows(name: str, *given: dict[str, Any]) -> pd.DataFrame:
    """Rows of a frame that needs the record, with the columns that a case does not name left blank."""
    unknown = {column for row in given for column in row} - set(SCHEMAS[name])
    assert not unknown, unknown
    return shaped(name, pd.DataFrame(list(given)))


def change(indicator_id: str, kind: str, **given: Any) -> dict[str, Any]:
    place = "children-and-education" if indicator_id.startswith("E.") else "place"
    return {"indicator_id": indicator_id, "directorate": place, "kind": kind, "field": kind} | given


CHANGES = [
    change("H.1", "status", field="rag", period="2025/26 Q3", old="AMBER", new="RED", reason="data and target"),
    change("H.1", "direction", field="dot", period="2025/26 Q3", old="STABLE", new="WORSENING", reason="data"),
    change("H.1", "new_data", field="value", period="2025/26 Q3", new="120 households", new_value=120.0),
    change("H.1", "revised", field="value", period="2025/26 Q2", old="109 households", new="112 households", old_value=109.0, new_value=112.0,
           size=3.0, no_longer_holds="109 households in 2025/26 Q2.\nIt was 109 households then."),
    change("H.1", "revised", field="note", period="2025/26 Q1", old="", new=NASTY),
    change("H.1", "target", period="2025/26 Q3", old="110 households", new="100 households", old_value=110.0, new_value=100.0, size=-10.0,
           reason="", who="Executive <b>board</b>", when="2025-12-01"),
    change("H.2", "tolerance", period="2025/26 Q3", old="", new="2.0%", new_value=2.0, reason="Agreed with the <i>committee</i>"),
    change("H.2", "renamed", field="indicator_id", old="OLD.2", new="H.2"),
    change("H.3", "definition", field="description", old=NASTY, new="significant"),
    change("H.2", "polarity", field="polarity", old="Neutral", new="Up is Good"),
    change("H.2", "owner", field="responsible_post", old="", new="Head of Repairs"),
    change("H.6", "added", field="indicator_id", new="Never measured", reason="replaces GONE.2"),
    change("GONE.1", "retired", field="indicator_id", old=NASTY),
    change("H.2", "commentary_repeated", field="text", period="2025/26 Q3", old="2025/26 Q2", new="2025/26 Q3", who="Head of Repairs"),
    change("E.1", "new_data", field="value", period="2025/26 Q3", new="81.5%", new_value=81.5),
]  # fmt: skip


def met(indicator_id: str, period: str, quarter: str, mean: float, outturn: float, horizon: int, **given: Any) -> dict[str, Any]:  # fmt: skip
    return {
        "issue_id": quarter.lower().replace("/", "-").replace(" ", "-"), "quarter": quarter, "reissue": 0, "issued_at": f"{quarter[:4]}-11-14",
        "indicator_id": indicator_id, "directorate": "place", "service": "Housing Services", "cutoff": quarter, "period": period,
        "horizon": horizon, "model": "ETS grid and Theta", "mean": mean, "lower_80": mean - 5, "upper_80": mean + 5, "lower_95": mean - 8,
        "upper_95": mean + 8, "outturn": outturn, "error": mean - outturn, "inside_80": abs(mean - outturn) <= 5, "inside_95": abs(mean - outturn) <= 8,
        "naive": 100.0, "naive_error": 100.0 - outturn, "first_outturn": outturn, "usual_step": 4.0, "counted": True,
    } | given  # fmt: skip


ISSUED = rows(
    "issued_forecasts",
    met("H.1", "2025/26 Q3", "2025/26 Q2", 110.0, 120.0, 1, target=100.0, chance_of_meeting_target=0.1, met_target=False),
    met("H.1", "2025/26 Q3", "2025/26 Q1", 105.0, 120.0, 2, target=100.0, chance_of_meeting_target=0.3, met_target=False),
    met("H.1", "2025/26 Q2", "2025/26 Q1", 111.0, 112.0, 1, first_outturn=109.0),
    met("H.2", "2025/26 Q3", "2025/26 Q2", 94.0, 93.2, 1, target=90.0, chance_of_meeting_target=0.8, met_target=True, service=""),
    met("H.2", "2025/26 Q3", "2025/26 Q2", 90.0, 93.2, 1, counted=False, reissue=1, issue_id="2025-26-q2-r1"),
)  # fmt: skip
RECORD = {
    "issues": rows("issues", {"issue_id": "2025-26-q2", "quarter": "2025/26 Q2", "reissue": 0, "issued_at": "2025-11-14T09:30:00+00:00",
                              "approved_by": "Director", "as_known": pd.Timestamp("2025-11-10"), "is_base": True}),
    "former_indicators": rows("former_indicators", {"indicator_id": "GONE.1", "name": NASTY, "directorate": "place"}),
    "changes": rows("changes", *CHANGES),
    "issued_forecasts": ISSUED,
    "forecast_scores": score_forecasts(ISSUED),
    "forecast_changes": rows(
        "forecast_changes",
        {"indicator_id": "H.1", "directorate": "place", "period": "2025/26 Q4", "old_mean": 112.0, "old_lower_80": 105.0, "old_upper_80": 119.0,
         "new_mean": 124.0, "new_lower_80": 115.0, "new_upper_80": 133.0, "reason": "new data and revised data"},
        {"indicator_id": "H.2", "directorate": "place", "period": "2025/26 Q4", "new_mean": 93.4, "new_lower_80": 91.9, "new_upper_80": 94.9,
         "reason": "could not be forecast then (fewer than 8 results)"},
    ),
    "promises": rows(
        "promises",
        {"indicator_id": "H.1", "directorate": "place", "period": "2025/26 Q2", "text": "Two more <b>officers</b>, due to start now", "post": "Head of Housing",
         "written_on": pd.Timestamp("2025-11-01"), "due": pd.Timestamp("2026-03-31"), "expected_effect": "10 fewer", "period_then": "2025/26 Q2",
         "value_then": 112.0, "period_now": "2025/26 Q3", "value_now": 120.0, "seen": "worse since", "quarter": "2025/26 Q2"},
        {"indicator_id": "H.2", "directorate": "place", "period": "2025/26 Q3", "text": "Mend more", "period_then": "2025/26 Q3",
         "value_then": 93.2, "seen": "no result since", "quarter": "2025/26 Q2"},
        {"indicator_id": "H.6", "directorate": "place", "period": "2025/26 Q2", "text": "Begin to measure", "seen": "no result then", "quarter": "2025/26 Q2"},
    ),
    "finance_scores": rows("finance_scores", {"directorate": "place", "period": "2024/25", "issue_id": "2024-25-q3", "quarter": "2024/25 Q3",
                                              "budget": 1000.0, "forecast_outturn": 1040.0, "actual": 970.0, "error": 70.0}),
    "timeliness": rows(
        "timeliness",
        {"quarter": "2025/26 Q2", "stage": "quarter end", "date": pd.Timestamp("2025-09-30"), "days": 0},
        {"quarter": "2025/26 Q2", "stage": "data", "date": pd.Timestamp("2025-11-10"), "days": 41},
        {"quarter": "2025/26 Q2", "stage": "draft"},
        {"quarter": "2025/26 Q2", "stage": "issue", "date": pd.Timestamp("2025-11-14"), "days": 45, "target_days": 43, "held_up_by": "resourcing"},
        {"quarter": "2025/26 Q2", "stage": "meeting", "body": "Scrutiny <i>committee</i>", "date": pd.Timestamp("2025-11-20"), "days": 51, "target_days": 51},
    ),
}  # fmt: skip
