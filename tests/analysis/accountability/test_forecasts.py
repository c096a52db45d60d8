"""Issued forecasts held to account: against what came, beside repeating, in words fit for small numbers."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from pmf_analysis.analysis.accountability import account
from pmf_analysis.analysis.accountability.forecast_scores import score_forecasts
from pmf_analysis.analysis.accountability.naive import Repeating
from pmf_analysis.analysis.accountability.verdicts import bias_verdict, misses_needed, range_verdict
from pmf_analysis.analysis.outlook import FORECAST_COLUMNS
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.framework.periods import Frequency, Period
from tests.analysis.accountability.conftest import edited, issued

NAN = float("nan")


def quarters(values: list[float], *, last: str = "2025/26 Q3") -> pd.DataFrame:
    """Results of consecutive quarters."""
    periods = [Period.parse(last) + (place - len(values) + 1) for place in range(len(values))]
    return pd.DataFrame({"period": [str(each) for each in periods], "period_ordinal": [each.ordinal for each in periods], "value": values})  # fmt: skip


def made(results: QuarterResults, *rows: dict[str, Any], quarter: str) -> QuarterResults:
    """The results of an earlier quarter that forecast the first indicator so."""
    each = results.indicators["indicator_id"].iloc[0]
    blank = dict.fromkeys(FORECAST_COLUMNS, "") | {"indicator_id": each, "cutoff": quarter, "model": "ETS", "target": NAN, "chance_of_meeting_target": NAN}  # fmt: skip
    frame = pd.DataFrame([blank | row for row in rows]).astype(results.forecasts.dtypes)
    context = replace(results.context, quarter=Period.parse(quarter), as_at=Period.parse(quarter).end)
    return replace(results, context=context, forecasts=frame)


def forecast(period: str, mean: float, half: float, horizon: int = 1, **given: Any) -> dict[str, Any]:
    limits = {f"{side}_{level}": mean + sign * half * wide for side, sign in (("lower", -1), ("upper", 1)) for level, wide in (("80", 1), ("95", 1.5))}  # fmt: skip
    return {"period": period, "horizon": horizon, "mean": mean, "median": mean, **limits} | given


@pytest.fixture
def one(few: QuarterResults) -> QuarterResults:
    """One quarterly indicator where up is good: 90, 91, 92 and so on to 99 in 2025/26 Q3."""
    register = few.indicators.iloc[:1].assign(frequency="quarterly", form="rate", polarity="Up is Good")
    each = register["indicator_id"].iloc[0]
    history = quarters([90.0 + n for n in range(10)]).assign(indicator_id=each)
    columns = few.history.drop(columns=["indicator_id", "period", "period_ordinal", "value"]).iloc[
        : len(history)
    ]
    history = pd.concat([history, columns.reset_index(drop=True)], axis="columns")[list(few.history)]
    cut = {name: frame[frame["indicator_id"] == each].reset_index(drop=True) for name, frame in vars(few).items() if isinstance(frame, pd.DataFrame) and "indicator_id" in frame}  # fmt: skip
    history["status"] = ""
    return replace(few, **{**cut, "indicators": register, "history": history})


CASES = [  # mean, half width, target; inside 80, inside 95, error, met target: the outturn is 99, a year ago 95, last 98
    (98.0, 2.0, 95.0, True, True, -1.0, True),
    (97.0, 2.0, 99.0, True, True, -2.0, True),  # at the limit is inside, at the target is met
    (96.0, 2.0, 99.5, False, True, -3.0, False),
    (102.0, 1.0, NAN, False, False, 3.0, None),
]


@pytest.mark.parametrize(("mean", "half", "target", "inside", "wide", "error", "met"), CASES)
def test_a_forecast_against_its_outturn(
    one: QuarterResults, mean: float, half: float, target: float, inside: bool, wide: bool, error: float, met: bool | None
) -> None:  # fmt: skip
    old = made(
        one,
        forecast("2025/26 Q3", mean, half, target=target, target_period="2025/26 Q3"),
        quarter="2025/26 Q2",
    )
    (row,) = account(one, issued(old)).issued_forecasts.to_dict("records")
    assert (row["inside_80"], row["inside_95"], row["error"], row["outturn"]) == (inside, wide, error, 99.0)
    assert (None if pd.isna(row["met_target"]) else row["met_target"]) == met
    assert (row["naive"], row["naive_error"]) == (
        98.0,
        -1.0,
    )  # the results rise by 1: the last one is nearer than last year's


@pytest.mark.parametrize(
    ("polarity", "target", "met"),
    [("Up is Good", 99.0, True), ("Up is Good", 99.1, False), ("Up is Bad", 99.0, True), ("Up is Bad", 98.9, False),
     ("Near target is good", 101.0, True), ("Near target is good", 110.0, False), ("Neutral", 99.0, None)],
)  # fmt: skip
def test_whether_the_target_was_met_goes_by_polarity(one: QuarterResults, polarity: str, target: float, met: bool | None) -> None:  # fmt: skip
    now = replace(one, indicators=one.indicators.assign(polarity=polarity), targets=one.targets.iloc[:0])
    old = made(now, forecast("2025/26 Q3", 98.0, 2.0, target=target), quarter="2025/26 Q2")
    (row,) = account(now, issued(old)).issued_forecasts.to_dict("records")
    assert (None if pd.isna(row["met_target"]) else row["met_target"]) == met


def test_three_quarters_of_forecasts_are_counted_once_each(one: QuarterResults) -> None:
    olds = [
        made(
            one,
            forecast("2025/26 Q3", 97.0, 1.0, 3),
            forecast("2025/26 Q2", 97.0, 1.0, 2),
            quarter="2024/25 Q4",
        ),
        made(one, forecast("2025/26 Q3", 98.0, 1.0, 2), quarter="2025/26 Q1"),
        made(one, forecast("2025/26 Q3", 99.5, 1.0, 1), quarter="2025/26 Q2"),
        made(one, forecast("2025/26 Q3", 99.0, 1.0, 1), quarter="2025/26 Q2"),  # reissued
    ]
    results = account(one, issued(*olds))
    assert len(results.issued_forecasts) == 5
    assert results.issued_forecasts.groupby("horizon")["counted"].sum().to_dict() == {1: 1, 2: 2, 3: 1}
    scores = results.forecast_scores.set_index(["by", "group"])
    assert scores.loc[("all", "all"), ["n", "inside_80", "too_low", "too_high"]].tolist() == [4, 3, 3, 1]
    assert scores.loc[("horizon", "2"), "n"] == 2
    first = results.issued_forecasts.query("horizon == 1 and counted").iloc[0]
    assert first["mean"] == 99.5  # the reissue came later, and does not count


def test_a_revised_outturn_is_scored_as_known_now_and_the_first_is_kept(one: QuarterResults) -> None:
    first = made(one, forecast("2025/26 Q3", 98.0, 2.0), quarter="2025/26 Q2")
    later = replace(one, forecasts=one.forecasts.iloc[:0])
    revised = edited(one, "history", len(one.history) - 1, value=95.0)
    (row,) = account(revised, issued(first, later)).issued_forecasts.to_dict("records")
    assert (row["outturn"], row["error"], row["first_outturn"], row["inside_80"]) == (95.0, 3.0, 99.0, False)


def test_an_outturn_that_has_not_come_or_is_withheld_is_not_scored(one: QuarterResults) -> None:
    old = made(
        one, forecast("2025/26 Q4", 98.0, 2.0, 2), forecast("2025/26 Q3", 98.0, 2.0), quarter="2025/26 Q2"
    )
    hidden = edited(one, "history", len(one.history) - 1, value=NAN, status="c")
    assert account(hidden, issued(old)).issued_forecasts.empty
    assert account(hidden, issued(old)).forecast_scores.empty


@pytest.mark.parametrize(
    ("values", "form", "cutoff", "naive"),
    [
        ([1, 2, 3, 4, 5, 6, 7, 8, 9], "rate", "2025/26 Q2", 8),  # steady: the last result
        ([1, 9, 2, 8, 1, 9, 2, 8, 1], "flow", "2025/26 Q2", 1),  # seasonal: a year before
        ([1, 2, 3, 4, 5, 6, 7, 8, 9], "year_to_date", "2025/26 Q2", 5),  # a sum starts again every April
        ([1, 9, 2, 8, 1, 9, 2, 8, 1], "flow", "2024/25 Q3", NAN),  # nothing to repeat: no result of that quarter
    ],
)  # fmt: skip
def test_what_repeating_would_have_said(values: list[float], form: str, cutoff: str, naive: float) -> None:
    rows = quarters(values).iloc[-2:] if np.isnan(naive) else quarters(values)
    bar = Repeating(rows, frequency=Frequency.QUARTERLY, form=form).bar(cutoff=cutoff, period="2025/26 Q3")
    assert bar.forecast == pytest.approx(naive, nan_ok=True)


def test_repeating_never_uses_what_came_after_the_cutoff() -> None:
    rows = quarters([1, 2, 3, 4, 5, 6, 7, 8, 9])
    later = rows.assign(value=rows["value"].where(rows["period"] <= "2025/26 Q1", 1000.0))
    bars = [Repeating(each, frequency=Frequency.QUARTERLY, form="rate").bar(cutoff="2025/26 Q1", period="2025/26 Q3") for each in (rows, later)]  # fmt: skip
    assert bars[0] == bars[1]


@pytest.mark.parametrize(("count", "needed"), [(1, None), (2, 2), (3, 3), (4, 3), (8, 5), (20, 8)])
def test_how_many_misses_are_needed(count: int, needed: int | None) -> None:
    assert misses_needed(count) == needed


@given(count=st.integers(1, 60), data=st.data())
def test_the_ranges_are_called_wrong_exactly_when_chance_would_rarely_do_it(
    count: int, data: st.DataObject
) -> None:
    inside = data.draw(st.integers(0, count))
    words = range_verdict(inside, count)
    narrow = binomtest(count - inside, count, 0.2, alternative="greater").pvalue < 0.05
    wide = binomtest(inside, count, 0.8, alternative="greater").pvalue < 0.05
    assert ("the ranges were too narrow" in words, "the ranges were too wide" in words) == (narrow, wide)


@given(low=st.integers(0, 30), high=st.integers(0, 30))
def test_bias_is_called_one_exactly_when_chance_would_rarely_do_it(low: int, high: int) -> None:
    surprising = low + high > 0 and binomtest(low, low + high, 0.5).pvalue < 0.05
    assert ("more than chance explains" in bias_verdict(low, high)) == surprising


def test_scores_of_several_units_stand_on_one_scale(one: QuarterResults) -> None:
    rows = account(
        one, issued(made(one, forecast("2025/26 Q3", 97.0, 5.0), quarter="2025/26 Q2"))
    ).issued_forecasts
    thousand = rows.assign(indicator_id="B", **{name: rows[name] * 1000 for name in ("error", "naive_error", "usual_step")})  # fmt: skip
    both = score_forecasts(pd.concat([rows, thousand], ignore_index=True)).iloc[0]
    assert (
        both[["bias", "mae", "naive_mae"]].tolist()
        == score_forecasts(rows).iloc[0][["bias", "mae", "naive_mae"]].tolist()
    )
    assert (both["bias"], both["mae"], both["naive_mae"]) == (-2.0, 2.0, 1.0)


CHANGES = [  # then, now, what else changed, why
    ({}, {"mean": 99.0, "cutoff": "2025/26 Q3"}, None, "new data"),
    ({}, {"mean": 99.0}, "revised", "revised data"),
    ({}, {"mean": 99.0, "model": "Theta"}, None, "another model"),
    ({}, {"mean": 99.0, "cutoff": "2025/26 Q3", "model": "Theta"}, "revised", "new data and revised data and another model"),
    ({}, {"lower_80": 90.0}, None, "learned from other indicators"),
    ({"mean": NAN, "reason": "not forecast: too short"}, {}, None, "could not be forecast then (too short)"),
    ({}, {"mean": NAN, "reason": "not forecast: more than a year late"}, None, "cannot be forecast now (more than a year late)"),
    ({}, {}, "revised", None),
]  # fmt: skip


@pytest.mark.parametrize(("then", "now", "also", "why"), CHANGES)
def test_what_changed_in_a_forecast_and_why(
    one: QuarterResults, then: dict[str, Any], now: dict[str, Any], also: str | None, why: str | None
) -> None:
    old = made(one, forecast("2025/26 Q4", 98.0, 2.0, 2) | then, quarter="2025/26 Q2")
    new = made(one, forecast("2025/26 Q4", 98.0, 2.0, 2) | now, quarter="2025/26 Q2")
    new = replace(new, context=one.context)
    new = edited(new, "history", 0, value=1.0) if also == "revised" else new
    found = account(new, issued(old)).forecast_changes
    assert list(found["reason"]) == ([why] if why else [])
