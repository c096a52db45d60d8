"""The frames that need the record of what was issued: their columns, and what they are where nothing was issued before."""

import pandas as pd

TEXT, NUMBER, WHOLE, FLAG, DAY = "str", "float64", "Int64", "boolean", "datetime64[ms]"


def _columns(kind: str, names: str) -> dict[str, str]:
    return dict.fromkeys(names.split(), kind)


SCHEMAS: dict[str, dict[str, str]] = {
    "issues": {
        **_columns(TEXT, "issue_id quarter"),
        "reissue": WHOLE,
        **_columns(TEXT, "issued_at approved_by"),
        "as_known": DAY,
        **_columns(TEXT, "run_id content_hash"),
        "is_base": FLAG,
    },
    "former_indicators": _columns(
        TEXT, "indicator_id name directorate theme portfolio committee replaced_by"
    ),
    "changes": {
        **_columns(TEXT, "indicator_id directorate kind period field old new"),
        **_columns(NUMBER, "old_value new_value size"),
        **_columns(TEXT, "reason who when"),
        "source_row": WHOLE,
        "no_longer_holds": TEXT,
    },
    "issued_forecasts": {
        **_columns(TEXT, "issue_id quarter"),
        "reissue": WHOLE,
        **_columns(TEXT, "issued_at indicator_id directorate service cutoff period"),
        "horizon": WHOLE,
        "model": TEXT,
        **_columns(
            NUMBER, "mean lower_80 upper_80 lower_95 upper_95 target chance_of_meeting_target outturn"
        ),
        "outturn_status": TEXT,
        "error": NUMBER,
        **_columns(FLAG, "inside_80 inside_95"),
        **_columns(NUMBER, "naive naive_error"),
        "met_target": FLAG,
        **_columns(NUMBER, "first_outturn usual_step"),
        "counted": FLAG,
    },
    "forecast_scores": {
        **_columns(TEXT, "by group"),
        **_columns(WHOLE, "n inside_80 inside_95"),
        **_columns(NUMBER, "bias mae naive_mae"),
        "verdict": TEXT,
        **_columns(WHOLE, "indicators too_low too_high closer_than_naive further_than_naive"),
        "bias_verdict": TEXT,
        "naive_verdict": TEXT,
        "with_chance": WHOLE,
        "expected_met": NUMBER,
        "met": WHOLE,
    },
    "forecast_changes": {
        **_columns(TEXT, "indicator_id directorate period"),
        **_columns(NUMBER, "old_mean old_lower_80 old_upper_80 new_mean new_lower_80 new_upper_80"),
        **_columns(TEXT, "old_model new_model old_cutoff new_cutoff reason"),
    },
    "promises": {
        **_columns(TEXT, "indicator_id directorate period text post"),
        **_columns(DAY, "written_on due"),
        **_columns(TEXT, "expected_effect period_then"),
        "value_then": NUMBER,
        "period_now": TEXT,
        "value_now": NUMBER,
        **_columns(TEXT, "seen issue_id quarter"),
    },
    "finance_scores": {
        **_columns(TEXT, "directorate period issue_id quarter"),
        **_columns(NUMBER, "budget forecast_outturn actual error forecast_overspend actual_overspend"),
    },
    "timeliness": {
        **_columns(TEXT, "quarter stage body"),
        "date": DAY,
        **_columns(WHOLE, "days target_days"),
        "held_up_by": TEXT,
    },
}


def shaped(name: str, rows: pd.DataFrame) -> pd.DataFrame:
    """A frame with the columns and types of its schema: text that is missing is "", a flag that is missing is NA."""
    schema = SCHEMAS[name]
    frame = rows.reindex(columns=list(schema)).reset_index(drop=True)
    texts = [column for column, kind in schema.items() if kind == TEXT]
    frame[texts] = frame[texts].astype("object").where(frame[texts].notna(), "")
    return frame.astype(schema)


def nothing(name: str) -> pd.DataFrame:
    """The frame of a run before which nothing was issued."""
    return shaped(name, pd.DataFrame())
