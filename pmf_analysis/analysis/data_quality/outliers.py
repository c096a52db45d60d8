"""Results far from their neighbours, by the variation that the rest of the series shows."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from pmf_analysis.analysis.data_quality.finding import NOTES, WARNS, Finding
from pmf_analysis.analysis.data_quality.one_series import Series
from pmf_analysis.analysis.data_quality.scale import jumped

NEIGHBOURS = 3
FEWEST_FOR_LIMITS = 8
SPREAD_OF_RANGES = 1.128  # d2: a mean moving range in standard deviations
FAR, VERY_FAR = 5.0, 8.0  # standard deviations: of a recent result; of one long since published
RECENT_DAYS = 366


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
