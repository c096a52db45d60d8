"""Assess each indicator of the home council as at a quarter: latest result, comparisons in time, gap to target, RAG, direction."""

import math
from dataclasses import asdict, dataclass, fields
from datetime import date

import pandas as pd

from pmf_analysis.analysis.history import due_period, is_result
from pmf_analysis.framework.direction import Travel, rule_name, travel
from pmf_analysis.framework.indicators import Aim, Control, Form, Indicator, Polarity, TargetRole
from pmf_analysis.framework.periods import Frequency, Period, latest_by
from pmf_analysis.framework.rag import Rag, Rating, rate

NO_RESULT = "no result held"
WITHHELD = {"c": "suppressed at source (confidential)", "z": "not applicable"}


@dataclass(frozen=True)
class Assessment:
    """One indicator of the home council as at the quarter; a row of `assessments` (docs/architecture.md).

    Numbers are in the indicator's unit and NaN where there is none; `gap` is outturn minus target.
    """

    indicator_id: str
    directorate: str
    period: str = ""
    value: float = math.nan
    numerator: float = math.nan
    denominator: float = math.nan
    status: str = ""
    previous_period: str = ""
    previous_value: float = math.nan
    year_ago_value: float = math.nan
    target: float = math.nan
    gap: float = math.nan
    rag: str = Rag.NOT_RATED.value
    dot: str = "CANNOT_TELL"
    dot_rule: str = ""
    periods_stale: int | None = None
    rag_reason: str = NO_RESULT
    dot_reason: str = NO_RESULT
    year_ago_period: str = ""
    tolerance: float = math.nan
    floor: float = math.nan
    floor_breached: bool = False
    target_period: str = ""
    target_set_by: str = ""
    target_reason: str = ""
    periods_overdue: int | None = None
    due_period: str = ""
    note: str = ""
    source_row: int | None = None


def assess(
    history: pd.DataFrame,
    indicators: pd.DataFrame,
    targets: pd.DataFrame,
    *,
    quarter: Period,
    known_on: date,
    dot_results: int = 3,
) -> pd.DataFrame:
    """Assess every indicator of the register.

    Args:
        history: the home council's results as at the quarter (`home_history`).
        indicators: the register.
        targets: those that apply to the home council, one row for each indicator and period (`targets_for`).
        quarter: the quarter reported.
        known_on: the day up to which results could have arrived.
        dot_results: how many results the direction of travel looks at.

    Returns:
        One row for each indicator, in register order, with the fields of `Assessment`.
    """
    series = dict(iter(history[is_result(history)].groupby("indicator_id", sort=False)))
    aims = aims_by_period(targets)
    rows = []
    for indicator in indicators_of(indicators):
        due = due_period(indicator.frequency, lag_days=indicator.lag_days, quarter=quarter, known_on=known_on)
        results = series.get(indicator.indicator_id)
        if results is None:
            rows.append(_without_result(indicator, due, dot_results))
        else:
            rows.append(
                _assess_one(indicator, results, aims, quarter=quarter, due=due, dot_results=dot_results)
            )
    frame = pd.DataFrame([asdict(row) for row in rows], columns=[each.name for each in fields(Assessment)])
    return frame.astype({"periods_stale": "Int64", "periods_overdue": "Int64", "source_row": "Int64"})


def indicators_of(register: pd.DataFrame) -> list[Indicator]:
    """The register's rows as the rules read them."""
    return [
        Indicator(
            indicator_id=row.indicator_id,
            directorate=row.directorate,
            polarity=Polarity(row.polarity),
            frequency=Frequency(row.frequency),
            form=Form(row.form),
            control=Control(row.control),
            target_role=TargetRole(row.target_role),
            lag_days=row.lag_days,
            statutory=row.statutory,
        )
        for row in register.itertuples()
    ]


def targets_for(targets: pd.DataFrame, *, home: str, known_on: date) -> pd.DataFrame:
    """The target in force for each indicator and period: the home council's own before one for any council, the latest set first."""
    mine = targets[targets["area_code"].isin([home, ""]) & ~(targets["set_on"] > pd.Timestamp(known_on))]
    order = mine.assign(own=mine["area_code"] == home).sort_values(
        ["own", "set_on"], kind="stable", na_position="first"
    )
    return (
        order.drop_duplicates(["indicator_id", "period"], keep="last")
        .drop(columns="own")
        .sort_index()
        .reset_index(drop=True)
    )


def aims_by_period(targets: pd.DataFrame) -> dict[tuple[str, str], Aim]:
    """What was agreed, by indicator and period."""
    return {
        (row.indicator_id, row.period): Aim(row.target, row.tolerance, row.floor, row.set_by, row.reason)
        for row in targets.itertuples()
    }


def rate_result(indicator: Indicator, value: float, aim: Aim, *, status: str = "") -> Rating:
    """The RAG rating, unless the value is withheld, or the target's role or the council's control say that there is none."""
    withheld = next((words for code, words in WITHHELD.items() if code in status.split()), "")
    if math.isnan(value) and withheld:
        return Rating(Rag.NOT_RATED, withheld)
    rating = rate(
        value, polarity=indicator.polarity, target=aim.target, tolerance=aim.tolerance, floor=aim.floor
    )
    if indicator.control is Control.MONITOR:
        return Rating(Rag.NOT_RATED, "monitored only: outside the council's control", rating.floor_breached)
    if indicator.target_role is TargetRole.INDICATOR:
        return Rating(Rag.NOT_RATED, "the target is an indicator only", rating.floor_breached)
    if indicator.target_role is TargetRole.NONE and rating.rag is not Rag.NOT_RATED:
        return Rating(Rag.NOT_RATED, "the indicator has no target by design", rating.floor_breached)
    return rating


def _without_result(indicator: Indicator, due: Period, dot_results: int) -> Assessment:
    return Assessment(
        indicator.indicator_id,
        indicator.directorate,
        dot_rule=_travel_rule(indicator, dot_results),
        due_period=str(due),
    )


def _travel_rule(indicator: Indicator, dot_results: int) -> str:
    return rule_name(dot_results, same_season=indicator.form is Form.YEAR_TO_DATE)


def _assess_one(
    indicator: Indicator,
    results: pd.DataFrame,
    aims: dict[tuple[str, str], Aim],
    *,
    quarter: Period,
    due: Period,
    dot_results: int,
) -> Assessment:
    latest = results.iloc[-1]
    period = Period(indicator.frequency, int(latest["period_ordinal"]))
    aim = aims.get((indicator.indicator_id, str(period)), Aim())
    rating = rate_result(indicator, latest["value"], aim, status=latest["status"])
    direction = _direction(indicator, results, aim.target, dot_results)
    previous_period, previous_value = _previous(indicator, results, period)
    year_ago = period + -period.frequency.periods_per_year
    return Assessment(
        indicator_id=indicator.indicator_id,
        directorate=indicator.directorate,
        period=str(period),
        value=latest["value"],
        numerator=latest["numerator"],
        denominator=latest["denominator"],
        status=latest["status"],
        previous_period=previous_period,
        previous_value=previous_value,
        year_ago_value=_value_at(results, year_ago),
        target=aim.target,
        gap=latest["value"] - aim.target,
        rag=rating.rag.value,
        dot=direction.direction.value,
        dot_rule=direction.rule,
        periods_stale=latest_by(quarter.end, period.frequency) - period,
        rag_reason=rating.reason,
        dot_reason=direction.reason,
        year_ago_period=str(year_ago),
        tolerance=aim.tolerance,
        floor=aim.floor,
        floor_breached=rating.floor_breached,
        target_period="" if math.isnan(aim.target) else str(period),
        target_set_by=aim.set_by,
        target_reason=aim.reason,
        periods_overdue=max(0, due - period),
        due_period=str(due),
        note=latest["note"],
        source_row=int(latest["source_row"]),
    )


def _previous(indicator: Indicator, results: pd.DataFrame, period: Period) -> tuple[str, float]:
    """The result before, or for year-to-date results that of the same quarter a year earlier: they restart every April."""
    earlier = results[(results["period_ordinal"] < period.ordinal) & results["value"].notna()]
    if indicator.form is Form.YEAR_TO_DATE:
        earlier = earlier[earlier["period_ordinal"] == period.ordinal - period.frequency.periods_per_year]
    return ("", math.nan) if earlier.empty else (earlier["period"].iloc[-1], float(earlier["value"].iloc[-1]))


def _value_at(results: pd.DataFrame, period: Period) -> float:
    found = results.loc[results["period_ordinal"] == period.ordinal, "value"]
    return float(found.iloc[0]) if len(found) else math.nan


def _direction(indicator: Indicator, results: pd.DataFrame, target: float, dot_results: int) -> Travel:
    """The council's rule on results that can be compared: since the latest break, and like with like for year-to-date results."""
    same_season = indicator.form is Form.YEAR_TO_DATE
    breaks = results["status"].map(lambda status: "b" in status.split()).cumsum()
    comparable = results[breaks == breaks.iloc[-1]]
    if same_season:
        comparable = comparable[comparable["season"] == comparable["season"].iloc[-1]]
    if math.isnan(comparable["value"].iloc[-1]):
        comparable = comparable.iloc[:0]
    return travel(
        list(comparable["value"]),
        polarity=indicator.polarity,
        results=dot_results,
        same_season=same_season,
        target=None if math.isnan(target) else target,
    )
