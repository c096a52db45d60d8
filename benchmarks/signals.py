"""False flags and power of three rules, side by side, and how fast charts are drawn. Run: python benchmarks/signals.py [series].

Worlds: quarterly series of standard deviation 1, in which nothing changes (false flags) or the last four results are two standard
deviations higher (power). A rule flags if it would call the last result anything but stable. Ours may also say that it cannot tell.
"""

import sys
from time import perf_counter

import numpy as np
import pandas as pd

from pmf_analysis.analysis.signals import assess_signals
from pmf_analysis.analysis.spc import xmr
from pmf_analysis.analysis.spc.limits import row_limits
from pmf_analysis.analysis.spc.rules import mark
from pmf_analysis.framework.periods import Frequency, Period

SERIES = 4_000
LENGTHS = (8, 12, 20, 40)
WORLDS = {"independent": (0.0, 0.0), "AR(1) 0.3": (0.3, 0.0), "AR(1) 0.6": (0.6, 0.0), "seasonal": (0.0, 1.5)}
STEP, STEP_AGE = 2.0, 4
MOST_FALSE = 0.03
CHARTS, CHART_POINTS = 10_000, 40
SEED = 20_251_231


def simulate(world, points, series, generator):
    """Series with unit variance round their season: shape (series, points)."""
    autocorrelation, amplitude = WORLDS[world]
    noise = generator.normal(size=(series, points))
    values = noise.copy()
    for place in range(1, points):
        values[:, place] = autocorrelation * values[:, place - 1] + noise[:, place] * np.sqrt(
            1 - autocorrelation**2
        )
    phase = generator.uniform(0, 2 * np.pi, size=(series, 1))
    return values + amplitude * np.sin(np.pi / 2 * np.arange(points) + phase)


def york_flags(values):
    """The latest three results, each better or each worse than the one before."""
    steps = np.sign(np.diff(values[:, -3:], axis=1))
    return np.abs(steps.sum(axis=1)) == 2


def xmr_flags(values):
    """The last point is special cause on a plain XmR chart."""
    return mark(values, row_limits(values)).code[:, -1] != 0


def our_signals(values):
    """`signal`, `noise` or `cannot_tell` for each series."""
    series, points = values.shape
    ids = [f"S{number:05d}" for number in range(series)]
    first = Period.parse("2015/16 Q1").ordinal
    periods = [Period(Frequency.QUARTERLY, first + place) for place in range(points)]
    history = pd.DataFrame(
        {
            "indicator_id": np.repeat(ids, points),
            "area_code": "E06000014",
            "period": [str(period) for period in periods] * series,
            "period_ordinal": [period.ordinal for period in periods] * series,
            "season": [period.season for period in periods] * series,
            "value": values.ravel(),
            "status": "",
        }
    )
    kind = {"polarity": "Up is Good", "frequency": "quarterly", "form": "flow"}
    indicators = pd.DataFrame({"indicator_id": ids}).assign(**kind)
    return assess_signals(history, indicators=indicators)["signal"].to_numpy()


def compare(world, points, series):
    """One row of the table."""
    generator = np.random.default_rng([SEED, points, list(WORLDS).index(world)])
    still = simulate(world, points, series, generator)
    stepped = still.copy()
    stepped[:, -STEP_AGE:] += STEP
    ours, ours_stepped = our_signals(still), our_signals(stepped)
    told = ours != "cannot_tell"
    return {
        "world": world,
        "points": points,
        "york_false": york_flags(still).mean(),
        "york_power": york_flags(stepped).mean(),
        "xmr_false": xmr_flags(still).mean(),
        "xmr_power": xmr_flags(stepped).mean(),
        "ours_false": (ours == "signal").sum() / max(told.sum(), 1),
        "ours_power": (ours_stepped == "signal").mean(),
        "cannot_tell": 1 - told.mean(),
        "cannot_tell_step": (ours_stepped == "cannot_tell").mean(),
    }


def time_charts():
    """Seconds for 10,000 series of 40 points: one chart at a time, and all of them at once."""
    values = np.random.default_rng(SEED).normal(size=(CHARTS, CHART_POINTS))
    dates = [period.end for period in (Period.parse("2015/16 Q1") + place for place in range(CHART_POINTS))]
    dates = [day.isoformat() for day in dates]
    start = perf_counter()
    for row in values:
        xmr(dates, row, improvement_direction="increase")
    one_by_one = perf_counter() - start
    start = perf_counter()
    mark(values, row_limits(values))
    return one_by_one, perf_counter() - start


def main() -> None:
    """Print the table, whether ours keeps its promises, and the times."""
    series = int(sys.argv[1]) if len(sys.argv) > 1 else SERIES
    table = pd.DataFrame([compare(world, points, series) for world in WORLDS for points in LENGTHS])
    print(f"{series:,} series a row; shares of series. ours_false counts those that ours could tell only.\n")
    print(table.to_string(index=False, float_format=lambda share: f"{share:.3f}"))
    worst = table["ours_false"].max()
    seasonal = table[table["world"] == "seasonal"]
    print(f"\nOurs: at most {worst:.3f} false flags (promised: {MOST_FALSE}).")
    print(
        f"Ours has more power than XmR on every seasonal row: {bool((seasonal.ours_power > seasonal.xmr_power).all())}."
    )
    one_by_one, at_once = time_charts()
    print(
        f"{CHARTS:,} series of {CHART_POINTS}: {one_by_one:.1f} s through xmr one by one, {at_once:.2f} s at once."
    )


if __name__ == "__main__":
    main()
