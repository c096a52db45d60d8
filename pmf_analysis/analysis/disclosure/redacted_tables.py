"""What of each table may be published; a table that is not named here is emptied."""

from collections.abc import Callable

import numpy as np
import pandas as pd

from pmf_analysis.analysis.comparisons.table import GROUP_MEDIAN
from pmf_analysis.analysis.disclosure.redaction import (
    Redaction,
    blanked,
    of_indicators,
    without_numbers,
)
from pmf_analysis.analysis.outlook import NOT_FORECAST
from pmf_analysis.framework.rag import Rag

SUPPRESSED = "suppressed because a count is small, or to protect one that is"
FROM_SUPPRESSED = "not published: some results are suppressed"
NO_FORECASTS = "forecasts are not published"
WHOLE_ONLY = ("signal_points", "exceptions", "exception_parts")
"""Made from several results of an indicator, so that they are published of untouched indicators only."""
FORECASTS_WHOLE = ("forecast_diagnostics", "forecast_backtests", "must_average")
OF_ALL = "forecast_calibration"
OF_ONE_RESULT = (
    *(
        "indicator_id",
        "directorate",
        "period",
        "value",
        "numerator",
        "denominator",
        "status",
        "note",
        "source_row",
    ),
    *("previous_period", "previous_value", "year_ago_period", "year_ago_value", "gap", "rag", "rag_reason"),
    *("target", "tolerance", "floor", "floor_breached", "target_period", "target_set_by", "dot_rule"),
    *("periods_stale", "periods_overdue", "due_period", "year_end_period", "year_end_target_period"),
)
"""What an assessment says of single results and targets; all else is made from several results."""
CANNOT_TELL = {
    "dot": "CANNOT_TELL",
    "dot_reason": FROM_SUPPRESSED,
    "signal": "cannot_tell",
    "signal_verdict": "cannot_tell",
    "signal_reason": "It is not published, since some results are suppressed.",
    "expected_rag": Rag.NOT_RATED.value,
    "expected_rag_reason": FROM_SUPPRESSED,
}
NAMES_A_COMPARISON = (
    "indicator_id",
    "period",
    "group",
    "group_name",
    "n",
    "method",
    "home_latest_period",
    "is_primary",
)


STANDING = ("rank", "quartile", "median", "best", "worst", "mads_from_median")
"""What a comparison says of all members of a group together."""
NOT_COMPARED = "not_compared"
MEMBER_HIDDEN = " Not ranked: a result of the group is suppressed."


def cut_table(redaction: Redaction, name: str, frame: pd.DataFrame) -> pd.DataFrame:
    """A table without what may not be published."""
    if name == OF_ALL:
        return frame if redaction.policy.forecasts else frame.iloc[:0]
    if name in WHOLE_ONLY:
        return of_indicators(frame, redaction.ids - redaction.touched)
    if name in FORECASTS_WHOLE:
        return of_indicators(frame, redaction.forecast)
    cut = CUTS.get(name)
    return cut(redaction, of_indicators(frame, redaction.ids)) if cut else frame.iloc[:0]


def _indicators(_: Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(responsible_post="")


def _history(redaction: Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    return redaction.rounded(without_numbers(frame, redaction.hides(frame)))


def _targets(redaction: Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(reason=frame["reason"].mask(redaction.affects(frame), ""))


def _assessments(redaction: Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    hidden, touched, rounds = redaction.hides(frame), redaction.affects(frame), redaction.rounds(frame)
    cut = blanked(redaction.rounded(without_numbers(frame, hidden)), touched, keep=OF_ONE_RESULT)
    for value, period in (("previous_value", "previous_period"), ("year_ago_value", "year_ago_period")):
        cut[value] = cut[value].mask(redaction.hides(frame, period=period) | rounds)
    unrated = hidden | rounds
    cut["gap"] = cut["gap"].mask(unrated)
    cut["rag"] = cut["rag"].mask(unrated, Rag.NOT_RATED.value)
    cut["rag_reason"] = cut["rag_reason"].mask(unrated, SUPPRESSED)
    cut["floor_breached"] = cut["floor_breached"] & ~unrated
    for name, words in CANNOT_TELL.items():
        cut[name] = cut[name].mask(touched, words)
    return cut if redaction.policy.forecasts else _without_outlook(cut)


def _without_outlook(assessments: pd.DataFrame) -> pd.DataFrame:
    return assessments.assign(
        expected_rag=Rag.NOT_RATED.value,
        expected_rag_reason=NO_FORECASTS,
        chance_of_meeting_target=np.nan,
    )


def _signals(redaction: Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    """The one row that each indicator has, emptied where it was made from suppressed results."""
    touched = redaction.affects(frame)
    cut = blanked(frame, touched, keep=("indicator_id", "area_code", "period", "points_used"))
    for name in ("signal", "verdict"):
        cut[name] = cut[name].mask(touched, "cannot_tell")
    return cut.assign(reason=cut["reason"].mask(touched, CANNOT_TELL["signal_reason"]))


def _benchmarks(redaction: Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    """Nothing is said of a group as a whole where a member is hidden, nor of the home council, region or country where they are."""
    member, region, country = (redaction.hides_some(frame, kind) for kind in ("council", "region", "country"))
    gone = (member & (frame["comparator"] == GROUP_MEDIAN)) | region | country
    cut = frame.copy()
    for rows, numbers, words in (
        (member, STANDING, ("median_comparison",)),
        (region, ("region_value",), ("region_comparison",)),
        (country, ("england_value",), ()),
        (gone, ("comparator_value",), ("comparison",)),
    ):
        for name in numbers:
            cut[name] = cut[name].mask(rows)
        for name in words:
            cut[name] = cut[name].mask(rows, NOT_COMPARED)
    cut["note"] = (cut["note"].mask(member, cut["note"] + MEMBER_HIDDEN)).str.strip()
    return _without_home(cut, redaction.hides(frame) | redaction.rounds(frame))


def _without_home(frame: pd.DataFrame, rows: "pd.Series[bool]") -> pd.DataFrame:
    cut = blanked(frame, rows, keep=NAMES_A_COMPARISON)
    for name in ("comparison", "region_comparison", "median_comparison"):
        cut[name] = cut[name].mask(rows, NOT_COMPARED)
    return cut.assign(note=cut["note"].mask(rows, "Not compared: the result is suppressed or rounded."))


def _group_values(redaction: Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    keys = zip(frame["indicator_id"], frame["area_code"], frame["period"], strict=True)
    shown = np.array([key not in redaction.hidden for key in keys], dtype=bool)
    return redaction.rounded(frame[shown].reset_index(drop=True))


def _forecasts(redaction: Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    """The forecasts that are published; for each other indicator one row that says why there is none."""
    published = frame["indicator_id"].isin(redaction.forecast)
    rest = frame[~published].groupby("indicator_id", sort=False).tail(1)
    everything = pd.Series(True, index=rest.index)
    blank = blanked(rest, everything, keep=("indicator_id", "cutoff", "period", "horizon"))
    own = np.where(rest["model"] == NOT_FORECAST, rest["reason"], NO_FORECASTS)
    why = np.where(rest["indicator_id"].isin(redaction.touched), FROM_SUPPRESSED, own)
    blank = blank.assign(model=NOT_FORECAST, reason=why)
    return pd.concat([frame[published], blank]).sort_index().reset_index(drop=True)


CUTS: dict[str, Callable[[Redaction, pd.DataFrame], pd.DataFrame]] = {
    "indicators": _indicators,
    "history": _history,
    "targets": _targets,
    "assessments": _assessments,
    "signals": _signals,
    "benchmarks": _benchmarks,
    "group_values": _group_values,
    "forecasts": _forecasts,
}
