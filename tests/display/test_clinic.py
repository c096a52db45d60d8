"""The clinic pack on the hand-made quarter: soundness first, seven questions in the framework's words, no reason given by us."""

import math
import re
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from pmf_analysis import display
from pmf_analysis.analysis.results import QuarterResults, View
from pmf_analysis.display.clinic_questions import QUESTIONS
from pmf_analysis.display.dimensions import DIMENSIONS
from pmf_analysis.display.dossier import Dossier
from pmf_analysis.display.wording import clinic
from pmf_analysis.framework.receipts import unmarked
from tests.display.conftest import assessment, frame, indicator, make_results

NAN = math.nan
FRAMEWORK = [
    "Have targets been met?",
    "Will targets continue to be met?",
    "If not why have they not been achieved?",
    "What can be done to turn this work around?",
    "Is there another method of completing the work?",
    "Is the performance problem caused by a lack of capacity or capability?",
    "Is there an opportunity to prioritise recovery or shift resources?",
]
SAID = "indicator_id period text post written_on kind due expected_effect"


def view_of(indicator_id: str, **given: Any) -> View:
    return make_results(**given).scope("indicator", indicator_id)


def dossier(
    *, given: dict[str, Any] | None = None, rows: dict[str, Any] | None = None, **facts: Any
) -> Dossier:
    register = indicator("H.2", "Repairs done on time") | (given or {})
    return Dossier(indicator=register, assessment=assessment("H.2", **facts), signal={}, **(rows or {}))


def past(
    *values: float, statuses: str = "", counts: tuple[float, float] = (NAN, NAN)
) -> tuple[dict[str, Any], ...]:
    return tuple(
        {
            "period": f"202{place}/2{place + 1}",
            "value": value,
            "status": statuses,
            "note": "",
            "numerator": counts[0],
            "denominator": counts[1],
        }
        for place, value in enumerate(values)
    )


def test_the_seven_questions_stand_in_the_words_and_the_order_of_the_framework() -> None:
    assert [question.words for question in QUESTIONS] == FRAMEWORK
    html = display.clinic_questions(view_of("H.1")).html
    assert [re.sub(r"^\d\. ", "", each) for each in re.findall(r"<h3[^>]*>(.*?)</h3>", html)] == FRAMEWORK


def test_every_question_says_what_the_data_cannot_tell_and_leaves_a_space_for_the_answer() -> None:
    html = display.clinic_questions(view_of("H.1")).html
    assert html.count("What the data cannot tell:") == html.count('class="board-answer"') == 7


def test_each_dimension_has_its_findings_or_says_that_nobody_attested() -> None:
    text = display.clinic_soundness(view_of("H.3")).text
    assert (
        "Timeliness Does it come soon enough after its period? | Warning: 8 results are overdue. Ask the owner <b>now</b>."
        in text
    )
    assert text.count(clinic.NOTHING_FOUND) == len(DIMENSIONS) - 1


def test_without_an_earlier_clinic_the_pack_says_so() -> None:
    assert display.clinic_record(view_of("H.1")).text == "No earlier clinic is on file."


def test_what_was_promised_stands_first_the_latest_before_the_earlier_with_the_results_since() -> None:
    rows = [
        ("H.1", "2024/25 Q3", "Open <b>ten</b> more flats", "Head of Housing", "2025-02-01", "action", "2025-06-30", "20 fewer"),
        ("H.1", "2025/26 Q3", "Second visit", "", "2026-02-01", "action", "", ""),
        ("H.1", "2024/25 Q3", "Rents rose", "", "2025-02-01", "explanation", "", ""),
    ]  # fmt: skip
    record = display.clinic_record(view_of("H.1", commentary=frame(SAID, rows)))
    assert record.text.index("Second visit") < record.text.index("Open <b>ten</b> more flats")
    assert "Head of Housing; due by 30 June 2025, which has passed. Expected effect: 20 fewer." in record.text
    assert (
        "The result was 91 for 2024/25 Q3 and is 120 households for 2025/26 Q3: a change of +29 households."
        in record.text
    )
    assert "No newer result has come since 2025/26 Q3." in record.text
    assert "Rents rose" not in record.text
    assert "Rents rose" in display.clinic_questions(view_of("H.1", commentary=frame(SAID, rows))).text


def test_actions_of_service_plans_are_shown_where_they_name_the_indicator(results: QuarterResults) -> None:
    heads = " ".join(results.actions.columns)
    rows = [
        ("A1", "place", "", "", "", "Mend roofs", "", "", "", "open", "", "", "H.2; H.1"),
        ("A2", "place", "", "", "", "Paint doors", "", "", "", "open", "", "", "H.11"),
    ]
    text = display.clinic_questions(view_of("H.1", actions=frame(heads, rows))).text
    assert "A1: Mend roofs (open; post not given)" in text
    assert "A2" not in text


def test_the_page_shows_history_now_and_forecast_in_one_table() -> None:
    text = display.clinic_evidence(view_of("H.1")).text
    assert "A year before | 2024/25 Q3 | 91 households | – | no target set | –" in text
    assert "Latest | 2025/26 Q3 | 120 households | – | 100 households | ■ Red" in text
    assert (
        "Forecast for the year-end | 2025/26 Q4 | 124 households | 115 to 133 households | 100 households"
        in text
    )


def test_the_roles_of_the_framework_attend_with_the_posts_that_the_data_name() -> None:
    text = display.clinic_attendance(view_of("H.1")).text
    assert "Relevant Lead from the Business Intelligence Hub" in text
    assert "Place: Corporate Director of Place" in text
    assert "Housing Services: to be named" in text


@pytest.mark.parametrize("indicator_id", ["H.4", "H.6"])
def test_an_indicator_without_results_still_has_a_pack(indicator_id: str) -> None:
    view = view_of(indicator_id)
    text = "\n".join(
        getattr(display, each)(view).text for each in display.__all__ if each.startswith("clinic_")
    )
    assert "no result" in text or "suppressed at source" in text


@pytest.mark.parametrize(
    ("facts", "unit", "text"),
    [
        ({}, "%", "No counts are held behind the latest result, so whether it rests on small numbers cannot be told."),
        ({"numerator": 3.0, "denominator": 0.0}, "%", "No counts are held behind the latest result, so whether it rests on small numbers cannot be told."),
        ({"numerator": 0.0, "denominator": 8.0}, "%", "The latest result rests on 0 of 8: one more or one fewer would move it by 12.5 percentage points."),
        ({"numerator": 466.0, "denominator": 500_000.0}, "%", "The latest result rests on 466 of 500,000: one more or one fewer would move it by less than 0.1 percentage points."),
        ({"numerator": 63.0, "denominator": 87.9}, "per 1,000 households", "Behind the latest result stand 63 and 87.9, as the source counts them."),
    ],
)  # fmt: skip
def test_small_numbers(facts: dict[str, Any], unit: str, text: str) -> None:
    assert clinic.small_numbers(dossier(given={"unit": unit}, **facts)).text == text


@pytest.mark.parametrize(
    ("values", "statuses", "text"),
    [
        ((), "", "No result is held, so nothing could have been revised."),
        ((1.0,), "", "No result held is marked as revised by its source."),
        ((1.0,), "p r", "Of 1 result held, 1 is marked as revised: 2020/21."),
        ((1.0,) * 6, "r", "Of 6 results held, 6 are marked as revised: 2022/23, 2023/24, 2024/25, 2025/26 and 2 earlier."),
    ],
)  # fmt: skip
def test_revisions(values: tuple[float, ...], statuses: str, text: str) -> None:
    assert clinic.revisions(dossier(rows={"history": past(*values, statuses=statuses)})).text == text


@pytest.mark.parametrize(
    ("polarity", "aims", "text"),
    [
        ("Up is Good", (50.0, 60.0), "Of 2 results held that had a target, 1 was at it or better."),
        ("Up is Bad", (40.0, 60.0), "Of 2 results held that had a target, 1 was at it or better."),
        ("Up is Good", (50.0, 50.0), "Of 2 results held that had a target, 2 were at it or better."),
        ("Up is Good", (99.0, NAN), "Of 1 result held that had a target, none were at it or better."),
        ("Up is Good", (NAN, NAN), None),
        ("Neutral", (50.0, 60.0), None),
        ("Near target is good", (50.0, 60.0), None),
    ],
)
def test_how_many_targets_were_met(polarity: str, aims: tuple[float, ...], text: str | None) -> None:
    targets = tuple({"period": f"202{place}/2{place + 1}", "target": aim} for place, aim in enumerate(aims))
    rows = {"history": past(50.0, 55.0), "targets": targets}
    claim = clinic.targets_met(dossier(given={"polarity": polarity}, rows=rows))
    assert (claim.text if claim else None) == text


@pytest.mark.parametrize(
    ("gap", "polarity", "text"),
    [
        (-2.0, "Up is Good", "To be at the target of 90.0%, a result must show a change of +2.0 percentage points from the latest one."),
        (2.0, "Up is Bad", "To be at the target of 90.0%, a result must show a change of −2.0 percentage points from the latest one."),
        (-0.01, "Up is Good", "To be at the target of 90.0%, a result must show a change of less than 0.1 percentage points from the latest one."),
        (0.0, "Up is Good", None),
        (3.0, "Up is Good", None),
        (-3.0, "Neutral", None),
        (NAN, "Up is Good", None),
    ],
)  # fmt: skip
def test_what_the_latest_result_lacks(gap: float, polarity: str, text: str | None) -> None:
    claim = clinic.to_target(dossier(given={"polarity": polarity}, target=90.0, gap=gap))
    assert (claim.text if claim else None) == text


@pytest.mark.parametrize(("budget", "outturn", "text"), [
    (1000.0, 1943.0, "Place, Q: forecast outturn £1,943k against a budget of £1,000k, £943k overspent. That is the whole directorate."),
    (1000.0, 968.0, "Place, Q: forecast outturn £968k against a budget of £1,000k, £32k underspent. That is the whole directorate."),
    (1000.0, 1000.0, "Place, Q: forecast outturn £1,000k against a budget of £1,000k, on budget. That is the whole directorate."),
    (NAN, 1000.0, "Place, Q: budget or forecast outturn is not given. That is the whole directorate."),
])  # fmt: skip
def test_money_is_context_with_its_sign_spelt_out(budget: float, outturn: float, text: str) -> None:
    row = {"budget": budget, "forecast_outturn": outturn, "period": "Q"}
    assert clinic.money(dossier(), row, "Place").text == text


def test_better_councils_are_named_the_best_first_and_never_for_counts_of_the_whole_country() -> None:
    (one,) = display.dossier.dossiers(view_of("H.1")).values()
    claim = clinic.better_peers(one)
    assert claim is not None
    assert (
        "3 of 4 other councils had a better result; they are Selby (40), Craven (90) and Hull & <i>Humber</i> (95)."
        in unmarked(claim.text)
    )
    total = replace(one, benchmarks=({**one.benchmarks[0], "england_value": 90_000.0},))
    assert clinic.better_peers(total) is None


@pytest.mark.parametrize(
    ("then", "now", "words"),
    [(90.0, 93.2, "a change of +3.2 percentage points"), (93.2, 93.2, "no change"), (93.21, 93.2, "a change of less than"),
     (NAN, 93.2, "cannot be compared"), (90.0, NAN, "cannot be compared")],
)  # fmt: skip
def test_the_results_since_an_action(then: float, now: float, words: str) -> None:
    one = dossier(rows={"history": past(then)}, period="2025/26 Q3", value=now)
    text = clinic.since_action(one, {"period": "2020/21"}).text
    assert words in text
    assert "a change of a change" not in text


def test_where_the_counts_moved_is_not_said_to_be_why() -> None:
    rows = {
        "history": (*past(1.0, counts=(4.0, 9.0)), {**past(1.0, counts=(5.5, 9.0))[0], "period": "2021/22"})
    }
    claim = clinic.counts_moved(dossier(rows=rows, period="2021/22", year_ago_period="2020/21"))
    assert claim is not None
    assert "the count above the line went from 4 to 5.5, and the count below it from 9 to 9" in claim.text
    assert clinic.counts_moved(dossier(period="2021/22", year_ago_period="2020/21")) is None


@pytest.mark.parametrize(("due", "text"), [
    (None, "no date given"), ("2026-05-14", "due by 14 May 2026"), (date(2026, 5, 13), "due by 13 May 2026, which has passed"),
])  # fmt: skip
def test_when_an_action_is_due(due: object, text: str) -> None:
    assert clinic.due_words(due, date(2026, 5, 14)) == text
