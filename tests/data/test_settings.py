"""Settings: every fault at once, each with its file, its path and what would be right."""

from pathlib import Path

import pytest

from pmf_analysis.data.settings import load_settings
from pmf_analysis.errors import SettingsError

from .conftest import SmallCouncil

PLANTED = [
    ("2025-26-q3.yaml", "quarter: 2025/26 Q3", "quarter: 2025/26 Q5", "quarter: '2025/26 Q5' is not a quarter; write it as 2025/26 Q3"),
    ("2025-26-q3.yaml", "outputs: outputs", "output: outputs", "output: is not a setting; did you mean 'outputs'?"),
    ("2025-26-q3.yaml", "data: data\n", "", "data: is missing; add it"),
    ("2025-26-q3.yaml", "data: data", "data: 3", "data: is 3; should be text"),
    ("2025-26-q3.yaml", "data: data", "data: data\ndata: other", "line 4: 'data' is set twice; keep one"),
    ("2025-26-q3.yaml", "scopes: directorates", "scopes: services", "reports[0].scopes: 'services' is not known; should be one of"),
    ("2025-26-q3.yaml", "exception_report", "../secret", "reports[0].notebook: is '../secret'; should be the notebook's name without"),
    ("2025-26-q3.yaml", "outputs: outputs", "as_at: soon", "as_at: is 'soon'; should be a date such as 2026-05-14"),
    ("2025-26-q3.yaml", "council: council.yaml", "council: cuoncil.yaml", "cuoncil.yaml: there is no such file"),
    ("council.yaml", "slug: place", "slug: ../place", "directorates[0].slug: should hold small letters, digits and single hyphens only"),
    ("council.yaml", "area_code: E1", "area: E1", "council.area: is not a setting; did you mean 'area_code'?"),
    ("council.yaml", "committees:", "committes:", "committes: is not a setting; did you mean 'committees'?"),
    ("council.yaml", "{slug: scrutiny, name: Scrutiny}", "{slug: a, name: A}\n  - {slug: a, name: B}", "committees: uses the slug 'a' twice"),
    ("council.yaml", "directorates:\n", "policies: {forecast: {likely_to_miss: 2}}\ndirectorates:\n", "policies.forecast.likely_to_miss: is 2; should be less than 1"),
    ("council.yaml", "directorates:\n", "policies: {exceptions: {points: {signla: 2}}}\ndirectorates:\n", "policies.exceptions.points.signla: is not a setting; did you mean 'signal'?"),
    ("council.yaml", "council: {", "council: [", "is not valid YAML: line 1, column"),
    ("2025-26-q3.yaml", "data: data", "data: data\ncouncils: every", "councils: should be all, or a list of area codes, such as [E08000032, E08000035]"),
    ("2025-26-q3.yaml", "data: data", "data: data\ncouncils: [E1, ../E2]", "councils: holds '../E2'; should be all, or a list of area codes"),
    ("2025-26-q3.yaml", "data: data", "data: data\ncouncils: [E1, E1]", "councils: holds E1 twice; name each council once"),
    ("2025-26-q3.yaml", "data: data", "data: data\ncouncils: []", "councils: should be all, or a list of area codes"),
]  # fmt: skip


@pytest.mark.parametrize(("file", "old", "new", "sentence"), PLANTED)
def test_a_planted_fault_is_told_with_its_file_and_path(
    council: SmallCouncil, file: str, old: str, new: str, sentence: str
) -> None:
    council.change(file, old, new)
    with pytest.raises(SettingsError) as caught:
        council.settings()
    assert sentence in str(caught.value)
    assert str(council.folder) in str(caught.value)
    assert caught.value.exit_code == 10


def test_the_faults_of_both_files_are_told_at_once(council: SmallCouncil) -> None:
    for file, old, new, _ in (PLANTED[1], PLANTED[3], PLANTED[10], PLANTED[11]):
        council.change(file, old, new)
    with pytest.raises(SettingsError) as caught:
        council.settings()
    assert len(caught.value.faults) == 5  # area is unknown and area_code is missing
    assert caught.value.message == "the settings cannot be used: 5 things are wrong"


def test_a_missing_settings_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match=r"nowhere\.yaml: there is no such file"):
        load_settings(tmp_path / "nowhere.yaml")


def test_paths_are_relative_to_the_settings_file(council: SmallCouncil) -> None:
    settings = council.settings()
    assert settings.data == council.folder / "data"
    assert settings.as_at == settings.quarter.end


def test_another_quarter_can_be_asked_for(council: SmallCouncil) -> None:
    settings = load_settings(council.quarter_file, quarter="Q2 2025-26")
    assert (str(settings.quarter), settings.as_at.isoformat()) == ("2025/26 Q2", "2025-09-30")


def test_names_out_of_force_are_not_in_the_quarter(council: SmallCouncil) -> None:
    council.change("council.yaml", "name: Scrutiny}", "name: Scrutiny, valid_to: 2025-12-30}")
    assert council.settings().entries("committees") == ()


def test_one_council_of_a_region_has_settings_of_its_own(council: SmallCouncil) -> None:
    council.change("2025-26-q3.yaml", "data: data", "data: data\ncouncils: [E1, E2]")
    written = council.settings()
    assert (written.councils, written.chosen) == (("E1", "E2"), "")
    other = load_settings(f"{council.quarter_file}#E2")
    assert (other.council.area_code, other.council.name, other.guest) == ("E2", "", True)
    assert (other.path, other.outputs) == (council.quarter_file, council.folder / "outputs" / "e2")
    home = load_settings(f"{council.quarter_file}#E1")
    assert (home.council, home.guest, home.councils) == (written.council, False, ())


@pytest.mark.parametrize("code", ["E9", "../E1"])
def test_a_council_that_the_settings_do_not_name_is_a_fault(council: SmallCouncil, code: str) -> None:
    council.change("2025-26-q3.yaml", "data: data", "data: data\ncouncils: [E1, E2]")
    with pytest.raises(SettingsError, match="does not name"):
        load_settings(f"{council.quarter_file}#{code}")
