"""What changed in the targets: level, tolerance and floor, by whom, when and why."""

from collections.abc import Iterator
from typing import Any

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID, Before
from pmf_analysis.analysis.accountability.changes.lines import Change, Writer, differs, text_of

KEY = [ID, "period"]
LEVELS = ("target", "tolerance", "floor")
WORDS = ("set_by", "reason", "set_on", "supersedes", "area_code")


def target_changes(targets: pd.DataFrame, before: Before, writer: Writer) -> Iterator[Change]:
    """One line for each level that differs; a row whose levels are the same, but not its words, gives one line for each of these.

    A target that was not set before, or is not set now, gives one line, whatever it says beside its level.
    """
    columns = [*KEY, *LEVELS, *WORDS]
    now = before.of_kept(targets)[[*columns, "source_row"]]
    then = before.of_kept(before["targets"])[columns]
    both = then.merge(now, on=KEY, how="outer", suffixes=("_then", ""), indicator="side")
    for row in both[both["side"] == "right_only"].to_dict("records"):
        yield _level(row, "target", writer, reason=str(row["reason"]))
    for row in both[both["side"] == "left_only"].to_dict("records"):
        yield _level(row, "target", writer, reason="", gone=True)
    yield from _changed(both[both["side"] == "both"], writer)


def _changed(rows: pd.DataFrame, writer: Writer) -> Iterator[Change]:
    moved = pd.DataFrame({name: differs(rows[f"{name}_then"], rows[name]) for name in LEVELS})
    for name in LEVELS:
        for row in rows[moved[name]].to_dict("records"):
            yield _level(row, name, writer, reason=reason_for(row))
    still = rows[~moved.any(axis=1)]
    for name in WORDS:
        for row in still[_texts(still, f"{name}_then") != _texts(still, name)].to_dict("records"):
            yield _words(row, name)


def reason_for(row: dict[Any, Any]) -> str:
    """Why a level changed: what the target's row says, unless it says what it said of the level before."""
    return "" if text_of(row["reason"]) == text_of(row["reason_then"]) else text_of(row["reason"])


def _level(row: dict[Any, Any], name: str, writer: Writer, *, reason: str, gone: bool = False) -> Change:
    old, new = float(row[f"{name}_then"]), float(row[name])
    return Change(
        row[ID],
        name,
        row["period"],
        name,
        writer.value(row[ID], old),
        writer.value(row[ID], new),
        old,
        new,
        reason=reason,
        who="" if gone else text_of(row["set_by"]),
        when="" if gone else text_of(row["set_on"]),
        source_row=None if gone else int(row["source_row"]),
    )


def _words(row: dict[Any, Any], name: str) -> Change:
    old, new = text_of(row[f"{name}_then"]), text_of(row[name])
    who, when, line = text_of(row["set_by"]), text_of(row["set_on"]), int(row["source_row"])
    return Change(row[ID], "target", row["period"], name, old, new, who=who, when=when, source_row=line)


def _texts(rows: pd.DataFrame, name: str) -> pd.Series:
    return rows[name].map(text_of)
