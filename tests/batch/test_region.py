"""Every council of a data set is home once, with its own numbers and its own folder; what is the same for all is done once."""

import json
from pathlib import Path

import pytest

from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.batch.quarter import open_quarter, open_with
from pmf_analysis.batch.region import Region, run_region
from pmf_analysis.batch.run import RunOptions, run_quarter
from pmf_analysis.cli import main
from pmf_analysis.data.settings import Settings, load_settings
from pmf_analysis.errors import ReportError, SettingsError
from pmf_analysis.publishing.page_check import check_page

pytestmark = [pytest.mark.batch, pytest.mark.usefixtures("warm")]


def plan(settings: Settings) -> tuple[tuple, tuple]:
    return plan_reports(settings), ()


def run(file: Path, **options: object) -> Region:
    return run_region(load_settings(file), plan, options=RunOptions(**options))  # type: ignore[arg-type]


def page(file: Path, code: str, name: str = "place/exception-report") -> str:
    return (file.parents[1] / "outputs" / code / "2025-26-q3" / f"{name}.html").read_text(encoding="utf-8")


def test_each_council_is_home_once_with_its_own_numbers_and_region(region: Path) -> None:
    done = run(region)
    assert list(done.councils) == ["E1", "E2", "E3"]
    assert done.count("made") == 6
    shown = {
        "e1": "Ambridge place 91, region Borsetshire, 1 said",
        "e2": "Borchester place 82, region Borsetshire, 0 said",
    }
    for code, text in {**shown, "e3": "Felpersham place 73, region none, 0 said"}.items():
        assert f"<p>{text}</p>" in page(region, code)
        assert f"<p>{text.replace('place', 'council')}</p>" in page(region, code, "council/cmt-overview")


def test_each_council_has_a_whole_folder_of_its_own(region: Path) -> None:
    for summary in run(region).councils.values():
        manifest = json.loads((summary.folder / "manifest.json").read_text(encoding="utf-8"))
        code = manifest["area_code"]
        assert summary.folder == region.parents[1] / "outputs" / code.lower() / "2025-26-q3"
        assert manifest["settings"]["file"] == f"q3.yaml#{code}"
        assert {entry["parameters"]["settings_file"] for entry in manifest["reports"]} == {
            f"../params/q3.yaml#{code}"
        }
        assert (summary.folder / "results" / "assessments.csv").is_file()


def test_the_index_leads_to_each_council(region: Path) -> None:
    index = run(region).index
    html = index.read_text(encoding="utf-8")
    assert index == region.parents[1] / "outputs" / "2025-26-q3.html"
    assert check_page(html) == ()
    assert '<a href="e2/2025-26-q3/index.html">Borchester</a>' in html


def test_a_council_by_itself_is_the_same_as_in_the_region(region: Path) -> None:
    run(region)
    in_region = page(region, "e2")
    settings = load_settings(f"{region}#E2")
    done = run_quarter(settings, open_with(settings), plan_reports(settings), options=RunOptions(fresh=True))
    assert [outcome.state for outcome in done.outcomes] == ["made", "made"]
    assert page(region, "e2") == in_region


def test_a_notebook_opened_by_hand_gives_the_numbers_of_its_council(region: Path) -> None:
    results = open_quarter(f"{region}#E2", quarter="2025/26 Q3")
    assert (results.context.council, results.assessments["value"].tolist()) == ("Borchester", [82.0])


def test_a_rerun_makes_nothing_again_and_a_changed_value_only_what_shows_it(region: Path) -> None:
    run(region)
    again = run(region)
    assert (again.count("made"), again.count("unchanged")) == (0, 6)
    data = region.parents[1] / "data" / "observations.csv"
    data.write_text(data.read_text().replace("ONTIME,E3,2025/26 Q2,71,71", "ONTIME,E3,2025/26 Q2,72,72"))
    changed = run(region)
    assert {code: summary.count("made") for code, summary in changed.councils.items()} == {
        "E1": 0,
        "E2": 0,
        "E3": 2,
    }


def test_the_tables_are_read_and_checked_once(region: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from pmf_analysis.data import checks

    times = []
    whole = checks.check_shared
    monkeypatch.setattr(checks, "check_shared", lambda *given: times.append(1) or whole(*given))
    run(region)
    assert times == [1]


def test_chosen_councils_only(region: Path) -> None:
    region.write_text(region.read_text().replace("councils: all", "councils: [E4, E1]"))
    done = run(region)
    assert list(done.councils) == ["E4", "E1"]
    assert "Felpersham place 73" in page(region, "e4")


def test_a_council_without_results_is_told_and_stops_no_other(region: Path) -> None:
    region.write_text(region.read_text().replace("councils: all", "councils: [E5, E1]"))
    done = run(region)
    assert list(done.councils) == ["E1"]
    assert done.refused == {"E5": "there is not one row that can be used for the home council E5"}
    assert "Not reported:" in done.index.read_text(encoding="utf-8")
    assert done.failures() == [
        "  E5: cannot be reported: there is not one row that can be used for the home council E5"
    ]


@pytest.mark.parametrize(
    ("councils", "sentence"),
    [
        ("[E1, E22]", "q3.yaml: councils[1]: 'E22' is not in the table areas; did you mean 'E2'?"),
        ("[R1]", "q3.yaml: councils[0]: 'R1' is a region, Borsetshire; name councils only"),
        ("[E3, E4]", "q3.yaml: councils[1]: 'E4' and 'E3' are both Felpersham; name it once"),
    ],
)
def test_a_code_that_is_no_council_is_a_fault_of_the_settings(
    region: Path, councils: str, sentence: str
) -> None:
    region.write_text(region.read_text().replace("councils: all", f"councils: {councils}"))
    with pytest.raises(SettingsError) as caught:
        run(region)
    assert sentence in str(caught.value)
    assert not (region.parents[1] / "outputs").exists()


def test_a_trouble_says_how_many_councils_are_done(region: Path) -> None:
    (region.parents[1] / "outputs" / "e2").mkdir(parents=True)
    (region.parents[1] / "outputs" / "e2" / ".2025-26-q3.staging").write_text("a file in the way")
    with pytest.raises(ReportError, match=r"could not be written: .*; 1 of 3 councils are done"):
        run(region)
    assert (region.parents[1] / "outputs" / "e1" / "2025-26-q3" / "index.html").is_file()


def test_the_command_does_a_region_or_one_of_its_councils(
    region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for argument, index, made in (
        (f"{region}#E2", "e2/2025-26-q3/index.html", "2 reports made, 0 unchanged"),
        (str(region), "2025-26-q3.html", "4 reports made, 2 unchanged"),
    ):
        with pytest.raises(SystemExit) as left:
            main(["run", argument])
        assert left.value.code == 0
        told = capsys.readouterr().out
        assert made in told
        assert str(region.parents[1] / "outputs" / index) in told


def test_a_plan_says_that_it_is_for_every_council(region: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["plan", str(region)])
    outputs = region.parents[1].resolve() / "outputs"
    assert (
        capsys.readouterr().out.splitlines()[-1]
        == f"2 reports would be made for every council, in {outputs}/AREA-CODE/2025-26-q3"
    )


def test_a_slow_analysis_and_a_wrong_table_are_told_alike(
    region: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The quarter is computed in a process of its own while programs load; its faults must come through whole."""
    (region.parents[1] / "data" / "areas.csv").write_text("area_code,area_name,kind\nE1,Ambridge,parish\n")
    with pytest.raises(SystemExit) as left:
        main(["run", f"{region}#E1"])
    assert left.value.code == 11
    told = capsys.readouterr().err
    assert "the data cannot be reported\n  areas.csv row 2, column kind: 'parish' is not known" in told


def test_reports_show_the_run_s_own_results_whatever_has_changed_since(region: Path) -> None:
    settings = load_settings(f"{region}#E1")
    results = open_with(settings)
    data = region.parents[1] / "data" / "observations.csv"
    data.write_text(data.read_text().replace("ONTIME,E1,2025/26 Q3,91,91", "ONTIME,E1,2025/26 Q3,99,99"))
    for engine in ("fork", "kernel"):
        run_quarter(settings, results, plan_reports(settings), options=RunOptions(engine=engine, fresh=True))
        assert "Ambridge place 91" in page(region, "e1")
    assert open_with(settings).assessments["value"].tolist() == [99.0]
