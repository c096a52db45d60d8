"""Reports made by a real Dask cluster: a scheduler and workers, each a process of its own, started by Dask's own commands."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from pmf_analysis.batch.cluster import _expected
from pmf_analysis.batch.kit import pack, unpack
from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.batch.report import Job
from pmf_analysis.batch.station import _differing, versions
from pmf_analysis.data.settings import Settings, load_settings
from pmf_analysis.errors import ReportError
from pmf_analysis.publishing.limits import Limits
from pmf_analysis.publishing.page import PageFacts

from .conftest import write_notebook

pytestmark = pytest.mark.batch
LONGEST = 900


@dataclass
class Cluster:
    """A scheduler, and the workers that it has at the time."""

    folder: Path
    processes: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def address(self) -> str:
        return str(json.loads((self.folder / "scheduler.json").read_text())["address"])

    def start(self, *command: str) -> "subprocess.Popen[bytes]":
        with (self.folder / f"{command[0]}-{len(self.processes)}.log").open("wb") as log:
            self.processes.append(
                subprocess.Popen(
                    [
                        sys.executable,
                        "-m",
                        "dask",
                        *command,
                        "--scheduler-file",
                        "scheduler.json",
                        "--no-dashboard",
                    ],
                    cwd=self.folder,
                    stdout=log,
                    stderr=subprocess.STDOUT,
                )
            )
        return self.processes[-1]

    def start_scheduler(self) -> None:
        self.start("scheduler", "--host", "127.0.0.1", "--port", "0")
        wait_until((self.folder / "scheduler.json").exists)

    def start_worker(self) -> "subprocess.Popen[bytes]":
        return self.start("worker", "--nthreads", "1", "--no-nanny")

    def stop(self) -> None:
        for process in self.processes:
            process.kill()
            process.wait()


def wait_until(true: Callable[[], object]) -> None:
    deadline = time.monotonic() + LONGEST
    while not true():
        assert time.monotonic() < deadline
        time.sleep(0.05)


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two workers of one thread each."""
    found = Cluster(tmp_path_factory.mktemp("cluster"))
    found.start_scheduler()
    for _ in range(2):
        found.start_worker()
    yield found
    found.stop()


@pytest.fixture
def own_cluster(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler without workers, to do with as a test likes."""
    (tmp_path / "cluster").mkdir()
    found = Cluster(tmp_path / "cluster")
    found.start_scheduler()
    yield found
    found.stop()


def start_run(region: Path, *options: str) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        [sys.executable, "-m", "pmf_analysis", "run", str(region), *options],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def run(region: Path, *options: str) -> tuple[int, str]:
    process = start_run(region, *options)
    told, _ = process.communicate(timeout=LONGEST)
    return process.returncode, told


def issued(folder: Path) -> dict[str, bytes]:
    """What no time of day is in: pages, receipts and results; manifests, seals and executed notebooks hold times."""
    kept = {".html", ".csv", ".json"}
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.suffix in kept
        and path.name not in ("manifest.json", "seals.json")
        and not path.relative_to(folder).parts[0].startswith(".")
    }


def test_a_cluster_makes_the_same_bytes_as_this_machine(
    cluster: Cluster, region: Path, tmp_path: Path
) -> None:
    code, told = run(region, "--output", str(tmp_path / "there"), "--scheduler", cluster.address)
    assert (code, "6 reports made, 0 unchanged, 0 failed" in told) == (0, True), told
    assert run(region, "--output", str(tmp_path / "here"))[0] == 0
    there, here = issued(tmp_path / "there"), issued(tmp_path / "here")
    assert there == here
    assert (
        "<p>Borchester place 82, region Borsetshire, 0 said</p>"
        in there["e2/2025-26-q3/place/exception-report.html"].decode()
    )


def test_a_report_that_fails_there_is_told_and_kept_here(
    cluster: Cluster, region: Path, tmp_path: Path
) -> None:
    write_notebook(
        region.parents[1] / "notebooks" / "exception_report.ipynb", "import os; os.kill(os.getppid(), 9)"
    )
    code, told = run(Path(f"{region}#E1"), "--scheduler", cluster.address)
    assert code == 12
    assert (
        "place/exception-report: cell 3 (`import os; os.kill(os.getppid(), 9)`): its process was ended by SIGKILL"
        in told
    )
    folder = tmp_path / "outputs" / "e1" / "2025-26-q3"
    assert (folder / "failed" / "place" / "exception-report.ipynb").is_file()
    assert not (folder / "place").exists()
    assert (folder / "council" / "cmt-overview.html").is_file()


def test_a_report_whose_worker_is_killed_is_made_by_another(
    own_cluster: Cluster, region: Path, tmp_path: Path
) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    write_notebook(
        region.parents[1] / "notebooks" / "exception_report.ipynb",
        f"import os, pathlib, time; marks = pathlib.Path({str(marks)!r}); (marks / str(os.getpid())).touch()\n"
        "while not (marks / 'go').exists(): time.sleep(0.02)",
        "from IPython.display import HTML; HTML(f'<p>{scope}</p>')",
    )
    first = own_cluster.start_worker()
    process = start_run(Path(f"{region}#E1"), "--scheduler", own_cluster.address)
    wait_until(lambda: list(marks.iterdir()))
    (runner,) = (int(path.name) for path in marks.iterdir())
    own_cluster.start_worker()
    first.kill()
    first.wait()
    wait_until(lambda: not alive(runner))  # nothing of the killed worker goes on
    (marks / "go").touch()
    told, _ = process.communicate(timeout=LONGEST)
    assert (process.returncode, "2 reports made, 0 unchanged, 0 failed" in told) == (0, True), told
    assert len(list(marks.iterdir())) == 3  # the report was started twice


def alive(process: int) -> bool:
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return "\nState:\tZ" not in Path(f"/proc/{process}/status").read_text()


def test_a_scheduler_that_is_gone_issues_nothing(own_cluster: Cluster, region: Path, tmp_path: Path) -> None:
    marks = tmp_path / "marks"
    marks.mkdir()
    write_notebook(
        region.parents[1] / "notebooks" / "exception_report.ipynb",
        f"import pathlib, time; pathlib.Path({str(marks)!r}, 'a').touch(); time.sleep({LONGEST})",
    )
    own_cluster.start_worker()
    process = start_run(Path(f"{region}#E1"), "--scheduler", own_cluster.address)
    wait_until((marks / "a").exists)
    own_cluster.processes[0].kill()
    told, _ = process.communicate(timeout=LONGEST)
    assert process.returncode == 12, told
    assert "the scheduler of the cluster is gone" in told
    assert not (tmp_path / "outputs" / "e1" / "2025-26-q3").exists()


def test_ctrl_c_lets_what_is_out_come_home_and_says_what_is_left(
    own_cluster: Cluster, region: Path, tmp_path: Path
) -> None:
    mark = tmp_path / "mark"
    write_notebook(
        region.parents[1] / "notebooks" / "exception_report.ipynb",
        f"import pathlib, time; pathlib.Path({str(mark)!r}).touch(); time.sleep(1)",
        "from IPython.display import HTML; HTML('<p>a</p>')",
    )
    for number in range(6):
        write_notebook(region.parents[1] / "notebooks" / f"extra_{number}.ipynb", "1")
    more = "".join(f"  - {{notebook: extra_{number}, scopes: council}}\n" for number in range(6))
    region.write_text(region.read_text() + more)
    own_cluster.start_worker()
    process = start_run(Path(f"{region}#E1"), "--scheduler", own_cluster.address)
    wait_until(mark.exists)
    process.send_signal(signal.SIGINT)
    told, _ = process.communicate(timeout=LONGEST)
    assert process.returncode == 12, told
    assert "stopped: 2 of 8 reports are made and 6 are left; nothing was issued" in told


def test_where_nothing_answers_is_told(region: Path) -> None:
    code, told = run(Path(f"{region}#E1"), "--scheduler", "tcp://127.0.0.1:9")
    assert code == 2
    assert "no Dask scheduler answers at tcp://127.0.0.1:9" in told
    assert "Traceback" not in told


def test_a_worker_with_other_versions_makes_nothing() -> None:
    assert _differing(versions()) == ""
    wanted = {**versions(), "pandas": "2.0", "the program": "other"}
    assert _differing(wanted) == f"pandas {versions()['pandas']} for 2.0, another version of the program"


def test_a_kit_holds_settings_and_notebooks_as_they_lie_to_each_other(region: Path, tmp_path: Path) -> None:
    settings = load_settings(f"{region}#E2")
    kit = pack(settings, None)
    folder = unpack(kit.content, tmp_path / "unpacked")
    job = kit.packed(a_job(settings))
    notebook = folder / job.report.notebook
    assert notebook.is_file()
    assert load_settings(notebook.parent / job.report.parameters["settings_file"]).council.area_code == "E2"
    assert pack(settings, None).digest == kit.digest
    write_notebook(settings.notebooks / "exception_report.ipynb", "2")
    assert pack(settings, None).digest != kit.digest


@pytest.mark.parametrize(
    "name", ["place/other.html", "../place/exception-report.html", "/etc/x", "failed/../index.html"]
)
def test_a_worker_does_not_decide_where_files_go(region: Path, name: str) -> None:
    with pytest.raises(ReportError, match="which is no file of this report"):
        _expected(name, a_job(load_settings(f"{region}#E2")))


def a_job(settings: Settings) -> Job:
    facts = PageFacts("Borchester", "2025/26 Q3", "Place", "1 May 2026", "0123456789ab")
    return Job(plan_reports(settings)[0], facts, Path(), "fork", Limits(), "key")
