"""The `pmf` command, end to end: exact messages and exit codes, on good and bad input."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from pmf_analysis.cli import main

ROOT = Path(__file__).parents[1]
COUNCIL = """
council: {name: Sample Council, area_code: E06000099}
directorates:
  - {slug: place, name: Place}
"""
QUARTER = """
council: council.yaml
quarter: 2025/26 Q3
data: ../data
reports:
  - {notebook: exception_report, scopes: directorates}
"""


@pytest.fixture
def params(tmp_path: Path) -> Path:
    folder = tmp_path / "params"
    folder.mkdir()
    (folder / "council.yaml").write_text(COUNCIL)
    (folder / "quarter.yaml").write_text(QUARTER)
    (tmp_path / "notebooks").mkdir()
    (tmp_path / "notebooks" / "exception_report.ipynb").write_text("{}")
    return folder / "quarter.yaml"


def pmf(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    """Exit code, standard output, standard error."""
    with pytest.raises(SystemExit) as left:
        main([str(argument) for argument in arguments])
    captured = capsys.readouterr()
    return int(left.value.code or 0), captured.out, captured.err


def test_help_answers_without_heavy_imports() -> None:
    code = (
        "import sys\nfrom pmf_analysis.cli import main\ntry:\n    main(['--help'])\nexcept SystemExit as left:\n    assert not left.code\n"
        "heavy = {'pandas', 'numpy', 'papermill', 'nbconvert', 'matplotlib', 'statsmodels', 'pydantic', 'rich'} & set(sys.modules)\n"
        "assert not heavy, heavy"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("Usage: pmf")


@pytest.mark.parametrize("command", ["run", "plan", "check", "clinic", "show", "example"])
def test_every_command_has_help_and_an_example(capsys: pytest.CaptureFixture[str], command: str) -> None:
    code, out, _ = pmf(capsys, command, "--help")
    assert code == 0
    assert "Example:" in out
    assert f"pmf {command} " in out


def test_the_module_is_the_command() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pmf_analysis", "--version"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (0, "pmf, version 0.1.0\n")


def test_plan_says_what_would_be_made_and_makes_nothing(
    params: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = pmf(capsys, "plan", params)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "place/exception-report.html",
        "  exception_report.ipynb for directorate 'Place'",
        "  settings_file='../params/quarter.yaml', quarter='2025/26 Q3', scope_kind='directorate', scope='place'",
        f"1 report would be made in {params.parent.parent.resolve() / 'outputs' / '2025-26-q3'}",
    ]
    assert not (params.parent.parent / "outputs").exists()


BAD = [
    (
        ["plan", "{params}", "--directorate", "plaice"],
        2,
        "Error: there is no directorate 'plaice'; the directorates are: place\n",
    ),
    (
        ["plan", "{params}", "--report", "cmt"],
        2,
        "Error: there is no report 'cmt'; the reports are: exception-report\n",
    ),
    (
        ["run", "{params}", "--jobs", "0"],
        2,
        "Error: Invalid value for '--jobs': 0 is not in the range 1<=x<=64.",
    ),
    (
        ["run", "{params}", "--engine", "spark"],
        2,
        "Error: Invalid value for '--engine': 'spark' is not one of 'fork', 'kernel'.",
    ),
    (["run"], 2, "Error: Missing argument 'PARAMS'."),
    (["rum"], 2, "Error: No such command 'rum'."),
    (["show", "{params}"], 2, "holds no finished quarter; make one with pmf run\n"),
    (["run", "{params}.gone"], 10, "quarter.yaml.gone"),
]


@pytest.mark.parametrize(("arguments", "code", "message"), BAD)
def test_a_mistake_is_told_in_sentences_with_its_exit_code(
    params: Path, capsys: pytest.CaptureFixture[str], arguments: list[str], code: int, message: str
) -> None:
    left, out, err = pmf(capsys, *(argument.format(params=params) for argument in arguments))
    assert left == code
    assert message in err
    assert out == ""
    assert "Traceback" not in err


def test_wrong_settings_are_told_all_at_once(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    params.write_text(QUARTER.replace("data:", "date:").replace("2025/26 Q3", "Q7"))
    code, _, err = pmf(capsys, "check", params)
    assert code == 10
    assert err.startswith("Error: ")
    assert "Q7" in err
    assert "date" in err


def test_missing_data_is_told(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = pmf(capsys, "run", params)
    assert code == 11
    assert "there is no such folder" in err
    assert not (params.parent.parent / "outputs" / "2025-26-q3").exists()


def test_a_missing_notebook_is_a_matter_of_setup(params: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (params.parent.parent / "notebooks" / "exception_report.ipynb").unlink()
    code, _, err = pmf(capsys, "run", params)
    assert code == 13
    assert "notebooks/exception_report.ipynb: there is no such notebook" in err


def test_a_bug_leaves_its_traceback_in_a_log(
    params: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    monkeypatch.setattr("pmf_analysis.batch.plan.plan_reports", lambda *_, **__: 1 / 0)
    code, _, err = pmf(capsys, "plan", params)
    (log,) = tmp_path.glob("pmf-*.log")
    assert code == 1
    assert err == f"Error: this is a bug in pmf; please send {log} to whoever looks after it\n"
    assert "ZeroDivisionError" in log.read_text()


def test_an_example_is_written_ready_to_run(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = pmf(capsys, "example", tmp_path / "try-it")
    settings_file = tmp_path / "try-it" / "params" / "2025-26-q3.yaml"
    assert code == 0
    assert (
        out
        == f"The sample council is in {tmp_path / 'try-it'}; make its quarter with:\n  pmf run {settings_file}\n"
    )
    assert pmf(capsys, "plan", settings_file)[0] == 0
    assert (tmp_path / "try-it" / "data" / "york" / "observations.csv").is_file()


def test_an_example_overwrites_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine").touch()
    code, _, err = pmf(capsys, "example", tmp_path)
    assert (code, err) == (2, f"Error: {tmp_path} is there already; name a new folder\n")


def test_show_explains_a_finished_folder(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    entry = {
        "name": "place/exception-report",
        "state": "failed",
        "page": "",
        "executed_notebook": "failed/place/exception-report.ipynb",
        "seconds": 1.25,
        "peak_mib": 200.4,
        "cause": "place/exception-report: cell 3 (`x`): ValueError: bad",
        "warnings": ["cell 2: mind"],
    }
    manifest = {
        "format": 1,
        "council": "Sample Council",
        "quarter": "2025/26 Q3",
        "as_at": "2025-12-31",
        "finished": "2026-01-05T10:00:00+00:00",
        "run_id": "20260105T100000Z-0123456789ab",
        "engine": "fork",
        "jobs": 2,
        "counts": {"reports": {"made": 0, "unchanged": 0, "failed": 1}},
        "reports": [entry],
        "outputs": {"index.html": "0"},
    }
    folder = tmp_path / "2025-26-q3"
    folder.mkdir()
    (folder / "manifest.json").write_text(json.dumps(manifest))
    for asked in (folder, tmp_path):
        code, out, _ = pmf(capsys, "show", asked)
        assert code == 0
        assert out.splitlines() == [
            f"Sample Council, 2025/26 Q3, as at 2025-12-31: {folder / 'index.html'}",
            "  made 2026-01-05T10:00:00+00:00 by run 20260105T100000Z-0123456789ab (engine fork, 2 at once)",
            "  failed    failed/place/exception-report.ipynb  1.2 s, 200 MiB",
            "            place/exception-report: cell 3 (`x`): ValueError: bad",
            "            warning: cell 2: mind",
            "  reports: 0 made, 0 unchanged, 1 failed; files: 1, 1 of them missing: index.html",
        ]


@pytest.mark.parametrize("content", ["", "[]", '{"format": 99}'])
def test_a_manifest_that_cannot_be_read_is_told(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    (tmp_path / "manifest.json").write_text(content)
    code, _, err = pmf(capsys, "show", tmp_path)
    assert code == 2
    assert "manifest.json" in err


@pytest.mark.batch
def test_the_sample_quarter_is_made_by_two_commands(tmp_path: Path) -> None:
    def run(*arguments: object) -> "subprocess.CompletedProcess[str]":
        return subprocess.run(
            [sys.executable, "-m", "pmf_analysis", *(str(argument) for argument in arguments)],
            capture_output=True,
            text=True,
            check=False,
            cwd=tmp_path,
        )

    assert run("example", "try-it").returncode == 0
    done = run("run", "try-it/params/2025-26-q3.yaml", "--directorate", "public-health")
    assert done.returncode == 0, done.stderr
    folder = tmp_path / "try-it" / "outputs" / "2025-26-q3"
    assert done.stdout == f"2 reports made, 0 unchanged, 0 failed\n{folder / 'index.html'}\n"
    assert (folder / "public-health" / "exception-report.html").is_file()
    shown = run("show", folder)
    assert "reports: 2 made, 0 unchanged, 0 failed" in shown.stdout
    again = run("run", "try-it/params/2025-26-q3.yaml", "--directorate", "public-health")
    assert again.stdout.startswith("0 reports made, 2 unchanged, 0 failed\n")
