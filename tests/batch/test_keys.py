"""A report is made again only if it would come out differently."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.keys import frame_digest, report_keys
from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.batch.seen import seen_tables
from pmf_analysis.data.settings import Settings


def changed(settings: Settings, before: QuarterResults, after: QuarterResults) -> set[str]:
    """The reports whose key differs."""
    plan = plan_reports(settings)
    one, other = report_keys(plan, before), report_keys(plan, after)
    return {name for name in one if one[name] != other[name]}


def test_the_same_results_give_the_same_keys(settings: Settings, results: QuarterResults) -> None:
    assert (
        changed(settings, results, replace(results, context=replace(results.context, fingerprint="other")))
        == set()
    )


def test_one_changed_value_changes_the_reports_that_show_it(
    settings: Settings, results: QuarterResults
) -> None:
    assessments = results.assessments.assign(value=[1.6, 2.5])
    assert changed(settings, results, replace(results, assessments=assessments)) == {
        "place/exception-report",
        "council/cmt-overview",
    }


def test_a_table_that_is_not_about_indicators_changes_the_reports_that_can_show_it(
    settings: Settings, results: QuarterResults, notebook: Callable[..., Path]
) -> None:
    notebook("from pmf_analysis import display as show", "show.timeliness(view)")
    none = replace(results, meetings=pd.DataFrame({"body": []}))
    one = replace(results, meetings=pd.DataFrame({"body": ["Scrutiny"]}))
    assert changed(settings, none, one) == {
        "place/exception-report",
        "people/exception-report",
    }


@pytest.mark.parametrize(
    ("code", "tables"),
    [
        ("view.results.finance", {"finance"}),
        ("getattr(view.results, 'risks')", {"risks"}),
        ("from pmf_analysis.display import timeliness as when\nwhen(view)", {"meetings"}),
        ("1 + 1", set()),
        ("%time 1", {"finance", "risks", "meetings"}),
    ],
)
def test_the_tables_that_a_notebook_can_show(
    notebook: Callable[..., Path], code: str, tables: set[str]
) -> None:
    assert seen_tables(notebook(code), ["finance", "risks", "meetings"]) == tables


def test_a_rule_changes_every_report(settings: Settings, results: QuarterResults) -> None:
    context = replace(results.context, rules={"rag": "Red is worse."})
    assert len(changed(settings, results, replace(results, context=context))) == 3


def test_a_notebook_changes_its_reports(
    settings: Settings, results: QuarterResults, notebook: Callable[..., Path]
) -> None:
    before = report_keys(plan_reports(settings), results)
    notebook("1")
    after = report_keys(plan_reports(settings), results)
    assert {name for name in before if before[name] != after[name]} == {
        "place/exception-report",
        "people/exception-report",
    }


def test_a_table_is_told_from_another() -> None:
    frame = pd.DataFrame({"a": [1.0, None], "b": ["x", ""]})
    others = [
        frame.rename(columns={"a": "c"}),
        frame.iloc[::-1],
        frame.assign(a=[1.0, 0.0]),
        frame.assign(b=["x", "y"]),
        frame.astype({"a": "Float64"}),
        frame.iloc[:1],
    ]
    assert len({frame_digest(each) for each in (frame, *others)}) == 7
    assert frame_digest(frame) == frame_digest(frame.copy())


SLOW = ("nbformat", "papermill", "nbconvert", "scipy.stats", "statsmodels", "matplotlib")


def test_a_run_that_makes_nothing_loads_nothing_slow() -> None:
    loaded = f"import sys, pmf_analysis.batch.run; print(*[name for name in {SLOW} if name in sys.modules])"
    asked = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert asked.stdout.split() == []


def test_programs_are_loaded_without_grammars_that_no_notebook_needs() -> None:
    loaded = "import sys; from pmf_analysis.batch.warm import load_programs; load_programs(); print('lark' in sys.modules, 'rfc3987_syntax' in sys.modules, 'nbformat' in sys.modules)"
    asked = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, check=True)
    assert asked.stdout.split() == ["False", "False", "True"]


@pytest.mark.parametrize("content", ["not json", "[]", '{"cells": [{}]}', '{"worksheets": []}'])
def test_of_a_file_that_is_no_notebook_every_table_counts_as_seen(tmp_path: Path, content: str) -> None:
    (tmp_path / "x.ipynb").write_text(content, encoding="utf-8")
    assert seen_tables(tmp_path / "x.ipynb", ["finance"]) == {"finance"}
