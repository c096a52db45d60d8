"""Assessment: the latest result as at the quarter, comparisons in time, gap, RAG, direction, staleness."""

import math
from datetime import date

import pandas as pd
import pytest

from pmf_analysis.analysis.assessment import assess, targets_for
from pmf_analysis.analysis.history import as_at, home_history
from pmf_analysis.data.period_columns import add_periods, dated
from pmf_analysis.framework.periods import Frequency, Period

QUARTER = Period.parse("2025/26 Q3")
KNOWN_ON = date(2026, 5, 14)


def register(**changes: object) -> pd.DataFrame:
    row = {
        "indicator_id": "I",
        "directorate": "place",
        "polarity": "Up is Good",
        "frequency": "quarterly",
        "form": "rate",
        "control": "control",
        "target_role": "verdict",
        "lag_days": 30,
        "statutory": False,
    }
    return pd.DataFrame([row | changes])


def observed(indicators: pd.DataFrame, rows: list[tuple[str, float, str]]) -> pd.DataFrame:
    """The home council's history from (period, value, status)."""
    frame = pd.DataFrame(rows, columns=["period", "value", "status"])
    frame = frame.assign(
        indicator_id="I", area_code="E1", note="", as_known=pd.NaT, source_row=range(2, len(frame) + 2)
    )
    frame = frame.assign(**dict.fromkeys(("numerator", "denominator", "lower_ci", "upper_ci"), math.nan))
    placed, reasons = add_periods(frame, indicators.set_index("indicator_id")["frequency"])
    assert set(reasons) <= {""}
    known = as_at(dated(placed), quarter=QUARTER, known_on=KNOWN_ON)
    return home_history(known, indicators, home="E1", source="observations.csv")


def aims(*rows: tuple[str, float, float], frequency: str = "quarterly", area: str = "") -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["period", "target", "tolerance"])
    frame = frame.assign(
        indicator_id="I",
        area_code=area,
        floor=math.nan,
        set_by="Executive",
        reason="agreed",
        set_on=pd.NaT,
        source_row=2,
    )
    return dated(add_periods(frame, pd.Series({"I": frequency}))[0])


def assessed(
    rows: list[tuple[str, float, str]], targets: pd.DataFrame | None = None, **changes: object
) -> pd.Series:
    indicators = register(**changes)
    chosen = targets_for(aims() if targets is None else targets, home="E1", known_on=KNOWN_ON)
    history = observed(indicators, rows)
    return assess(history, indicators, chosen, quarter=QUARTER, known_on=KNOWN_ON).iloc[0]


QUARTERS = [
    ("2024/25 Q3", 80.0, ""),
    ("2024/25 Q4", 85.0, ""),
    ("2025/26 Q1", 84.0, ""),
    ("2025/26 Q2", 88.0, ""),
    ("2025/26 Q3", 90.0, "p"),
]


def test_the_latest_result_is_compared_with_the_one_before_a_year_ago_and_the_target() -> None:
    found = assessed(QUARTERS, aims(("2025/26 Q3", 92.0, 3.0)))
    assert (found["period"], found["value"], found["status"]) == ("2025/26 Q3", 90.0, "p")
    assert (found["previous_period"], found["previous_value"]) == ("2025/26 Q2", 88.0)
    assert (found["year_ago_period"], found["year_ago_value"]) == ("2024/25 Q3", 80.0)
    assert (found["target"], found["gap"], found["rag"]) == (92.0, -2.0, "AMBER")
    assert (found["dot"], found["dot_rule"]) == ("IMPROVING", "latest three results")
    assert (found["periods_stale"], found["periods_overdue"]) == (0, 0)
    assert found["source_row"] == 6


def test_a_result_from_after_the_quarter_is_not_seen() -> None:
    assert assessed([*QUARTERS, ("2025/26 Q4", 99.0, "")])["value"] == 90.0


def test_a_target_counts_for_its_own_period_only() -> None:
    found = assessed(QUARTERS, aims(("2025/26 Q2", 92.0, 3.0)))
    assert (found["rag"], found["rag_reason"]) == ("NOT_RATED", "no target set")


def test_the_home_councils_own_target_comes_before_one_for_any_council() -> None:
    both = pd.concat([aims(("2025/26 Q3", 70.0, 3.0), area="E1"), aims(("2025/26 Q3", 99.0, 3.0))])
    assert assessed(QUARTERS, both.reset_index(drop=True))["target"] == 70.0


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"control": "monitor"}, "monitored only: outside the council's control"),
        ({"target_role": "indicator"}, "the target is an indicator only"),
        ({"target_role": "none"}, "the indicator has no target by design"),
        ({"polarity": "Neutral"}, "neither up nor down is better"),
    ],
)
def test_what_gives_no_verdict_is_not_rated_but_its_gap_is_shown(
    changes: dict[str, object], reason: str
) -> None:
    found = assessed(QUARTERS, aims(("2025/26 Q3", 92.0, 3.0)), **changes)
    assert (found["rag"], found["rag_reason"], found["gap"]) == ("NOT_RATED", reason, -2.0)


def test_year_to_date_results_are_compared_with_the_same_quarter_of_earlier_years() -> None:
    rows = [
        (f"{year}/{year % 100 + 1:02d} Q{quarter}", base + 25.0 * quarter, "")
        for year, base in ((2023, 0.0), (2024, 1.0), (2025, 2.0))
        for quarter in (1, 2, 3)
    ]
    found = assessed(rows, form="year_to_date")
    assert (found["previous_period"], found["previous_value"], found["year_ago_value"]) == (
        "2024/25 Q3",
        76.0,
        76.0,
    )
    assert (found["dot"], found["dot_rule"]) == ("IMPROVING", "same quarter of the latest three years")


def test_nothing_is_carried_forward_over_a_suppressed_result() -> None:
    found = assessed([*QUARTERS[:-1], ("2025/26 Q3", math.nan, "c")])
    assert (found["period"], found["rag_reason"]) == ("2025/26 Q3", "suppressed at source (confidential)")
    assert math.isnan(found["value"])
    assert found["dot"] == "CANNOT_TELL"


def test_a_result_that_is_not_available_leaves_the_one_before_as_the_latest_under_its_own_period() -> None:
    found = assessed([*QUARTERS[:-1], ("2025/26 Q3", math.nan, "x")])
    assert (found["period"], found["value"], found["periods_stale"]) == ("2025/26 Q2", 88.0, 1)


def test_no_direction_is_given_across_a_break() -> None:
    broken = [*QUARTERS[:3], ("2025/26 Q2", 88.0, "b"), QUARTERS[4]]
    assert assessed(broken)["dot_reason"] == "the rule needs 3 comparable results; there are 2"


@pytest.mark.parametrize(
    ("frequency", "latest", "lag", "stale", "overdue"),
    [
        ("quarterly", "2025/26 Q3", 120, 0, 0),
        ("quarterly", "2023/24 Q2", 40, 9, 9),
        ("quarterly", "2025/26 Q2", 300, 1, 0),  # not there yet, and not due yet
        ("financial year", "2024/25", 300, 0, 0),
        ("academic year", "2023/24", 240, 1, 1),
        ("academic year", "2023/24", 400, 1, 0),
        ("calendar year", "2024", 30, 1, 1),
        ("monthly", "2025-10", 30, 2, 2),
        ("three years", "2021-23", 100, 2, 2),
    ],
)
def test_how_stale_and_how_overdue_a_result_is_as_at_the_quarter(
    frequency: str, latest: str, lag: int, stale: int, overdue: int
) -> None:
    found = assessed([(latest, 1.0, "")], aims(frequency=frequency), frequency=frequency, lag_days=lag)
    assert Period.parse(found["period"], frequency=Frequency(frequency))
    assert (found["periods_stale"], found["periods_overdue"]) == (stale, overdue)


def test_an_indicator_without_a_result_is_a_row_with_a_reason() -> None:
    found = assessed([("2025/26 Q3", math.nan, "x")])
    assert (found["period"], found["rag"], found["rag_reason"]) == ("", "NOT_RATED", "no result held")
    assert found["due_period"] == "2025/26 Q3"


def test_a_vintage_that_was_not_known_yet_is_not_seen() -> None:
    indicators = register()
    rows = pd.concat([observed(indicators, QUARTERS)] * 2, ignore_index=True).assign(
        area_code="E1", as_known=[pd.Timestamp("2026-01-01")] * 5 + [pd.Timestamp("2026-06-01")] * 5
    )
    rows.loc[9, "value"] = 50.0
    before, after = (
        as_at(rows, quarter=QUARTER, known_on=day)["value"].iloc[-1] for day in (KNOWN_ON, date(2026, 7, 1))
    )
    assert (before, after) == (90.0, 50.0)
