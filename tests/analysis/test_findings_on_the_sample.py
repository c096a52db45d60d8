"""Faults planted in each series of the sample: nearly every one is found, and it lowers what is said, and hides nothing."""

from collections.abc import Callable

import pandas as pd
import pytest

from pmf_analysis.analysis.data_quality import scale, series, values
from pmf_analysis.analysis.data_quality.doubts import most_confidence
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.checks import Dataset, check_tables
from pmf_analysis.data.settings import Settings
from pmf_analysis.data.sources import open_source

Change = Callable[[pd.Series], float]
FEWEST = 8

FAULTS: list[tuple[str, Change, float]] = [
    # what is done to a result, and how many of the series must show it
    ("a hundredth", lambda values: values.iloc[-1] / 100, 0.97),
    ("a thousandth", lambda values: values.iloc[-1] / 1000, 0.97),
    ("100 times", lambda values: values.iloc[-1] * 100, 0.98),
    ("1,000 times", lambda values: values.iloc[-1] * 1000, 0.98),
    ("a minus", lambda values: -values.iloc[-1], 0.97),
    ("twelve spreads off", lambda values: values.iloc[-1] + 12 * values.diff().abs().mean() / 1.128, 0.97),
]


@pytest.fixture(scope="module")
def york_dataset(york_settings: Settings) -> Dataset:
    return check_tables(open_source(york_settings.data).read(), york_settings)


@pytest.mark.parametrize(("fault", "change", "share"), FAULTS, ids=[row[0] for row in FAULTS])
def test_a_fault_in_the_latest_result_is_found_in_nearly_every_series(
    york: QuarterResults, york_dataset: Dataset, fault: str, change: Change, share: float
) -> None:
    history, indicators, planted = york.history.copy(), york.indicators, []
    for indicator_id, rows in history[history["value"].notna()].groupby("indicator_id"):
        wrong = change(rows["value"])
        if len(rows) >= FEWEST and rows["value"].iloc[-1] and wrong != rows["value"].iloc[-1]:
            history.loc[rows.index[-1], "value"] = wrong
            planted.append(indicator_id)
    found = [
        *series.unfitting(history, indicators),
        *values.out_of_bounds(history, indicators),
        *scale.unlike_comparators(
            history, york_dataset["observations"], indicators, councils=_councils(york_dataset, york)
        ),
    ]
    latest = history[history["value"].notna()].groupby("indicator_id")["period"].last()
    told = {each.indicator_id for each in found if each.period == latest[each.indicator_id]}
    assert len(planted) > 100
    assert len(told & set(planted)) >= share * len(planted)


def _councils(dataset: Dataset, results: QuarterResults) -> set[str]:
    areas = dataset["areas"]
    return set(areas.loc[areas["kind"] == "council", "area_code"]) - {results.context.area_code}


def test_the_sample_is_left_alone(york: QuarterResults) -> None:
    """What an analyst would call a false alarm: none; each of these four she would want to know."""
    warned = york.quality[(york.quality["severity"] == "warns") & (york.quality["finding"] != "late")]
    assert sorted(zip(warned["finding"], warned["indicator_id"], strict=True)) == [
        ("direction_disagrees", "BPI108"),
        ("out_of_bounds", "ASC.REQUESTS"),
        ("outlier", "FMS.B25"),
        ("value_is_not_ratio", "HCLIC.A1.RELIEF_RATE"),
    ]
    assert "stops" not in set(york.quality["severity"])


def test_findings_lower_the_confidence_and_the_exception_stays(york: QuarterResults) -> None:
    exceptions = york.exceptions.set_index("indicator_id")
    assessments = york.assessments
    planted = pd.DataFrame(
        [
            {
                "indicator_id": row.indicator_id,
                "period": row.period,
                "dimension": "validity",
                "severity": "warns",
            }
            for row in assessments.itertuples()
        ]
    )
    assert set(most_confidence(planted, assessments)) == {"cannot_tell"}
    assert set(most_confidence(planted.assign(period=""), assessments)) == {"possible"}
    assert set(most_confidence(planted.assign(severity="notes"), assessments)) == {"clear"}
    doubted = set(york.quality.loc[york.quality["finding"] == "late", "indicator_id"]) & set(exceptions.index)
    assert doubted
    assert "clear" not in set(exceptions.loc[list(doubted), "confidence"])
