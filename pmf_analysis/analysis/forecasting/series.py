"""Reading observations as series: what is known of each indicator and area, and why some cannot be forecast."""

from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.settings import ForecastSettings
from pmf_analysis.errors import DataError
from pmf_analysis.framework.periods import Frequency, Period

NEEDED = ("indicator_id", "area_code", "period", "value")
COUNT_UNITS = frozenset(
    {"cases", "households", "people", "children", "reports", "claimants", "guest nights", "number", "count"}
)
BRIDGED_FORMS = frozenset(
    {"flow", "snapshot", "rate"}
)  # overlapping and cumulative values have no one step at which their level changes
THREE_YEAR_WINDOW, QUARTERS_IN_ROLLING_YEAR, MONTHS_IN_ROLLING_YEAR = 3, 4, 12


@dataclass(frozen=True)
class Facts:
    """What the `indicators` table says that a forecast needs; everything may be unknown."""

    frequency: Frequency | None = None
    form: str = ""
    unit: str = ""
    polarity: str = "Up is Good"
    lower: float = -np.inf
    upper: float = np.inf
    decimals: int | None = None


@dataclass(frozen=True)
class Series:
    """One indicator in one area.

    Attributes:
        indicator_id, area_code: whose it is.
        frequency: of its periods.
        first: the period of step 0.
        steps: the steps that have a value, ascending, from 0.
        values: their values.
        facts: bounds, form, polarity.
        warnings: what a reader should be told of the data, in words.
        shift: the step of a break from which the level is another, which is estimated; 0 for none.
    """

    indicator_id: str
    area_code: str
    frequency: Frequency
    first: Period
    steps: tuple[int, ...]
    values: NDArray[np.float64]
    facts: Facts
    warnings: tuple[str, ...] = field(default=())
    shift: int = 0

    @property
    def season(self) -> int:
        """Periods a year."""
        return self.frequency.periods_per_year

    @property
    def window(self) -> int:
        """How many underlying periods each value averages: 4 for a rolling year of quarters, 1 for none."""
        if self.frequency is Frequency.THREE_YEARS:
            return THREE_YEAR_WINDOW
        if self.facts.form == "rolling_year":
            return {4: QUARTERS_IN_ROLLING_YEAR, 12: MONTHS_IN_ROLLING_YEAR}.get(self.season, 1)
        return 1

    @property
    def counts(self) -> bool:
        """Whether values are whole numbers of things: so are their forecasts, and none is below zero."""
        return self.facts.unit in COUNT_UNITS and bool(np.all(self.values == np.floor(self.values)))

    @property
    def cutoff(self) -> Period:
        """The last period with a value."""
        return self.first + self.steps[-1]

    def until(self, count: int) -> "Series":
        """The series as it stood after its first `count` values."""
        return replace(self, steps=self.steps[:count], values=self.values[:count])


@dataclass(frozen=True)
class Refusal:
    """A series that is not forecast."""

    indicator_id: str
    area_code: str
    cutoff: str
    reason: str


def read_facts(indicators: pd.DataFrame | None) -> dict[str, Facts]:
    """The facts of each indicator id."""
    if indicators is None:
        return {}
    return {str(row["indicator_id"]): _facts(row) for row in indicators.to_dict("records")}


def _facts(row: dict[str, object]) -> Facts:
    def text(name: str, otherwise: str = "") -> str:
        value = row.get(name)
        return otherwise if value is None or pd.isna(value) else str(value)

    def number(name: str, otherwise: float) -> float:
        return float(text(name, str(otherwise)))

    decimals, unit = text("decimals"), text("unit")
    return Facts(
        frequency=Frequency(text("frequency")) if text("frequency") else None,
        form=text("form"),
        unit=unit,
        polarity=text("polarity", "Up is Good"),
        lower=number("lower_bound", 0.0 if unit in COUNT_UNITS else -np.inf),
        upper=number("upper_bound", np.inf),
        decimals=int(float(decimals)) if decimals else None,
    )


def read_series(
    observations: pd.DataFrame, *, facts: dict[str, Facts], settings: ForecastSettings
) -> tuple[list[Series], list[Refusal]]:
    """Every series in the observations, in the order of indicator and area, and those that cannot be forecast.

    Raises:
        DataError: if a column is missing, or a series has two values for one period.
        PeriodError: if a period cannot be read.
    """
    missing = [name for name in NEEDED if name not in observations.columns]
    if missing:
        raise DataError(f"observations: no column {', '.join(missing)}; needed are {', '.join(NEEDED)}")
    keyed = _keyed(observations)
    cells = list(zip(*(keyed[name].tolist() for name in ("period", "value", "status")), strict=True))
    found: list[Series] = []
    refused: list[Refusal] = []
    groups = keyed.groupby(["indicator_id", "area_code"]).indices
    for (indicator_id, area_code), places in sorted(groups.items()):
        rows = [cells[place] for place in places]
        outcome = _one(indicator_id, area_code, rows, facts.get(indicator_id, Facts()), settings)
        if isinstance(outcome, Series):
            found.append(outcome)
        else:
            refused.append(outcome)
    return found, refused


def _keyed(observations: pd.DataFrame) -> pd.DataFrame:
    status = (
        observations["status"]
        if "status" in observations.columns
        else pd.Series("", index=observations.index)
    )
    return pd.DataFrame(
        {
            "indicator_id": observations["indicator_id"].astype(str),
            "area_code": observations["area_code"].fillna("").astype(str),
            "period": observations["period"].astype(str),
            "value": pd.to_numeric(observations["value"]).astype(float),
            "status": status.fillna("").astype(str),
        }
    )


def _one(
    indicator_id: str,
    area_code: str,
    rows: list[tuple[str, float, str]],
    facts: Facts,
    settings: ForecastSettings,
) -> Series | Refusal:
    periods = [Period.parse(text, frequency=facts.frequency) for text, _, _ in rows]
    if len(set(periods)) < len(periods):
        raise DataError(
            f"observations: {indicator_id} in {area_code or 'no area'} has two values for one period; keep one"
        )
    if len({period.frequency for period in periods}) > 1:
        raise DataError(
            f"observations: {indicator_id} in {area_code or 'no area'} mixes frequencies; give it one"
        )
    ordered = sorted(
        (period, value, status) for period, (_, value, status) in zip(periods, rows, strict=True)
    )
    broken = max((i for i, row in enumerate(ordered) if "b" in _flags(row[2])), default=0)
    since = 0 if _is_bridged(ordered, broken, facts, settings) else broken
    warnings = [f"only data since the break in {ordered[broken][0]}"] if since else []
    if broken and not since:
        warnings = [f"a change of level at the break in {ordered[broken][0]} is estimated"]
    known = [(period, value) for period, value, _ in ordered[since:] if np.isfinite(value)]
    if not known:
        return Refusal(indicator_id, area_code, "", "not forecast: no value")
    frequency = known[0][0].frequency
    kept = known[-settings.longest(frequency) :]
    first = kept[0][0]
    if len(kept) < settings.least_points:
        reason = f"not forecast: {len(kept)} value{'s' * (len(kept) != 1)}{' since the break' * bool(since)}, at least {settings.least_points} are needed"
        return Refusal(indicator_id, area_code, str(kept[-1][0]), reason)
    steps = tuple(period - first for period, _ in kept)
    shift = max(0, ordered[broken][0] - first) if broken and not since else 0
    gaps = steps[-1] + 1 - len(steps)
    if gaps:
        warnings.append(f"{gaps} period{'s' * (gaps != 1)} without a value")
    if "p" in _flags(ordered[-1][2]):
        warnings.append("the last value is provisional")
    values = np.array([float(value) for _, value in kept])
    facts, told = _bounds_that_hold(facts, values)
    return Series(indicator_id, area_code, frequency, first, steps, values, facts, (*warnings, *told), shift)


def _is_bridged(
    ordered: list[tuple[Period, float, str]], broken: int, facts: Facts, settings: ForecastSettings
) -> bool:
    """Whether the data before a break are kept and a change of level is estimated: while few are known since, and enough before."""
    before, after = (
        int(np.isfinite([value for _, value, _ in part]).sum())
        for part in (ordered[:broken], ordered[broken:])
    )
    single = facts.form == "" or facts.form in BRIDGED_FORMS
    enough = settings.least_bridge <= after < settings.most_bridge and before >= settings.least_before
    return single and enough and ordered[0][0].frequency is not Frequency.THREE_YEARS


def _flags(status: str) -> list[str]:
    return status.replace(",", " ").replace(";", " ").split()


def _bounds_that_hold(facts: Facts, values: NDArray[np.float64]) -> tuple[Facts, list[str]]:
    """A bound that the data break is no bound: it is dropped and told."""
    told = []
    if values.min() < facts.lower:
        told.append(f"the lower bound {facts.lower:g} is broken by the data and was left out")
        facts = replace(facts, lower=-np.inf)
    if values.max() > facts.upper:
        told.append(f"the upper bound {facts.upper:g} is broken by the data and was left out")
        facts = replace(facts, upper=np.inf)
    return facts, told
