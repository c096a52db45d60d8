"""What the blocks say on the hand-made quarter: honest counts, nothing left out, disagreement told."""

import re
from dataclasses import replace

import numpy as np
import pytest

from pmf_analysis import display
from pmf_analysis.analysis.results import QuarterResults, View
from pmf_analysis.display.dossier import dossiers
from pmf_analysis.display.fragment import plain_text
from pmf_analysis.display.scorecard import disagreement
from pmf_analysis.display.tables import Table, columns, line, table_html
from tests.display.conftest import frame, make_results


def test_the_counts_of_the_summary_are_those_of_the_scorecard(view: View) -> None:
    summary, scorecard = display.summary(view).html, display.scorecard(view).html
    for css, word in (
        ("rag-red", "Red"),
        ("rag-green", "Green"),
        ("rag-amber", "Amber"),
        ("rag-none", "Not rated"),
    ):
        counted = int(re.findall(rf"{word}</span>\s*<b[^>]*>(\d+)</b>", summary)[0])
        now = [
            row
            for row in re.findall(r"<tr id=.*?</tr>", scorecard)
            if f'class="rag {css}"' in row.split("</td>")[3]
        ]
        assert counted == len(now)


def test_every_indicator_has_one_row_with_its_id_as_anchor(view: View) -> None:
    anchors = re.findall(r'<tr id="([^"]+)"', display.scorecard(view).html)
    assert anchors == list(view.results.indicators["indicator_id"])


def test_the_summary_says_how_many_flags_chance_alone_would_raise(view: View) -> None:
    said = "1 indicator stands out from ordinary variation. With these rules we expect fewer than 1 false flag among 2 indicators assessed."
    assert said in display.summary(view).text
    none = make_results(signals=frame("indicator_id signal points_used"))
    assert "false flag" not in display.summary(none.scope("council", "council")).text


def test_an_exception_says_what_the_rest_of_the_year_must_bring(view: View) -> None:
    said = "To come down to 100 households in 2025/26 Q4, it must fall by 20 in the one remaining quarter. Of 11 earlier quarters, none met that."
    assert said in display.concerns(view).text


def test_concerns_come_in_order_with_every_part_of_the_score(view: View) -> None:
    text = display.concerns(view).text
    assert text.index("1. Homes &") < text.index("2. Forecast budget outturn")
    assert "Score | The sum of the points | 8.50" in text
    assert "Meeting the target for 2025/26 Q4 has a chance of 4%: very unlikely." in text


def test_an_exception_without_commentary_says_so(view: View) -> None:
    assert "No commentary was supplied with the data." in display.concerns(view).text


def test_commentary_of_others_only_means_no_reply_here() -> None:
    said = frame("indicator_id period text post written_on kind due expected_effect", [
        ("BPI108", "2024/25", "<script>x</script> *Energy* prices", "Chief Finance Officer", "2026-04-01", "explanation", "", ""),
    ])  # fmt: skip
    html = display.concerns(make_results(commentary=said).scope("directorate", "place")).html
    assert "No reply by despatch." in html
    assert "&lt;script&gt;x&lt;/script&gt; *Energy* prices" in html
    assert "Chief Finance Officer" in html


def test_a_quiet_quarter_says_that_nothing_met_the_rules() -> None:
    quiet = make_results(
        exceptions=frame("directorate rank indicator_id period kind score reasons confidence")
    )
    view = quiet.scope("directorate", "place")
    assert display.concerns(view).text == "No indicator met the rules for a concern this quarter."
    assert "no concerns and no notable improvements" in display.summary(view).text


@pytest.mark.parametrize(
    ("indicator_id", "text"),
    [("H.1", ""), ("H.2", "The rule says worsening; the test says ordinary variation."), ("BPI108", "")],
)
def test_the_two_directions_of_travel_say_where_they_disagree(
    council: View, indicator_id: str, text: str
) -> None:
    assert disagreement(dossiers(council)[indicator_id]) == text


def test_suppressed_missing_and_late_results_have_words(council: View) -> None:
    text = display.scorecard(council).text
    assert "suppressed at source" in text
    assert "no result" in text
    assert "no target set" in text
    assert "no update since 2023/24 Q2; 2025/26 Q2 is late" in text


def test_money_spells_out_its_sign() -> None:
    rows = [
        ("place", "2025/26 Q3", "2026-01-31", 1000.0, 1943.0, 700.0),
        ("place", "2025/26 Q2", "2025-10-31", 1000.0, 1007.0, 400.0),
        ("children-and-education", "2025/26 Q3", "2026-01-31", 1000.0, 968.0, 400.0),
    ]
    money = frame("directorate period issued_on budget forecast_outturn actual", rows)
    text = display.finance(make_results(finance=money).scope("council", "council")).text
    assert "£943k overspent" in text
    assert "£32k underspent" in text
    assert "£7k" not in text


def test_an_action_past_its_date_is_overdue_unless_closed(view: View) -> None:
    heads = "action_id directorate service theme objective action project_type priority due status accountable_post milestones indicator_ids"
    rows = [
        ("A1", "place", "", "", "", "Mend it", "", "", "2026-05-04", "open", "Head of Housing", "", ""),
        ("A2", "place", "", "", "", "Done it", "", "", "2026-05-04", "complete", "", "", ""),
        ("A3", "place", "", "", "", "Plan it", "", "", "2026-06-04", "open", "", "", ""),
    ]
    text = display.overdue_actions(
        make_results(actions=frame(heads, rows)).scope("directorate", "place")
    ).text
    assert "A1: Mend it | 4 May 2026 | 10 days | open | Head of Housing" in text
    assert "A2" not in text
    assert "A3" not in text


def test_lines_of_enquiry_are_questions_with_evidence_and_never_twice_about_one_indicator(
    council: View,
) -> None:
    html = display.enquiry(council).html
    asked = re.findall(r"<strong>(.*?)</strong>", html)
    about = re.findall(r"<small>(.*?)</small>", html)
    assert 3 <= len(asked) <= 5
    assert all(question.endswith("?") for question in asked)
    assert len(set(about)) == len(about)


def test_a_table_without_rows_is_a_sentence_and_a_ragged_row_is_refused() -> None:
    table = Table("Nothing: Place, 2025/26 Q3", columns("A", "B"), ())
    assert table_html(table) == '<p class="note">Nothing reported.</p>'
    with pytest.raises(ValueError, match="1 cells for 2 columns"):
        table_html(Table("Ragged", columns("A", "B"), (line("only"),)))


def test_text_follows_the_markup_without_the_drawing() -> None:
    assert plain_text("<figure><svg><title>no</title></svg></figure><p>a &lt;b&gt;</p>") == "a <b>"


def test_the_key_says_the_rules_in_force_and_follows_them(results: QuarterResults) -> None:
    text = display.key(results.scope("directorate", "place")).text
    assert "Each of the latest three results is better." in text
    rules = {"direction_of_travel": "By the latest five results.", "rag": "Green: above all others."}
    other = replace(results, context=replace(results.context, rules=rules))
    text = display.key(other.scope("directorate", "place")).text
    assert "By the latest five results." in text
    assert "Green: above all others." in text
    assert "latest three" not in text


def test_places_are_counted_in_the_view_where_ranks_of_directorates_collide(council: View) -> None:
    headings = re.findall(r'<h3 id="exception-[^>]*>(\d+)\. ', display.concerns(council).html)
    assert headings == ["1", "2", "3"]


def test_complaints_of_the_quarter_stand_beside_those_of_the_one_before() -> None:
    rows = [
        ("place", "2025/26 Q2", "Repairs", 118.0, 47.0, 90.0, "Stage 1"),
        ("place", "2025/26 Q3", "Repairs", 131.0, 52.0, 101.0, "Stage 1"),
        ("place", "2025/26 Q3", "<i>Bins</i>", 64.0, np.nan, 61.0, "Stage 1"),
        ("children-and-education", "2025/26 Q3", "Delay", 24.0, 9.0, 20.0, "Stage 1"),
    ]
    given = frame("directorate period theme received upheld in_time stage", rows)
    text = display.complaints(make_results(complaints=given).scope("directorate", "place")).text
    assert "Repairs | Stage 1 | 131 | 52 | 101 | 118" in text
    assert "<i>Bins</i> | Stage 1 | 64 | not given | 61 | not given" in text
    assert "Delay" not in text
    assert "No complaints" in display.complaints(make_results().scope("directorate", "place")).text
