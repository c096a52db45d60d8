"""Decide, for every value of a quarter, whether it is published: small counts are not, nor whatever would let them be worked back."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components

from pmf_analysis.analysis.disclosure import relations as found
from pmf_analysis.analysis.disclosure.counts import KEY, values_of, with_counts
from pmf_analysis.analysis.disclosure.pattern import Pattern
from pmf_analysis.analysis.disclosure.policy import PublicationPolicy
from pmf_analysis.analysis.disclosure.spans import sums_of_periods
from pmf_analysis.analysis.disclosure.suppress import suppress
from pmf_analysis.analysis.disclosure.tables import KNOWN, OPEN, UNSEEN, CountTable
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.framework.periods import Period

PRIMARY, SECONDARY, SHOWN = "primary", "secondary", ""


@dataclass(frozen=True)
class Protection:
    """What is left out of a publication, and why.

    Attributes:
        values: every value of the open indicators (`values_of`, `with_counts`) with suppressed: `primary`, `secondary` or empty.
        table: the counts and how they add up.
        primary: the cells of the table that must not be known; some of them are never printed.
        secondary: those left out to protect them.
        public_already: small counts that stand in an earlier publication; they are left out, but cannot be taken back.
        unprotected: other small counts that follow from what is public already.
        notes: sentences on what is not as it should be.
    """

    values: pd.DataFrame
    table: CountTable
    primary: tuple[str, ...]
    secondary: tuple[str, ...]
    public_already: tuple[str, ...] = ()
    unprotected: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    def hidden(self) -> set[tuple[str, str, str]]:
        """Indicator, area and period of each value that is left out."""
        rows = self.values[self.values["suppressed"] != SHOWN]
        return set(zip(*(rows[name] for name in KEY), strict=True))


def open_indicators(indicators: pd.DataFrame, policy: PublicationPolicy) -> list[str]:
    """The ids of the indicators that may be published, in register order."""
    marked = indicators["disclosure"] == "open"
    if policy.unmarked == "publish":
        marked |= indicators["disclosure"] == ""
    return list(indicators.loc[marked, "indicator_id"])


def protect(
    results: QuarterResults, policy: PublicationPolicy, *, earlier: pd.DataFrame | None = None
) -> Protection:
    """Find what must be left out of a publication of the open indicators.

    The counts of the others are protected too, where sums with open ones would give them away: those that are small, and all of an
    indicator that is marked to be suppressed.

    Args:
        results: the quarter's.
        policy: the council's.
        earlier: what was published before: indicator_id, area_code, period, value, numerator; what has not changed since is known.
    """
    everything = with_counts(values_of(results), results.indicators)
    is_open = everything["indicator_id"].isin(open_indicators(results.indicators, policy))
    table = _table(everything.assign(is_open=is_open), results, policy, earlier)
    primary = _primary(everything, table, results.indicators, policy)
    values = everything[is_open].reset_index(drop=True)
    public = sorted(set(primary) & set(table.cells.loc[table.cells["state"] == KNOWN, "cell"]))
    patterns = list(_patterns(table, set(primary) - set(public), policy))
    secondary = sorted({cell for pattern in patterns for cell in pattern.secondary})
    reason = {**dict.fromkeys(secondary, SECONDARY), **dict.fromkeys(primary, PRIMARY)}
    return Protection(
        values=values.assign(suppressed=[reason.get(cell, SHOWN) for cell in values["cell"]]),
        table=table,
        primary=tuple(sorted(primary)),
        secondary=tuple(secondary),
        public_already=tuple(public),
        unprotected=tuple(sorted({cell for pattern in patterns for cell in pattern.unprotected})),
        notes=tuple(sorted({pattern.note for pattern in patterns} - {""})),
    )


def _primary(
    everything: pd.DataFrame, table: CountTable, indicators: pd.DataFrame, policy: PublicationPolicy
) -> list[str]:
    """Small counts, and every count of an indicator that is marked to be suppressed."""
    small = policy.small.small(table.counts)
    small &= ~table.flags(each for each in table.names if each.endswith(found.IN_ALL))
    barred = indicators.loc[indicators["disclosure"] == "suppress", "indicator_id"]
    small |= table.flags(everything.loc[everything["indicator_id"].isin(set(barred)), "cell"])
    return [name for name, each in zip(table.names, small, strict=True) if each]


def _table(
    values: pd.DataFrame, results: QuarterResults, policy: PublicationPolicy, earlier: pd.DataFrame | None
) -> CountTable:
    counted = values[values["count"].notna()]
    rest_relations, rest = found.complements(counted)
    step_relations, steps = found.steps_of_the_year(_in_years(counted), _forms(results))
    cells = pd.concat([_with_state(counted, earlier), rest, steps], ignore_index=True)
    rows = [
        *found.sums_of_indicators(counted, policy.totals),
        *found.sums_of_areas(counted, _groups(results), totals=_wider(results)),
        *sums_of_periods(counted[counted["is_home"]], _forms(results)),
        *rest_relations,
        *step_relations,
    ]
    return CountTable(cells, found.as_frame(rows))


def _with_state(counted: pd.DataFrame, earlier: pd.DataFrame | None) -> pd.DataFrame:
    """Each count as it may be published or may not, or as known where it was published before and has not changed."""
    cells = counted[["cell", "count"]].assign(state=np.where(counted["is_open"], OPEN, UNSEEN))
    if earlier is None or earlier.empty:
        return cells
    both = counted.merge(earlier[[*KEY, "value", "numerator"]], on=KEY, suffixes=("", "_before"))
    same = (both["value"] == both["value_before"]) | (both["numerator"] == both["numerator_before"])
    return cells.assign(state=cells["state"].mask(cells["cell"].isin(set(both.loc[same, "cell"])), KNOWN))


def _in_years(counted: pd.DataFrame) -> pd.DataFrame:
    """The home council's counts with the financial year of each period, in order of time."""
    home = counted[counted["is_home"]]
    periods = [Period.parse(each) for each in home["period"]]
    dated = home.assign(
        year=[str(each.financial_year) for each in periods], end=[each.end for each in periods]
    )
    return dated.sort_values(["indicator_id", "area_code", "end"], kind="stable")


def _forms(results: QuarterResults) -> dict[str, str]:
    return dict(zip(results.indicators["indicator_id"], results.indicators["form"], strict=True))


def _groups(results: QuarterResults) -> dict[str, set[str]]:
    councils = results.group_values[results.group_values["kind"] == "council"]
    return {str(group): set(rows["area_code"]) for group, rows in councils.groupby("group")}


def _wider(results: QuarterResults) -> set[str]:
    return set(results.group_values.loc[results.group_values["kind"] != "council", "area_code"])


def _patterns(table: CountTable, primary: Iterable[str], policy: PublicationPolicy) -> Iterator[Pattern]:
    """A pattern for each part of the table that hangs together and has a small count."""
    for part, here in parts_with(table, set(primary)):
        yield suppress(part, here, seconds=policy.seconds)


def parts_with(table: CountTable, wanted: set[str]) -> Iterator[tuple[CountTable, set[str]]]:
    """The table cut into parts that share no relation; those that hold a wanted cell, each with its wanted cells.

    A count that is in no relation follows from nothing, and is no part.
    """
    relations, cells = np.nonzero(table.matrix)
    size = len(table.names)
    links = coo_array((np.ones(len(cells)), (cells, size + relations)), shape=(size + len(table.matrix),) * 2)
    labels = connected_components(links, directed=False)[1][:size]
    part_of = pd.Series(labels, index=table.names)
    by_part = dict(tuple(table.relations.groupby(table.relations["cell"].map(part_of))))
    for label, rows in table.cells.groupby(labels):
        if label in by_part and (here := wanted & set(rows["cell"])):
            yield CountTable(rows, by_part[label]), here
