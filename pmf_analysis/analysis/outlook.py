"""The quarter's forecasts: each indicator to the financial year-end, with the chance of meeting the target that is set there."""

from dataclasses import dataclass
from typing import Any

import pandas as pd

from pmf_analysis.analysis.forecasting import YEAR_END, ForecastSettings, chance_of_meeting, forecast_panel
from pmf_analysis.analysis.forecasting.fits import NOTHING, Fits
from pmf_analysis.analysis.forecasting.must_average import must_average
from pmf_analysis.framework.indicators import Form
from pmf_analysis.framework.periods import Frequency, Period, latest_by

NOT_FORECAST = "not forecast"
QUARTERS = 4
KEY_TYPES = {"indicator_id": "str", "period": "str"}
FORECAST_COLUMNS = (
    "indicator_id",
    "cutoff",
    "period",
    "horizon",
    "model",
    "why_this_model",
    "mean",
    "lower_80",
    "upper_80",
    "lower_95",
    "upper_95",
    "target",
    "chance_of_meeting_target",
    "median",
    "target_period",
    "reason",
)


@dataclass(frozen=True)
class Outlook:
    """The quarter's forecasts and how good the same method has been.

    Attributes:
        forecasts: `FORECAST_COLUMNS`; one row for each indicator and period to the year-end, or one row with the reason why not.
        diagnostics: one row for each series, from `forecast_panel`.
        backtests: what the method would have said at earlier periods, beside what came.
        calibration: coverage achieved in those, by group of series and horizon.
        aims: the target that each forecast is held against, with the period that it was set for.
        must_average: what each period that is left must average to meet the year-end target, and how often that has happened.
        fits: what the next run need not fit again.
    """

    forecasts: pd.DataFrame
    aims: pd.DataFrame
    diagnostics: pd.DataFrame
    backtests: pd.DataFrame
    calibration: pd.DataFrame
    must_average: pd.DataFrame
    fits: Fits


def forecast_quarter(
    history: pd.DataFrame,
    assessments: pd.DataFrame,
    indicators: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    home: str,
    quarter: Period,
    warm: Fits = NOTHING,
) -> Outlook:
    """Forecast every indicator of the home council to the year-end, and at least one period ahead.

    An indicator whose latest result is more than a year late is not forecast: the forecast would start from another time.

    Args:
        history: the home council's results as at the quarter.
        assessments: for the latest period of each indicator, and how late it is; in the register's order.
        indicators: the register.
        targets: those that apply to the home council.
        home: the home council's code.
        quarter: the quarter reported.
        warm: the fits of an earlier run.
    """
    facts = _facts(assessments, indicators, quarter)
    wanted = facts[facts["reason"] == ""]
    series = history[history["indicator_id"].isin(wanted["indicator_id"])].assign(area_code=home)
    result = forecast_panel(
        series,
        horizon=YEAR_END,
        indicators=indicators,
        settings=ForecastSettings(as_at=quarter, warm=warm),
    )
    made = result.forecasts.astype(KEY_TYPES)  # an empty frame has no types of its own
    aims = targets_ahead(made, targets, indicators)
    chances = chance_of_meeting(result, aims.assign(area_code=home)).astype(KEY_TYPES)
    chances = chances.merge(aims[["indicator_id", "period", "target_period"]], on=["indicator_id", "period"])
    refused = result.refused[result.refused["indicator_id"].isin(wanted["indicator_id"])]
    late = facts.loc[facts["reason"] != "", ["indicator_id", "reason"]]
    rows = [
        _to_year_end(made, chances, facts, indicators),
        _not_forecast(pd.concat([late, refused[["indicator_id", "reason"]]]), facts),
    ]
    forecasts = _in_order(pd.concat(rows, ignore_index=True), indicators)
    lines = must_average(series, aims.assign(area_code=home), indicators=indicators, as_at=quarter)
    return Outlook(
        forecasts, aims, result.diagnostics, result.backtests, result.calibration, lines, result.fits
    )


def targets_ahead(forecasts: pd.DataFrame, targets: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    """The target of each period that is forecast: the one set for it, or else the latest that was set.

    Councils agree many targets for a year and leave them in force; a report that holds a forecast against such a target says
    for which period it was set (`target_period`). Year-to-date targets are profiled, so they are carried from the same quarter
    of an earlier year only.

    Returns:
        The columns of `targets`, one row for each indicator and forecast period that has a target, with `target_period`.
    """
    wanted = forecasts[["indicator_id", "period"]].drop_duplicates().rename(columns={"period": "wanted"})
    wanted["away"] = _ordinals(wanted["indicator_id"], wanted["wanted"], indicators)
    pairs = wanted.merge(targets.astype(KEY_TYPES), on="indicator_id").merge(
        indicators[["indicator_id", "form"]], on="indicator_id"
    )
    pairs["away"] -= pairs["period_ordinal"]
    same_season = (pairs["form"] != Form.YEAR_TO_DATE) | (pairs["away"] % QUARTERS == 0)
    pairs = pairs[(pairs["away"] >= 0) & same_season].sort_values("away", kind="stable")
    nearest = pairs.drop_duplicates(["indicator_id", "wanted"]).drop(columns=["away", "form"])
    return (
        nearest.rename(columns={"period": "target_period", "wanted": "period"})
        .sort_index()
        .reset_index(drop=True)
    )


def _ordinals(ids: pd.Series, periods: pd.Series, indicators: pd.DataFrame) -> list[int]:
    frequency = dict(zip(indicators["indicator_id"], indicators["frequency"], strict=True))
    return [
        Period.parse(text, frequency=Frequency(frequency[each])).ordinal
        for each, text in zip(ids, periods, strict=True)
    ]


def year_end_period(latest: Period, quarter: Period) -> Period:
    """The last period of the indicator's frequency that ends by the financial year-end, and is still to come.

    >>> str(year_end_period(Period.parse("2025/26 Q3"), Period.parse("2025/26 Q3")))
    '2025/26 Q4'
    """
    return max(latest_by(quarter.financial_year.end, latest.frequency), latest + 1)


def _facts(assessments: pd.DataFrame, indicators: pd.DataFrame, quarter: Period) -> pd.DataFrame:
    """Where each forecast starts and ends, or why there is none."""
    rows = []
    for row, word in zip(assessments.itertuples(), indicators["frequency"], strict=True):
        frequency = Frequency(word)
        latest = Period.parse(row.period, frequency=frequency) if row.period else None
        end = year_end_period(latest, quarter) if latest else latest_by(quarter.financial_year.end, frequency)
        rows.append((row.indicator_id, row.period, str(end), end.ordinal, _why_not(row, frequency)))
    return pd.DataFrame(
        rows, columns=["indicator_id", "cutoff", "year_end_period", "year_end_ordinal", "reason"]
    )


def _why_not(row: Any, frequency: Frequency) -> str:
    if not row.period:
        return "not forecast: there is no result to start from"
    if row.periods_overdue > frequency.periods_per_year:
        return f"not forecast: the latest result is for {row.period}, more than a year late"
    return ""


def _to_year_end(
    forecasts: pd.DataFrame, chances: pd.DataFrame, facts: pd.DataFrame, indicators: pd.DataFrame
) -> pd.DataFrame:
    """The rows up to the year-end, with target and chance where there is a target."""
    joined = forecasts.merge(facts[["indicator_id", "year_end_ordinal"]], on="indicator_id")
    joined = joined[
        pd.Series(_ordinals(joined["indicator_id"], joined["period"], indicators))
        <= joined["year_end_ordinal"]
    ]
    aimed = chances[["indicator_id", "period", "target", "chance", "target_period"]]
    aimed = aimed.rename(columns={"chance": "chance_of_meeting_target"})
    return joined.merge(aimed, on=["indicator_id", "period"], how="left").assign(reason="")


def _not_forecast(refused: pd.DataFrame, facts: pd.DataFrame) -> pd.DataFrame:
    named = refused.merge(facts[["indicator_id", "cutoff", "year_end_period"]], on="indicator_id")
    return named.rename(columns={"year_end_period": "period"}).assign(model=NOT_FORECAST, why_this_model="")


def _in_order(rows: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    place = {indicator_id: number for number, indicator_id in enumerate(indicators["indicator_id"])}
    order = rows.assign(place=rows["indicator_id"].map(place)).sort_values(
        ["place", "horizon"], kind="stable", ignore_index=True
    )
    frame = order.reindex(columns=list(FORECAST_COLUMNS)).astype({"horizon": "Int64"})
    return frame.assign(target_period=frame["target_period"].fillna("").astype("str"))
