"""What changed in the results: new data, and values that were revised, withdrawn or marked anew."""

from collections.abc import Iterator

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID, Before
from pmf_analysis.analysis.accountability.changes.lines import Change, Writer, differs
from pmf_analysis.analysis.accountability.changes.sentences import Sentences

KEY = [ID, "period"]
NUMBERS = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
FIELDS = (
    *NUMBERS,
    "status",
    "note",
)  # the first that differs names the line, so that one revision is one line


def value_changes(history: pd.DataFrame, before: Before, writer: Writer) -> Iterator[Change]:
    """One line for each result that is new, differs from what was issued, or is no longer there.

    The results of an indicator that was not in the last issue are not told one by one: that it was added says it.
    """
    now = before.of_kept(history)[[*KEY, *FIELDS, "source_row"]]
    then = before.of_kept(before["history"])[[*KEY, *FIELDS]]
    both = then.merge(now, on=KEY, how="outer", suffixes=("_then", ""), indicator="side")
    yield from _new(both[both["side"] == "right_only"], writer)
    yield from _revised(both[both["side"] == "both"], writer, Sentences(before["sentences"]))
    yield from _gone(both[both["side"] == "left_only"], writer)


def _new(rows: pd.DataFrame, writer: Writer) -> Iterator[Change]:
    for row in rows.itertuples():
        yield _line(row, "new_data", "value", "", writer.value(row.indicator_id, row.value) or row.status)


def _revised(rows: pd.DataFrame, writer: Writer, sentences: Sentences) -> Iterator[Change]:
    changed = pd.DataFrame({name: differs(rows[f"{name}_then"], rows[name]) for name in FIELDS})
    some = changed.any(axis=1)
    first = changed[some].idxmax(axis=1)
    for row, name in zip(rows[some].itertuples(), first, strict=True):
        if name != "value":
            yield _line(row, "revised", name, *_cells(row, name, writer), numbers=name in NUMBERS)
            continue
        old, new = (writer.value(row.indicator_id, each) for each in (row.value_then, row.value))
        if pd.isna(row.value_then):
            yield _line(row, "new_data", "value", row.status_then, new)
        else:
            untrue = sentences.with_figure(row.indicator_id, row.value_then, row.period, old, now=new)
            yield _line(row, "revised", "value", old, new or row.status, numbers=True, untrue=untrue)


def _gone(rows: pd.DataFrame, writer: Writer) -> Iterator[Change]:
    for row in rows.itertuples():
        old = writer.value(row.indicator_id, row.value_then) or row.status_then
        yield Change(row.indicator_id, "revised", row.period, "value", old, "", float(row.value_then))


def _cells(row: object, name: str, writer: Writer) -> tuple[str, str]:
    pair = (getattr(row, f"{name}_then"), getattr(row, name))
    if name in ("lower_ci", "upper_ci"):
        return tuple(writer.value(getattr(row, ID), each) for each in pair)  # type: ignore[return-value]
    return tuple("" if pd.isna(each) else f"{each:,g}" if name in NUMBERS else str(each) for each in pair)  # type: ignore[return-value]


def _line(
    row: object, kind: str, field: str, old: str, new: str, *, numbers: bool = False, untrue: str = ""
) -> Change:
    value = getattr(row, field) if numbers or kind == "new_data" else None
    was = getattr(row, f"{field}_then") if numbers else None
    return Change(
        getattr(row, ID),
        kind,
        str(row.period),  # type: ignore[attr-defined]
        field,
        old,
        new,
        float("nan") if was is None else float(was),
        float("nan") if value is None else float(value),
        source_row=int(row.source_row),  # type: ignore[attr-defined]
        no_longer_holds=untrue,
    )
