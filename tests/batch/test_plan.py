"""What would be made, and what cannot be."""

from pathlib import Path

import pytest

from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.data.settings import Settings, load_settings
from pmf_analysis.errors import SettingsError, SetupError, UsageError


def test_a_report_for_each_scope_in_the_order_of_the_settings(settings: Settings) -> None:
    assert [report.page for report in plan_reports(settings)] == [
        "place/exception-report.html",
        "people/exception-report.html",
        "council/cmt-overview.html",
    ]


def test_parameters_are_typed_and_name_no_place_on_the_machine(settings: Settings) -> None:
    assert plan_reports(settings)[0].parameters == {
        "settings_file": "../params/2025-26-q3.yaml",
        "quarter": "2025/26 Q3",
        "scope_kind": "directorate",
        "scope": "place",
    }


@pytest.mark.parametrize(
    ("filters", "pages"),
    [
        ({"directorates": ["place"]}, ["place/exception-report.html"]),
        ({"reports": ["cmt_overview"]}, ["council/cmt-overview.html"]),
        ({"reports": ["cmt-overview"]}, ["council/cmt-overview.html"]),
        (
            {"directorates": ["people", "place"], "reports": ["exception_report"]},
            ["place/exception-report.html", "people/exception-report.html"],
        ),
    ],
)
def test_filters(settings: Settings, filters: dict[str, list[str]], pages: list[str]) -> None:
    assert [report.page for report in plan_reports(settings, **filters)] == pages


@pytest.mark.parametrize(
    ("filters", "message"),
    [
        (
            {"directorates": ["plaice"]},
            "there is no directorate 'plaice'; the directorates are: place, people",
        ),
        (
            {"reports": ["x", "y"]},
            "there is no report 'x' or 'y'; the reports are: exception-report, cmt-overview",
        ),
        (
            {"directorates": ["place"], "reports": ["cmt_overview"]},
            "no report is both cmt-overview and of place",
        ),
    ],
)
def test_unknown_filters_are_told_with_what_there_is(
    settings: Settings, filters: dict[str, list[str]], message: str
) -> None:
    with pytest.raises(UsageError) as caught:
        plan_reports(settings, **filters)
    assert str(caught.value) == message


def test_a_missing_notebook_is_a_matter_of_setup(settings: Settings) -> None:
    (settings.notebooks / "cmt_overview.ipynb").unlink()
    with pytest.raises(SetupError) as caught:
        plan_reports(settings)
    assert str(caught.value) == (
        "2025-26-q3.yaml names notebooks that are not there\n"
        "  notebooks/cmt_overview.ipynb: there is no such notebook"
    )
    assert [report.kind for report in plan_reports(settings, reports=["exception_report"])] == [
        "exception-report"
    ] * 2


def test_two_reports_with_one_path_are_refused(council: Path) -> None:
    text = (council.parent / "council.yaml").read_text()
    (council.parent / "council.yaml").write_text(text + "themes:\n  - {slug: place, name: Places}\n")
    council.write_text(council.read_text() + "  - {notebook: exception_report, scopes: themes}\n")
    with pytest.raises(SettingsError) as caught:
        plan_reports(load_settings(council))
    assert "theme 'Places' and directorate 'Place' would both make place/exception-report.html" in str(
        caught.value
    )
