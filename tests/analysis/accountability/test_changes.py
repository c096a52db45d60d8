"""What changed since the last report: one line for each planted change, none for an unchanged rerun."""

from dataclasses import replace
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pmf_analysis.analysis.accountability import account
from pmf_analysis.analysis.accountability.before import read_before
from pmf_analysis.analysis.accountability.changes import find_changes
from pmf_analysis.analysis.accountability.changes.status import rating_moved_by
from pmf_analysis.analysis.assessment import indicators_of
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.framework.indicators import Aim, Indicator
from tests.analysis.accountability.conftest import edited, issued, without_row

NAN = float("nan")
REGISTER = {
    "name": "renamed", "polarity": "polarity", "retired": "retired",
    **dict.fromkeys(("directorate", "service", "theme", "portfolio", "committee", "responsible_post"), "owner"),
    **dict.fromkeys(("unit", "frequency", "form", "kind", "control", "target_role", "comparator_group", "source", "description",
                     "rationale", "disclosure", "first_reported", "replaces"), "definition"),
    **dict.fromkeys(("decimals", "lag_days", "lower_bound", "upper_bound", "statutory"), "definition"),
}  # fmt: skip
ANOTHER = {
    "polarity": ("Neutral", "Up is Good"), "frequency": ("calendar year", "monthly"), "form": ("snapshot", "flow"),
    "control": ("monitor", "control"), "target_role": ("none", "verdict"),
}  # fmt: skip
TARGETS = {
    "target": "target", "tolerance": "tolerance", "floor": "floor",
    **dict.fromkeys(("set_by", "reason", "set_on", "supersedes"), "target"),
}  # fmt: skip
RESULT_FIELDS = ("value", "numerator", "denominator", "lower_ci", "upper_ci", "status", "note")


def another(column: str, value: Any) -> Any:
    """Another value for a cell: of the same type, and never the same."""
    if column in ANOTHER:
        return next(each for each in ANOTHER[column] if each != value)
    if isinstance(value, bool | np.bool_):
        return not value
    if value is pd.NaT or isinstance(value, pd.Timestamp):
        return pd.Timestamp("2025-07-01")
    if isinstance(value, str):
        return f"{value} anew"
    return 4.25 if pd.isna(value) else value + 1


def changes_between(old: QuarterResults, new: QuarterResults) -> pd.DataFrame:
    """The changes that a run reports which compares itself with the issue of another."""
    past = issued(old)
    return find_changes(new, read_before(new, past), commentary=past.commentary)


def test_an_unchanged_rerun_has_no_line(few: QuarterResults) -> None:
    assert changes_between(few, few).empty


@settings(max_examples=25)
@given(data=st.data())
@pytest.mark.slow
def test_each_cell_of_the_register_that_is_edited_gives_one_line(
    few: QuarterResults, data: st.DataObject
) -> None:
    column = data.draw(st.sampled_from(sorted(REGISTER)))
    row = data.draw(st.integers(0, len(few.indicators) - 1))
    value = another(column, few.indicators[column].iloc[row])
    (line,) = changes_between(few, edited(few, "indicators", row, **{column: value})).to_dict("records")
    assert (line["kind"], line["field"]) == (REGISTER[column], column)
    assert line["indicator_id"] == few.indicators["indicator_id"].iloc[row]
    assert line["old"] != line["new"]


@settings(max_examples=25)
@given(data=st.data())
@pytest.mark.slow
def test_each_result_that_is_edited_gives_one_line(few: QuarterResults, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(RESULT_FIELDS))
    row = data.draw(st.integers(0, len(few.history) - 1))
    was = few.history[column].iloc[row]
    new = edited(few, "history", row, **{column: another(column, was)})
    (line,) = changes_between(few, new).to_dict("records")
    arrived = column == "value" and pd.isna(was)
    assert (line["kind"], line["field"]) == ("new_data" if arrived else "revised", column)
    assert line["period"] == few.history["period"].iloc[row]
    if column == "value" and not arrived:
        assert line["size"] == pytest.approx(1.0)


@settings(max_examples=25)
@given(data=st.data())
@pytest.mark.slow
def test_each_target_that_is_edited_gives_one_line(few: QuarterResults, data: st.DataObject) -> None:
    column = data.draw(st.sampled_from(sorted(TARGETS)))
    row = data.draw(st.integers(0, len(few.targets) - 1))
    value = another(column, few.targets[column].iloc[row])
    (line,) = changes_between(few, edited(few, "targets", row, **{column: value})).to_dict("records")
    assert (line["kind"], line["field"]) == (TARGETS[column], column)


@pytest.mark.parametrize(("table", "kind"), [("history", "revised"), ("targets", "target"), ("indicators", "retired")])  # fmt: skip
def test_a_row_that_is_gone_gives_one_line_and_the_same_row_back_another(
    few: QuarterResults, table: str, kind: str
) -> None:
    fewer = without_row(few, table, 3)
    (gone,) = changes_between(few, fewer).to_dict("records")
    (back,) = changes_between(fewer, few).to_dict("records")
    assert (gone["kind"], gone["new"]) == (kind, "")
    assert (back["kind"], back["old"]) == ({"revised": "new_data", "retired": "added"}.get(kind, kind), "")


def test_several_edits_give_as_many_lines_in_the_order_of_the_register(few: QuarterResults) -> None:
    rows = [10, 40, 70, 100]
    new = few
    for row in rows:
        new = edited(new, "history", row, value=few.history["value"].iloc[row] + 1)
    found = changes_between(few, new)
    ids = list(few.indicators["indicator_id"])
    assert list(found["kind"]) == ["revised"] * len(rows)
    assert list(found["indicator_id"].map(ids.index)) == sorted(found["indicator_id"].map(ids.index))


def test_a_revision_is_told_with_old_new_size_and_source_row(few: QuarterResults) -> None:
    row = next(n for n, each in enumerate(few.history["value"]) if each > 0)
    was = few.history.iloc[row]
    new = edited(few, "history", row, value=was["value"] + 2)
    (line,) = changes_between(few, new).to_dict("records")
    assert (line["old_value"], line["new_value"], line["size"]) == (was["value"], was["value"] + 2, 2)
    assert line["source_row"] == was["source_row"]
    assert line["directorate"] == few.indicators.set_index("indicator_id")["directorate"][was["indicator_id"]]


def sentences(*pairs: tuple[str, str]) -> pd.DataFrame:
    return pd.DataFrame(pairs, columns=["indicator_id", "text"])


def test_a_revision_names_the_sentences_that_printed_the_old_figure(few: QuarterResults) -> None:
    few = replace(few, indicators=few.indicators.assign(unit="%", decimals=1))
    row = int(np.flatnonzero(few.history["value"].notna())[-1])
    percent = few.history["indicator_id"].iloc[row]
    period = few.history["period"].iloc[row]
    old = edited(few, "history", row, value=34.0)
    said = sentences(
        (percent, f"34.0% in {period}."),
        (percent, "34.0% in 1999/00."),  # of another period
        (percent, f"134.0% and 34.05% in {period}."),  # other figures
        ("ANOTHER", f"34.0% in {period}."),
        (percent, f"All is well. In {period} it was 34.0%: no change. The group’s median was 34.0%."),
    )
    past = issued(old, sentences=said)
    (line,) = account(edited(few, "history", row, value=35.1), past).changes.query("kind == 'revised'").to_dict("records")  # fmt: skip
    assert line["no_longer_holds"] == f"34.0% in {period}.\nIn {period} it was 34.0%: no change."
    (line,) = account(edited(few, "history", row, value=34.01), past).changes.query("kind == 'revised'").to_dict("records")  # fmt: skip
    assert line["no_longer_holds"] == ""  # it would be printed the same


def test_a_target_changed_without_a_reason_of_its_own_is_a_finding(few: QuarterResults) -> None:
    was = few.targets.iloc[0]
    silent = account(edited(few, "targets", 0, target=was["target"] - 5), issued(few))
    told = account(edited(few, "targets", 0, target=was["target"] - 5, reason="Scope halved"), issued(few))
    findings = [each.quality.query("finding == 'target_changed_without_reason'") for each in (silent, told)]
    assert [len(each) for each in findings] == [1, 0]
    assert findings[0].iloc[0][["indicator_id", "dimension", "severity", "period"]].tolist() == [
        was["indicator_id"], "relevance", "warns", was["period"],
    ]  # fmt: skip
    assert list(told.changes["reason"]) == ["Scope halved"]
    assert list(silent.quality["severity"]) == sorted(silent.quality["severity"], key=["stops", "warns", "notes"].index)  # fmt: skip


def renamed(results: QuarterResults, old: str, new: str) -> QuarterResults:
    """The results with an indicator under another id, which says what it replaces."""
    frames = {
        name: getattr(results, name).replace({"indicator_id": {old: new}})
        for name in (
            "indicators",
            "history",
            "targets",
            "assessments",
            "forecasts",
            "commentary",
            "exceptions",
        )
    }
    register = frames["indicators"]
    frames["indicators"] = register.assign(
        replaces=register["replaces"].where(register["indicator_id"] != new, old)
    )
    return replace(results, **frames)


def test_an_indicator_with_another_id_is_one_line_and_its_old_id_still_leads_to_it(
    few: QuarterResults,
) -> None:
    old = few.indicators["indicator_id"].iloc[2]
    results = account(renamed(few, old, "NEW.ID"), issued(few))
    (line,) = results.changes.to_dict("records")
    assert (line["kind"], line["old"], line["new"], line["indicator_id"]) == (
        "renamed",
        old,
        "NEW.ID",
        "NEW.ID",
    )
    assert results.scope("indicator", old).scope.slug == "NEW.ID"
    assert len(results.scope("indicator", old).results.history) > 0


def test_two_indicators_made_one_are_retired_and_not_renamed(few: QuarterResults) -> None:
    first, second = few.indicators["indicator_id"].iloc[[2, 3]]
    merged = renamed(few, first, "BOTH")
    keep = merged.indicators["indicator_id"] != second
    register = merged.indicators[keep].reset_index(drop=True)
    register["replaces"] = register["replaces"].where(
        register["indicator_id"] != "BOTH", f"{first}; {second}"
    )
    found = changes_between(few, replace(merged, indicators=register))
    assert sorted(zip(found["kind"], found["indicator_id"], found["reason"], strict=True)) == sorted([
        ("added", "BOTH", f"replaces {first}, {second}"),
        ("retired", first, "replaced by BOTH"),
        ("retired", second, "replaced by BOTH"),
    ])  # fmt: skip


def test_a_retired_indicator_stays_in_the_scope_that_it_had(york: QuarterResults) -> None:
    gone = york.indicators.iloc[0]
    results = account(without_row(york, "indicators", 0), issued(york))
    counts = [
        len(results.scope(kind, slug).results.changes)
        for kind, slug in (("directorate", gone["directorate"]), ("directorate", "public-health"), ("council", "council"))
    ]  # fmt: skip
    assert counts == [1, 0, 1]
    with pytest.raises(Exception, match="was retired"):
        results.scope("indicator", gone["indicator_id"])


def commentary(*rows: tuple[str, str, str, str]) -> pd.DataFrame:
    frame = pd.DataFrame(rows, columns=["indicator_id", "period", "text", "written_on"])
    return frame.assign(post="Head of Housing", kind="explanation", due=pd.NaT, expected_effect="", source_row=range(2, 2 + len(frame)))  # fmt: skip


@pytest.mark.parametrize(
    ("text", "lines"),
    [("Demand rose.", 1), ("demand  ROSE.", 1), ("Demand rose again.", 0)],
)
def test_commentary_repeated_word_for_word(few: QuarterResults, text: str, lines: int) -> None:
    each = few.indicators["indicator_id"].iloc[0]
    then = replace(few, commentary=commentary((each, "2025/26 Q2", "Demand rose.", "2025-11-01")))
    now = replace(
        few,
        commentary=commentary(
            (each, "2025/26 Q2", "Demand rose.", "2025-11-01"), (each, "2025/26 Q3", text, "2026-02-01")
        ),
    )
    found = changes_between(then, now)
    assert list(found["kind"]) == ["commentary_repeated"] * lines
    assert list(found["old"]) == ["2025/26 Q2"] * lines


UP = "Up is Good"
STATES = [  # old value and period, new value and period, old aim, new aim, old rating, what moved it
    ((96.0, "Q2"), (93.0, "Q3"), Aim(95, 1), Aim(95, 1), "GREEN", "data"),
    ((96.0, "Q3"), (93.0, "Q3"), Aim(95, 1), Aim(95, 1), "GREEN", "revision"),
    ((94.0, "Q3"), (94.0, "Q3"), Aim(95, 0.5), Aim(93, 0.5), "RED", "target"),
    ((94.0, "Q3"), (94.0, "Q3"), Aim(95, 0.5), Aim(95, 2), "RED", "tolerance"),
    ((94.0, "Q3"), (94.0, "Q3"), Aim(95, 2), Aim(95, 2, 94.5), "AMBER", "floor"),
    ((96.0, "Q2"), (94.2, "Q3"), Aim(95, 1), Aim(96, 1), "GREEN", "data and target"),
    ((96.0, "Q2"), (93.0, "Q3"), Aim(95, 1), Aim(96, 1), "GREEN", "data"),  # the target moved too, and did not matter
    ((NAN, "Q3"), (93.0, "Q3"), Aim(95, 1), Aim(95, 1), "NOT_RATED", "data"),
    ((94.0, "Q3"), (94.0, "Q3"), Aim(95, 1), Aim(95, 1), "RED", "rating rule"),
]  # fmt: skip


@pytest.fixture(scope="module")
def rated(few: QuarterResults) -> Indicator:
    """A quarterly indicator where up is good, rated against its target."""
    row = few.indicators.iloc[:1].assign(polarity=UP, control="control", target_role="verdict")
    return indicators_of(row)[0]


@pytest.mark.parametrize(("then", "now", "aim", "goal", "rating", "why"), STATES)
def test_a_rating_that_moved_says_what_moved_it(
    rated: Indicator,
    then: tuple[float, str],
    now: tuple[float, str],
    aim: Aim,
    goal: Aim,
    rating: str,
    why: str,
) -> None:
    old = {"value": then[0], "period": then[1], "rag": rating, "target": aim.target, "tolerance": aim.tolerance, "floor": aim.floor}  # fmt: skip
    new = {"indicator_id": "A", "value": now[0], "period": now[1], "status": ""}
    if (then, why) == ((94.0, "Q3"), "rating rule"):
        assert rating_moved_by(old | {"rag": "AMBER"}, new, (rated, rated), ({("A", "Q3"): aim}, {("A", "Q3"): goal})) == why  # fmt: skip
        return
    assert rating_moved_by(old, new, (rated, rated), ({("A", now[1]): aim}, {("A", now[1]): goal})) == why
