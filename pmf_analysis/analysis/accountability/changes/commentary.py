"""Commentary that repeats, word for word, what an earlier report said."""

from collections.abc import Iterator

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID, Before, under_new_ids
from pmf_analysis.analysis.accountability.changes.lines import Change

KEY = [ID, "period", "kind", "written_on"]


def repeated_commentary(commentary: pd.DataFrame, issued: pd.DataFrame, before: Before) -> Iterator[Change]:
    """One line for each new commentary whose words were issued before, for an earlier period or written on an earlier day.

    Args:
        commentary: of this run.
        issued: every issued commentary row.
        before: the last issue; what it held is not new.
    """
    held = pd.MultiIndex.from_frame(_keyed(before["commentary"])[KEY])
    new = _keyed(commentary)
    new = new[~pd.MultiIndex.from_frame(new[KEY]).isin(held)]
    earlier = _keyed(under_new_ids(issued, before.renamed))
    pairs = new.merge(earlier, on=[ID, "words"], suffixes=("", "_then"))
    older = (pairs["period_then"] < pairs["period"]) | (
        (pairs["period_then"] == pairs["period"]) & (pairs["written_on_then"] < pairs["written_on"])
    )
    latest = pairs[older].sort_values(["period_then", "written_on_then"], kind="stable")
    for row in latest.drop_duplicates(KEY, keep="last").sort_values("source_row").itertuples():
        yield Change(
            row.indicator_id, "commentary_repeated", row.period, "text", row.period_then, row.period,
            reason=f"word for word as for {row.period_then}", who=row.post, when=row.written_on, source_row=int(row.source_row),
        )  # fmt: skip


def _keyed(frame: pd.DataFrame) -> pd.DataFrame:
    """With the words alone (no case, no spaces twice), and the day as text."""
    words = frame["text"].astype("str").str.split().str.join(" ").str.lower()
    days = pd.to_datetime(frame["written_on"]).dt.strftime("%Y-%m-%d").fillna("")
    return frame.assign(words=words, written_on=days)
