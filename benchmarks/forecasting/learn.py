"""Learn the prior weights, rises and interval widths of `pmf_analysis/analysis/forecasting/learned.py`, and print them as Python.

    python benchmarks/forecasting/learn.py weights FOLDER     (with the weights in learned.py as they are: starts even)
    python benchmarks/forecasting/learn.py rises FOLDER       (after the weights have been pasted in)
    python benchmarks/forecasting/learn.py widths FOLDER      (after the rises have been pasted in)

FOLDER holds series.parquet and meta.csv. Monthly series also serve in quarters, since no other quarterly ones than M3's are to hand.
"""

import sys
from collections import defaultdict
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from series import HOME, SAMPLE, Case, council_cases, in_quarters, read_cases

from pmf_analysis.analysis.forecasting import learned
from pmf_analysis.analysis.forecasting.batch import Task, forecast_tasks
from pmf_analysis.analysis.forecasting.candidates import ALPHAS, SEASONS, TRENDS, candidates
from pmf_analysis.analysis.forecasting.grid import SHAPE, USUAL_SHOCK, Calendar, matrices, usual_change
from pmf_analysis.analysis.forecasting.predictions import quantiles
from pmf_analysis.analysis.forecasting.series import Facts, Series
from pmf_analysis.analysis.forecasting.settings import ForecastSettings
from pmf_analysis.framework.periods import Frequency, Period

Array = NDArray[np.float64]

FREQUENCY = {1: Frequency.CALENDAR_YEAR, 4: Frequency.QUARTERLY, 12: Frequency.MONTHLY}
LONGEST = {1: 60, 4: 64, 12: 120}
CUTS = {1: (0, 8, 12, 20), 4: (0, 8, 12, 20), 12: (0, 24, 36)}
ROUNDS, EVEN = 60, 0.5  # of expectation-maximisation; pseudo-count of each candidate
POINTS = (5, 8, 12, 16, 20, 28, 40)  # cuts at which widths are looked at
COUNCIL_SHARE = 0.25  # forty councils share their publishers, years and shocks: they are fewer than they look
CENTRAL = np.array([0.5, 0.8, 0.95])
LEVELS = np.array([0.025, 0.1, 0.25, 0.5, 0.75, 0.9, 0.975])


def training(folder: Path, season: int) -> list[Case]:
    """The cases of one number of periods a year."""
    cases = read_cases(folder)
    council = council_cases(SAMPLE, without=HOME)
    return [case for case in [*cases, *in_quarters(cases), *council] if case.season == season]


def says(cases: list[Case]) -> Array:
    """How much each case says: a dataset's say grows with the root of its size; the council's own is kept to a share of that."""
    names, places = np.unique([case.dataset for case in cases], return_inverse=True)
    share = np.where(np.char.startswith(names, "council"), COUNCIL_SHARE, 1.0)
    return np.asarray((share / np.sqrt(np.bincount(places, minlength=len(names))))[places])


def evidence(cases: list[Case], season: int) -> tuple[Array, Array]:
    """Log evidence of each candidate for each case, both scales together, (N, C), and how much each says."""
    groups: dict[int, list[Array]] = defaultdict(list)
    weights: dict[int, list[float]] = defaultdict(list)
    for case, say in zip(cases, says(cases), strict=True):
        for cut in CUTS[season]:
            known = case.known[-LONGEST[season] :][-cut:]
            if np.ptp(known) > 0 and len(known) >= 2 * season:
                groups[len(known)].append(known)
                weights[len(known)].append(say)
    rows = []
    for count, values in sorted(groups.items()):
        stacked = np.stack(values)
        plain = fits(stacked, season, count)
        positive = (stacked.min(axis=1) > 0) & (stacked.max(axis=1) >= 2 * stacked.min(axis=1))
        if positive.any():
            logs = np.log(stacked[positive])
            plain[positive] = np.logaddexp(
                plain[positive], fits(logs, season, count) - logs[:, 1:].sum(axis=1)[:, None]
            )
        rows.append(plain)
    return np.concatenate(rows), np.concatenate([weights[count] for count in sorted(weights)])


def fits(values: Array, season: int, count: int) -> Array:
    """Log evidence of each candidate on one scale, (N, C)."""
    known = matrices(Calendar(tuple(range(count)), count, season, 1, 1, LONGEST[season] + 1))
    rows = []
    for chunk in np.array_split(values, max(1, len(values) // 100)):
        residuals = known.whiten @ (chunk - chunk[:, :1]).T
        prior = 2 * SHAPE * (USUAL_SHOCK * usual_change(chunk, season, np.ones(len(chunk)))) ** 2
        freedom = 2 * SHAPE + count - 1
        square = np.sum(residuals**2, axis=1) + prior
        rows.append((-known.log_root[:, None] - freedom / 2 * np.log(square) + SHAPE * np.log(prior)).T)
    return np.concatenate(rows)


def learn_weights(folder: Path, season: int) -> None:
    """Expectation-maximisation of the factored prior."""
    shape = (len(ALPHAS), len(TRENDS), len(SEASONS) if season > 1 else 1)
    logs, say = evidence(training(folder, season), season)
    say *= len(say) / say.sum()
    likelihoods = np.exp(logs - logs.max(axis=1, keepdims=True))
    weights = np.full(len(candidates(season)), 1 / len(candidates(season)))
    for _ in range(ROUNDS):
        shares = likelihoods * weights
        shares /= shares.sum(axis=1, keepdims=True)
        table = (say @ shares + EVEN).reshape(shape)
        table /= table.sum()
        factored = np.einsum("as,t->ats", table.sum(axis=1), table.sum(axis=(0, 2)))
        weights = (factored / factored.sum()).ravel()
    print(f"# {len(logs)} series\nLEVEL_AND_SEASON[{season}] =", rounded(table.sum(axis=1)))
    print(f"TREND[{season}] =", rounded(table.sum(axis=(0, 2))), flush=True)


def learn_rises(folder: Path, season: int) -> None:
    """The median of the signed ratio of error to half-width. The council took no part: many of its series are shares."""
    learned.WIDTHS.clear()
    learned.RISES.clear()
    cases = [case for case in training(folder, season) if not case.dataset.startswith("council")]
    table = np.zeros((len(learned.RISE_COUNTS), len(learned.HORIZONS)))
    for row, count in zip(table, learned.RISE_COUNTS, strict=True):
        ratios, weights = signed_ratios(cases, season, count)
        found = [weighted_quantile(ratios[:, h - 1, 0], weights, 0.5) for h in learned.HORIZONS]
        row[:] = np.where(
            np.isfinite(found), found, found[-2]
        )  # no yearly series is followed for eight years
    print(f"RISES[{season}] =", rounded(table), flush=True)


def learn_widths(folder: Path, season: int) -> None:
    """The ratio of error to half-width at the right place of its distribution, as a line in the log of the points known."""
    learned.WIDTHS.clear()
    cases, tables, sizes = training(folder, season), [], []
    for count in POINTS:
        ratios, weights = signed_ratios(cases, season, count)
        tables.append(
            [
                [weighted_quantile(np.abs(ratios[:, h - 1, k]), weights, CENTRAL[k]) for k in range(3)]
                for h in learned.HORIZONS
            ]
        )
        sizes.append([[np.isfinite(ratios[:, h - 1, 0]).sum()] * 3 for h in learned.HORIZONS])
    fitted = np.exp(lines(np.log(np.array(tables)), np.array(sizes, dtype=float)))
    print(f"WIDTHS[{season}] =", rounded(fitted), flush=True)


def signed_ratios(cases: list[Case], season: int, count: int) -> tuple[Array, Array]:
    """Error over the half-width on its side, (N, H, 3), NaN where nothing came, and each case's weight."""
    horizon = max(learned.HORIZONS)
    chosen = [case for case in cases if len(case.known) >= count]
    first = Period(FREQUENCY[season], 2000 * season)
    tasks = [
        Task(
            Series(
                case.dataset,
                case.name,
                FREQUENCY[season],
                first,
                tuple(range(count)),
                case.known[-count:],
                Facts(),
            ),
            count,
            horizon,
        )
        for case in chosen
    ]
    predictions = forecast_tasks(tasks, settings=ForecastSettings())
    foretold = quantiles(predictions, LEVELS, np.ones((len(tasks), horizon, len(LEVELS))))
    ahead = np.full((len(tasks), horizon), np.nan)
    for row, case in zip(ahead, chosen, strict=True):
        row[: min(horizon, len(case.ahead))] = case.ahead[:horizon]
    error = (ahead - foretold[:, :, 3])[:, :, None]
    half = np.where(
        error >= 0, foretold[:, :, 4:] - foretold[:, :, 3:4], foretold[:, :, 3:4] - foretold[:, :, 2::-1]
    )
    return error / np.where(half > 0, half, np.nan), says(chosen)


def weighted_quantile(values: Array, weights: Array, level: float) -> float:
    """The smallest value below which a share of the weight lies."""
    kept = np.isfinite(values)
    if not kept.any():
        return float("nan")
    order = np.argsort(values[kept])
    share = np.cumsum(weights[kept][order]) / weights[kept].sum()
    return float(values[kept][order][min(int(np.searchsorted(share, level)), len(order) - 1)])


def lines(tables: Array, sizes: Array) -> Array:
    """For each horizon and level the line through what was found over the log of the points, weighted by series, at `learned.COUNTS`."""
    fitted = np.empty((len(learned.COUNTS), *tables.shape[1:]))
    for place in np.ndindex(*tables.shape[1:]):
        y, weight = tables[:, *place], np.sqrt(sizes[:, *place])
        kept = np.isfinite(y)
        if not kept.any():  # no yearly series is followed for eight years: what held for the horizon before
            fitted[:, *place] = fitted[:, place[0] - 1, place[1]]
            continue
        slope, level = np.polyfit(np.log(np.array(POINTS))[kept], y[kept], 1, w=weight[kept])
        fitted[:, *place] = level + slope * np.log(learned.COUNTS)
    return fitted


def rounded(values: Array) -> object:
    """Nested tuples of numbers with three digits."""
    if values.ndim == 0:
        return float(f"{float(values):.3g}")
    return tuple(rounded(part) for part in values)


if __name__ == "__main__":
    learn = {"weights": learn_weights, "rises": learn_rises, "widths": learn_widths}[sys.argv[1]]
    for periods in (1, 4, 12):
        learn(Path(sys.argv[2]), periods)
