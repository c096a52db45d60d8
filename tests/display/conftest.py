"""A small quarter made by hand, with the cases that break reports: gaps, suppression, markup in names, negatives, nothing at all."""

from dataclasses import fields
from datetime import date
from typing import Any

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.record_frames import SCHEMAS
from pmf_analysis.analysis.results import Context, QuarterResults, Scope, View
from pmf_analysis.framework.periods import Frequency, Period

NASTY = 'Homes & <b>hearths</b> <script>alert("x")</script> **bold** lost due to record rain'
QUARTER = Period.parse("2025/26 Q3")


def indicator(indicator_id: str, name: str, **given: Any) -> dict[str, Any]:
    row = {
        "indicator_id": indicator_id,
        "name": name,
        "unit": "%",
        "decimals": 1,
        "polarity": "Up is Good",
        "frequency": "quarterly",
        "form": "rate",
        "directorate": "place",
        "service": "Housing Services",
        "theme": "Housing",
        "portfolio": "Housing, Planning and Safer Communities",
        "committee": "Health, Housing and Adult Social Care",
        "kind": "outcome",
        "control": "influence",
        "statutory": False,
        "target_role": "verdict",
        "comparator_group": "yorkshire-humber",
        "lower_bound": 0.0,
        "upper_bound": 100.0,
        "lag_days": 40,
        "source": "A return",
        "description": "",
        "rationale": "",
        "responsible_post": "",
    }
    return row | given


INDICATORS = [
    indicator(
        "H.1",
        NASTY,
        unit="households",
        decimals=0,
        polarity="Up is Bad",
        form="flow",
        statutory=True,
        upper_bound=np.nan,
    ),
    indicator("H.2", "Repairs done on time"),
    indicator("H.3", "Households in touch", polarity="Neutral", target_role="none"),
    indicator("H.4", "Suppressed at source", decimals=2),
    indicator(
        "BPI108",
        "Forecast budget outturn",
        unit="GBP thousand",
        decimals=0,
        polarity="Up is Bad",
        frequency="financial year",
        lower_bound=np.nan,
        upper_bound=np.nan,
        lag_days=60,
    ),
    indicator("H.6", "Never measured", polarity="Near target is good"),
    indicator("E.1", "Pupils in school", directorate="children-and-education", theme="Education and Skills"),
]


def history_of(
    indicator_id: str, last: str, values: list[float], *, statuses: dict[int, str] | None = None
) -> list[dict[str, Any]]:
    frequency = Frequency.QUARTERLY if "Q" in last else Frequency.FINANCIAL_YEAR
    end = Period.parse(last, frequency=frequency)
    rows = []
    for place, value in enumerate(values):
        period = end + (place - len(values) + 1)
        rows.append(
            {
                "indicator_id": indicator_id,
                "period": str(period),
                "period_ordinal": period.ordinal,
                "season": period.season,
                "period_end": period.end,
                "value": value,
                "numerator": np.nan,
                "denominator": np.nan,
                "lower_ci": np.nan,
                "upper_ci": np.nan,
                "status": (statuses or {}).get(place, ""),
                "note": "",
                "source_row": 100 + place,
                "source": "observations.csv",
            }
        )
    return rows


HISTORY = [
    *history_of("H.1", "2025/26 Q3", [80, 82, 79, 85, 88, 90, 87, 91, 99, 104, 112, 120]),
    *history_of(
        "H.2", "2025/26 Q3", [90, 91.2, np.nan, 92, 93, 92.5, 94, 94.1, 94, 93.2], statuses={2: "x", 5: "b"}
    ),
    *history_of("H.3", "2023/24 Q2", [5.1, 5.2, 5.25, 5.3]),
    *history_of("H.4", "2025/26 Q3", [1.25, np.nan], statuses={1: "c"}),
    *history_of("BPI108", "2024/25", [-32, 147, 943]),
    *history_of("E.1", "2025/26 Q3", [70.0, 75.0, 81.5], statuses={2: "p"}),
]


def assessment(indicator_id: str, **given: Any) -> dict[str, Any]:
    row: dict[str, Any] = {
        "indicator_id": indicator_id,
        "directorate": next(
            each["directorate"] for each in INDICATORS if each["indicator_id"] == indicator_id
        ),
        **dict.fromkeys(
            [
                "value",
                "numerator",
                "denominator",
                "previous_value",
                "year_ago_value",
                "target",
                "gap",
                "tolerance",
                "floor",
                "chance_of_meeting_target",
                "source_row",
            ],
            np.nan,
        ),
        **dict.fromkeys(
            [
                "period",
                "status",
                "previous_period",
                "rag_reason",
                "dot_reason",
                "year_ago_period",
                "target_period",
                "target_set_by",
                "target_reason",
                "due_period",
                "signal_verdict",
                "signal_rule",
                "signal_reason",
                "expected_rag",
                "year_end_period",
                "note",
            ],
            "",
        ),
        "rag": "NOT_RATED",
        "dot": "CANNOT_TELL",
        "dot_rule": "the latest three results",
        "signal": "cannot_tell",
        "periods_stale": 0.0,
        "periods_overdue": 0.0,
        "floor_breached": False,
    }
    return row | given


ASSESSMENTS = [
    assessment(
        "H.1", period="2025/26 Q3", value=120.0, previous_period="2025/26 Q2", previous_value=112.0, year_ago_period="2024/25 Q3",
        year_ago_value=91.0, target=100.0, gap=20.0, tolerance=5.0, floor=115.0, floor_breached=True, rag="RED", dot="WORSENING",
        signal="signal", signal_verdict="concern", signal_rule="last_result",signal_reason="The last result is higher than the range expected from the 11 results before it. Few results (12): a first estimate of the range.", expected_rag="RED", chance_of_meeting_target=0.04,
        year_end_period="2025/26 Q4", target_period="2025/26 Q3", target_set_by="Executive", source_row=111,
    ),
    assessment(
        "H.2", period="2025/26 Q3", value=93.2, numerator=466.0, denominator=500.0, previous_period="2025/26 Q2", previous_value=94.0,
        year_ago_period="2024/25 Q3", year_ago_value=92.5, target=90.0, gap=3.2, tolerance=2.0, rag="GREEN", dot="WORSENING",
        signal="noise", expected_rag="GREEN", chance_of_meeting_target=0.86, year_end_period="2025/26 Q4", source_row=121,
    ),
    assessment("H.3", period="2023/24 Q2", value=5.3, rag_reason="no target applies", periods_stale=9.0, periods_overdue=8.0,
               due_period="2025/26 Q2", signal_reason="Only 4 comparable results; 8 are needed."),
    assessment("H.4", period="2025/26 Q3", status="c", rag_reason="no value: suppressed at source"),
    assessment("BPI108", period="2024/25", value=943.0, previous_period="2023/24", previous_value=147.0, year_ago_period="2023/24",
               year_ago_value=147.0, target=0.0, gap=943.0, tolerance=100.0, rag="RED", dot="WORSENING",
               signal_reason="Only 3 comparable results; 8 are needed.", dot_reason="the source printed Neutral", source_row=131),
    assessment("H.6", rag_reason="no result"),
    assessment("E.1", period="2025/26 Q3", value=81.5, status="p", target=95.0, gap=-13.5, tolerance=2.0, rag="RED", dot="IMPROVING",
               previous_period="2025/26 Q2", previous_value=75.0, signal_reason="Only 3 comparable results; 8 are needed."),
]  # fmt: skip


def forecast(
    indicator_id: str, period: str, horizon: int, middle: float, half: float, **given: Any
) -> dict[str, Any]:
    row = {
        "indicator_id": indicator_id, "cutoff": "2025/26 Q3", "period": period, "horizon": horizon, "model": "ETS grid and Theta",
        "why_this_model": "smallest error in back-tests", "mean": middle, "lower_80": middle - half, "upper_80": middle + half,
        "lower_95": middle - 1.5 * half, "upper_95": middle + 1.5 * half, "target": np.nan, "chance_of_meeting_target": np.nan,
        "median": middle, "reason": "",
    }  # fmt: skip
    return row | given


NO_NUMBERS = dict.fromkeys(["mean", "lower_80", "upper_80", "lower_95", "upper_95", "median"], np.nan)
FORECASTS = [
    forecast("H.1", "2025/26 Q4", 1, 124.0, 9.0, target=100.0, chance_of_meeting_target=0.04),
    forecast("H.1", "2026/27 Q1", 2, 128.0, 14.0),
    forecast("H.2", "2025/26 Q4", 1, 93.4, 1.5, target=92.0, chance_of_meeting_target=0.86),
    forecast(
        "H.4",
        "",
        0,
        np.nan,
        0,
        model="not forecast",
        reason="not forecast: fewer than 8 results",
        **NO_NUMBERS,
    ),
    forecast(
        "BPI108",
        "",
        0,
        np.nan,
        0,
        model="not forecast",
        reason="not forecast: fewer than 8 results",
        **NO_NUMBERS,
    ),
]

BENCHMARKS = [
    {
        "indicator_id": "H.1", "period": "2025/26 Q3", "group": "yorkshire-humber", "n": 5, "rank": 4.0, "quartile": 4.0, "median": 95.0,
        "best": 40.0, "worst": 150.0, "region_value": np.nan, "england_value": 101.0, "comparison": "worse", "method": "Byar 95%", "is_primary": True, "home_value": 120.0, "comparator": "England", "note": "",
        "group_name": "Councils in Yorkshire and The Humber",
    },
    {
        "indicator_id": "H.3", "period": "2023/24 Q2", "group": "yorkshire-humber", "n": 5, "rank": np.nan, "quartile": np.nan,
        "median": 6.0, "best": np.nan, "worst": np.nan, "region_value": 5.5, "england_value": 5.9, "comparison": "higher",
        "method": "Wilson 95%", "is_primary": True, "home_value": 120.0, "comparator": "England", "note": "Only 2 other members of the group have a value for 2023/24 Q2.", "group_name": "Councils in Yorkshire and The Humber",
    },
]  # fmt: skip
AREAS = [("York", "council", 120.0), ("Leeds", "council", 150.0), ("Hull & <i>Humber</i>", "council", 95.0),
         ("Selby", "council", 40.0), ("Craven", "council", 90.0), ("England", "country", 101.0)]  # fmt: skip
GROUP_VALUES = [
    {
        "indicator_id": "H.1", "group": "yorkshire-humber", "group_name": "Councils in Yorkshire and The Humber", "period": "2025/26 Q3",
        "area_code": f"E{number}", "area_name": name, "kind": kind, "value": value, "lower": value - 8, "upper": value + 9,
        "is_home": name == "York", "numerator": value, "denominator": 10.0 * number + 40,
    }
    for number, (name, kind, value) in enumerate(AREAS)
]  # fmt: skip

SIGNAL_POINTS = [
    {
        "indicator_id": "H.1", **{name: row[name] for name in ("period", "period_ordinal", "value", "status")}, "group": 0,
        "expected": 88.0 if place > 6 else np.nan, "lower": 74.0 + place if place > 6 else np.nan, "upper": 93.5 + place if place > 6 else np.nan,
        "mark": ("cannot_tell" if place < 7 else "concern" if place == 11 else "common_cause"), "rule": "", "compared": True,
    }
    for place, row in enumerate(HISTORY[:12])
]  # fmt: skip
BACKTESTS = [
    {
        "indicator_id": "H.1", "area_code": "E06000014", "origin": f"2024/25 Q{origin}", "period": str(Period.parse(f"2024/25 Q{origin}") + horizon),
        "horizon": horizon, "actual": actual, "median": 90.0 + origin, "naive": 90.0, "seasonal_naive": 88.0, "lower_80": 84.0 + origin,
        "upper_80": 96.0 + origin, "lower_95": 80.0 + origin, "upper_95": 100.0 + origin,
    }
    for origin, horizon, actual in ((1, 1, 87.0), (1, 2, 91.0), (2, 1, 91.0), (2, 2, 99.0), (3, 1, 99.0), (3, 2, 104.0), (4, 1, 104.0))
]  # fmt: skip

EXCEPTIONS = [
    ("place", 1, "H.1", "2025/26 Q3", "concern", 8.5, "off_target;floor_breached;signal;forecast", "clear"),
    ("place", 2, "BPI108", "2024/25", "concern", 3.0, "off_target", "possible"),
    ("place", 1, "H.2", "2025/26 Q3", "improvement", 1.5, "forecast", "cannot_tell"),
    ("children-and-education", 1, "E.1", "2025/26 Q3", "concern", 3.0, "off_target", "possible"),
]
PARTS = [
    (
        "place",
        "H.1",
        "concern",
        "off_target",
        3.0,
        "value=120.0;target=100.0;tolerance=5.0;gap=20.0;period=2025/26 Q3",
    ),
    ("place", "H.1", "concern", "floor_breached", 3.0, "value=120.0;floor=115.0;period=2025/26 Q3"),
    ("place", "H.1", "concern", "signal", 1.25, "rule=last_result;period=2025/26 Q3"),
    ("place", "H.1", "concern", "forecast", 0.5, "chance=0.04;year_end_period=2025/26 Q4"),
    (
        "place",
        "H.1",
        "concern",
        "benchmark",
        0.75,
        "group=yorkshire-humber;rank=4.0;n=5.0;quartile=4.0;comparison=worse;benchmark_period=2025/26 Q3",
    ),
    (
        "place",
        "BPI108",
        "concern",
        "off_target",
        3.0,
        "value=943.0;target=0.0;tolerance=100.0;gap=943.0;period=2024/25",
    ),
    ("place", "H.2", "improvement", "forecast", 1.5, "chance=0.86;year_end_period=2025/26 Q4"),
    (
        "children-and-education",
        "E.1",
        "concern",
        "off_target",
        3.0,
        "value=81.5;target=95.0;tolerance=nan;gap=-13.5;period=2025/26 Q3",
    ),
]


def frame(columns: str, rows: list[Any] | None = None) -> pd.DataFrame:
    return pd.DataFrame(rows or [], columns=columns.split())


CONTEXT = Context(
    council="York", area_code="E06000014", quarter=QUARTER, as_at=date(2026, 5, 14), framework="Framework 2023-27",
    region="Yorkshire and The Humber", country="England", rules={"direction_of_travel": "Each of the latest three results is better."},
    fingerprint="0123456789ab",
)  # fmt: skip


def make_results(**given: pd.DataFrame) -> QuarterResults:
    frames: dict[str, pd.DataFrame] = {
        "indicators": pd.DataFrame(INDICATORS),
        "history": pd.DataFrame(HISTORY),
        "targets": frame("indicator_id area_code period target tolerance floor set_by reason", [
            ("H.1", "E06000014", "2025/26 Q2", 100.0, 5.0, 115.0, "Executive", "kept"),
            ("H.1", "E06000014", "2025/26 Q3", 100.0, 5.0, 115.0, "Executive", "kept"),
        ]),
        "assessments": pd.DataFrame(ASSESSMENTS),
        "signals": frame("indicator_id period lower upper mean signal points_used level", [
            ("H.1", "2025/26 Q3", 78.0, 104.5, 91.0, "signal", 12, 0.018),
            ("H.2", "2025/26 Q3", 88.0, 99.0, 93.0, "noise", 9, 0.018),
            ("E.1", "2025/26 Q3", np.nan, np.nan, np.nan, "cannot_tell", 3, 0.018),
        ]),
        "signal_points": pd.DataFrame(SIGNAL_POINTS),
        "must_average": frame("indicator_id area_code period target measure so_far remaining must_average met_before occasions words", [
            ("H.1", "E06000014", "2025/26 Q4", 100.0, "snapshot", 120.0, 1, -20.0, 0, 11, "never in 11 earlier stretches"),
        ]),
        "forecast_backtests": pd.DataFrame(BACKTESTS),
        "benchmarks": pd.DataFrame(BENCHMARKS),
        "group_values": pd.DataFrame(GROUP_VALUES),
        "forecasts": pd.DataFrame(FORECASTS),
        "exceptions": frame("directorate rank indicator_id period kind score reasons confidence", EXCEPTIONS),
        "exception_parts": frame("directorate indicator_id kind rule points fact", PARTS),
        "quality": frame("indicator_id dimension finding severity detail period source_row next_step", [
            ("H.4", "Completeness", "suppressed", "notes", "The value is suppressed at source.", "2025/26 Q3", 101, "",),
            ("H.3", "Timeliness", "late", "warns", "8 results are overdue.", "2025/26 Q2", 103, "Ask the owner <b>now</b>."),
        ]),
        "quarantine": frame("table source_row column value reason", [("observations", 9, "value", "<b>12</b>", "is not a number")]),
        "actions": frame("action_id directorate service theme objective action project_type priority due status accountable_post milestones indicator_ids"),
        "risks": frame("risk_id directorate risk rating escalation mitigation target_rating target_rating_date responsible_post indicator_ids"),
        "commentary": frame("indicator_id period text post written_on kind due expected_effect"),
        "finance": frame("directorate period issued_on budget forecast_outturn actual"),
        "complaints": frame("directorate period theme received upheld in_time stage"),
        "meetings": frame("body date period papers_due"),
    }  # fmt: skip
    absent = {
        each.name: pd.DataFrame({"indicator_id": []})
        for each in fields(QuarterResults)
        if each.type is pd.DataFrame and each.name not in SCHEMAS
    }
    scopes = (
        Scope("directorate", "place", "Place", "Corporate Director of Place"),
        Scope("directorate", "children-and-education", "Children & Education"),
        Scope("committee", "health", "Health, Housing and Adult Social Care"),
        Scope("council", "council", "the whole council"),
    )
    return QuarterResults(context=CONTEXT, scopes=scopes, **(absent | frames | given))


@pytest.fixture
def results() -> QuarterResults:
    return make_results()


@pytest.fixture
def view(results: QuarterResults) -> View:
    return results.scope("directorate", "place")


@pytest.fixture
def council(results: QuarterResults) -> View:
    return results.scope("council", "council")
