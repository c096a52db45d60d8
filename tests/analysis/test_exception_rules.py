"""Exception rules: two-sided, ranked, every point in view; bad data lowers confidence and hides nothing."""

import math

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_analysis.analysis.exception_rules import Weights, find_exceptions

WEIGHTS = Weights(
    points={
        "off_target": 3.0,
        "floor_breached": 3.0,
        "signal": 2.0,
        "direction_of_travel": 0.5,
        "forecast": 2.0,
        "benchmark": 1.5,
        "statutory": 1.0,
    },
    report_from=1.0,
    likely_to_miss=0.35,
    likely_to_meet=0.65,
)
QUIET = {
    "indicator_id": "I",
    "directorate": "place",
    "period": "2025/26 Q3",
    "value": 100.0,
    "target": 100.0,
    "tolerance": 5.0,
    "floor": math.nan,
    "gap": 0.0,
    "rag": "GREEN",
    "floor_breached": False,
    "dot": "STABLE",
    "dot_rule": "latest three results",
    "signal": "noise",
    "signal_verdict": "common_cause",
    "signal_rule": "",
    "status": "",
    "periods_overdue": 0,
    "periods_per_year": 4,
    "statutory": False,
    "chance_of_meeting_target": math.nan,
    "year_end_period": "2025/26 Q4",
    "group": "near",
    "n": 10,
    "rank": 5,
    "quartile": 2,
    "comparison": "similar",
    "benchmark_period": "2025/26 Q3",
    "unit": "%",
    "form": "rate",
    "most_confidence": "clear",
}
RED = {"rag": "RED", "gap": -10.0, "value": 90.0}


def found(*changes: dict[str, object]) -> tuple[pd.DataFrame, pd.DataFrame]:
    rows = [QUIET | {"indicator_id": f"I{number}"} | change for number, change in enumerate(changes)]
    return find_exceptions(pd.DataFrame(rows), weights=WEIGHTS)


TABLE = [
    # what is the matter                                                     kind           score  reasons
    ({}, None, None, None),
    ({"rag": "AMBER", "gap": -4.0}, None, None, None),
    (RED, "concern", 2.0, "off_target"),  # two of three tolerances off
    (RED | {"gap": -100.0}, "concern", 3.0, "off_target"),
    (RED | {"gap": -5.1}, "concern", 1.02, "off_target"),
    (RED | {"tolerance": math.nan}, "concern", 1.0, "off_target"),
    ({"rag": "RED", "floor_breached": True, "gap": -10.0}, "concern", 5.0, "floor_breached;off_target"),
    ({"rag": "NOT_RATED", "floor_breached": True}, "concern", 3.0, "floor_breached"),
    ({"signal": "signal", "signal_verdict": "concern"}, "concern", 2.0, "signal"),
    ({"signal": "signal", "signal_verdict": "improvement"}, "improvement", 2.0, "signal"),
    ({"signal": "signal", "signal_verdict": "high"}, None, None, None),  # neutral: no judgement
    ({"dot": "WORSENING"}, None, None, None),  # half a point is not enough by itself
    ({"dot": "WORSENING", "quartile": 4}, "concern", 1.25, "benchmark;direction_of_travel"),
    ({"quartile": 4, "comparison": "worse"}, "concern", 1.5, "benchmark"),
    ({"quartile": 4, "comparison": "worse", "unit": "households", "form": "flow"}, None, None, None),  # a count
    ({"quartile": 4, "comparison": "worse", "unit": "per 1,000 households", "form": "snapshot"}, "concern", 1.5, "benchmark"),
    ({"quartile": 1, "comparison": "better"}, None, None, None),  # a good place is not an improvement
    ({"quartile": 1, "comparison": "better", "dot": "IMPROVING"}, "improvement", 2.0, "benchmark;direction_of_travel"),
    ({"chance_of_meeting_target": 0.07}, "concern", 1.6, "forecast"),
    ({"chance_of_meeting_target": 0.35}, None, None, None),
    (RED | {"statutory": True}, "concern", 3.0, "off_target;statutory"),
    ({"statutory": True}, None, None, None),
    (RED | {"dot": "IMPROVING"}, "concern", 2.0, "off_target"),  # improving but red stays a concern
]  # fmt: skip


@pytest.mark.parametrize(("change", "kind", "score", "reasons"), TABLE)
def test_what_is_an_exception_and_with_how_many_points(
    change: dict[str, object], kind: str | None, score: float | None, reasons: str | None
) -> None:
    exceptions, parts = found(change)
    if kind is None:
        assert exceptions.empty
        assert parts.empty
    else:
        row = exceptions.iloc[0]
        assert (row["kind"], row["reasons"]) == (kind, reasons)
        assert row["score"] == pytest.approx(score)
        assert parts["points"].sum() == pytest.approx(row["score"])


@pytest.mark.parametrize(
    ("change", "confidence"),
    [
        (RED, "possible"),
        (RED | {"signal": "signal", "signal_verdict": "concern"}, "clear"),
        (RED | {"comparison": "worse"}, "clear"),
        (RED | {"comparison": "better"}, "possible"),
        (RED | {"comparison": "worse", "status": "p"}, "possible"),
        (RED | {"comparison": "worse", "periods_overdue": 1}, "possible"),
        (RED | {"comparison": "worse", "periods_overdue": 5}, "cannot_tell"),
        (RED | {"comparison": "worse", "status": "u"}, "cannot_tell"),
        (RED | {"comparison": "worse", "most_confidence": "possible"}, "possible"),
        (RED | {"comparison": "worse", "most_confidence": "cannot_tell"}, "cannot_tell"),
        (RED | {"most_confidence": "cannot_tell"}, "cannot_tell"),
    ],
)
def test_bad_or_old_data_lower_the_confidence_and_hide_nothing(
    change: dict[str, object], confidence: str
) -> None:
    assert list(found(change)[0]["confidence"]) == [confidence]


def test_exceptions_are_ranked_within_directorate_and_kind() -> None:
    better = {"signal": "signal", "signal_verdict": "improvement"}
    exceptions, _ = found(RED | {"gap": -6.0}, RED, better, RED | {"directorate": "adults"}, RED)
    ranked = [
        tuple(row)
        for row in exceptions[["directorate", "kind", "rank", "indicator_id"]].itertuples(index=False)
    ]
    assert ranked == [
        ("adults", "concern", 1, "I3"),
        ("place", "concern", 1, "I1"),
        ("place", "concern", 2, "I4"),
        ("place", "concern", 3, "I0"),
        ("place", "improvement", 1, "I2"),
    ]


@given(st.floats(5.01, 1e3), st.floats(5.01, 1e3))
def test_a_worse_gap_never_lowers_the_rank(one: float, other: float) -> None:
    exceptions, _ = found(RED | {"gap": -one}, RED | {"gap": -other})
    scores = exceptions.set_index("indicator_id")["score"]
    assert (scores["I0"] >= scores["I1"]) if one >= other else (scores["I1"] >= scores["I0"])


def test_a_rule_without_points_is_switched_off() -> None:
    weights = Weights({**WEIGHTS.points, "off_target": 0.0}, 1.0, 0.35, 0.65)
    exceptions, _ = find_exceptions(pd.DataFrame([QUIET | RED]), weights=weights)
    assert exceptions.empty
