"""What people promised in commentary that was issued: the effect they expected, and what the results have done since."""

from typing import Any

import pandas as pd

from pmf_analysis.analysis.accountability.before import ID, Before, under_new_ids
from pmf_analysis.analysis.record_frames import shaped
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.framework.indicators import Polarity

KEY = [ID, "period", "written_on", "text"]
NO_THEN, NO_SINCE, SAME = "no result then", "no result since", "the same since"
BETTER, WORSE, MOVED = "better since", "worse since", "changed since; neither way is better"


def promises_kept(results: QuarterResults, issued: pd.DataFrame, before: Before) -> pd.DataFrame:
    """One row for each action that an earlier issue printed, in the order of the register, the latest first.

    `seen` is in fixed words that claim no cause: the result of the period that the action was written for (or the latest one
    before it) beside the latest result now.
    """
    said = under_new_ids(issued[issued["kind"] == "action"], before.renamed).drop_duplicates(KEY)
    place = {each: number for number, each in enumerate(results.indicators[ID])}
    said = said[said[ID].isin(place)].assign(place=said[ID].map(place))
    said = said.sort_values("period", ascending=False, kind="stable").sort_values("place", kind="stable")
    series = dict(iter(results.history[results.history["value"].notna()].groupby(ID, sort=False)))
    registers = results.indicators.drop_duplicates(ID).set_index(ID)
    targets = results.assessments.set_index(ID)["target"]
    rows = [
        {**row, **_seen(row, series.get(row[ID]), registers.loc[row[ID]], float(targets.get(row[ID], float("nan"))))}
        for row in said.to_dict("records")
    ]  # fmt: skip
    return shaped("promises", pd.DataFrame(rows))


def _seen(
    row: dict[Any, Any], results: pd.DataFrame | None, register: pd.Series, target: float
) -> dict[str, Any]:
    facts: dict[str, Any] = {"directorate": register["directorate"], "seen": NO_THEN}
    then = results[results["period"] <= row["period"]] if results is not None else None
    if results is None or then is None or then.empty:
        return facts
    first, last = then.iloc[-1], results.iloc[-1]
    facts |= {"period_then": first["period"], "value_then": float(first["value"]), "seen": NO_SINCE}
    if last["period"] == first["period"]:
        return facts
    polarity, values = Polarity(register["polarity"]), (float(first["value"]), float(last["value"]))
    return facts | {
        "period_now": last["period"],
        "value_now": values[1],
        "seen": seen_words(*values, polarity, target),
    }


def seen_words(then: float, now: float, polarity: Polarity, target: float) -> str:
    """How a later result stands to an earlier one, in fixed words.

    >>> seen_words(5.0, 4.0, Polarity.UP_IS_BAD, float("nan")), seen_words(5.0, 4.0, Polarity.NEUTRAL, float("nan"))
    ('better since', 'changed since; neither way is better')
    """
    if then == now:
        return SAME
    before, after = (polarity.goodness(each, target=target) for each in (then, now))
    if before is None or after is None:
        return MOVED
    return SAME if before == after else BETTER if after > before else WORSE
