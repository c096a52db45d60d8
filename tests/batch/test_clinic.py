"""The clinic pack of one indicator, from the command to its folder, on a small notebook that is really executed."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch import quarter
from pmf_analysis.batch.clinic import clinics_folder, folder_names, make_clinic
from pmf_analysis.batch.tell import describe_outputs
from pmf_analysis.cli import main
from pmf_analysis.data.settings import Settings
from pmf_analysis.errors import ReportError, SetupError, UsageError
from pmf_analysis.publishing.page_check import check_page
from tests.batch.conftest import SHOW, write_notebook

pytestmark = [pytest.mark.batch, pytest.mark.usefixtures("warm")]


@pytest.fixture
def results(results: QuarterResults) -> QuarterResults:
    """Two indicators whose ids give one slug, each with a post."""
    renamed = {
        name: getattr(results, name).replace({"indicator_id": {"A1": "A.1", "B2": "a/1"}})
        for name in ("indicators", "assessments")
    }
    renamed["indicators"] = renamed["indicators"].assign(responsible_post=["Head of Bins", ""])
    return replace(results, **renamed)


@pytest.fixture
def pack(council: Path) -> Path:
    return write_notebook(
        council.parent.parent / "notebooks" / "clinic_pack.ipynb", SHOW, title="# Clinic pack"
    )


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


@pytest.mark.usefixtures("pack")
def test_a_pack_is_issued_in_its_own_folder_and_the_quarter_stays_as_it_was(
    settings: Settings, results: QuarterResults
) -> None:
    issued = settings.outputs / "2025-26-q3"
    issued.mkdir(parents=True)
    (issued / "index.html").write_text("as it was")
    page = make_clinic(settings, results, "A.1")
    folder = page.parent
    assert page.name == "clinic-pack.html"
    assert folder.parent == clinics_folder(settings).resolve()
    assert files(issued) == ["index.html"]
    assert {"clinic-pack.html", "clinic-pack.ipynb", "manifest.json", "results/assessments.csv"} <= set(
        files(folder)
    )
    html = page.read_text(encoding="utf-8")
    assert check_page(html) == ()
    assert "indicator A.1 2025/26 Q3" in html
    assert 'href="../../2025-26-q3/index.html"' in html
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    assert [(each["scope_kind"], each["scope"], each["page"]) for each in manifest["reports"]] == [
        ("indicator", "A.1", "clinic-pack.html")
    ]
    assert "../notebooks/clinic_pack.ipynb" in manifest["inputs"]
    assert str(settings.outputs.resolve()) not in (folder / "clinic-pack.ipynb").read_text(encoding="utf-8")
    assert [path.name for path in folder.parent.iterdir() if path.suffix == ".staging"] == []


@pytest.mark.usefixtures("pack")
def test_two_ids_of_one_slug_do_not_overwrite_each_other(settings: Settings, results: QuarterResults) -> None:
    pages = {each: make_clinic(settings, results, each) for each in ("A.1", "a/1")}
    assert len(set(pages.values())) == 2
    for each, page in pages.items():
        assert f"indicator {each} " in page.read_text(encoding="utf-8")
        assert page.is_relative_to(clinics_folder(settings).resolve())


@pytest.mark.usefixtures("pack")
def test_without_a_finished_quarter_there_is_no_link_to_it(
    settings: Settings, results: QuarterResults
) -> None:
    assert "index.html" not in make_clinic(settings, results, "A.1").read_text(encoding="utf-8")


def test_a_pack_that_fails_leaves_the_earlier_one_and_keeps_the_notebook(
    settings: Settings, results: QuarterResults, pack: Path
) -> None:
    page = make_clinic(settings, results, "A.1")
    before = page.read_bytes()
    write_notebook(pack, "1 / 0", title="# Clinic pack")
    with pytest.raises(ReportError, match="ZeroDivisionError"):
        make_clinic(settings, results, "A.1")
    kept = page.parent.with_name(f"{page.parent.name}.failed.ipynb")
    assert page.read_bytes() == before
    assert kept.is_file()
    write_notebook(pack, SHOW, title="# Clinic pack")
    make_clinic(settings, results, "A.1")
    assert not kept.exists()


def test_without_its_notebook_a_pack_is_a_matter_of_setup(
    settings: Settings, results: QuarterResults
) -> None:
    with pytest.raises(SetupError, match=r"notebooks/clinic_pack\.ipynb is missing"):
        make_clinic(settings, results, "A.1")


def test_an_unknown_id_is_told_with_near_matches_and_makes_nothing(
    settings: Settings, results: QuarterResults
) -> None:
    with pytest.raises(UsageError, match=r"there is no indicator 'A\.2'; did you mean A\.1\?"):
        make_clinic(settings, results, "A.2")
    assert not clinics_folder(settings).exists()


@pytest.mark.usefixtures("pack")
@pytest.mark.parametrize(("asked", "code"), [("A.1", 0), ("A.2", 2)])
def test_the_command_prints_the_path_of_the_page_or_leaves_with_its_code(
    council: Path,
    results: QuarterResults,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    asked: str,
    code: int,
) -> None:
    monkeypatch.setattr(quarter, "is_kept", lambda *_: True)
    monkeypatch.setattr(quarter, "open_with", lambda *_, **__: results)
    monkeypatch.setattr("pmf_analysis.batch.warm.load_programs", lambda: None)
    with pytest.raises(SystemExit) as left:
        main(["clinic", str(council), asked])
    said = capsys.readouterr()
    assert left.value.code == code
    if code:
        assert said.out == ""
        assert "did you mean A.1?" in said.err
    else:
        assert Path(said.out.strip()).is_file()


def test_a_slip_of_the_pen_is_told_before_anything_is_analysed(
    region: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(quarter, "open_with", lambda *_, **__: pytest.fail("it was analysed"))
    with pytest.raises(SystemExit) as left:
        main(["clinic", f"{region}#E1", "ONTIM"])
    assert left.value.code == 2
    assert "there is no indicator 'ONTIM'; did you mean ONTIME?" in capsys.readouterr().err


@pytest.mark.usefixtures("pack")
def test_show_names_the_page_of_a_pack_which_has_no_index(
    settings: Settings, results: QuarterResults
) -> None:
    page = make_clinic(settings, results, "A.1")
    for folder in (clinics_folder(settings), page.parent):
        assert next(describe_outputs(folder)).endswith(f": {folder / page.relative_to(folder.resolve())}")


@pytest.mark.parametrize(
    ("ids", "names"),
    [
        (["HCLIC.TA1.RATE"], ["hclic-ta1-rate"]),
        (["../../etc", "B"], ["etc", "b"]),
        (["..", "B"], ["indicator-", "b"]),
        (["A.1", "a 1", "A1"], ["a-1-", "a-1-", "a1"]),
        (["É.1"], ["1"]),
    ],
)
def test_the_folder_of_an_id(ids: list[str], names: list[str]) -> None:
    found = folder_names(ids)
    assert [found[each].startswith(name) for each, name in zip(ids, names, strict=True)] == [True] * len(ids)
    assert len(set(found.values())) == len(ids)
