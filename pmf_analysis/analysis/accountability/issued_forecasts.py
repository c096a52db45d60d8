"""Every issued forecast whose outturn is known, beside that outturn and what repeating would have said."""

import numpy as np
import pandas as pd

from pmf_analysis.analysis.accountability.before import ID, Before, under_new_ids
from pmf_analysis.analysis.accountability.naive import Repeating
from pmf_analysis.analysis.record_frames import shaped
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.record.past import PastIssues
from pmf_analysis.framework.indicators import Polarity
from pmf_analysis.framework.periods import Frequency

KEY = [ID, "period"]
NEAR_SHARE = 0.05  # as in forecasting.targets: how near is near a target that has no tolerance of its own
CLOSE = 1e-9  # of the target: a value that was computed can miss it by the last digits


def held_to_account(results: QuarterResults, past: PastIssues, before: Before) -> pd.DataFrame:
    """Each issued forecast with the outturn as it is known now; `first_outturn` keeps the one that was issued first.

    A forecast from the same results is printed again by a reissue, and by each later quarter until a new result comes; `counted`
    marks the first print of each, which scores count.

    Returns:
        The frame `issued_forecasts` (docs/methods/record-of-forecasts.md); error is forecast minus outturn.
    """
    made = under_new_ids(past.forecasts[past.forecasts["mean"].notna()], before.renamed)
    known = results.history.loc[results.history["value"].notna(), [*KEY, "value", "status"]]
    known = known.rename(columns={"value": "outturn", "status": "outturn_status"})
    met = made.merge(known, on=KEY).merge(_facts(results.indicators), on=ID)
    if met.empty:
        return shaped("issued_forecasts", met)
    met = met.assign(
        error=met["mean"] - met["outturn"],
        inside_80=met["outturn"].between(met["lower_80"], met["upper_80"]),
        inside_95=met["outturn"].between(met["lower_95"], met["upper_95"]),
        counted=~met.duplicated([*KEY, "cutoff"]),
        first_outturn=_first_outturns(met, past, before),
        met_target=_met_targets(met, results.targets),
    )
    met = _beside_naive(met, results.history)
    return shaped("issued_forecasts", _in_order(met, results.indicators))


def _facts(indicators: pd.DataFrame) -> pd.DataFrame:
    return indicators[[ID, "directorate", "service", "polarity", "frequency", "form"]]


def _first_outturns(met: pd.DataFrame, past: PastIssues, before: Before) -> pd.Series:
    """The outturn as it was issued first, or as it is now where it was not issued yet."""
    first = under_new_ids(past.first_values, before.renamed)
    issued = [frame for frame in (first, before["history"]) if len(frame)]
    if not issued:
        return met["outturn"]
    rows = pd.concat([frame[[*KEY, "value"]] for frame in issued])
    values = rows[rows["value"].notna()].drop_duplicates(KEY).set_index(KEY)["value"]
    found = pd.Series(values.reindex(pd.MultiIndex.from_frame(met[KEY])).to_numpy(), index=met.index)
    return found.fillna(met["outturn"])


def _met_targets(met: pd.DataFrame, targets: pd.DataFrame) -> pd.Series:
    """Whether the outturn met the target that the forecast was held against; NA where none is, or neither way is better."""
    held_for = met["target_period"].where(met["target_period"].fillna("") != "", met["period"])
    tolerances = targets.drop_duplicates(KEY, keep="last").set_index(KEY)["tolerance"]
    near = tolerances.reindex(pd.MultiIndex.from_arrays([met[ID], held_for])).to_numpy(dtype="float64")
    target, outturn, polarity = met["target"].astype("float64"), met["outturn"], met["polarity"]
    slack = CLOSE * np.maximum(1.0, target.abs())
    near = np.where(np.isnan(near), NEAR_SHARE * target.abs(), near)
    found = pd.Series(pd.NA, index=met.index, dtype="boolean")
    found = found.mask(polarity == Polarity.UP_IS_GOOD, outturn >= target - slack)
    found = found.mask(polarity == Polarity.UP_IS_BAD, outturn <= target + slack)
    found = found.mask(polarity == Polarity.NEAR_TARGET_IS_GOOD, (outturn - target).abs() <= near + slack)
    return found.mask(target.isna(), pd.NA)


def _beside_naive(met: pd.DataFrame, history: pd.DataFrame) -> pd.DataFrame:
    series = dict(iter(history[history[ID].isin(met[ID])].groupby(ID, sort=False)))
    facts = met.drop_duplicates(ID).set_index(ID)[["frequency", "form"]]
    repeating = {
        each: Repeating(series[each], frequency=Frequency(frequency), form=form)
        for each, frequency, form in facts.itertuples()
    }
    bars = [
        repeating[each].bar(cutoff=cutoff, period=period)
        for each, cutoff, period in zip(met[ID], met["cutoff"], met["period"], strict=True)
    ]
    found = pd.DataFrame(
        [(bar.forecast, bar.usual_step) for bar in bars], columns=["naive", "usual_step"], index=met.index
    )
    joined = met.join(found)
    return joined.assign(naive_error=joined["naive"] - joined["outturn"])


def _in_order(met: pd.DataFrame, indicators: pd.DataFrame) -> pd.DataFrame:
    place = {each: number for number, each in enumerate(indicators[ID])}
    return met.assign(place=met[ID].map(place)).sort_values(["place", "period", "horizon"], kind="stable")
