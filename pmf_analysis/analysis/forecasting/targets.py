"""The chance of meeting a target, from the calibrated distribution, and the words for it."""

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.result import ForecastResult
from pmf_analysis.analysis.forecasting.series import Facts, Series
from pmf_analysis.errors import DataError
from pmf_analysis.framework.periods import Period

Array = NDArray[np.float64]

LEAST_CHANCE = 0.01  # nothing that some dozen values can tell is surer than this
NEAR_SHARE = 0.05  # how near is near a target that has no tolerance of its own: this share of the target
CHANCE_WORDS = (  # chance up to (per cent), word; the scale of METHODS and of the reports: one place
    (10, "very unlikely"),
    (35, "unlikely"),
    (65, "about even"),
    (90, "likely"),
    (100, "very likely"),
)
NEEDED = ("indicator_id", "area_code", "period", "target")
COLUMNS = (
    "indicator_id",
    "area_code",
    "cutoff",
    "period",
    "horizon",
    "target",
    "direction",
    "chance",
    "words",
    "reason",
)


def chance_words(chance: float) -> str:
    """A chance in words, with the range that the words stand for.

    >>> chance_words(0.2), chance_words(0.97)
    ('unlikely: 10 to 35 %', 'very likely: over 90 %')
    """
    if np.isnan(chance):
        return "no chance given"
    place = next(i for i, (high, _) in enumerate(CHANCE_WORDS) if 100 * chance < high or high == 100)
    high, word = CHANCE_WORDS[place]
    low = CHANCE_WORDS[place - 1][0] if place else 0
    if low == 0:
        return f"{word}: under {high} %"
    return f"{word}: over {low} %" if high == 100 else f"{word}: {low} to {high} %"


def chance_of_meeting(result: ForecastResult, targets: pd.DataFrame) -> pd.DataFrame:
    """The chance that each forecast meets the target of its period.

    Args:
        result: of `forecast_panel`.
        targets: indicator_id, area_code (blank: any area), period, target, and where known tolerance (for *Near target is good*).

    Returns:
        One row for each forecast that has a target: indicator_id, area_code, cutoff, period, horizon, target, direction
        (`at least`, `at most`, `near`, `none`), chance (0 to 1, never either; NaN with a reason), words, reason.

    Raises:
        DataError: if a column is missing, or two targets claim one forecast.
    """
    missing = [name for name in NEEDED if name not in targets.columns]
    if missing:
        raise DataError(f"targets: no column {', '.join(missing)}; needed are {', '.join(NEEDED)}")
    own, shared = _lookup(targets, result.facts)
    rows = []
    for place, forecast in enumerate(result.forecasts.to_dict("records")):
        indicator_id, period = str(forecast["indicator_id"]), str(forecast["period"])
        found = own.get((indicator_id, str(forecast["area_code"]), period)) or shared.get(
            (indicator_id, "", period)
        )
        if found:
            series = result.series[indicator_id, str(forecast["area_code"])]
            rows.append(_row(forecast, found, series, result.levels, result.distribution[place]))
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _lookup(
    targets: pd.DataFrame, facts: dict[str, Facts]
) -> tuple[dict[tuple[str, str, str], tuple[float, float]], dict[tuple[str, str, str], tuple[float, float]]]:
    own: dict[tuple[str, str, str], tuple[float, float]] = {}
    shared: dict[tuple[str, str, str], tuple[float, float]] = {}
    for row in targets.to_dict("records"):
        if pd.isna(row["target"]):
            continue
        indicator_id = str(row["indicator_id"])
        area = "" if pd.isna(row["area_code"]) else str(row["area_code"])
        frequency = facts.get(indicator_id, Facts()).frequency
        key = (indicator_id, area, str(Period.parse(str(row["period"]), frequency=frequency)))
        table = own if area else shared
        if key in table:
            raise DataError(f"targets: {indicator_id} has two targets for {key[2]}; keep the one in force")
        tolerance = row.get("tolerance")
        target = float(row["target"])
        near = NEAR_SHARE * abs(target) if tolerance is None or pd.isna(tolerance) else float(tolerance)
        table[key] = (target, near)
    return own, shared


def _row(
    forecast: dict[object, object],
    found: tuple[float, float],
    series: Series,
    levels: Array,
    quantiles: Array,
) -> dict[str, object]:
    target, near = found
    polarity = series.facts.polarity
    direction, chance = _chance(polarity, target, near, levels, quantiles, counts=series.counts)
    return {
        **{name: forecast[name] for name in ("indicator_id", "area_code", "cutoff", "period", "horizon")},
        "target": target,
        "direction": direction,
        "chance": chance,
        "words": chance_words(chance),
        "reason": "" if np.isfinite(chance) else "no direction is good: the indicator is neutral",
    }


def _chance(
    polarity: str, target: float, near: float, levels: Array, quantiles: Array, *, counts: bool
) -> tuple[str, float]:
    def reached(value: float) -> float:
        edge = np.ceil(value) - 0.5 if counts else value
        return 1 - share_below(edge, levels, quantiles, side="left")

    def not_passed(value: float) -> float:
        edge = np.floor(value) + 0.5 if counts else value
        return share_below(edge, levels, quantiles, side="left" if counts else "right")

    if polarity == "Up is Good":
        return "at least", limited(reached(target))
    if polarity == "Up is Bad":
        return "at most", limited(not_passed(target))
    if polarity == "Near target is good":
        return "near", limited(not_passed(target + near) - (1 - reached(target - near)))
    return "none", float("nan")


def limited(chance: float) -> float:
    """A chance that is never 0 or 1."""
    return float(np.clip(chance, LEAST_CHANCE, 1 - LEAST_CHANCE))


def share_below(value: float, levels: Array, quantiles: Array, *, side: str) -> float:
    """The probability of an outturn below a value (`left`), or not above it (`right`), from a quantile table.

    The two differ only where quantiles are heaped up on a bound. Beyond the table it is 0 or 1.
    """
    place = int(np.searchsorted(quantiles, value, side="left" if side == "left" else "right"))
    if place == 0:
        return 0.0
    if place == len(quantiles):
        return 1.0
    low, high = quantiles[place - 1], quantiles[place]
    if side == "left" and high == value and low < value:
        return float(levels[place])
    part = (value - low) / (high - low)
    return float(levels[place - 1] + part * (levels[place] - levels[place - 1]))
