"""The quarter's forecasts: to the year-end, held against the target in force, or refused with a reason."""

import math

import pandas as pd
import pytest

from pmf_analysis.analysis.outlook import FORECAST_COLUMNS, forecast_quarter, targets_ahead, year_end_period
from pmf_analysis.data.period_columns import add_periods, dated
from pmf_analysis.framework.periods import Frequency, Period

QUARTER = Period.parse("2025/26 Q3")


def register(*ids: str, form: str = "rate", frequency: str = "quarterly") -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator_id": list(ids),
            "unit": "%",
            "decimals": 1,
            "polarity": "Up is Good",
            "form": form,
            "frequency": frequency,
            "lower_bound": 0.0,
            "upper_bound": 100.0,
        }
    )


def history_of(indicators: pd.DataFrame, results: dict[str, list[float]]) -> pd.DataFrame:
    rows = [
        {
            "indicator_id": name,
            "period": str(QUARTER + (place - len(values) + 1)),
            "value": value,
            "status": "",
        }
        for name, values in results.items()
        for place, value in enumerate(values)
    ]
    columns = ["indicator_id", "period", "value", "status"]
    frame = pd.DataFrame(rows, columns=columns).assign(numerator=math.nan, denominator=math.nan)
    return dated(add_periods(frame, indicators.set_index("indicator_id")["frequency"])[0])


def assessed(results: dict[str, list[float]], overdue: int = 0) -> pd.DataFrame:
    latest = [str(QUARTER) if values else "" for values in results.values()]
    return pd.DataFrame({"indicator_id": list(results), "period": latest, "periods_overdue": overdue})


def aims(*rows: tuple[str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicator_id", "period", "target"])
    frame = frame.assign(area_code="", tolerance=1.0, floor=math.nan, set_by="", reason="", set_on=pd.NaT)
    return dated(
        add_periods(frame, pd.Series("quarterly", index=sorted({"A", "B", *frame["indicator_id"]})))[0]
    )


def outlook(results: dict[str, list[float]], targets: pd.DataFrame, overdue: int = 0) -> pd.DataFrame:
    indicators = register(*results)
    history = history_of(indicators, results)
    found = forecast_quarter(
        history, assessed(results, overdue), indicators, targets, home="E1", quarter=QUARTER
    )
    assert list(found.forecasts.columns) == list(FORECAST_COLUMNS)
    return found.forecasts


LONG = [70.0, 72.0, 71.0, 74.0, 73.0, 75.0, 74.0, 77.0, 76.0, 78.0]


def test_a_forecast_ends_at_the_year_end_and_has_a_chance_where_a_target_is_set() -> None:
    made = outlook({"A": LONG}, aims(("A", "2025/26 Q4", 75.0)))
    assert list(made["period"]) == ["2025/26 Q4"]
    assert made["chance_of_meeting_target"].iloc[0] > 0.5
    assert made["target_period"].iloc[0] == "2025/26 Q4"


def test_the_latest_target_set_before_stays_in_force_and_is_named() -> None:
    made = outlook({"A": LONG}, aims(("A", "2025/26 Q2", 60.0), ("A", "2025/26 Q3", 75.0)))
    assert (made["target"].iloc[0], made["target_period"].iloc[0]) == (75.0, "2025/26 Q3")


def test_where_nothing_can_be_forecast_every_indicator_has_its_reason() -> None:
    made = outlook({"A": [70.0, 71.0], "B": []}, aims(("A", "2025/26 Q4", 75.0)))
    assert list(made["model"]) == ["not forecast", "not forecast"]
    assert list(made["reason"]) == [
        "not forecast: 2 values, at least 4 are needed",
        "not forecast: there is no result to start from",
    ]


def test_a_result_more_than_a_year_late_is_not_forecast() -> None:
    made = outlook({"A": LONG}, aims(), overdue=5)
    assert (
        made["reason"].iloc[0] == "not forecast: the latest result is for 2025/26 Q3, more than a year late"
    )


def test_profiled_targets_are_carried_from_the_same_quarter_only() -> None:
    forecasts = pd.DataFrame({"indicator_id": ["A"], "period": ["2025/26 Q4"]})
    set_so_far = aims(("A", "2024/25 Q4", 97.0), ("A", "2025/26 Q2", 55.0))
    carried = targets_ahead(forecasts, set_so_far, register("A", form="year_to_date"))
    assert list(carried["target_period"]) == ["2024/25 Q4"]


@pytest.mark.parametrize(
    ("frequency", "latest", "end"),
    [
        ("quarterly", "2025/26 Q3", "2025/26 Q4"),
        ("quarterly", "2025/26 Q1", "2025/26 Q4"),
        ("monthly", "2025-12", "2026-03"),
        ("financial year", "2024/25", "2025/26"),
        ("academic year", "2024/25", "2025/26"),
        ("calendar year", "2025", "2026"),
        ("three years", "2022-24", "2023-25"),
    ],
)
def test_the_year_end_of_each_frequency(frequency: str, latest: str, end: str) -> None:
    period = Period.parse(latest, frequency=Frequency(frequency))
    assert str(year_end_period(period, QUARTER)) == end
