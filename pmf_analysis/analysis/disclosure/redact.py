"""The quarter's results as the public may see them: what is internal or suppressed is gone before anything is shown.

Pages, charts, their text alternatives, sentences and files are made from these results by the same functions as the internal ones, so none
of them can hold what is not here. A table that this module does not know is emptied.

An indicator with a suppressed result loses everything that was made from several of its results (direction, signal, forecasts,
exceptions), because it could be read backwards. What is left of it are the results and targets that may be published.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields, replace

import numpy as np
import pandas as pd

from pmf_analysis.analysis.disclosure.counts import KEY, rounded_values
from pmf_analysis.analysis.disclosure.policy import PublicationPolicy
from pmf_analysis.analysis.disclosure.protect import SHOWN, Protection, open_indicators
from pmf_analysis.analysis.outlook import NOT_FORECAST
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.framework.numbers import write_count
from pmf_analysis.framework.rag import Rag

HIDDEN_STATUS = "small"
"""The status of a result that is left out; published files write it `c`, as statisticians do."""
SUPPRESSED = "suppressed because a count is small, or to protect one that is"
FROM_SUPPRESSED = "not published: some results are suppressed"
NO_FORECASTS = "forecasts are not published"
LIMITS = ("lower", "upper", "lower_ci", "upper_ci")
NUMBERS = ("value", "numerator", "denominator", "lower_ci", "upper_ci")
AS_THEY_ARE = ("forecast_calibration",)
PLAIN = (
    "forecast_diagnostics",
    "forecast_backtests",
    "must_average",
    "signal_points",
    "exceptions",
    "exception_parts",
)
"""Tables made from several results of an indicator, of which only whole indicators are published."""
ABOUT_FORECASTS = ("forecast_diagnostics", "forecast_backtests", "must_average", "forecast_calibration")
BLANKED = {
    "dot": "CANNOT_TELL",
    "dot_reason": FROM_SUPPRESSED,
    "signal": "cannot_tell",
    "signal_verdict": "cannot_tell",
    "signal_rule": "",
    "signal_reason": "It is not published, since some results are suppressed.",
    "expected_rag": Rag.NOT_RATED.value,
    "expected_rag_reason": FROM_SUPPRESSED,
    "chance_of_meeting_target": np.nan,
}
STANDING = ("rank", "quartile", "median", "best", "worst", "mads_from_median")
"""What a comparison says of all members of a group together."""
OF_HOME = ("home_value", "home_lower", "home_upper")


def redact(results: QuarterResults, protection: Protection, policy: PublicationPolicy) -> QuarterResults:
    """Results without what may not be published.

    Args:
        results: the quarter's, as issued.
        protection: from `protect`, on the same results and policy.
        policy: the council's.
    """
    redaction = _Redaction.of(results, protection, policy)
    frames = {
        each.name: redaction.cut(each.name, getattr(results, each.name))
        for each in fields(results)
        if isinstance(getattr(results, each.name), pd.DataFrame)
    }
    scopes = tuple(replace(scope, post="") for scope in results.scopes)
    context = replace(results.context, published=left_out(protection))
    return replace(results, context=context, scopes=scopes, **frames)


def left_out(protection: Protection) -> str:
    """What a publication leaves out of the values that it covers, in a sentence."""
    hidden = int((protection.values["suppressed"] != SHOWN).sum())
    if not hidden:
        return "Made for publication; no result had to be left out."
    verb = "is" if hidden == 1 else "are"
    return (
        f"Made for publication: {hidden:,} of {write_count(len(protection.values), 'results')} {verb} left out, because a count is "
        "small or so that no small count can be worked back."
    )


@dataclass(frozen=True)
class _Redaction:
    """Which values are hidden, and which indicators of the home council are touched by it."""

    policy: PublicationPolicy
    home: str
    ids: frozenset[str]
    hidden: frozenset[tuple[str, str, str]]
    touched: frozenset[str]
    counted: frozenset[str]
    forecast: frozenset[str]
    values: pd.DataFrame

    @classmethod
    def of(cls, results: QuarterResults, protection: Protection, policy: PublicationPolicy) -> "_Redaction":
        home, hidden = results.context.area_code, frozenset(protection.hidden())
        counted = protection.values.loc[protection.values["count"].notna(), "indicator_id"]
        rounded = frozenset(counted) if policy.small.base > 1 else frozenset()
        ids = frozenset(open_indicators(results.indicators, policy))
        touched = frozenset({key for key, area, _ in hidden if area == home} | rounded)
        forecast = ids - touched if policy.forecasts else frozenset()
        values = rounded_values(protection.values, policy.small).set_index(KEY)[["value", "numerator"]]
        return cls(policy, home, ids, hidden, touched, rounded, forecast, values)

    def cut(self, name: str, frame: pd.DataFrame) -> pd.DataFrame:
        """A table without what may not be published."""
        if name in AS_THEY_ARE:
            return frame if name not in ABOUT_FORECASTS or self.policy.forecasts else frame.iloc[:0]
        if name in PLAIN:
            kept = self.forecast if name in ABOUT_FORECASTS else self.ids - self.touched
            return _of(frame, kept)
        if name not in CUTS:
            return frame.iloc[:0]
        return CUTS[name](self, _of(frame, self.ids))

    def hides(self, frame: pd.DataFrame, *, period: str = "period") -> "pd.Series[bool]":
        """Which rows are about a hidden result of the home council."""
        keys = zip(frame["indicator_id"], [self.home] * len(frame), frame[period], strict=True)
        return pd.Series([key in self.hidden for key in keys], index=frame.index, dtype=bool)

    def affects(self, frame: pd.DataFrame) -> "pd.Series[bool]":
        """Which rows are about an indicator that has lost a result, or the last digits of its results."""
        return frame["indicator_id"].isin(self.touched)

    def rounds(self, frame: pd.DataFrame) -> "pd.Series[bool]":
        """Which rows are about an indicator whose counts are rounded."""
        return frame["indicator_id"].isin(self.counted)

    def rounded(self, frame: pd.DataFrame) -> pd.DataFrame:
        """Values and numerators as they are published; limits are of the unrounded counts, so those of rounded ones go."""
        rows = self.rounds(frame)
        if not rows.any():
            return frame
        areas = frame["area_code"] if "area_code" in frame else [self.home] * len(frame)
        keys = pd.MultiIndex.from_arrays([frame["indicator_id"], areas, frame["period"]], names=KEY)
        cut = frame.copy()
        for name in ("value", "numerator"):
            cut[name] = np.where(
                rows & frame[name].notna(), self.values[name].reindex(keys).to_numpy(), frame[name]
            )
        for name in frame.columns.intersection(LIMITS):
            cut[name] = frame[name].mask(rows)
        return cut


def _of(frame: pd.DataFrame, ids: frozenset[str]) -> pd.DataFrame:
    return frame[frame["indicator_id"].isin(ids)].reset_index(drop=True)


def _indicators(_: _Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(responsible_post="")


def _history(redaction: _Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    return redaction.rounded(_suppressed(frame, redaction.hides(frame)))


def _targets(redaction: _Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    return frame.assign(reason=frame["reason"].mask(redaction.affects(frame), ""))


def _assessments(redaction: _Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    hidden, touched = redaction.hides(frame), redaction.affects(frame)
    cut = redaction.rounded(_suppressed(frame, hidden))
    for value, period in (("previous_value", "previous_period"), ("year_ago_value", "year_ago_period")):
        cut[value] = cut[value].mask(redaction.hides(frame, period=period) | redaction.rounds(frame))
    cut["gap"] = cut["gap"].mask(hidden | redaction.rounds(frame))
    unrated = hidden | redaction.rounds(frame)
    cut["rag"] = cut["rag"].mask(unrated, Rag.NOT_RATED.value)
    cut["rag_reason"] = cut["rag_reason"].mask(unrated, SUPPRESSED)
    cut["floor_breached"] = cut["floor_breached"] & ~unrated
    cut["target_reason"] = cut["target_reason"].mask(touched, "")
    for name, blank in BLANKED.items():
        cut[name] = cut[name].mask(touched, blank)
    return cut if redaction.policy.forecasts else _without_outlook(cut)


def _without_outlook(assessments: pd.DataFrame) -> pd.DataFrame:
    return assessments.assign(
        expected_rag=Rag.NOT_RATED.value, expected_rag_reason=NO_FORECASTS, chance_of_meeting_target=np.nan
    )


def _signals(redaction: _Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    """The one row that each indicator has, emptied where it was made from suppressed results."""
    touched = redaction.affects(frame)
    cut = frame.copy()
    for name in frame.columns.difference(["indicator_id", "area_code", "period"]):
        if pd.api.types.is_float_dtype(frame[name]):
            cut[name] = frame[name].mask(touched)
        elif not pd.api.types.is_numeric_dtype(frame[name]):
            cut[name] = frame[name].mask(touched, "")
    for name in ("signal", "verdict"):
        cut[name] = cut[name].mask(touched, "cannot_tell")
    return cut.assign(reason=cut["reason"].mask(touched, BLANKED["signal_reason"]))


def _benchmarks(redaction: _Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    """Nothing is said of a group as a whole where a member, the region or the country is hidden."""
    lost = {(key, period) for key, _, period in redaction.hidden}
    some = pd.Series(
        [pair in lost for pair in zip(frame["indicator_id"], frame["period"], strict=True)], index=frame.index
    )
    some |= redaction.rounds(frame)
    cut = frame.copy()
    for name in (*STANDING, *OF_HOME, "region_value", "england_value", "comparator_value"):
        cut[name] = frame[name].mask(some)
    for name in ("comparison", "region_comparison", "median_comparison"):
        cut[name] = frame[name].mask(some, "not_compared")
    return cut.assign(note=frame["note"].mask(some, "Not compared: a result of the group is suppressed."))


def _group_values(redaction: _Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    keys = zip(frame["indicator_id"], frame["area_code"], frame["period"], strict=True)
    shown = np.array([key not in redaction.hidden for key in keys], dtype=bool)
    return redaction.rounded(frame[shown].reset_index(drop=True))


def _forecasts(redaction: _Redaction, frame: pd.DataFrame) -> pd.DataFrame:
    """The forecasts that are published; for each other indicator one row that says why there is none."""
    published = frame["indicator_id"].isin(redaction.forecast)
    rest = frame[~published].groupby("indicator_id", sort=False).tail(1)
    numbers = [name for name in rest if pd.api.types.is_float_dtype(rest[name])]
    touched = rest["indicator_id"].isin(redaction.touched)
    why = np.where(touched, FROM_SUPPRESSED, NO_FORECASTS)
    why = np.where(rest["model"] == NOT_FORECAST, np.where(touched, why, rest["reason"]), why)
    blank = rest.assign(**dict.fromkeys(numbers, np.nan), model=NOT_FORECAST, why_this_model="", reason=why)
    return pd.concat([frame[published], blank]).sort_index().reset_index(drop=True)


def _suppressed(frame: pd.DataFrame, hidden: "pd.Series[bool]") -> pd.DataFrame:
    cut = frame.copy()
    for name in (each for each in NUMBERS if each in frame):
        cut[name] = frame[name].mask(hidden)
    return cut.assign(status=frame["status"].mask(hidden, HIDDEN_STATUS), note=frame["note"].mask(hidden, ""))


CUTS: dict[str, Callable[[_Redaction, pd.DataFrame], pd.DataFrame]] = {
    "indicators": _indicators,
    "history": _history,
    "targets": _targets,
    "assessments": _assessments,
    "signals": _signals,
    "benchmarks": _benchmarks,
    "group_values": _group_values,
    "forecasts": _forecasts,
}
