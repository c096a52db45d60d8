"""The sample quarter, whole, against what the observations file says when it is read by a slow loop."""

import csv
from dataclasses import replace
from functools import cache
from pathlib import Path

import pandas as pd
import pytest

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.data.settings import Settings
from pmf_analysis.display import summary
from pmf_analysis.errors import UsageError

SAMPLE = Path(__file__).parents[2] / "data" / "york"
pytestmark = pytest.mark.xdist_group("quarter")


@cache
def published() -> dict[tuple[str, str, str], str]:
    """Indicator, area and period to the value in the file."""
    with (SAMPLE / "observations.csv").open(encoding="utf-8", newline="") as stream:
        return {
            (row["indicator_id"], row["area_code"], row["period"]): row["value"]
            for row in csv.DictReader(stream)
        }


@cache
def members(group: str) -> list[str]:
    with (SAMPLE / "comparator_groups.csv").open(encoding="utf-8", newline="") as stream:
        return [row["area_code"] for row in csv.DictReader(stream) if row["group"] == group]


def one(frame: pd.DataFrame, **keys: object) -> pd.Series:
    for name, value in keys.items():
        frame = frame[frame[name] == value]
    assert len(frame) == 1
    return frame.iloc[0]


def check_temporary_accommodation(results: QuarterResults, home: str) -> None:
    indicator, period = "HCLIC.TA1.RATE", "2025/26 Q3"
    assessed = one(results.assessments, indicator_id=indicator)
    assert assessed["period"] == period
    assert assessed["value"] == float(published()[indicator, home, period])
    assert assessed["year_ago_value"] == float(published()[indicator, home, "2024/25 Q3"])
    assert assessed["periods_stale"] == 0
    compared = one(results.benchmarks, indicator_id=indicator, group="yorkshire-humber")
    values = [
        float(value)
        for area in members("yorkshire-humber")
        if (value := published().get((indicator, area, period), ""))
    ]
    assert compared["n"] == len(values)
    assert compared["rank"] == 1 + sum(value < assessed["value"] for value in values)  # up is bad
    assert compared["england_value"] == float(published()[indicator, "E92000001", period])
    assert compared["region_value"] == float(published()[indicator, "E12000003", period])


def test_yorks_households_in_temporary_accommodation(york: QuarterResults) -> None:
    check_temporary_accommodation(york, "E06000014")


def test_leedss_households_in_temporary_accommodation(leeds: QuarterResults) -> None:
    check_temporary_accommodation(leeds, "E08000035")


def test_every_indicator_is_assessed_once_with_the_value_of_its_source_row(york: QuarterResults) -> None:
    assert list(york.assessments["indicator_id"]) == list(york.indicators["indicator_id"])
    with (SAMPLE / "observations.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    for row in york.assessments.dropna(subset="value").itertuples():
        source = rows[row.source_row - 2]
        assert (source["indicator_id"], source["area_code"], source["period"]) == (
            row.indicator_id,
            "E06000014",
            row.period,
        )
        assert float(source["value"]) == row.value


def test_three_rising_overspends_are_worsening_and_the_printed_neutral_is_told(york: QuarterResults) -> None:
    assessed = one(york.assessments, indicator_id="BPI108")
    assert assessed["dot"] == "WORSENING"
    assert "Neutral" in assessed["note"]
    told = one(york.quality, indicator_id="BPI108", finding="direction_disagrees")
    assert told["detail"] == (
        "The source printed the direction of travel 'Neutral'; the rule (latest three results) gives worsening."
    )


def test_homelessness_is_fresh_and_possession_claims_are_stale(york: QuarterResults) -> None:
    homeless = york.assessments["indicator_id"].str.startswith("HCLIC")
    assert set(york.assessments.loc[homeless, "periods_stale"]) == {0}
    late = one(york.quality, indicator_id="MOJ.MORTGAGE.CLAIMS", finding="late")
    assert late["detail"] == "No update since 2023/24 Q2; 2025/26 Q3 was due by 9 February 2026."


def test_every_indicator_is_forecast_or_refused_with_a_reason(york: QuarterResults) -> None:
    forecasts = york.forecasts
    assert set(forecasts["indicator_id"]) == set(york.indicators["indicator_id"])
    refused = forecasts["model"] == "not forecast"
    assert forecasts.loc[refused, "reason"].str.startswith("not forecast: ").all()
    made = forecasts[~refused].merge(york.indicators[["indicator_id", "lower_bound", "upper_bound"]])
    assert made[["mean", "lower_80", "upper_80", "lower_95", "upper_95"]].notna().all(axis=None)
    assert not (made["lower_95"] < made["lower_bound"]).any()
    assert not (made["upper_95"] > made["upper_bound"]).any()
    assert (made["lower_95"] <= made["lower_80"]).all()
    assert (made["upper_80"] <= made["upper_95"]).all()
    chances = made["chance_of_meeting_target"].dropna()
    assert len(chances) > 50
    assert chances.between(0.01, 0.99).all()


def test_a_target_that_was_set_for_another_period_says_so(york: QuarterResults) -> None:
    held = york.forecasts[york.forecasts["target"].notna()]
    assert (held["target_period"] != "").all()
    assert one(york.forecasts, indicator_id="HCLIC.TA1.RATE")["target_period"] == "2025/26 Q3"


def test_year_to_date_rates_were_forecast_to_a_year_end_near_the_outturn(york: QuarterResults) -> None:
    from pmf_analysis.analysis.forecasting import ForecastSettings, forecast_panel
    from pmf_analysis.framework.periods import Period

    collected = york.history[york.history["indicator_id"].str.startswith("CYC.")].assign(
        area_code="E06000014"
    )
    for cutoff in ("2022/23 Q2", "2022/23 Q3"):
        known = collected[collected["period_ordinal"] <= Period.parse(cutoff).ordinal]
        settings = ForecastSettings(as_at=Period.parse(cutoff))
        made = forecast_panel(
            known, horizon="year-end", indicators=york.indicators, settings=settings
        ).forecasts
        for indicator, outturn in (("CYC.BR.COLLECTION", 98.02), ("CYC.CT.COLLECTION", 96.84)):
            year_end = one(made, indicator_id=indicator, period="2022/23 Q4")
            assert year_end["lower_95"] <= outturn <= year_end["upper_95"]
            assert abs(year_end["mean"] - outturn) < 4.0


def test_scores_are_the_sums_of_their_parts(york: QuarterResults) -> None:
    summed = york.exception_parts.groupby(["indicator_id", "kind"])["points"].sum()
    for row in york.exceptions.itertuples():
        assert summed[row.indicator_id, row.kind] == pytest.approx(row.score)


def test_scopes_are_views_on_the_same_results(york: QuarterResults) -> None:
    place = york.scope("directorate", "place").results.assessments
    whole = york.assessments[york.assessments["directorate"] == "place"].reset_index(drop=True)
    pd.testing.assert_frame_equal(place, whole)
    committees = [scope.slug for scope in york.scopes if scope.kind == "committee"]
    assert len(committees) == 4
    assert sum(len(york.scope("committee", slug).results.assessments) for slug in committees) == 154


def test_a_scope_without_an_indicator_has_a_report_all_the_same(
    york_settings: Settings, york: QuarterResults
) -> None:
    planned = {(report.scope.kind, report.scope.slug) for report in plan_reports(york_settings)}
    assert planned <= {(scope.kind, scope.slug) for scope in york.scopes}
    register = york.indicators[york.indicators["directorate"] != "place"]
    emptied = replace(york, indicators=register).scope("directorate", "place")
    assert emptied.results.indicators.empty
    assert "among no indicators" in summary(emptied).text


def test_a_scope_that_is_not_there_is_an_error_that_lists_those_that_are(york: QuarterResults) -> None:
    with pytest.raises(
        UsageError, match="there is no directorate 'plaice'; those of kind 'directorate' are: adult-social"
    ):
        york.scope("directorate", "plaice")


def test_a_council_that_changed_its_code_is_counted_once(york: QuarterResults) -> None:
    barnsley = {"E08000016", "E08000038"}
    period = one(york.benchmarks, indicator_id="ONS.GHG", group="yorkshire-humber")["period"]
    assert {area for area in barnsley if published().get(("ONS.GHG", area, period))} == barnsley
    shown = york.group_values
    rows = shown[(shown["indicator_id"] == "ONS.GHG") & (shown["group"] == "yorkshire-humber")]
    assert list(rows.loc[rows["area_name"] == "Barnsley", "area_code"]) == ["E08000038"]
    assert one(york.benchmarks, indicator_id="ONS.GHG", group="yorkshire-humber")["n"] == 15


def test_york_is_called_as_its_settings_call_it(york: QuarterResults) -> None:
    assert (york.context.council, york.context.full_name) == ("York", "City of York Council")


def test_leeds_is_not_called_york(leeds: QuarterResults) -> None:
    assert (leeds.context.council, leeds.context.full_name) == ("Leeds", "Leeds")
    told = one(leeds.quality, finding="council_name")
    assert "is that of Leeds; the reports say Leeds" in told["detail"]
    assert (leeds.assessments["indicator_id"] == "CYC.CT.COLLECTION").sum() == 1
    assert one(leeds.assessments, indicator_id="CYC.CT.COLLECTION")["rag_reason"] == "no result held"
    group = leeds.benchmarks.loc[leeds.benchmarks["group"] == "yorkshire-humber", "n"]
    assert group.max() == 15


def test_frames_survive_the_cache(york: QuarterResults, tmp_path: Path) -> None:
    from pmf_analysis.batch.results_cache import FRAMES, load, store

    store(york, tmp_path / "key")
    again = load(tmp_path / "key")
    assert (again.context, again.scopes) == (york.context, york.scopes)
    for name in FRAMES:
        pd.testing.assert_frame_equal(getattr(again, name), getattr(york, name))
