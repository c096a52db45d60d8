"""Whether a result fits its own series: its scale, its sign, repeats that are too many, values far from their neighbours.

Each check looks at the home council's results of one indicator. The numbers were set on the real sample, so that what ordinary
series do (small counts, 2020, values rounded at source) is not told as a fault; `docs/data-sources.md` has what they find there.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import pandas as pd

from pmf_analysis.analysis.data_quality.finding import ACCURACY, NOTES, VALIDITY, WARNS, Finding, listed
from pmf_analysis.framework.numbers import write_value

FEWEST = 5
SAME_SCALE = 0.7  # powers of ten: within a factor of five of each other
NEAR_FACTOR = 0.35  # and of a jump, once the factor is taken out
FACTORS = {2: "100 times", 3: "1,000 times", -2: "a hundredth of", -3: "a thousandth of"}
SIGN_SHARE = 0.2  # a sign that more results have is the series's own
UNLIKELY = (
    0.1  # expected runs as long as this one, in a series that repeats as often as this one otherwise does
)
NEIGHBOURS = 3
FEWEST_FOR_LIMITS = 8
SPREAD_OF_RANGES = 1.128  # d2: a mean moving range in standard deviations
FAR, VERY_FAR = 5.0, 8.0  # standard deviations: of a recent result; of one long since published
RECENT_DAYS = 366


@dataclass(frozen=True)
class Series:
    """The home council's results of one indicator, in order.

    Attributes:
        indicator_id, unit, decimals: as in the register.
        bounds: the lowest and the highest value there can be.
        rows: the results that hold a value.
    """

    indicator_id: str
    unit: str
    decimals: int
    bounds: tuple[float, float]
    rows: pd.DataFrame

    @property
    def values(self) -> np.ndarray:
        """The values, in order."""
        return np.asarray(self.rows["value"], dtype="float64")

    def written(self, place: int) -> str:
        """A value as readers see it."""
        return write_value(self.values[place], self.unit, self.decimals)

    def period(self, place: int) -> str:
        """The period of a value."""
        return str(self.rows["period"].iloc[place])

    def finding(self, name: str, severity: str, detail: str, place: int, step: str) -> Finding:
        """A finding about one of the values."""
        dimension = VALIDITY if name in ("scale_jump", "sign_flip") else ACCURACY
        row = int(self.rows["source_row"].iloc[place])
        return Finding(self.indicator_id, dimension, name, severity, detail, self.period(place), row, step)


def unfitting(history: pd.DataFrame, indicators: pd.DataFrame) -> Iterator[Finding]:
    """Every check of a series against itself, an indicator at a time."""
    facts = indicators.set_index("indicator_id")
    for name, rows in history[history["value"].notna()].groupby("indicator_id", sort=False):
        fact = facts.loc[name]
        bounds = (float(fact["lower_bound"]), float(fact["upper_bound"]))
        series = Series(str(name), fact["unit"], int(fact["decimals"]), bounds, rows)
        for check in CHECKS:
            yield from check(series)


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
    return found if len(found) == (~usual).sum() and usual.sum() > len(places) / 2 else {}


def sign_flips(series: Series) -> Iterator[Finding]:
    """Results with another sign than the others, of about their size."""
    values = series.values
    for sign in (1, -1):
        odd = np.flatnonzero(sign * values < 0)
        rest = values[sign * values > 0]
        if len(values) < FEWEST or not len(odd) or len(odd) > SIGN_SHARE * len(values):
            continue
        usual = float(np.median(np.abs(rest)))
        for place in odd[(np.abs(values[odd]) > usual / 3) & (np.abs(values[odd]) < usual * 3)]:
            words = "negative" if sign > 0 else "positive"
            detail = f"The result for {series.period(place)}, {series.written(place)}, is {words}; the others are not."
            yield series.finding("sign_flip", WARNS, detail, int(place), "Check the sign at the source.")


def copied_forward(series: Series) -> Iterator[Finding]:
    """The same value period after period, in a series that seldom repeats itself."""
    values = series.values
    repeats = int((np.diff(values) == 0).sum())
    start = 0
    for value, run in groupby(values):
        length = len(list(run))
        start += length
        if length < 3 or value in series.bounds or value == 0:
            continue
        chance = _expected_runs(len(values), repeats, length)
        if chance < UNLIKELY:
            first, last = series.period(start - length), series.period(start - 1)
            detail = (
                f"The same value, {series.written(start - 1)}, stands for {length} periods from {first} to {last}; "
                "the series seldom repeats a value otherwise."
            )
            step = "Ask the source whether the value was copied forward instead of measured."
            yield series.finding("copied_forward", WARNS, detail, start - 1, step)


def outliers(series: Series) -> Iterator[Finding]:
    """Results far from their neighbours, by the variation that the rest of the series shows (XmR without the result itself)."""
    values = series.values
    if len(values) < FEWEST_FOR_LIMITS:
        return
    ends = series.rows["period_end"]
    recent = (ends > ends.iloc[-1] - pd.Timedelta(days=RECENT_DAYS)).to_numpy()
    jumps = jumped(values)
    for place, distance in enumerate(distances(values)):
        limit = FAR if recent[place] else VERY_FAR
        if distance > limit and place not in jumps:
            detail = (
                f"The result for {series.period(place)}, {series.written(place)}, is far from those around it: "
                f"{distance:.0f} standard deviations of the rest of the series."
            )
            step = "Confirm the value with the source; if it is right, say why it stands out."
            severity = WARNS if recent[place] else NOTES
            yield series.finding("outlier", severity, detail, place, step)


def distances(values: np.ndarray) -> list[float]:
    """How far each value is from its neighbours, in standard deviations of the series without it.

    Of its distances from the one before, the one after and the median of those around it the smallest counts: a series that
    climbs, or that has moved to another level, has no value that stands alone.
    """
    found = []
    for place, value in enumerate(values):
        before, after = values[max(0, place - NEIGHBOURS) : place], values[place + 1 : place + 1 + NEIGHBOURS]
        near = [*before[-1:], *after[:1], np.median(np.r_[before, after])]
        spread = np.abs(np.diff(np.delete(values, place))).mean() / SPREAD_OF_RANGES
        found.append(float(np.abs(near - value).min() / spread) if spread > 0 else 0.0)
    return found


def _is_small_count(series: Series, jumps: dict[int, int]) -> bool:
    """Whole numbers that fall from tens to one or two: a count that fell, not a unit."""
    values = series.values
    whole = bool((values == np.round(values)).all())
    return whole and series.decimals == 0 and all(power < 0 for power in jumps.values())


def _is_or_are(count: int) -> str:
    return "is 1 other" if count == 1 else f"are {count} others"


def _expected_runs(count: int, repeats: int, length: int) -> float:
    """How many runs of this length a series would have by chance, from how often it repeats a value outside the run."""
    pairs = count - length
    again = (repeats - (length - 1) + 1) / (pairs + 2)
    return count * again ** (length - 1)


CHECKS: tuple[Callable[[Series], Iterator[Finding]], ...] = (
    scale_jumps,
    sign_flips,
    copied_forward,
    outliers,
)
