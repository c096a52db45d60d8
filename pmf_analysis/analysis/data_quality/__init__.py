"""What a careful reader must know about the data, on the framework's six dimensions.

Each finding names the indicator, the dimension, a sentence and the next step. A finding lowers the confidence of an exception; it
never hides one.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict, fields

import pandas as pd

from pmf_analysis.analysis.data_quality import against, dimensions, register, scale, series, values
from pmf_analysis.analysis.data_quality.dimensions import six_dimensions
from pmf_analysis.analysis.data_quality.doubts import most_confidence
from pmf_analysis.analysis.data_quality.finding import DIMENSIONS, SEVERITIES, Finding
from pmf_analysis.data.checks import Dataset
from pmf_analysis.data.settings import Settings

__all__ = ["DIMENSIONS", "SEVERITIES", "Finding", "find_quality", "most_confidence", "six_dimensions"]


def find_quality(
    dataset: Dataset,
    settings: Settings,
    *,
    observations: pd.DataFrame,
    history: pd.DataFrame,
    targets: pd.DataFrame,
    assessments: pd.DataFrame,
) -> pd.DataFrame:
    """Every check on the clean data of a quarter.

    Args:
        dataset: the clean tables, with every vintage, and the quarantine.
        settings: who the home council is, and the day that counts.
        observations: as at the quarter, of all areas.
        history: the home council's part of them, in order.
        targets: those that apply to the home council, one for each indicator and period.
        assessments: one row for each indicator.

    Returns:
        One row for each finding, with the fields of `Finding`, the gravest first.
    """
    areas = dataset["areas"]
    names = dict(zip(areas["area_code"], areas["area_name"], strict=True))
    found = [
        *_of_the_register(dataset, settings, assessments, names[settings.council.area_code]),
        *_of_the_results(dataset, settings, history, targets),
        *_of_all_areas(dataset, settings, observations, history, names),
    ]
    return _ordered(_told_once(found))


def _of_the_register(
    dataset: Dataset, settings: Settings, assessments: pd.DataFrame, home_name: str
) -> Iterator[Finding]:
    indicators, home = dataset["indicators"], settings.council.area_code
    joined = indicators.drop(columns="source_row").merge(
        assessments.drop(columns="directorate"), on="indicator_id"
    )
    yield from register.wrong_council(home_name, settings.council.name)
    yield from against.received(joined, known_on=settings.as_at)
    yield from register.late(joined)
    yield from register.without_result(joined)
    yield from register.withheld(joined)
    yield from register.quarantined(dataset.quarantine)
    yield from register.marked(joined)
    yield from register.printed_direction(joined)
    yield from register.without_target(joined)
    yield from register.foreign_group(indicators, dataset["comparator_groups"], home, home_name)
    yield from dimensions.attestations_due(dataset["attestations"], known_on=settings.as_at)


def _of_the_results(
    dataset: Dataset, settings: Settings, history: pd.DataFrame, targets: pd.DataFrame
) -> Iterator[Finding]:
    indicators, home = dataset["indicators"], settings.council.area_code
    mine = dataset["observations"][dataset["observations"]["area_code"] == home]
    yield from register.gaps(history, indicators)
    yield from register.breaks(history)
    yield from values.out_of_bounds(history, indicators)
    yield from values.outside_interval(history, indicators)
    yield from series.unfitting(history, indicators)
    yield from against.targets_in_another_unit(targets, history, indicators)
    yield from against.unexplained_revisions(mine, indicators)
    yield from against.impossible_periods(mine, known_on=settings.as_at)


def _of_all_areas(
    dataset: Dataset,
    settings: Settings,
    observations: pd.DataFrame,
    history: pd.DataFrame,
    names: dict[str, str],
) -> Iterator[Finding]:
    """What ranks, medians and comparisons rest on."""
    indicators, areas, home = dataset["indicators"], dataset["areas"], settings.council.area_code
    councils = set(areas.loc[areas["kind"] == "council", "area_code"]) - {home}
    yield from values.ratios(observations, names)
    yield from scale.comparator_jumps(observations, indicators, names, home=home)
    yield from scale.unlike_comparators(history, observations, indicators, councils=councils)


def _told_once(found: list[Finding]) -> list[Finding]:
    """A jump that the series itself shows is not told again because other councils show it too."""
    jumps = {(each.indicator_id, each.period) for each in found if each.finding == "scale_jump"}
    return [
        each
        for each in found
        if each.finding != "unlike_comparators" or (each.indicator_id, each.period) not in jumps
    ]


def _ordered(found: Iterable[Finding]) -> pd.DataFrame:
    frame = pd.DataFrame([asdict(each) for each in found], columns=[each.name for each in fields(Finding)])
    order = frame["severity"].map({name: place for place, name in enumerate(SEVERITIES)})
    return (
        frame.assign(order=order)
        .sort_values("order", kind="stable", ignore_index=True)
        .drop(columns="order")
        .astype({"source_row": "Int64"})
    )
