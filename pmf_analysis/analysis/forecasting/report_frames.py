"""The frames of a result: plain rows from arrays, no statistics of their own but means and shares."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.calibrate import CENTRAL, Backtests
from pmf_analysis.analysis.forecasting.choice import Choice, Model
from pmf_analysis.analysis.forecasting.company import company_of
from pmf_analysis.analysis.forecasting.predictions import Predictions, in_whole_numbers
from pmf_analysis.analysis.forecasting.series import Series
from pmf_analysis.analysis.forecasting.shapes import far_limits
from pmf_analysis.analysis.forecasting.year_to_date import is_cumulative

Array = NDArray[np.float64]

LEFT_OVER = 0.4  # an autocorrelation beyond this is told
SEASONAL_FOUND = 0.5  # the weight of the seasonal candidates from which a season is called found
CALIBRATION_COLUMNS = (
    "group",
    "horizon",
    "tests",
    "series",
    "width_80",
    "coverage_80",
    "width_95",
    "coverage_95",
    "share_above_median",
)


def forecast_frame(
    portfolio: Sequence[Series],
    horizons: Sequence[int],
    choices: Sequence[Choice],
    table: Array,
    probabilities: Array,
    levels: Sequence[float],
) -> tuple[pd.DataFrame, Array]:
    """The `forecasts` frame, counts in whole numbers, and the quantiles behind each of its rows, (rows, P)."""
    owner = np.repeat(np.arange(len(portfolio)), horizons).astype(int)
    step = np.concatenate([np.arange(steps) for steps in horizons]).astype(int) if len(horizons) else owner
    rows = table[owner, step]
    whole = in_whole_numbers(rows, np.array([series.counts for series in portfolio], dtype=bool)[owner])
    reach = np.array([far_limits(series.values[None]) for series in portfolio]).reshape(-1, 2)[owner]
    columns: dict[str, object] = {
        "indicator_id": [portfolio[place].indicator_id for place in owner],
        "area_code": [portfolio[place].area_code for place in owner],
        "cutoff": [str(portfolio[place].cutoff) for place in owner],
        "period": [
            str(portfolio[place].cutoff + int(ahead) + 1) for place, ahead in zip(owner, step, strict=True)
        ],
        "horizon": step + 1,
        "model": [str(model_name(portfolio[place], choices[place])) for place in owner],
        "why_this_model": [choices[place].why for place in owner],
        "mean": means(np.clip(whole, reach[:, :1], reach[:, 1:]), probabilities),
        "median": _at(whole, probabilities, 0.5),
    }
    for level in levels:
        columns[f"lower_{level:g}"] = _at(whole, probabilities, (100 - level) / 200)
        columns[f"upper_{level:g}"] = _at(whole, probabilities, (100 + level) / 200)
    return pd.DataFrame(columns), rows


def model_name(series: Series, choice: Choice) -> Model:
    """What makes the central forecast of a series."""
    if choice.repeat:
        return choice.repeat
    if is_cumulative(series):
        return Model.PROFILE
    company = company_of(series.season)
    if series.shift or not company.share_at(len(series.values)):
        return Model.GRID
    return Model.WITH_THETA if company.theta == 1 else Model.COMBINED


def _at(rows: Array, probabilities: Array, level: float) -> Array:
    return rows[:, int(np.argmin(np.abs(probabilities - level)))]


def means(rows: Array, probabilities: Array) -> Array:
    """The mean of each distribution from its quantiles, (rows,): the outermost thousandths count as the outermost quantile.

    The tails of a logarithm's Student-t have no mean: callers limit them to where a forecast may lie.
    """
    edges = np.concatenate([[0.0], (probabilities[1:] + probabilities[:-1]) / 2, [1.0]])
    return np.asarray(np.sum(rows * np.diff(edges), axis=1))


def diagnostics_frame(
    portfolio: Sequence[Series],
    choices: Sequence[Choice],
    predictions: Predictions | None,
    tested: Backtests,
    refused: pd.DataFrame,
) -> pd.DataFrame:
    """The `diagnostics` frame: one row a series, the refused ones last."""
    rows = []
    for place, (series, choice) in enumerate(zip(portfolio, choices, strict=True)):
        assert predictions is not None
        scale = _scale(series)
        covered = _coverage(tested, slice(*np.searchsorted(tested.owner, [place, place + 1])))
        rows.append(
            {
                "indicator_id": series.indicator_id,
                "area_code": series.area_code,
                "cutoff": str(series.cutoff),
                "first_period": str(series.first),
                "points": len(series.values),
                "model": str(model_name(series, choice)),
                "transform": str(predictions.scales[place])
                if predictions.share[place] > SEASONAL_FOUND
                else "none",
                "seasonality": _seasonality(series, float(predictions.seasonal[place])),
                "autocorrelation_left": float(predictions.memory[place]),
                "backtests": choice.tests,
                "mase": choice.error / scale,
                "mase_naive": choice.naive_error / scale,
                "mase_seasonal_naive": choice.seasonal_error / scale,
                "coverage_80": covered[0],
                "coverage_95": covered[1],
                "bias": covered[2],
                "outliers": int(predictions.outliers[place]),
                "warnings": "; ".join(_warnings(series, predictions, place)),
                "reason": "",
            }
        )
    columns = (
        list(rows[0]) if rows else ["indicator_id", "area_code", "cutoff", "points", "warnings", "reason"]
    )
    frames = [pd.DataFrame(rows, columns=columns)]
    if len(refused):
        frames.append(refused.reindex(columns=columns))
    return pd.concat(frames, ignore_index=True) if len(frames) > 1 and rows else frames[-1]


def _scale(series: Series) -> float:
    """The mean absolute change on a year before (on the value before, for yearly data): MASE's denominator."""
    values, lag = series.values, series.season if len(series.values) > series.season else 1
    change = float(np.mean(np.abs(values[lag:] - values[:-lag])))
    return change if change > 0 else float("nan")


def _seasonality(series: Series, weight: float) -> str:
    if series.season == 1 or series.window > 1:
        return "not looked for"
    return "found" if weight > SEASONAL_FOUND else "not found"


def _coverage(tested: Backtests, rows: slice) -> tuple[float, float, float]:
    """The share of outturns inside the 80 % and the 95 % intervals, and the mean error (outturn minus forecast)."""
    actual = tested.actual[rows]
    seen = np.isfinite(actual)
    if not seen.any():
        return float("nan"), float("nan"), float("nan")
    inside = [
        float(
            np.mean(
                ((actual >= tested.low[rows][..., place]) & (actual <= tested.high[rows][..., place]))[seen]
            )
        )
        for place in (1, 2)
    ]
    return inside[0], inside[1], float(np.mean((actual - tested.median[rows])[seen]))


def _warnings(series: Series, predictions: Predictions, place: int) -> list[str]:
    told = list(series.warnings)
    drawn = int(predictions.outliers[place])
    if drawn:
        told.append(f"{drawn} outlier{'s' * (drawn != 1)} drawn in before forecasting")
    if len(series.values) < 2 * series.season:
        told.append("less than two years of data")
    if np.ptp(series.values) == 0:
        told.append("the series has never changed")
    if predictions.memory[place] > LEFT_OVER:
        told.append("neighbouring errors are still alike")
    return told


def backtest_frame(portfolio: Sequence[Series], tested: Backtests) -> pd.DataFrame:
    """The `backtests` frame of tests as this run corrected them."""
    test, step = np.nonzero(np.isfinite(tested.actual))
    owner = tested.owner[test]
    origins = [
        portfolio[place].first + portfolio[place].steps[count - 1]
        for place, count in zip(owner, tested.count[test], strict=True)
    ]
    columns: dict[str, object] = {
        "indicator_id": [portfolio[place].indicator_id for place in owner],
        "area_code": [portfolio[place].area_code for place in owner],
        "origin": [str(origin) for origin in origins],
        "period": [str(origin + int(ahead) + 1) for origin, ahead in zip(origins, step, strict=True)],
        "horizon": step + 1,
        "actual": tested.actual[test, step],
        "median": tested.median[test, step],
        "naive": tested.naive[test, step],
        "seasonal_naive": tested.seasonal[test, step],
    }
    for place, name in ((1, "80"), (2, "95")):
        columns[f"lower_{name}"] = tested.low[test, step, place]
        columns[f"upper_{name}"] = tested.high[test, step, place]
    return pd.DataFrame(columns)


def calibration_frame(
    tested: Backtests, corrected: Backtests, found: dict[str, Array], groups: Sequence[str]
) -> pd.DataFrame:
    """The `calibration` frame: coverage as corrected, the share above the median as it was before."""
    named, rows = np.array(groups, dtype=object), []
    for group in sorted(set(groups)):
        mine = np.isin(tested.owner, np.flatnonzero(named == group))
        widths = found.get(group, np.ones((tested.actual.shape[1], len(CENTRAL))))
        for step in range(tested.actual.shape[1]):
            seen = mine & np.isfinite(tested.actual[:, step])
            if not seen.any():
                continue
            actual = tested.actual[seen, step]
            row = {
                "group": group,
                "horizon": step + 1,
                "tests": int(seen.sum()),
                "series": len(np.unique(tested.owner[seen])),
            }
            for place, name in ((1, "80"), (2, "95")):
                low, high = corrected.low[seen, step, place], corrected.high[seen, step, place]
                row[f"width_{name}"] = float(widths[step, place])
                row[f"coverage_{name}"] = float(np.mean((actual >= low) & (actual <= high)))
            row["share_above_median"] = float(np.mean(actual > tested.median[seen, step]))
            rows.append(row)
    return pd.DataFrame(rows, columns=list(CALIBRATION_COLUMNS))
