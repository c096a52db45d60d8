"""Disks that fill up, folders that can only be read and limits of the system, really made; what cannot be made here is skipped in words."""

import json
import os
import resource
import subprocess
import sys
import textwrap
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.batch.run import RunOptions, Summary, run_quarter
from pmf_analysis.data.settings import Settings
from pmf_analysis.errors import ReportError
from pmf_analysis.publishing.limits import Limits

pytestmark = [pytest.mark.batch, pytest.mark.usefixtures("warm")]
SHOW_NOTHING = "from IPython.display import HTML; HTML('<h2>a</h2>')"
FILL = """\
import os
block = open('{disk}/filler', 'wb') if scope == 'people' else None
while block and block.write(b'x' * 65536) and block.flush() is None: pass"""
FILL_AND_GO_ON = FILL.replace("block.flush() is None: pass", "block.flush() is None: pass").replace(
    "while block", "import contextlib\nwith contextlib.suppress(OSError):\n    while block"
)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of its own, of two megabytes."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=2m", "tmpfs", str(folder)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("a small disk can be mounted by root only")
    yield folder
    subprocess.run(["umount", "--lazy", str(folder)], check=True)


def remount(disk: Path, how: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{how}", str(disk)], check=True)


def run(settings: Settings, results: QuarterResults, **options: object) -> Summary:
    return run_quarter(settings, results, plan_reports(settings), options=RunOptions(**options))  # type: ignore[arg-type]


def content(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_disk_that_fills_up_leaves_the_last_quarter_and_the_next_run_goes_on(
    settings: Settings, results: QuarterResults, notebook: Callable[..., Path], disk: Path
) -> None:
    notebook(SHOW_NOTHING)
    quarter = run(settings, results, outputs=disk, jobs=1).folder
    before = content(quarter)
    notebook(FILL_AND_GO_ON.format(disk=disk), SHOW_NOTHING)
    with pytest.raises(ReportError, match="could not be written: the disk is full"):
        run(settings, results, outputs=disk, jobs=1)
    assert content(quarter) == before
    (disk / "filler").unlink()
    notebook(SHOW_NOTHING)
    assert run(settings, results, outputs=disk).count("failed") == 0
    assert [path.name for path in disk.iterdir() if path.suffix in (".staging", ".retired")] == []


def test_a_cell_that_finds_the_disk_full_fails_its_report_and_no_other(
    settings: Settings, results: QuarterResults, notebook: Callable[..., Path], disk: Path
) -> None:
    notebook(FILL.format(disk=disk), SHOW_NOTHING)
    summary = run(settings, results, jobs=1)
    assert {each.name: each.state for each in summary.outcomes}["people/exception-report"] == "failed"
    assert summary.count("made") == 2
    (cause,) = (each.cause for each in summary.outcomes if each.state == "failed")
    assert "OSError: [Errno 28] No space left on device" in cause


def test_a_folder_that_can_only_be_read_is_told(
    settings: Settings, results: QuarterResults, disk: Path
) -> None:
    remount(disk, "ro")
    with pytest.raises(ReportError, match=r"could not be written: the folder can only be read"):
        run(settings, results, outputs=disk / "outputs")


def test_a_folder_that_turns_read_only_meanwhile_leaves_the_last_quarter(
    settings: Settings, results: QuarterResults, notebook: Callable[..., Path], disk: Path
) -> None:
    notebook(SHOW_NOTHING)
    quarter = run(settings, results, outputs=disk).folder
    before = content(quarter)
    staging = disk / ".2025-26-q3.staging"
    mount = ["mount", "-t", "tmpfs", "-o", "ro", "tmpfs", str(staging)]
    notebook(f"import subprocess; subprocess.run({mount}, check=True)", SHOW_NOTHING)
    with pytest.raises(ReportError, match="could not be written: the folder can only be read"):
        run(settings, results, outputs=disk, jobs=1)
    assert content(quarter) == before
    subprocess.run(["umount", "--lazy", str(staging)], check=True)
    notebook(SHOW_NOTHING)
    assert run(settings, results, outputs=disk).count("failed") == 0


SCRIPT = """
import sys
sys.path.insert(0, {tests!r})
from conftest import make_results
from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.batch.run import RunOptions, run_quarter
from pmf_analysis.data.settings import load_settings
from pmf_analysis.errors import PmfError
settings = load_settings({settings!r})
try:
    summary = run_quarter(settings, make_results(settings), plan_reports(settings), options=RunOptions(jobs=1))
except PmfError as error:
    print(error)
    sys.exit(error.exit_code)
print(*(f"{{each.state}} {{each.cause}}" for each in summary.outcomes), sep="\\n")
"""


def run_limited(settings: Settings, limit: int, most: int) -> tuple[int, str]:
    """A run of its own under a limit of the system, as `ulimit` sets it."""
    script = textwrap.dedent(SCRIPT).format(tests=str(Path(__file__).parent), settings=str(settings.path))
    done = subprocess.run(
        [sys.executable, "-c", script],
        capture_output=True,
        text=True,
        check=False,
        preexec_fn=lambda: resource.setrlimit(limit, (most, most)),
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done.returncode, done.stdout


def test_a_limit_on_the_size_of_files_is_told(settings: Settings, notebook: Callable[..., Path]) -> None:
    notebook("print('x' * 200_000 if scope == 'people' else '')", SHOW_NOTHING)
    code, told = run_limited(settings, resource.RLIMIT_FSIZE, 100_000)
    assert code == 0
    assert told.splitlines()[1] == "failed people/exception-report: a file is larger than allowed"
    assert [line.split()[0] for line in told.splitlines()] == ["made", "failed", "made"]


def test_a_limit_on_open_files_fails_in_words(settings: Settings, notebook: Callable[..., Path]) -> None:
    notebook("kept = [open('/dev/null') for _ in range(200)] if scope == 'people' else []", SHOW_NOTHING)
    code, told = run_limited(settings, resource.RLIMIT_NOFILE, 128)
    assert code == 0
    assert [line.split()[0] for line in told.splitlines()] == ["made", "failed", "made"]
    assert "Too many open files" in told


def test_a_limit_on_memory_fails_the_report_that_wants_more(
    settings: Settings, notebook: Callable[..., Path]
) -> None:
    notebook("big = bytearray(2**31) if scope == 'people' else None", SHOW_NOTHING)
    code, told = run_limited(settings, resource.RLIMIT_DATA, 1536 * 2**20)
    assert code == 0
    assert [line.split()[0] for line in told.splitlines()] == ["made", "failed", "made"]
    assert "MemoryError" in told


def test_endless_recursion_in_c_code_ends_one_report(
    settings: Settings, results: QuarterResults, notebook: Callable[..., Path]
) -> None:
    notebook(
        "import sys; sys.setrecursionlimit(10**9)",
        "def deeper(): return [deeper() for _ in range(1)]",
        "_ = deeper() if scope == 'people' else None",
        SHOW_NOTHING,
    )
    summary = run(settings, results, limits=Limits(cell_seconds=120, memory_mib=2048))
    states = {each.name: each.state for each in summary.outcomes}
    assert states == {
        "place/exception-report": "made",
        "people/exception-report": "failed",
        "council/cmt-overview": "made",
    }


def test_the_log_of_a_run_says_what_each_report_took(settings: Settings, results: QuarterResults) -> None:
    folder = run(settings, results).folder
    entries = [json.loads(line) for line in (folder / "run.jsonl").read_text().splitlines()]
    assert {entry["name"] for entry in entries} == {each.name for each in plan_reports(settings)}
    for entry in entries:
        assert entry["state"] == "made"
        assert entry["seconds"] > 0
        assert entry["peak_mib"] > 0
        assert set(entry["hashes"]) >= {f"{entry['name']}.html", f"{entry['name']}.ipynb"}


@pytest.mark.skipif(os.getuid() != 0, reason="root alone may become somebody else")
def test_a_user_without_permission_is_told(settings: Settings, tmp_path: Path) -> None:
    try:
        subprocess.run(
            [sys.executable, "-c", "import pmf_analysis"], user=65534, capture_output=True, check=True
        )
    except (PermissionError, subprocess.CalledProcessError):
        pytest.skip("another user may not even run the program here")
    (tmp_path / "outputs").mkdir(mode=0o500)
    for folder in [tmp_path, *tmp_path.parents]:
        if folder.owner() == "root" and folder.name.startswith("pytest"):
            folder.chmod(0o755)
    script = textwrap.dedent(SCRIPT).format(tests=str(Path(__file__).parent), settings=str(settings.path))
    done = subprocess.run(
        [sys.executable, "-c", script], user=65534, capture_output=True, text=True, check=False
    )
    assert (done.returncode, "there is no permission to write here" in done.stdout) == (12, True), done.stderr
