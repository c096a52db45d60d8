"""A run from plan to issued folder, on small notebooks that are really executed, and every fault that can befall it."""

import json
import os
import re
import signal
import stat
import subprocess
import sys
import textwrap
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.batch.report import Outcome
from pmf_analysis.batch.run import RunOptions, Summary, run_quarter
from pmf_analysis.data.settings import Settings, load_settings
from pmf_analysis.errors import ReportError, SetupError
from pmf_analysis.publishing.limits import Limits
from pmf_analysis.publishing.page_check import check_page

pytestmark = [pytest.mark.batch, pytest.mark.usefixtures("warm")]
ALL = {"place/exception-report": "made", "people/exception-report": "made", "council/cmt-overview": "made"}
AT_PEOPLE = "if scope == 'people': "


def run(settings: Settings, results: QuarterResults, **options: Any) -> Summary:
    return run_quarter(settings, results, plan_reports(settings), options=RunOptions(**options))


def states(summary: Summary) -> dict[str, str]:
    return {outcome.name: outcome.state for outcome in summary.outcomes}


def cause(summary: Summary, name: str) -> str:
    return next(outcome.cause for outcome in summary.outcomes if outcome.name == name)


def manifest(summary: Summary) -> Any:
    return json.loads((summary.folder / "manifest.json").read_text(encoding="utf-8"))


def files(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())


def left_over(settings: Settings) -> list[str]:
    return [
        path.name for path in settings.outputs.resolve().iterdir() if path.suffix in (".staging", ".retired")
    ]


@pytest.mark.parametrize("engine", ["fork", "kernel"])
def test_a_run_issues_every_report_with_index_manifest_and_results(
    settings: Settings, results: QuarterResults, engine: str
) -> None:
    summary = run(settings, results, engine=engine)
    assert states(summary) == ALL
    assert summary.folder == settings.outputs.resolve() / "2025-26-q3"
    assert [path for path in files(summary.folder) if not path.startswith("results/")] == [
        "council/cmt-overview.html",
        "council/cmt-overview.ipynb",
        "council/cmt-overview.receipts.csv",
        "index.html",
        "index.receipts.csv",
        "manifest.json",
        "people/exception-report.html",
        "people/exception-report.ipynb",
        "people/exception-report.receipts.csv",
        "place/exception-report.html",
        "place/exception-report.ipynb",
        "place/exception-report.receipts.csv",
        "run.jsonl",
        "seals.json",
    ]
    assert left_over(settings) == []


def test_each_page_shows_its_own_scope(settings: Settings, results: QuarterResults) -> None:
    folder = run(settings, results).folder
    for kind, slug, page in (
        ("directorate", "place", "place/exception-report.html"),
        ("directorate", "people", "people/exception-report.html"),
        ("council", "council", "council/cmt-overview.html"),
    ):
        assert f">{kind} {slug} 2025/26 Q3<" in (folder / page).read_text(encoding="utf-8")


def test_the_manifest_says_what_was_made_from_what(settings: Settings, results: QuarterResults) -> None:
    summary = run(settings, results)
    content = manifest(summary)
    assert content["counts"]["reports"] == {"made": 3, "unchanged": 0, "failed": 0}
    assert content["counts"]["rag"] == {"RED": 1, "AMBER": 0, "GREEN": 0, "NOT_RATED": 1}
    assert set(content["inputs"]) == {
        "2025-26-q3.yaml",
        "council.yaml",
        "../notebooks/cmt_overview.ipynb",
        "../notebooks/exception_report.ipynb",
    }
    assert sorted(content["outputs"]) == [path for path in files(summary.folder) if path != "manifest.json"]
    report = content["reports"][0]
    assert report["parameters"]["scope"] == "place"
    assert report["page"] == "place/exception-report.html"
    assert report["executed_notebook"] == "place/exception-report.ipynb"
    assert report["seconds"] > 0
    assert str(settings.path.parent.parent.resolve()) not in json.dumps(content)


def test_the_index_finds_every_report_and_every_indicator(
    settings: Settings, results: QuarterResults
) -> None:
    html = (run(settings, results).folder / "index.html").read_text(encoding="utf-8")
    assert check_page(html) == ()
    assert 'href="place/exception-report.html"' in html
    assert 'href="place/exception-report.html#A1"' in html
    assert "Bins &lt;i&gt;missed&lt;/i&gt;" in html
    assert "People &lt;b&gt;&amp; Care&lt;/b&gt;" in html
    assert {'id="A1"', 'id="B2"', 'id="by-theme"'} <= set(re.findall(r'id="[^"]*"', html))
    assert html.count("Bins &lt;i&gt;missed") == 1
    for column in ("committee", "theme", "portfolio"):
        groups = html[html.index(f'id="by-{column}"') :].split("</section>")[0]
        assert re.findall(r'href="#(list-\d)" data-r="\d+">', groups) == ["list-1", "list-2"]
    assert 'href="place/exception-report.html">Exception report: Place</a>' in html


def test_nothing_is_made_again_that_would_come_out_the_same(
    settings: Settings, results: QuarterResults
) -> None:
    first = run(settings, results)
    before = {
        path: (first.folder / path).read_bytes() for path in files(first.folder) if path.endswith(".html")
    }
    second = run(settings, results)
    assert states(second) == dict.fromkeys(ALL, "unchanged")
    for path, content in before.items():
        if path != "index.html":
            assert (second.folder / path).read_bytes() == content
    assert states(run(settings, results, fresh=True)) == ALL


def test_only_reports_that_show_a_changed_value_are_made_again(
    settings: Settings, results: QuarterResults
) -> None:
    run(settings, results)
    changed = replace(results, assessments=results.assessments.assign(value=[1.6, 2.5]))
    assert states(run(settings, changed)) == {**ALL, "people/exception-report": "unchanged"}


def test_a_page_that_someone_edited_is_made_again(settings: Settings, results: QuarterResults) -> None:
    page = run(settings, results).folder / "place" / "exception-report.html"
    page.write_text("edited")
    assert states(run(settings, results))["place/exception-report"] == "made"
    assert "edited" not in page.read_text()


def test_pages_are_the_same_however_they_came_about(
    settings: Settings, results: QuarterResults, tmp_path: Path
) -> None:
    ways = [
        run(settings, results, outputs=tmp_path / "a", jobs=1),
        run(settings, results, outputs=tmp_path / "b", jobs=3),
        run(settings, results, outputs=tmp_path / "c", engine="kernel"),
    ]
    for path in ("place/exception-report.html", "council/cmt-overview.html"):
        assert len({(way.folder / path).read_bytes() for way in ways}) == 1


def test_some_reports_are_made_and_the_others_kept(settings: Settings, results: QuarterResults) -> None:
    everything = plan_reports(settings)
    run(settings, results)
    changed = replace(results, assessments=results.assessments.assign(value=[1.6, 2.5]))
    summary = run_quarter(settings, changed, everything[:1], others=everything[1:])
    assert states(summary) == {"place/exception-report": "made", "people/exception-report": "unchanged"}
    assert not (summary.folder / "council").exists()


FAULTS = {
    "raise ValueError('bad')": "cell 3 (`if scope == 'people': raise ValueError('bad')`): ValueError: bad",
    "import sys; sys.exit(0)": "it ended the notebook with sys.exit(0)",
    "import os; os._exit(0)": "ProcessDied: the process that ran the cell ended with exit code 0",
    "import os; os.kill(os.getpid(), 9)": "ProcessDied: the process that ran the cell was ended by SIGKILL",
    "import os; os.kill(os.getppid(), 9)": "cell 3 (`if scope == 'people': import os; os.kill(os.getppid(), 9)`): its process was ended by SIGKILL",
    "import os; os.killpg(0, 9)": "its process was ended by SIGKILL",
    "import time; time.sleep(600)": "OutOfTime: the cell was not done after 8 seconds",
    "bytearray(2**33)": "MemoryError: ",
    "print('x' * 10**8)": "OutputTooLarge: ",
    "import ctypes; ctypes.string_at(0)": "ProcessDied: the process that ran the cell was ended by SIGSEGV",
    "display({'text/html': '<script>1</script>'}, raw=True)": "the page was made but may not be issued\n  people/exception-report.html: the page holds a <script> element",
}


@pytest.mark.parametrize(("code", "why"), FAULTS.items())
def test_one_failing_report_stops_no_other(
    settings: Settings, results: QuarterResults, notebook: Callable[..., Path], code: str, why: str
) -> None:
    notebook(f"{AT_PEOPLE}{code}", "from IPython.display import HTML; HTML('<h2>Counts</h2>')")
    summary = run(settings, results, limits=Limits(cell_seconds=8, memory_mib=3000))
    assert states(summary) == {**ALL, "people/exception-report": "failed"}
    assert why in cause(summary, "people/exception-report")
    assert cause(summary, "people/exception-report").startswith("people/exception-report: ")
    assert not (summary.folder / "people").exists()
    assert (summary.folder / "failed" / "people" / "exception-report.ipynb").exists()
    entry = next(entry for entry in manifest(summary)["reports"] if entry["state"] == "failed")
    assert (entry["page"], entry["executed_notebook"]) == ("", "failed/people/exception-report.ipynb")
    assert "could not be made" in (summary.folder / "index.html").read_text(encoding="utf-8")


def test_a_failed_report_is_tried_again_and_then_leaves_nothing_behind(
    settings: Settings, results: QuarterResults, notebook: Callable[..., Path]
) -> None:
    flag = settings.path.parent / "mended"
    notebook(
        f"import os\n{AT_PEOPLE}assert os.path.exists('../params/mended')",
        "from IPython.display import HTML; HTML('<h2>a</h2>')",
    )
    assert states(run(settings, results))["people/exception-report"] == "failed"
    flag.touch()
    summary = run(settings, results)
    assert states(summary) == {**dict.fromkeys(ALL, "unchanged"), "people/exception-report": "made"}
    assert not (summary.folder / "failed").exists()


def test_a_page_of_yesterday_never_stays_beside_a_failure_of_today(
    settings: Settings, results: QuarterResults, notebook: Callable[..., Path]
) -> None:
    run(settings, results)
    notebook("1 / 0")
    summary = run(settings, results)
    assert [path for path in files(summary.folder) if path.startswith(("place", "people"))] == []


@pytest.mark.parametrize(
    "content", ["not json", "{}", '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}']
)
def test_a_file_that_is_no_notebook_fails_its_reports_only(
    settings: Settings, results: QuarterResults, content: str
) -> None:
    (settings.notebooks / "exception_report.ipynb").write_text(content)
    summary = run(settings, results)
    assert states(summary) == {
        "place/exception-report": "failed",
        "people/exception-report": "failed",
        "council/cmt-overview": "made",
    }
    assert "exception_report.ipynb" in cause(summary, "place/exception-report")


def test_a_notebook_that_lacks_a_parameter_fails_before_it_runs(
    settings: Settings, results: QuarterResults
) -> None:
    path = settings.notebooks / "exception_report.ipynb"
    path.write_text(path.read_text().replace("scope_kind: str", "scope_sort: str"))
    summary = run(settings, results)
    assert "exception_report.ipynb: scope_kind: the notebook has no such parameter" in cause(
        summary, "place/exception-report"
    )


def test_warnings_inside_a_notebook_are_shown(
    settings: Settings, results: QuarterResults, notebook: Callable[..., Path]
) -> None:
    notebook("import warnings; warnings.warn('mind the <gap>')")
    summary = run(settings, results)
    assert "UserWarning: mind the <gap>" in manifest(summary)["reports"][0]["warnings"][0]
    assert "mind the &lt;gap&gt;" in (summary.folder / "index.html").read_text(encoding="utf-8")


def test_without_a_kernel_nothing_is_issued(
    settings: Settings, results: QuarterResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pmf_analysis.publishing.engines.find_spec", lambda _: None)
    with pytest.raises(SetupError, match="no kernel can start"):
        run(settings, results, engine="kernel")
    assert not (settings.outputs / "2025-26-q3").exists()


@pytest.mark.skipif(os.getuid() == 0, reason="root may write anywhere")
def test_a_folder_that_cannot_be_written_is_told(
    settings: Settings, results: QuarterResults, tmp_path: Path
) -> None:
    (tmp_path / "locked").mkdir(mode=stat.S_IRUSR | stat.S_IXUSR)
    with pytest.raises(ReportError, match="could not be written: there is no permission to write here"):
        run(settings, results, outputs=tmp_path / "locked" / "outputs")


def test_a_file_in_the_way_is_told(settings: Settings, results: QuarterResults, tmp_path: Path) -> None:
    (tmp_path / "outputs").write_text("a file")
    with pytest.raises(ReportError, match="could not be written: File exists"):
        run(settings, results, outputs=tmp_path / "outputs")


def test_a_full_disk_leaves_the_last_quarter_as_it_was(
    settings: Settings, results: QuarterResults, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = files(run(settings, results).folder)

    def full(*_: object) -> None:
        raise OSError(28, "No space left on device", "results.csv")

    monkeypatch.setattr("pmf_analysis.batch.run.write_results", full)
    with pytest.raises(ReportError, match=r"could not be written: the disk is full \(results.csv\)"):
        run(settings, results, fresh=True)
    assert files(settings.outputs / "2025-26-q3") == before


SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from conftest import make_results
from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.batch.progress import Lines
from pmf_analysis.batch.run import RunOptions, run_quarter
from pmf_analysis.data.settings import load_settings
from pmf_analysis.errors import PmfError
settings = load_settings({settings!r})
try:
    run_quarter(settings, make_results(settings), plan_reports(settings), options=RunOptions(jobs=1), watcher=Lines())
except PmfError as error:
    print(error)
    sys.exit(error.exit_code)
"""


def start(settings: Settings) -> "subprocess.Popen[str]":
    script = textwrap.dedent(SCRIPT).format(tests=str(Path(__file__).parent), settings=str(settings.path))
    return subprocess.Popen(
        [sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def wait_for(path: Path) -> None:
    deadline = time.monotonic() + 60
    while not path.exists():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("signals", "made"),
    [([signal.SIGINT], 1), ([signal.SIGINT, signal.SIGINT], 0), ([signal.SIGTERM], 0), ([signal.SIGKILL], 0)],
    ids=["Ctrl-C", "Ctrl-C twice", "SIGTERM", "SIGKILL"],
)
def test_a_run_that_is_stopped_issues_nothing_and_the_next_takes_up_where_it_ended(
    settings: Settings,
    results: QuarterResults,
    notebook: Callable[..., Path],
    signals: list[signal.Signals],
    made: int,
) -> None:
    notebook(
        "import pathlib, time; pathlib.Path('../params/started').touch()\n"
        "while not pathlib.Path('../params/go').exists(): time.sleep(0.02)",
        "from IPython.display import HTML; HTML('<h2>a</h2>')",
    )
    process = start(settings)
    wait_for(settings.path.parent / "started")
    for each in signals:
        process.send_signal(each)
        time.sleep(0.3)
    (settings.path.parent / "go").touch()
    output, _ = process.communicate(timeout=60)
    assert not (settings.outputs / "2025-26-q3").exists()
    if signals != [signal.SIGKILL]:
        assert process.returncode == 12
        assert f"stopped: {made} of 3 reports are made and {3 - made} are left; nothing was issued" in output
    time.sleep(1)
    summary = run(settings, results)
    assert states(summary) == ALL
    if made:
        log = [json.loads(line) for line in (summary.folder / "run.jsonl").read_text().splitlines()]
        assert log[0]["name"] == "place/exception-report"
    assert left_over(settings) == []


def test_a_soak_of_killed_reports_mixes_and_loses_none(
    council: Path, notebook: Callable[..., Path], results_of: Callable[[Settings], QuarterResults]
) -> None:
    slugs = [f"team-{number}" for number in range(30)]
    names = "".join(f"  - {{slug: {slug}, name: {slug.title()}}}\n" for slug in slugs)
    (council.parent / "council.yaml").write_text(
        f"council: {{name: Sample, area_code: E06000099}}\ndirectorates:\n{names}"
    )
    notebook(
        "import os, random, time; time.sleep(random.random() / 20)\n"
        "kind = random.random()\n"
        "if kind < 0.15: os.kill(os.getpid(), 9)\n"
        "if kind > 0.85: os.killpg(0, 9)",
        "from IPython.display import HTML; HTML(f'<h2>{scope}</h2>')",
    )
    settings = load_settings(council)
    summary = run(settings, results_of(settings), jobs=4)
    assert len(summary.outcomes) == 31
    for outcome in summary.outcomes:
        page = summary.folder / f"{outcome.name}.html"
        assert page.exists() == (outcome.state == "made")
        if outcome.state == "made" and outcome.name.startswith("team"):
            assert f"<h2>{outcome.name.split('/')[0]}</h2>" in page.read_text()
        elif outcome.state == "failed":
            assert "SIGKILL" in outcome.cause


def test_progress_tells_each_report_and_what_is_left(settings: Settings, results: QuarterResults) -> None:
    told: list[str] = []

    class Told:
        def started(self, total: int) -> None:
            told.append(f"total {total}")

        def working(self, names: tuple[str, ...]) -> None: ...

        def ended(self, outcome: Outcome) -> None:
            told.append(outcome.name)

        def said(self, sentence: str) -> None: ...

        def finished(self) -> None:
            told.append("finished")

    run_quarter(settings, results, plan_reports(settings), watcher=Told())
    assert told[0] == "total 3"
    assert set(told[1:4]) == set(ALL)
    assert told[4:] == ["finished"]
