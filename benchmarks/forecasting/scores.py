"""Accuracy, interval and chance scores, each from its definition in the M4 competition or the textbooks; no forecasting here."""

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

BINS = (0.0, 0.1, 0.35, 0.65, 0.9, 1.0)  # of chances, as the words for them


def smape(forecast: Array, actual: Array) -> float:
    """Symmetric mean absolute percentage error, in per cent, averaged over series: both (N, H)."""
    size = np.abs(forecast) + np.abs(actual)
    return float(np.mean(200 * np.abs(forecast - actual) / np.where(size > 0, size, 1.0)))


def scales(known: list[Array], season: int) -> Array:
    """MASE's denominators, (N,): the mean absolute change on the season before (the value before, if shorter); NaN if it never changed."""
    found = []
    for values in known:
        lag = season if len(values) > season else 1
        change = np.mean(np.abs(values[lag:] - values[:-lag]))
        found.append(change if change > 0 else np.nan)
    return np.array(found)


def mase(forecast: Array, actual: Array, scale: Array) -> float:
    """Mean absolute scaled error, averaged over series."""
    return float(np.nanmean(np.mean(np.abs(forecast - actual), axis=1) / scale))


def msis(low: Array, high: Array, actual: Array, scale: Array, *, level: float) -> float:
    """Mean scaled interval score of central intervals of a level in per cent."""
    miss = 1 - level / 100
    below, above = np.maximum(low - actual, 0), np.maximum(actual - high, 0)
    return float(np.nanmean(np.mean(high - low + 2 / miss * (below + above), axis=1) / scale))


def coverage(low: Array, high: Array, actual: Array) -> float:
    """The share of outturns inside."""
    return float(np.mean((actual >= low) & (actual <= high)))


def scaled_crps(quantiles: Array, levels: Array, actual: Array, scale: Array) -> float:
    """Continuous ranked probability score as twice the mean quantile loss over levels, scaled like MASE: quantiles (N, H, P)."""
    error = actual[:, :, None] - quantiles
    loss = np.maximum(levels * error, (levels - 1) * error)
    width = np.gradient(levels)
    return float(np.nanmean(2 * (loss @ width).mean(axis=1) / width.sum() / scale))


def brier_skill(chance: Array, met: Array) -> float:
    """1 less the Brier score relative to always giving the share met."""
    climate = np.mean((np.mean(met) - met) ** 2)
    return float(1 - np.mean((chance - met) ** 2) / climate)


def calibration_error(chance: Array, met: Array) -> float:
    """The mean absolute gap between the chance given and the share met, over the bins of the words, weighted by their sizes."""
    places = np.clip(np.digitize(chance, BINS) - 1, 0, len(BINS) - 2)
    gaps = [
        np.sum(places == place) * abs(np.mean(chance[places == place]) - np.mean(met[places == place]))
        for place in np.unique(places)
    ]
    return float(sum(gaps) / len(chance))


def naive2(known: Array, *, season: int, horizon: int) -> Array:
    """Naive2 of M4: the last seasonally adjusted value, its season put back, where the series is seasonal at 90 %."""
    last = np.full(horizon, known[-1])
    if season == 1 or not seasonal_at_90(known, season) or known.min() <= 0:
        return last
    half, kernel = season // 2, np.ones(season + 1 - season % 2)
    if season % 2 == 0:
        kernel[[0, -1]] = 0.5
    trend = np.convolve(known, kernel / season, mode="valid")
    ratios = known[half : half + len(trend)] / trend
    places = np.arange(half, half + len(trend)) % season
    index = np.array([ratios[places == place].mean() for place in range(season)])
    index /= index.mean()
    ahead = (len(known) + np.arange(horizon)) % season
    return np.asarray(known[-1] / index[(len(known) - 1) % season] * index[ahead])


def seasonal_at_90(known: Array, season: int) -> bool:
    """M4's test: the autocorrelation at one year beyond its 90 % limit; never below three years."""
    if len(known) < 3 * season or np.ptp(known) == 0:
        return False
    centred = known - known.mean()
    found = [float(centred[lag:] @ centred[:-lag] / (centred @ centred)) for lag in range(1, season + 1)]
    limit = 1.645 * np.sqrt((1 + 2 * np.sum(np.square(found[:-1]))) / len(known))
    return bool(abs(found[-1]) > limit)
