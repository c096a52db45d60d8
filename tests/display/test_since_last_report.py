"""What the reports say of earlier ones: what changed, what came of forecasts and promises, and how long it took."""

import re
from dataclasses import replace

import pytest

from pmf_analysis import display
from pmf_analysis.analysis.results import QuarterResults, View
from pmf_analysis.display.dossier import dossiers, quoted_words
from pmf_analysis.display.forecast_chart import fan_chart
from pmf_analysis.display.wording.claims import find_unlicensed
from pmf_analysis.display.wording.outlook import year_end_forecast
from tests.display.conftest import INDICATORS, make_results
from tests.display.issued import RECORD

BLOCKS = (
    *("what_changed", "changes_by_directorate", "revisions", "held_to_account", "concerns", "improvements"),
    *("finance", "timeliness", "scorecard", "forecast_charts"),
)  # fmt: skip
NOTHING = "No earlier report has been issued, so there is nothing to compare with."


@pytest.fixture
def known() -> QuarterResults:
    return make_results(**RECORD)


@pytest.fixture
def council(known: QuarterResults) -> View:
    return known.scope("council", "council")


@pytest.mark.parametrize("name", BLOCKS)
def test_every_block_escapes_others_words_and_claims_no_more_than_it_may(name: str, council: View) -> None:
    block = getattr(display, name)(council)
    assert "<script" not in block.html
    assert not re.search(r"<b>(hearths|board|officers)|<i>committee", block.html)
    assert find_unlicensed(block.text, quoted=quoted_words(council)) == []
    assert not re.search(r"\b(nan|NaN|None|NaT|<NA>)\b", block.html)
    assert block.html.count("<table") == block.html.count("<caption")
    assert block == getattr(display, name)(council)


def test_what_changed_counts_first_and_lists_all_but_new_results(council: View) -> None:
    text = display.what_changed(council).text
    assert text.startswith(
        "Since the report for 2025/26 Q2, issued on 14 November 2025: 2 new results, 2 revised results, 2 changes of targets, tolerances or "
        "floors, 6 changes of the register, 1 rating that moved, 1 direction that moved and 1 comment repeated word for word."
    )
    assert "Rating | ▲Amber | ■Red | A new result and another target" in text.replace("▲ ", "▲").replace(
        "■ ", "■"
    )
    assert "2025/26 Q2 | 109 | 112 | +3 | 109 households in 2025/26 Q2. It was 109 households then." in text
    assert (
        "Target for 2025/26 Q3 | 110 | 100 | set by Executive <b>board</b> on 2025-12-01; no reason is given"
        in text
    )
    assert "Id | OLD.2 | H.2" in text
    assert "Retired | – | –" in text
    assert "81.5%" not in text


def test_a_directorate_sees_its_own_changes_those_of_retired_indicators_too(known: QuarterResults) -> None:
    place, children = (
        display.what_changed(known.scope("directorate", each)).text
        for each in ("place", "children-and-education")
    )
    assert "GONE.1" in place
    assert children == "Since the report for 2025/26 Q2, issued on 14 November 2025: 1 new result."


@pytest.mark.parametrize("name", ["what_changed", "changes_by_directorate", "revisions"])
def test_where_nothing_was_issued_one_sentence_says_so(name: str) -> None:
    assert getattr(display, name)(make_results().scope("council", "council")).text == NOTHING


def test_a_public_page_does_not_say_that_nothing_was_issued() -> None:
    context = replace(make_results().context, published="Small counts were left out.")
    public = replace(make_results(), context=context).scope("council", "council")
    assert (
        display.what_changed(public).text
        == "What earlier reports said is left out of what is published here."
    )


def test_where_nothing_changed_one_sentence_says_so() -> None:
    same = make_results(issues=RECORD["issues"]).scope("council", "council")
    assert (
        display.what_changed(same).text
        == "Nothing has changed since the report for 2025/26 Q2, issued on 14 November 2025."
    )


def test_a_dossier_says_why_its_status_moved_what_was_revised_and_what_was_promised(council: View) -> None:
    text = display.concerns(council).text
    assert (
        "Since the last report\nThe rating moved from amber to red, with a new result and another target. The direction moved from stable to "
        "worsening, with a new result."
    ) in text
    assert "Revised: 2025/26 Q2 from 109 to 112 (+3) and 1 more." in text
    assert "“109 households in 2025/26 Q2.”" in text
    assert (
        "The target for 2025/26 Q3 was 110 in the last report and is 100 now (set by Executive <b>board</b> on 2025-12-01; no reason is given)."
        in text
    )
    assert (
        "Action, Head of Housing, 1 November 2025, on 2025/26 Q2; due 31 March 2026; expected effect: 10 fewer."
        in text
    )
    assert (
        "The result was 112 for 2025/26 Q2 and is 120 households for 2025/26 Q3: a change of +8 households."
        in text
    )
    assert "Since the last report" not in display.concerns(make_results().scope("council", "council")).text


def test_the_scorecard_says_of_a_rating_that_moved_what_it_was_and_what_moved_it(council: View) -> None:
    assert (
        "beyond the floor; was amber, moved by a new result and another target"
        in display.scorecard(council).text
    )


def test_the_register_of_targets_lists_those_that_changed(council: View) -> None:
    said = (
        "Target for 2025/26 Q3 | 110 | 100 | set by Executive <b>board</b> on 2025-12-01; no reason is given"
    )
    assert said.lower() in display.target_register(council).text.lower()
    same = make_results(issues=RECORD["issues"]).scope("council", "council")
    assert (
        "No target, tolerance or floor is another than in the report for 2025/26 Q2"
        in display.target_register(same).text
    )


def test_forecasts_are_held_to_account_in_words_fit_for_few(council: View) -> None:
    text = display.held_to_account(council).text
    assert text.split("\n")[1] == (
        "4 issued forecasts can be held against what came. 1 of 3 outturns missed the 80% range; 3 misses are needed before the ranges can be "
        "called too narrow. 2 of 3 forecasts were too low; that is what chance alone can do. Beside repeating an earlier result: nearer 3 times "
        "of 3; that is what chance alone can do."
    )
    assert (
        "3 of these came with a chance of meeting the target. Together the chances make 1.2; 1 was met."
        in text
    )
    assert "Steps ahead: 2 | 1 | 0 | 0 | 1 | 0 | 1" in text
    assert "2025/26 Q1 | 2025/26 Q2 | 111 (106 to 116) | 112 (first 109) | −1 | yes | 100" in text
    assert "2025/26 Q4 | 112 (105 to 119) | 124 (115 to 133) | New data and revised data" in text
    assert "not forecast | 93.4% (91.9% to 94.9%) | Could not be forecast then (fewer than 8 results)" in text


def test_a_fan_chart_shows_issued_forecasts_filled_and_others_hollow(council: View) -> None:
    dossier = dossiers(council)["H.1"]
    row = year_end_forecast(dossier)
    assert row is not None
    chart = fan_chart(dossier, row)
    assert chart is not None
    assert "■ forecast issued in 2025/26 Q2" in chart.svg
    cells = {each.cells[0]: each.cells[3] for each in chart.numbers.lines}
    assert cells["2025/26 Q3"].endswith(", issued in 2025/26 Q2")
    assert cells["2025/26 Q2"].endswith(", issued in 2025/26 Q1")
    assert cells["2025/26 Q1"] != "–"
    assert "issued" not in cells["2025/26 Q1"]


def test_money_and_time_spell_out_signs_and_causes(council: View) -> None:
    assert (
        "2024/25 | 2024/25 Q3 | £1,040k, £40k overspent | £970k, £30k underspent | £70k too high"
        in display.finance(council).text
    )
    text = display.timeliness(council).text
    assert "2025/26 Q2 | 41 | 45 | – | 51 | Report, by resourcing" in text


def test_the_clinic_starts_with_what_an_earlier_pack_promised(known: QuarterResults) -> None:
    text = display.clinic_record(known.scope("indicator", "H.1")).text
    assert text.startswith(
        "Two more <b>officers</b>, due to start now\nAction reported on 2025/26 Q2, written on 1 November 2025, Head of Housing"
    )


def test_links_to_a_former_id_still_reach_the_row() -> None:
    register = [
        row | {"replaces": {"H.1": "OLD.1; OLDER.1; H.2", "H.2": "OLD.1"}.get(row["indicator_id"], "")}
        for row in INDICATORS
    ]
    frame = make_results().indicators.assign(replaces=[row["replaces"] for row in register])
    html = display.scorecard(make_results(indicators=frame).scope("council", "council")).html
    assert re.findall(r'<tr id="H.1">.*?</th>', html)[0].count('<span id="') == 2
    assert html.count('id="OLD.1"') == html.count('id="H.2"') == 1
