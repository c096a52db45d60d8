"""Every sentence at its edges: zero, negative, tie, missing, one point, small denominators; and polarity, which turns words only."""

import itertools
import math
import re
from typing import Any

import pandas as pd
import pytest

from pmf_analysis.display.dossier import Dossier, Row
from pmf_analysis.display.wording import outlook, peers, reasons, results
from pmf_analysis.display.wording.brief import brief, brief_outlook
from pmf_analysis.display.wording.claims import LICENSABLE, Claim, find_unlicensed, paragraph
from pmf_analysis.display.wording.commentary import attribution
from pmf_analysis.display.wording.must_average import must_average_claim
from tests.display.conftest import CONTEXT, assessment, indicator

NAN = math.nan
POLARITIES = ("Up is Good", "Up is Bad", "Neutral", "Near target is good")
VALUES = (0.0, -32.0, 147.0, 0.04, NAN)
TARGETS = (0.0, 100.0, NAN)


def dossier(*, given: dict[str, Any] | None = None, history: tuple[Row, ...] = (), **facts: Any) -> Dossier:
    """An indicator `H.2` with what the case needs."""
    register = indicator("H.2", "Repairs done on time") | (given or {})
    return Dossier(indicator=register, assessment=assessment("H.2", **facts), signal={}, history=history)


def everything(each: Dossier) -> str:
    claims = [
        *results.headline(each),
        results.reach(each),
        *outlook.forecast_claims(each),
        *outlook.method_claims(each),
        brief(each),
        *filter(None, [brief_outlook(each)]),
        peers.no_benchmark(each),
    ]
    words = [
        results.staleness(each),
        results.result_words(each),
        results.target_words(each),
        results.aim(each),
    ]
    return " ".join([paragraph(claims), *words])


@pytest.mark.parametrize(
    ("polarity", "value", "target"), list(itertools.product(POLARITIES, VALUES, TARGETS))
)
@pytest.mark.parametrize("unit", ["%", "GBP thousand", "households", "per 1,000 households"])
def test_no_edge_value_breaks_a_sentence(polarity: str, value: float, target: float, unit: str) -> None:
    text = everything(
        dossier(
            given={"polarity": polarity, "unit": unit},
            period="2025/26 Q3",
            value=value,
            target=target,
            gap=value - target,
            year_ago_value=147.0,
            year_ago_period="2024/25 Q3",
            signal="noise",
        )
    )
    assert not re.search(r"\bnan\b|None|\{|\}|  |\.\.| \.|\(\)", text)
    assert find_unlicensed(text) == []


def test_percentages_differ_in_percentage_points() -> None:
    each = dossier(
        period="2025/26 Q3",
        value=92.1,
        target=95.0,
        gap=-2.9,
        year_ago_value=90.8,
        year_ago_period="2024/25 Q3",
    )
    assert paragraph(results.headline(each)[:3]) == (
        "92.1% in 2025/26 Q3. That is 2.9 percentage points below the target of 95.0%, which is worse. "
        "In 2024/25 Q3 it was 90.8%: a change of +1.3 percentage points, for the better."
    )


@pytest.mark.parametrize(
    ("polarity", "word"),
    [
        ("Up is Good", ", which is worse"),
        ("Up is Bad", ", which is better"),
        ("Neutral", ""),
        ("Near target is good", ""),
    ],
)
def test_polarity_turns_the_word_and_never_the_number(polarity: str, word: str) -> None:
    each = dossier(given={"polarity": polarity}, period="2025/26 Q3", value=92.1, target=95.0, gap=-2.9)
    claim = results.against_target(each)
    assert claim is not None
    assert claim.text == f"That is 2.9 percentage points below the target of 95.0%{word}."
    assert claim.size == -2.9


def test_a_unit_of_words_is_said_once() -> None:
    each = dossier(
        given={"unit": "Rate per 1000 dwellings", "polarity": "Up is Good"},
        period="2025/26 Q3",
        value=7.0,
        target=9.0,
        gap=-2.0,
        year_ago_value=5.0,
        year_ago_period="2024/25 Q3",
    )
    assert paragraph(results.headline(each)[:3]) == (
        "7.0 per 1,000 dwellings in 2025/26 Q3. That is 2.0 below the target of 9.0, which is worse. "
        "In 2024/25 Q3 it was 5.0: a change of +2.0, for the better."
    )
    part = {"rule": "off_target", "fact": "value=7.0;target=9.0;tolerance=0.5;gap=-2.0", "points": 1.0}
    assert reasons.reason(each, part).text == (
        "Rated red: 2.0 below the target of 9.0 per 1,000 dwellings; the tolerance is 0.5."
    )


@pytest.mark.parametrize(
    ("gap", "text"),
    [
        (0.0, "That is the same as the target of 95.0%."),
        (0.01, "That is within 0.1 percentage points of the target of 95.0%."),
        (-0.01, "That is within 0.1 percentage points of the target of 95.0%."),
    ],
)
def test_a_tie_with_the_target_is_neither_better_nor_worse(gap: float, text: str) -> None:
    each = dossier(period="2025/26 Q3", value=95.0 + gap, target=95.0, gap=gap)
    assert str(results.against_target(each)) == text


@pytest.mark.parametrize(
    ("before", "text"),
    [
        (93.0, "In 2024/25 Q3 it was the same."),
        (92.99, "In 2024/25 Q3 it was 93.0%: a change of less than 0.1 percentage points."),
        (92.0, "In 2024/25 Q3 it was 92.0%: a change of +1.0 percentage points, for the better."),
    ],
)
def test_a_year_ago(before: float, text: str) -> None:
    each = dossier(period="2025/26 Q3", value=93.0, year_ago_value=before, year_ago_period="2024/25 Q3")
    assert str(results.since_year_ago(each)) == text


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "No result has been reported."),
        (
            {"period": "2025/26 Q3", "status": "c"},
            "The result for 2025/26 Q3 is missing: suppressed at source.",
        ),
        (
            {"period": "2025/26 Q3", "note": "Survey not run."},
            "The result for 2025/26 Q3 is missing: Survey not run.",
        ),
        ({"period": "2025/26 Q3"}, "The result for 2025/26 Q3 is missing: no value was reported."),
        (
            {"period": "2025/26 Q3", "value": 57.7, "numerator": 45.0, "denominator": 78.0, "status": "p r"},
            "57.7% in 2025/26 Q3 (45 of 78) (provisional, revised).",
        ),
        (
            {"period": "2025/26 Q3", "value": 0.0, "numerator": 0.0, "denominator": 3.0},
            "0.0% in 2025/26 Q3 (0 of 3).",
        ),
    ],
)
def test_the_latest_result_and_its_absence(facts: dict[str, Any], text: str) -> None:
    assert results.latest(dossier(**facts)).text == text


@pytest.mark.parametrize(
    ("facts", "text"),
    [
        ({}, "no result yet"),
        ({"period": "2025/26 Q3"}, "up to date"),
        (
            {"period": "2023/24 Q2", "periods_stale": 9, "periods_overdue": 9, "due_period": "2025/26 Q3"},
            "no update since 2023/24 Q2; 2025/26 Q3 was due by 9 February 2026",
        ),
        ({"period": "2025/26 Q2", "periods_stale": 1}, "latest published; 2025/26 Q3 due by 9 February 2026"),
    ],
)
def test_how_old_a_result_is(facts: dict[str, Any], text: str) -> None:
    assert results.staleness(dossier(**facts)) == text


def forecast(**given: Any) -> Row:
    row = {"period": "2025/26 Q4", "model": "exponential smoothing", "mean": 93.4, "lower_80": 91.0, "upper_80": 95.0, "lower_95": 90.0,
           "upper_95": 96.0, "target": 95.0, "chance_of_meeting_target": 0.2, "target_period": "2025/26 Q4", "reason": ""}  # fmt: skip
    return row | given


def with_forecast(**given: Any) -> Dossier:
    register = indicator("H.2", "Repairs done on time")
    return Dossier(
        indicator=register, assessment=assessment("H.2"), signal={}, forecasts=(forecast(**given),)
    )


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "The chance of meeting the target of 95.0% is 20%: unlikely."),
        (
            {"chance_of_meeting_target": 0.0},
            "The chance of meeting the target of 95.0% is under 1%: very unlikely.",
        ),
        (
            {"chance_of_meeting_target": 1.0},
            "The chance of meeting the target of 95.0% is over 99%: very likely.",
        ),
        ({"chance_of_meeting_target": NAN}, "The chance of meeting the target of 95.0% cannot be assessed."),
        ({"target": NAN}, "No target is set for 2025/26 Q4, so no chance of meeting one is given."),
        (
            {"target_period": "2024/25 Q4", "chance_of_meeting_target": 0.5},
            "The chance of meeting the target of 95.0% is 50%: about even. "
            "That target was set for 2024/25 Q4 and is taken as still in force.",
        ),
    ],
)
def test_the_chance_of_meeting_a_target(given: dict[str, Any], text: str) -> None:
    assert paragraph(outlook.forecast_claims(with_forecast(**given))) == (
        f"The forecast for 2025/26 Q4 is 93.4%: 8 times in 10 between 91.0% and 95.0%. {text}"
    )


def needing(**given: Any) -> Dossier:
    row = {"period": "2025/26 Q4", "measure": "total", "target": 95.0, "so_far": 92.0, "must_average": 97.2, "remaining": 3,
           "met_before": 1, "occasions": 12}  # fmt: skip
    register = indicator("H.2", "Repairs", polarity=given.pop("polarity", "Up is Good"))
    return Dossier(indicator=register, assessment={}, signal={}, must_average=row | given)


@pytest.mark.parametrize(
    ("given", "text"),
    [
        ({}, "To reach a total of 95.0% over 2025/26 Q4, each of the 3 remaining quarters must average 97.2% or more. Of 12 earlier runs of 3 quarters, 1 met that."),
        ({"remaining": 1, "met_before": 0}, "To reach a total of 95.0% over 2025/26 Q4, the one remaining quarter must be 97.2% or more. Of 12 earlier quarters, none met that."),
        ({"must_average": -1.0}, "The target of 95.0% for 2025/26 Q4 is reached: so far it is 92.0%."),
        ({"must_average": -1.0, "polarity": "Up is Bad"}, "The target of 95.0% for 2025/26 Q4 is passed: so far it is 92.0%, and less is better."),
        ({"must_average": 104.0, "measure": "weighted rate"}, "To reach 95.0% over 2025/26 Q4, each of the 3 remaining quarters must average 104.0% or more, which is more than it can be. Of 12 earlier runs of 3 quarters, 1 met that."),
        ({"must_average": 104.0, "measure": "weighted rate", "polarity": "Up is Bad"}, "The target of 95.0% for 2025/26 Q4 is met whatever the remaining quarters bring, if there are as many cases as a year ago."),
        ({"measure": "weighted rate", "polarity": "Up is Bad", "occasions": 1}, "To stay at or below 95.0% over 2025/26 Q4, each of the 3 remaining quarters must average 97.2% or less. The one earlier run of 3 quarters met that."),
        ({"measure": "cumulative", "must_average": 1.5, "met_before": 12}, "To reach 95.0% by 2025/26 Q4, each of the 3 remaining quarters must add 1.5 percentage points or more on average. Of 12 earlier years, all met that."),
        ({"measure": "cumulative", "must_average": 0.01, "remaining": 1, "polarity": "Up is Bad", "occasions": 0}, "To stay at or below 95.0% by 2025/26 Q4, the one remaining quarter may add a little (less than 0.1 percentage points). There is no earlier year to compare with."),
        ({"measure": "snapshot", "must_average": 3.0, "remaining": 1}, "To reach 95.0% in 2025/26 Q4, it must rise by 3.0 percentage points in the one remaining quarter. Of 12 earlier quarters, 1 met that."),
        ({"measure": "snapshot", "must_average": -1.0}, "It would still meet the target of 95.0% in 2025/26 Q4 after a fall of 1.0 percentage points in each of the 3 remaining quarters, on average. Of 12 earlier runs of 3 quarters, 1 stayed within that."),
        ({"measure": "snapshot", "must_average": -3.0, "polarity": "Up is Bad", "remaining": 1}, "To come down to 95.0% in 2025/26 Q4, it must fall by 3.0 percentage points in the one remaining quarter. Of 12 earlier quarters, 1 met that."),
        ({"measure": "snapshot", "must_average": 0.0, "polarity": "Up is Bad", "remaining": 1}, "To stay at or below 95.0% in 2025/26 Q4, it must not rise in the one remaining quarter. Of 12 earlier quarters, 1 met that."),
    ],
)  # fmt: skip
def test_what_the_rest_of_the_year_must_bring(given: dict[str, Any], text: str) -> None:
    assert str(must_average_claim(needing(**given))) == text


@pytest.mark.parametrize(
    "given", [{"polarity": "Neutral"}, {"polarity": "Near target is good"}, {"must_average": NAN}]
)
def test_where_there_is_no_must_average_line_nothing_is_said(given: dict[str, Any]) -> None:
    assert must_average_claim(needing(**given)) is None
    assert must_average_claim(dossier()) is None


def test_every_must_average_sentence_keeps_its_grammar() -> None:
    cases = itertools.product(
        ("total", "weighted rate", "cumulative", "snapshot"), POLARITIES, (1, 3), (-3.0, 0.0, 0.01, 97.2, 120.0), (0, 1, 12)
    )  # fmt: skip
    for measure, polarity, left, must, occasions in cases:
        claim = must_average_claim(
            needing(
                measure=measure, polarity=polarity, remaining=left, must_average=must, occasions=occasions
            )
        )
        text = str(claim or "")
        assert not re.search(r"\bnan\b|None|  |\.\.| \.|\b1 quarters|\+|at most less", text)


def test_what_is_not_forecast_says_why() -> None:
    reason = "not forecast: 3 values, at least 4 are needed"
    each = with_forecast(mean=NAN, reason=reason)
    assert paragraph(outlook.forecast_claims(each)) == "Not forecast: 3 values, at least 4 are needed."


def test_words_for_chances_are_those_of_the_forecasts() -> None:
    from pmf_analysis.analysis.forecasting import CHANCE_WORDS

    ours = [
        (min(100, round(100 * band.below)) if band.below < 2 else 100, band.words)
        for band in outlook.CHANCE_BANDS
    ]
    assert ours == list(CHANCE_WORDS)


def benchmark(**given: Any) -> Row:
    row = {"period": "2024/25", "group": "g", "group_name": "Like councils", "n": 15, "rank": 4, "quartile": 2, "median": 90.0, "best": 99.0,
           "worst": 80.0, "region_value": 88.0, "england_value": 91.0, "comparison": "better", "method": "Wilson", "home_value": 93.2,
           "comparator": "England", "note": "", "is_primary": True}  # fmt: skip
    return row | given


@pytest.mark.parametrize(
    ("given", "text"),
    [
        (
            {},
            "York ranked 4 of 15 in ‘Like councils’ for 2024/25 (1 is best), in the second-best quarter of the group. "
            "The group’s median was 90.0%. England 91.0%; Yorkshire and The Humber 88.0%. "
            "That is better than England by more than chance explains.",
        ),
        (
            {
                "rank": NAN,
                "quartile": NAN,
                "comparison": "not_compared",
                "median": NAN,
                "england_value": NAN,
                "region_value": NAN,
            },
            "York is not ranked among the 15 with a value for 2024/25 in ‘Like councils’.",
        ),
        ({"period": "", "note": "York has no value."}, "York has no value."),
        (
            {
                "england_value": 18_870.0,
                "region_value": NAN,
                "comparison": "similar",
                "comparator": "group median",
                "quartile": NAN,
            },
            "York ranked 4 of 15 in ‘Like councils’ for 2024/25 (1 is best). The group’s median was 90.0%. "
            "This is a count, which follows the size of a council: a rank on it says little. "
            "That is not clearly different from the group’s median.",
        ),
    ],
)
def test_the_comparison_with_others(given: dict[str, Any], text: str) -> None:
    assert peers.benchmark_claim(dossier(), benchmark(**given), CONTEXT).text == text


@pytest.mark.parametrize(
    ("rule", "fact", "text"),
    [
        (
            "off_target",
            "value=92.0;target=95.0;tolerance=1.0;gap=-3.0;period=2025/26 Q3",
            "Rated red: 3.0 percentage points below the target of 95.0%; the tolerance is 1.0 percentage points.",
        ),
        (
            "off_target",
            "value=92.0;target=95.0;tolerance=nan;gap=-3.0",
            "Rated red: 3.0 percentage points below the target of 95.0%; no tolerance is set.",
        ),
        ("floor_breached", "value=80.0;floor=85.0", "80.0% is beyond 85.0%, the level that forces action."),
        (
            "signal",
            "rule=last_four;period=2025/26 Q3",
            "The results to 2025/26 Q3 stand out from ordinary variation: the last four, set against those before them.",
        ),
        (
            "direction_of_travel",
            "rule=latest three results;direction=WORSENING",
            "Each result is worse than the one before (latest three results).",
        ),
        (
            "forecast",
            "chance=0.04;year_end_period=2025/26",
            "Meeting the target for 2025/26 has a chance of 4%: very unlikely.",
        ),
        (
            "benchmark",
            "rank=15;n=15.0;quartile=4;comparison=worse;benchmark_period=2024/25",
            "Ranked 15 of 15 in its group for 2024/25, in the worst quarter of the group; the difference is beyond chance.",
        ),
        ("statutory", "", "The council must report this indicator by law."),
        ("a_new_rule", "size=3", "Size 3."),
    ],
)
def test_each_rule_says_what_it_saw(rule: str, fact: str, text: str) -> None:
    assert reasons.reason(dossier(), {"rule": rule, "fact": fact, "points": 1.0}).text == text


@pytest.mark.parametrize("word", LICENSABLE)
def test_a_claim_with_a_word_that_needs_a_licence_is_refused_without_one(word: str) -> None:
    with pytest.raises(ValueError, match="no test allows"):
        Claim(text=f"It rose {word} rain.", subject="H.2")
    assert Claim(
        text=f"It rose {word} rain.", subject="H.2", licence=tuple(find_unlicensed(f"It rose {word} rain."))
    )


def test_a_name_may_hold_any_word_and_breaks_no_sentence() -> None:
    each = dossier(
        given={"name": "Record number lost due to illness"},
        period="2025/26 Q3",
        value=1.0,
        rag_reason="no target set",
    )
    from pmf_analysis.display.wording.questions import _targetless

    asked = next(iter(_targetless([each])))
    assert (
        asked.claim.text == "Should ‘Record number lost due to illness’ have a target, and who would set it?"
    )
    assert find_unlicensed(asked.claim.text) == ["due to", "record"]
    assert find_unlicensed(asked.claim.text, quoted=each.quoted) == []


def test_words_of_a_service_carry_their_post_and_their_days_in_words() -> None:
    row = {
        "text": "x", "kind": "action", "post": "Head of Housing", "period": "2025/26 Q3", "expected_effect": "back to 1.3",
        "written_on": pd.Timestamp("2026-02-11"), "due": pd.Timestamp("2026-09-30"),
    }  # fmt: skip
    assert attribution(row) == (
        "Action, Head of Housing, 11 February 2026, on 2025/26 Q3; due 30 September 2026; expected effect: back to 1.3."
    )
    bare = row | {
        "kind": "explanation",
        "post": "",
        "written_on": pd.NaT,
        "due": pd.NaT,
        "expected_effect": "",
    }
    assert attribution(bare) == "Explanation, post not given, on 2025/26 Q3."
