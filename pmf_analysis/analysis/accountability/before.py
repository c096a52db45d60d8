"""The last issue as this run reads it: the same tables, under the ids that indicators have now."""

from dataclasses import dataclass

import pandas as pd

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.record.past import PastIssues
from pmf_analysis.framework.indicators import former_ids

ID = "indicator_id"


@dataclass(frozen=True)
class Before:
    """What the issue that a run compares itself with held.

    Attributes:
        tables: its tables by name; ids of indicators that were renamed are the new ones.
        register: its register, with the ids that it had.
        renamed: old id to new id.
        kept: the indicators that were in its register and are in the run's.
    """

    tables: dict[str, pd.DataFrame]
    register: pd.DataFrame
    renamed: dict[str, str]

    kept: frozenset[str]

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self.tables[name]

    def of_kept(self, frame: pd.DataFrame) -> pd.DataFrame:
        """The rows of indicators that both registers hold; that others came or went is a line of its own."""
        return frame[frame[ID].isin(self.kept)]


def read_before(results: QuarterResults, past: PastIssues) -> Before:
    """The tables of the last issue; one that it lacks is empty, with the columns that the run's own has."""
    renamed = renames(results.indicators, _known(past))
    tables = {
        name: under_new_ids(past.last.get(name, getattr(results, name).iloc[:0]), renamed)
        for name in ("indicators", "history", "targets", "assessments", "forecasts", "commentary")
    }
    tables["sentences"] = under_new_ids(past.last.get("sentences", pd.DataFrame(columns=[ID])), renamed)
    kept = frozenset(results.indicators[ID]) & frozenset(tables["indicators"][ID])
    return Before(tables, past.last.get("indicators", results.indicators.iloc[:0]), renamed, kept)


def under_new_ids(frame: pd.DataFrame, renamed: dict[str, str]) -> pd.DataFrame:
    """The frame with the ids that indicators have now."""
    if not renamed or ID not in frame:
        return frame
    return frame.assign(**{ID: frame[ID].map(lambda each: renamed.get(each, each)).astype("str")})


def renames(register: pd.DataFrame, known: pd.DataFrame) -> dict[str, str]:
    """Old id to new id, for indicators that only changed their id.

    An indicator that replaces two of one issue is a merger, and one that stood beside its successor in an issue is another
    indicator: their results cannot be compared, so neither is a new name.

    Args:
        register: the register now, with `replaces`.
        known: issue_id and indicator_id of what was issued.
    """
    together = {issue: set(rows) for issue, rows in known.groupby("issue_id")[ID]}
    now, found = set(register[ID]), {}
    for new, text in zip(register[ID], register["replaces"], strict=True):
        names = former_ids(text)
        apart = all(len(ids.intersection((*names, new))) < 2 for ids in together.values())
        if names and apart:
            found.update({old: new for old in names if old not in now and old not in found})
    return found


def _known(past: PastIssues) -> pd.DataFrame:
    last = past.last.get("indicators", pd.DataFrame(columns=[ID]))
    rows = [past.forecasts[["issue_id", ID]], last[[ID]].assign(issue_id=past.base or "last")]
    return pd.concat(rows, ignore_index=True).drop_duplicates()
