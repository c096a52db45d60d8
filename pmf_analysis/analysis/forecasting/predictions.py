"""Forecast distributions of many series, and their quantiles.

Each is the quantile average of up to two Student-t distributions, one on the plain scale and one on a second scale, moved so that its
median is the combined central forecast, and stretched by the calibrated widths.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace

import numpy as np
from numpy.typing import NDArray
from scipy.special import stdtr, stdtrit

from pmf_analysis.analysis.forecasting.scales import Change, Scale

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Predictions:
    """Forecast distributions; arrays over tasks (N) and horizons (H), NaN beyond a task's own horizon.

    Attributes:
        scales: the second scale of each task, (N,).
        ends: the open ends of the domain of the second scale, (N, 2).
        share: weight of the second scale, (N,).
        centre, spread: on the plain and on the second scale, (N, 2, H).
        freedom: (N,).
        shift: what is added to every quantile, (N, H).
        bounds: no quantile goes outside, (N, H, 2).
        best: the candidate with most weight, (N,).
        seasonal: weight of seasonal candidates, (N,).
        memory: autocorrelation left, (N,).
        outliers: values drawn in, (N,).
        label: which model made the widths, (N,).
        truncated: whether the distribution is cut off at its bounds instead of heaped up on them, (N,); plain scale only.
    """

    scales: NDArray[np.object_]
    ends: Array
    share: Array
    centre: Array
    spread: Array
    freedom: Array
    shift: Array
    bounds: Array
    best: NDArray[np.int_]
    seasonal: Array
    memory: Array
    outliers: NDArray[np.int_]
    label: NDArray[np.object_]
    truncated: NDArray[np.bool_]

    def __len__(self) -> int:
        return len(self.share)


def quantiles(predictions: Predictions, levels: Array, widths: Array) -> Array:
    """The quantiles of each forecast.

    Args:
        predictions: N forecasts over H horizons.
        levels: probabilities, (P,).
        widths: multiplies the distance from the median, (N, H, P).

    Returns:
        An array (N, H, P), not decreasing along P.
    """
    usual = stdtrit(predictions.freedom[:, None, None], levels) * widths
    count, horizon, size = usual.shape
    total = np.zeros_like(usual)
    for place in (0, 1):
        on_scale = predictions.centre[:, place, :, None] + predictions.spread[:, place, :, None] * usual
        plain = np.empty((count, horizon * size))
        flat = on_scale.reshape(count, -1)
        for scale in Scale:
            rows = (predictions.scales == scale) if place else np.full(count, scale is Scale.PLAIN)
            change = Change(scale, predictions.ends[rows, 0], predictions.ends[rows, 1])
            plain[rows] = change.backward(flat[rows])
        weight = predictions.share if place else 1 - predictions.share
        total += weight[:, None, None] * plain.reshape(usual.shape)
    moved = total + predictions.shift[:, :, None]
    cut = predictions.truncated
    if cut.any():
        moved[cut] = _truncated(predictions, cut, levels, widths[cut])
    bounded = np.clip(moved, predictions.bounds[:, :, :1], predictions.bounds[:, :, 1:])
    return np.maximum.accumulate(bounded, axis=2)


def _truncated(predictions: Predictions, rows: NDArray[np.bool_], levels: Array, widths: Array) -> Array:
    """The quantiles of plain Student-t distributions, given that they lie within the bounds."""
    freedom = predictions.freedom[rows][:, None, None]
    centre = (predictions.centre[rows, 0] + predictions.shift[rows])[:, :, None]
    spread = predictions.spread[rows, 0][:, :, None] * widths
    bounds = predictions.bounds[rows]
    below = stdtr(freedom, (bounds[:, :, :1] - centre) / spread)
    above = stdtr(freedom, (bounds[:, :, 1:] - centre) / spread)
    inside = np.clip(below + levels * (above - below), 1e-12, 1 - 1e-12)
    return np.asarray(centre + spread * stdtrit(freedom, inside))


def medians(predictions: Predictions) -> Array:
    """The median of each forecast, (N, H)."""
    count, _, horizon = predictions.centre.shape
    return quantiles(predictions, np.array([0.5]), np.ones((count, horizon, 1)))[:, :, 0]


def joined(parts: Sequence[Predictions]) -> Predictions:
    """Predictions of one horizon, one after the other."""
    names = [field.name for field in fields(Predictions)]
    return Predictions(**{name: np.concatenate([getattr(part, name) for part in parts]) for name in names})


def taken(predictions: Predictions, places: NDArray[np.int_]) -> Predictions:
    """The predictions at some places, in the order of the places."""
    return Predictions(
        **{field.name: getattr(predictions, field.name)[places] for field in fields(Predictions)}
    )


def widened(predictions: Predictions, horizon: int) -> Predictions:
    """The same with NaN for horizons that were not asked for."""
    extra = horizon - predictions.shift.shape[1]
    if extra == 0:
        return predictions
    return replace(
        predictions,
        centre=np.pad(predictions.centre, ((0, 0), (0, 0), (0, extra)), constant_values=np.nan),
        spread=np.pad(predictions.spread, ((0, 0), (0, 0), (0, extra)), constant_values=np.nan),
        shift=np.pad(predictions.shift, ((0, 0), (0, extra)), constant_values=np.nan),
        bounds=np.pad(predictions.bounds, ((0, 0), (0, extra), (0, 0)), mode="edge"),
    )


def narrowed(predictions: Predictions, horizon: int) -> Predictions:
    """The same up to a horizon at most."""
    return replace(
        predictions,
        centre=predictions.centre[:, :, :horizon],
        spread=predictions.spread[:, :, :horizon],
        shift=predictions.shift[:, :horizon],
        bounds=predictions.bounds[:, :horizon],
    )


def in_whole_numbers(quantiles: Array, counts: NDArray[np.bool_]) -> Array:
    """The quantiles (N, ...) of counts as those of the whole numbers nearest to them: a count between two is none."""
    return np.where(counts.reshape(-1, *[1] * (quantiles.ndim - 1)), np.floor(quantiles + 0.5), quantiles)
