"""What each remaining period must average for the year-end target to be met, and how often that has happened before.

By what is measured: flows add up to a year's total; rates weigh by their denominators (those of the same periods a year ago stand for
those to come); cumulative measures add to what is there; of a snapshot only the last value counts, so the line is the change needed.
"""

from dataclasses import asdict, dataclass

import numpy as np
import pandas as pd

from pmf_analysis.analysis.forecasting.series import Facts, read_facts
from pmf_analysis.errors import DataError
from pmf_analysis.framework.periods import Frequency, Period, latest_by

COLUMNS = (
    "indicator_id",
    "area_code",
    "period",
    "target",
    "measure",
    "so_far",
    "remaining",
    "must_average",
    "met_before",
    "occasions",
    "words",
)


@dataclass(frozen=True)
class Line:
    """One must-average line.

    Attributes:
        measure: `total`, `weighted rate`, `cumulative` or `snapshot`: how periods make the year-end.
        so_far: the total, rate or value reached this year, in the indicator's unit.
        remaining: periods to come.
        must_average: per remaining period, in the indicator's unit (for `snapshot` the change per period).
        met_before, occasions: how many past stretches as long met that average, of how many.
    """

    measure: str
    so_far: float
    remaining: int
    must_average: float
    met_before: int
    occasions: int


@dataclass(frozen=True)
class History:
    """One series by ordinal of its periods; numerators and denominators where known."""

    frequency: Frequency
    values: dict[int, float]
    numerators: dict[int, float]
    denominators: dict[int, float]


def must_average(
    observations: pd.DataFrame, targets: pd.DataFrame, *, indicators: pd.DataFrame, as_at: Period
) -> pd.DataFrame:
    """The must-average line of every series that has a target for the end of this financial year.

    Args:
        observations: indicator_id, area_code, period, value, and numerator and denominator where known.
        targets: indicator_id, area_code (blank: any), period, target. A target for a whole year (`2025/26`) of a monthly or quarterly
            flow or rate is for the year's total or weighted rate; one for the last period is for that period.
        indicators: as for `forecast_panel`.
        as_at: the period of the report.

    Returns:
        indicator_id, area_code, period, target, measure, so_far, remaining, must_average, met_before, occasions, words; no row where
        nothing remains or nothing has been measured.
    """
    facts, rows = read_facts(indicators), []
    goals = _goals(targets, facts, as_at)
    for (indicator_id, area_code), frame in observations.groupby(["indicator_id", "area_code"], sort=True):
        goal = goals.get((str(indicator_id), str(area_code))) or goals.get((str(indicator_id), ""))
        if goal is None:
            continue
        fact = facts.get(str(indicator_id), Facts())
        line = line_of(history_of(frame, fact), fact, goal[0], goal[1])
        if line is not None:
            key = {
                "indicator_id": indicator_id,
                "area_code": area_code,
                "period": str(goal[0]),
                "target": goal[1],
            }
            rows.append({**key, **asdict(line), "words": _words(line)})
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _goals(
    targets: pd.DataFrame, facts: dict[str, Facts], as_at: Period
) -> dict[tuple[str, str], tuple[Period, float]]:
    """The target for the end of the financial year by indicator and area; a whole year's goes before the last period's."""
    end, found = as_at.financial_year.end, {}
    for row in targets.dropna(subset="target").to_dict("records"):
        indicator_id = str(row["indicator_id"])
        frequency = facts.get(indicator_id, Facts()).frequency
        period = _period(str(row["period"]), frequency)
        if period.end != end:
            continue
        key = (indicator_id, "" if pd.isna(row["area_code"]) else str(row["area_code"]))
        if key not in found or period.frequency is Frequency.FINANCIAL_YEAR:
            found[key] = (period, float(row["target"]))
    return found


def _period(text: str, frequency: Frequency | None) -> Period:
    """A target's period: of the indicator's frequency, or the whole financial year."""
    try:
        return Period.parse(text, frequency=frequency)
    except DataError:
        return Period.parse(text, frequency=Frequency.FINANCIAL_YEAR)


def history_of(frame: pd.DataFrame, facts: Facts) -> History:
    """The values of one series by the ordinal of their periods.

    Raises:
        PeriodError: if a period cannot be read.
    """
    periods = [Period.parse(str(text), frequency=facts.frequency) for text in frame["period"]]
    known: dict[str, dict[int, float]] = {}
    for name in ("value", "numerator", "denominator"):
        column = frame[name] if name in frame.columns else pd.Series(np.nan, index=frame.index)
        known[name] = {p.ordinal: float(x) for p, x in zip(periods, column, strict=True) if pd.notna(x)}
    return History(periods[0].frequency, known["value"], known["numerator"], known["denominator"])


def line_of(history: History, facts: Facts, period: Period, target: float) -> Line | None:
    """The line of one series for a target at the end of a period; None where nothing remains or nothing is known."""
    if not history.values:
        return None
    last = max(history.values)
    end = latest_by(period.end, history.frequency).ordinal
    remaining = end - last
    if remaining <= 0 or history.frequency.periods_per_year == 1:
        return None
    good = -1 if facts.polarity == "Up is Bad" else 1
    start = end - history.frequency.periods_per_year + 1
    if facts.form == "year_to_date":
        return _cumulative(history, target, last, remaining, start, good)
    if period.frequency is not Frequency.FINANCIAL_YEAR:
        return _snapshot(history, target, last, remaining, good)
    if history.denominators and facts.form != "flow":
        return _rate(history, target, start, last, end, good)
    return _total(history, target, start, last, remaining, good)


def _total(history: History, target: float, start: int, last: int, remaining: int, good: int) -> Line | None:
    this_year = [history.values.get(step) for step in range(start, last + 1)]
    if any(value is None for value in this_year):
        return None
    so_far = float(sum(value for value in this_year if value is not None))
    must = (target - so_far) / remaining
    means = [float(np.mean(stretch)) for stretch in _stretches(history.values, remaining, last)]
    return Line("total", so_far, remaining, must, *_met(means, must, good))


def _rate(history: History, target: float, start: int, last: int, end: int, good: int) -> Line | None:
    done = [
        step for step in range(start, last + 1) if step in history.denominators and step in history.numerators
    ]
    year = end - start + 1
    usual = [history.denominators.get(step - year) for step in range(last + 1, end + 1)]
    if len(done) < last - start + 1 or any(value is None for value in usual):
        return None
    ratios = [
        history.values[s] * history.denominators[s] / history.numerators[s]
        for s in done
        if history.numerators[s]
    ]
    if not ratios and not done:
        return None
    per = float(np.median(ratios)) if ratios else 1.0
    numerator = sum(history.numerators[step] for step in done)
    denominator = sum(history.denominators[step] for step in done)
    ahead = sum(value for value in usual if value is not None)
    must = (target * (denominator + ahead) - per * numerator) / ahead
    so_far = per * numerator / denominator if denominator else float("nan")
    means = [float(np.mean(stretch)) for stretch in _stretches(history.values, end - last, last)]
    return Line("weighted rate", so_far, end - last, must, *_met(means, must, good))


def _cumulative(history: History, target: float, last: int, remaining: int, start: int, good: int) -> Line:
    so_far = history.values[last] if last >= start else 0.0
    must = (target - so_far) / remaining
    year, before = history.frequency.periods_per_year, []
    for back in range(1, len(history.values) + 1):
        then, end = last - back * year, last + remaining - back * year
        opening = history.values.get(then) if last >= start else 0.0
        if opening is not None and end in history.values:
            before.append((history.values[end] - opening) / remaining)
    return Line("cumulative", so_far, remaining, must, *_met(before, must, good))


def _snapshot(history: History, target: float, last: int, remaining: int, good: int) -> Line:
    must = (target - history.values[last]) / remaining
    before = [
        (history.values[step] - history.values[step - remaining]) / remaining
        for step in sorted(history.values)
        if step - remaining in history.values
    ]
    return Line("snapshot", history.values[last], remaining, must, *_met(before, must, good))


def _stretches(values: dict[int, float], length: int, last: int) -> list[list[float]]:
    """Every run of so many consecutive values."""
    runs = [
        [values.get(step + k) for k in range(length)] for step in sorted(values) if step + length - 1 <= last
    ]
    return [[value for value in run if value is not None] for run in runs if None not in run]


def _met(before: list[float], must: float, good: int) -> tuple[int, int]:
    return sum(good * value >= good * must for value in before), len(before)


def _words(line: Line) -> str:
    """How often, in words fit for small numbers."""
    if line.occasions == 0:
        return "no earlier stretch to compare with"
    if line.met_before == 0:
        return f"never in {line.occasions} earlier stretches"
    return f"in {line.met_before} of {line.occasions} earlier stretches"
