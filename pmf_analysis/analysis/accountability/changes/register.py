"""What changed in the register: indicators added, retired and renamed; definitions, owners and polarity."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID, Before
from pmf_analysis.analysis.accountability.changes.lines import Change, text_of
from pmf_analysis.framework.indicators import former_ids

OWNERS = ("directorate", "service", "theme", "portfolio", "committee", "responsible_post")
KIND_OF_FIELD = {"name": "renamed", "polarity": "polarity", "retired": "retired"} | dict.fromkeys(
    OWNERS, "owner"
)
NOT_COMPARED = ("indicator_id", "source_row")


def register_changes(indicators: pd.DataFrame, before: Before) -> Iterator[Change]:
    """One line for each indicator that came, went or has another id, and for each other cell of the register that differs."""
    now, then = set(indicators[ID]), set(before["indicators"][ID])
    new_names = {new: old for old, new in before.renamed.items() if old in set(before.register[ID])}
    for row in _rows(indicators):
        if row[ID] not in then:
            yield _added(row, set(before.register[ID]))
        elif row[ID] in new_names:
            yield Change(
                row[ID], "renamed", "", ID, new_names[row[ID]], row[ID], source_row=row["source_row"]
            )
    yield from _retired(indicators, before["indicators"], now)
    yield from _cells(indicators, before["indicators"], set(new_names))


def _added(row: dict[str, Any], before: set[str]) -> Change:
    replaced = [old for old in former_ids(row["replaces"]) if old in before]
    reason = f"replaces {', '.join(replaced)}" if replaced else ""
    return Change(row[ID], "added", field=ID, new=row["name"], reason=reason, source_row=row["source_row"])


def _retired(indicators: pd.DataFrame, then: pd.DataFrame, now: set[str]) -> Iterator[Change]:
    replaced_by = successors(indicators)
    for row in _rows(then[~then[ID].isin(now)]):
        successor = replaced_by.get(row[ID], "")
        reason = f"replaced by {successor}" if successor else ""
        yield Change(row[ID], "retired", field=ID, old=row["name"], reason=reason)


def successors(indicators: pd.DataFrame) -> dict[str, str]:
    """Old id to the id of the indicator that says that it replaces it."""
    pairs = zip(indicators[ID], indicators["replaces"], strict=True)
    return {old: new for new, text in pairs for old in former_ids(text)}


def _cells(indicators: pd.DataFrame, then: pd.DataFrame, renamed: set[str]) -> Iterator[Change]:
    old, new = (frame.drop_duplicates(ID).set_index(ID) for frame in (then, indicators))
    both = new.index.intersection(old.index)
    for field in [each for each in new.columns if each in old.columns and each not in NOT_COMPARED]:
        was, now = (frame.loc[both, field].map(text_of) for frame in (old, new))
        for each in both[(was != now).to_numpy()]:
            if field == "replaces" and each in renamed:
                continue  # the line on the new id says it
            row = int(new.at[each, "source_row"])
            kind = KIND_OF_FIELD.get(field, "definition")
            yield Change(each, kind, "", field, was[each], now[each], source_row=row)


def _rows(frame: pd.DataFrame) -> list[dict[str, Any]]:
    return [{str(key): value for key, value in row.items()} for row in frame.to_dict("records")]
