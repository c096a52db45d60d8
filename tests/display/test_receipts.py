"""Receipts from rows to markup: each element lists those of the numbers in its own text."""

import pytest

from pmf_analysis.display.dossier import dossiers
from pmf_analysis.display.fragment import Fragment
from pmf_analysis.display.receipt_attributes import with_attributes
from pmf_analysis.display.sourced import marked_sentence, row_type, tally
from pmf_analysis.display.wording.reasons import fact_number, read_facts
from pmf_analysis.framework.numbers import write_value
from pmf_analysis.framework.receipts import Cell, Sourced, origin_of, unmarked
from tests.display.conftest import make_results

ROW = row_type("assessments")(
    {"indicator_id": "H.1", "value": 12.0, "rag_reason": "fewer than 8 in 2025/26", "source_row": 7},
)


def test_a_number_taken_from_a_row_knows_its_cell() -> None:
    assert origin_of(ROW["value"]) == origin_of(ROW.get("value")) == "assessments[H.1].value"
    assert ROW.get("nothing", 3) == 3
    assert origin_of(ROW["source_row"]) == ""


def test_a_sentence_of_the_results_has_receipts_at_its_numbers_alone() -> None:
    text = ROW["rag_reason"]
    assert unmarked(text) == "fewer than 8 in 2025/26"
    assert text == marked_sentence("fewer than 8 in 2025/26", Cell("assessments", ("H.1",), "rag_reason"))
    assert text.startswith("fewer than 8\U000e0077")


def test_facts_of_a_rule_know_their_cell() -> None:
    row = row_type("exception_parts")(
        {"indicator_id": "H.1", "kind": "concern", "rule": "off_target", "fact": "gap=2.5;when=now"},
    )
    assert (
        origin_of(fact_number(read_facts(row["fact"]), "gap"))
        == "exception_parts[H.1;concern;off_target].fact.gap"
    )


def test_rows_are_counted_by_name() -> None:
    assert origin_of(tally([ROW, ROW])) == "@count:assessments[H.1]|assessments[H.1]"
    assert tally([{}, {}]) == 2
    known = list(dossiers(make_results().scope("council", "council")).values())
    assert origin_of(tally(known)).startswith("@count:assessments[H.1]|")


def test_each_element_lists_the_numbers_of_its_own_text() -> None:
    one, two, three = (
        write_value(Sourced(number, f"a[k].{name}"), "%", 0)
        for number, name in ((1, "x"), (2, "y"), (3, "z"))
    )
    html = f'<p class="lead">{one} and <b>{two}</b> and {three}</p><br><p title="{two}">none</p><i/>'
    assert with_attributes(html) == (
        '<p class="lead" data-n="1=n0:a[k].x 3=n0:a[k].z">1% and <b data-n="2=n0:a[k].y">2%</b> and 3%</p><br>'
        '<p title="2%" data-n="2=n0:a[k].y">none</p><i/>'
    )


def test_a_fragment_shows_no_mark() -> None:
    difference = Sourced(2.0, "a[k].x") - Sourced(3.0, "a[k].y")
    fragment = Fragment.of(f"<p>It fell by {write_value(abs(difference), 'cases', 0)}.</p>")
    assert fragment.text == "It fell by 1 case."
    assert fragment.html == '<p data-n="1=n0:a[k].x~a[k].y~-~abs">It fell by 1 case.</p>'


def test_a_number_outside_an_element_is_refused() -> None:
    with pytest.raises(ValueError, match="a number stands in no element: 2 cases"):
        with_attributes(write_value(Sourced(2.0, "a[k].x"), "cases", 0))


def test_a_year_among_the_facts_stays_a_text() -> None:
    facts = read_facts("chance=0.3;year_end_period=2025")
    assert facts["year_end_period"] == "2025"
    assert fact_number(facts, "chance") == 0.3
