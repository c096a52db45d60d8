"""Results in another unit: 100 or 1,000 times what they should be, or a hundredth or a thousandth of it.

A percentage written as a fraction is a hundredth, pounds for thousands of pounds are 1,000 times. A series is held against itself and,
where councils agree, against what the others have.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
import pandas as pd

from pmf_analysis.analysis.data_quality.finding import VALIDITY, WARNS, Finding, listed
from pmf_analysis.analysis.data_quality.one_series import Series
from pmf_analysis.framework.numbers import write_value

FEWEST = 5
SAME_SCALE = 0.7  # powers of ten: within a factor of five of each other
NEAR_FACTOR = 0.35  # and of a jump, once the factor is taken out
FACTORS = {2: "100 times", 3: "1,000 times", -2: "a hundredth of", -3: "a thousandth of"}
SMALLEST_JUMP = 2  # powers of ten
MOST_ALIKE = (
    0.9  # of the councils, within SAME_SCALE of their median: then a size says something about a unit
)


def scale_jumps(series: Series) -> Iterator[Finding]:
    """Results 100 or 1,000 times the others, or a hundredth or a thousandth of them: another unit."""
    jumps = jumped(series.values)
    if not jumps or _is_small_count(series, jumps):
        return
    place = max(jumps)
    others = "" if len(jumps) == 1 else f", and so {_is_or_are(len(jumps) - 1)}"
    detail = (
        f"The result for {series.period(place)}, {series.written(place)}, is about {FACTORS[jumps[place]]} "
        f"what the indicator's other results are{others}: it looks like another unit."
    )
    step = f"Check the unit of {listed([series.period(each) for each in jumps])} at the source."
    yield series.finding("scale_jump", WARNS, detail, place, step)


def jumped(values: np.ndarray) -> dict[int, int]:
    """Place of each value that is in another unit than most, to the power of ten between them; empty where the series varies so much itself.

    Of two units that share a series evenly the earlier one counts as the usual one.

    >>> jumped(np.array([91.0, 92.0, 0.93, 94.0, 92.5, 91.0]))
    {2: -2}
    """
    places = np.flatnonzero(values)
    if len(places) < FEWEST:
        return {}
    powers = np.log10(np.abs(values[places]))
    near = (np.abs(powers[:, None] - powers) < SAME_SCALE).sum(axis=1)
    usual = np.abs(powers - powers[near.argmax()]) < SAME_SCALE
    steps = powers - np.median(powers[usual])
    found = {
        int(place): power
        for place, step in zip(places[~usual], steps[~usual], strict=True)
        for power in FACTORS
        if abs(step - power) < NEAR_FACTOR
    }
    return found if len(found) == (~usual).sum() and usual.sum() >= len(places) / 2 else {}


def comparator_jumps(
    observations: pd.DataFrame, indicators: pd.DataFrame, area_names: dict[str, str], *, home: str
) -> Iterator[Finding]:
    """The same in the series of other areas, which ranks and medians rest on.

    Args:
        observations: as at the quarter, of all areas.
        indicators: the register.
        area_names: area code to name.
        home: the home council, whose own series is checked elsewhere.
    """
    others = observations[(observations["area_code"] != home) & (observations["value"].abs() > 0)]
    powers = np.log10(others["value"].abs())
    usual = powers.groupby([others["indicator_id"], others["area_code"]]).transform("median")
    far = others[(powers - usual).abs() > SMALLEST_JUMP - NEAR_FACTOR]
    facts = indicators.set_index("indicator_id")
    for indicator_id, area in far[["indicator_id", "area_code"]].drop_duplicates().itertuples(index=False):
        rows = others[(others["indicator_id"] == indicator_id) & (others["area_code"] == area)]
        series = Series.of(facts, indicator_id, rows.sort_values("period_end"))
        for found in scale_jumps(series):
            yield replace(found, detail=f"{area_names.get(area, area)}: {found.detail}")


def unlike_comparators(
    history: pd.DataFrame, observations: pd.DataFrame, indicators: pd.DataFrame, *, councils: set[str]
) -> Iterator[Finding]:
    """A council's results that are in another unit than those of all others, where those agree on one.

    Args:
        history: the home council's results.
        observations: as at the quarter, of all areas.
        indicators: the register.
        councils: the area codes of the other councils.
    """
    others = observations[observations["area_code"].isin(councils) & (observations["value"].abs() > 0)]
    powers = np.log10(others["value"].abs())
    keys = [others["indicator_id"], others["period"]]
    middle = powers.groupby(keys).transform("median")
    alike = ((powers - middle).abs() < SAME_SCALE).groupby(keys).agg(["mean", "size"])
    known = powers.groupby(keys).median().rename("middle").to_frame().join(alike)
    known = known[(known["mean"] >= MOST_ALIKE) & (known["size"] >= FEWEST)]
    mine = history[history["value"].abs() > 0].merge(known.reset_index(), on=["indicator_id", "period"])
    steps = np.log10(mine["value"].abs()) - mine["middle"]
    facts = indicators.set_index("indicator_id")
    for power, words in FACTORS.items():
        for indicator_id, rows in mine[(steps - power).abs() < NEAR_FACTOR].groupby(
            "indicator_id", sort=False
        ):
            yield _unlike(str(indicator_id), rows, words, facts)


def _unlike(indicator_id: str, rows: pd.DataFrame, words: str, facts: pd.DataFrame) -> Finding:
    unit, decimals = facts.loc[indicator_id, ["unit", "decimals"]]
    row = rows.iloc[-1]
    mine, theirs = (write_value(value, unit, decimals) for value in (row["value"], 10 ** row["middle"]))
    others = "" if len(rows) == 1 else f", and so {_is_or_are(len(rows) - 1)}"
    detail = (
        f"The result for {row['period']}, {mine}, is about {words} what other councils have (their median is {theirs}){others}: "
        "it looks like another unit."
    )
    step = f"Check the unit of {listed(list(rows['period']))} at the source."
    return Finding(
        indicator_id,
        VALIDITY,
        "unlike_comparators",
        WARNS,
        detail,
        row["period"],
        int(row["source_row"]),
        step,
    )


def _is_small_count(series: Series, jumps: dict[int, int]) -> bool:
    """Whole numbers that fall from tens to one or two: a count that fell, not a unit."""
    values = series.values
    whole = bool((values == np.round(values)).all())
    return whole and series.decimals == 0 and all(power < 0 for power in jumps.values())


def _is_or_are(count: int) -> str:
    return "is 1 other" if count == 1 else f"are {count} others"
