"""Analyse a quarter: every result, computed once, from clean tables and settings."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import pandas as pd

from pmf_analysis.analysis.assessment import aims_by_period, assess, indicators_of, rate_result, targets_for
from pmf_analysis.analysis.comparisons import benchmark_indicators, group_values
from pmf_analysis.analysis.context import context_of, scopes_of, weights_of
from pmf_analysis.analysis.data_quality import find_quality, most_confidence, six_dimensions
from pmf_analysis.analysis.exception_rules import find_exceptions
from pmf_analysis.analysis.history import as_at, home_history, one_row_each_area
from pmf_analysis.analysis.outlook import NOT_FORECAST, Outlook, forecast_quarter
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.analysis.signals import SignalPolicy, assess_signals, signal_charts
from pmf_analysis.data.checks import Dataset
from pmf_analysis.data.settings import Settings
from pmf_analysis.framework.indicators import Aim
from pmf_analysis.framework.periods import Frequency

SIGNAL_FIELDS = {
    "signal": "signal",
    "verdict": "signal_verdict",
    "rule": "signal_rule",
    "reason": "signal_reason",
}
Forecaster = Callable[..., Callable[[], Outlook]]

CONTRACT = (
    *(
        "indicator_id",
        "directorate",
        "period",
        "value",
        "numerator",
        "denominator",
        "status",
        "previous_period",
        "previous_value",
    ),
    *("year_ago_value", "target", "gap", "rag", "dot", "dot_rule", "signal", "periods_stale"),
)


def analyse(
    dataset: Dataset,
    settings: Settings,
    *,
    fingerprint: str = "",
    forecaster: Forecaster | None = None,
) -> QuarterResults:
    """Compute every result of the quarter that the settings name.

    Args:
        dataset: the clean tables.
        settings: everything that the run was told.
        fingerprint: digits that stand for inputs, settings and code; printed on every page.
        forecaster: takes what `forecast_quarter` takes, and gives what waits for the outlook; by default it is computed when it is waited for.
    """
    home, quarter, known_on = settings.council.area_code, settings.quarter, settings.as_at
    indicators, areas = dataset["indicators"], dataset["areas"]
    names = dict(zip(areas["area_code"], areas["area_name"], strict=True))
    observations = as_at(dataset["observations"], quarter=quarter, known_on=known_on)
    history = home_history(observations, indicators, home=home, source="observations")
    targets = targets_for(dataset["targets"], home=home, known_on=known_on)
    results = settings.policies.direction_of_travel.results
    assessed = assess(history, indicators, targets, quarter=quarter, known_on=known_on, dot_results=results)
    outlook_of = (forecaster or _when_asked)(
        history, assessed, indicators, targets, home=home, quarter=quarter
    )
    policy = SignalPolicy(false_discovery_rate=settings.policies.signals.false_discovery_rate)
    signals = assess_signals(history.assign(area_code=home), indicators=indicators, policy=policy)
    places = {
        "areas": areas,
        "groups": dataset["comparator_groups"],
        "home": home,
        "region": settings.council.region_code or None,
        "country": settings.council.country_code or None,
        "as_at": quarter,
    }
    councils = one_row_each_area(observations, areas, home=home)
    benchmarks = benchmark_indicators(
        councils, indicators=indicators, targets=_near_targets(assessed, indicators), **places
    )
    quality = find_quality(
        dataset,
        settings,
        observations=observations,
        history=history,
        targets=targets,
        assessments=assessed,
    )
    dimensions = six_dimensions(indicators, history, quality, dataset["attestations"], known_on=known_on)
    outlook = outlook_of()
    assessments = _whole(assessed, signals, outlook, indicators)
    exceptions, parts = find_exceptions(
        _evidence(assessments, benchmarks, indicators, quality), weights=weights_of(settings)
    )
    return QuarterResults(
        context=context_of(settings, names, fingerprint),
        scopes=scopes_of(settings, names[home]),
        indicators=indicators,
        history=history,
        targets=targets,
        assessments=assessments,
        signals=signals,
        signal_points=_signal_points(history, indicators, exceptions, signals, home),
        benchmarks=benchmarks,
        group_values=group_values(benchmarks, councils, **places),
        forecasts=outlook.forecasts,
        forecast_diagnostics=outlook.diagnostics,
        forecast_backtests=outlook.backtests,
        forecast_calibration=outlook.calibration,
        must_average=outlook.must_average,
        exceptions=exceptions,
        exception_parts=parts,
        quality=quality,
        dimensions=dimensions,
        quarantine=dataset.quarantine,
        **{
            name: dataset[name]
            for name in ("actions", "risks", "commentary", "finance", "complaints", "meetings")
        },
    )


def _when_asked(*tables: Any, **how: Any) -> Callable[[], Outlook]:
    return partial(forecast_quarter, *tables, **how)


def _near_targets(assessments: pd.DataFrame, indicators: pd.DataFrame) -> dict[str, float]:
    near = indicators.loc[indicators["polarity"] == "Near target is good", "indicator_id"]
    aimed = assessments[assessments["indicator_id"].isin(near) & assessments["target"].notna()]
    return dict(zip(aimed["indicator_id"], aimed["target"], strict=True))


def _whole(
    assessed: pd.DataFrame, signals: pd.DataFrame, outlook: Outlook, indicators: pd.DataFrame
) -> pd.DataFrame:
    """Assessments with the statistical verdict and the view to the year-end, the contract's columns first."""
    verdicts = signals[["indicator_id", *SIGNAL_FIELDS]].rename(columns=SIGNAL_FIELDS)
    joined = assessed.merge(verdicts, on="indicator_id", how="left")
    joined["signal"] = joined["signal"].fillna("cannot_tell")
    joined["signal_verdict"] = joined["signal_verdict"].fillna("cannot_tell")
    joined["signal_rule"] = joined["signal_rule"].fillna("")
    joined["signal_reason"] = joined["signal_reason"].fillna("there is no result")
    joined = joined.merge(_year_end(outlook, indicators), on="indicator_id", how="left")
    return joined[[*CONTRACT, *(name for name in joined if name not in CONTRACT)]]


def _year_end(outlook: Outlook, indicators: pd.DataFrame) -> pd.DataFrame:
    """The last forecast of each indicator, rated against the target that it is held to."""
    aims = aims_by_period(outlook.aims)
    last = (
        outlook.forecasts.groupby("indicator_id", sort=False).tail(1).set_index("indicator_id")
    )  # rows end at the year-end
    rows = []
    for indicator in indicators_of(indicators):
        row = last.loc[indicator.indicator_id]
        aim = aims.get((indicator.indicator_id, row["period"]), Aim())
        rating = rate_result(indicator, row["mean"] if row["model"] != NOT_FORECAST else math.nan, aim)
        chance = row["chance_of_meeting_target"]
        rows.append(
            (
                indicator.indicator_id,
                rating.rag.value,
                rating.reason,
                chance,
                row["period"],
                row["target_period"],
            )
        )
    columns = [
        "indicator_id",
        "expected_rag",
        "expected_rag_reason",
        "chance_of_meeting_target",
        "year_end_period",
    ]
    return pd.DataFrame(rows, columns=[*columns, "year_end_target_period"])


def _signal_points(
    history: pd.DataFrame,
    indicators: pd.DataFrame,
    exceptions: pd.DataFrame,
    signals: pd.DataFrame,
    home: str,
) -> pd.DataFrame:
    """Each result of the exceptions, with the range that was expected of it at the time: the charts of the pages."""
    if exceptions.empty:
        return pd.DataFrame(columns=["indicator_id", "period"])
    charts = signal_charts(
        history.assign(area_code=home),
        indicators=indicators,
        indicator_ids=exceptions["indicator_id"],
        area_code=home,
        policy=SignalPolicy(level=float(signals["level"].iloc[0])),  # a report has one level
    )
    points = [charts[each].points.assign(indicator_id=each) for each in exceptions["indicator_id"]]
    return pd.concat(points, ignore_index=True)


def _evidence(
    assessments: pd.DataFrame, benchmarks: pd.DataFrame, indicators: pd.DataFrame, quality: pd.DataFrame
) -> pd.DataFrame:
    """What the exception rules look at: one row for each indicator."""
    columns = ["indicator_id", "group", "n", "rank", "quartile", "comparison", "period"]
    primary = (
        benchmarks.loc[benchmarks["is_primary"], columns]
        .rename(columns={"period": "benchmark_period"})
        .astype({"n": "Int64"})
    )
    facts = indicators[["indicator_id", "statutory", "frequency", "unit", "form"]]
    years = facts["frequency"].map({frequency.value: frequency.periods_per_year for frequency in Frequency})
    return (
        assessments.assign(most_confidence=most_confidence(quality, assessments))
        .merge(facts.assign(periods_per_year=years), on="indicator_id")
        .merge(primary, on="indicator_id", how="left")
    )
