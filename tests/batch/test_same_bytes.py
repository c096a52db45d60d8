"""The same inputs give the same bytes, wherever, with whatever engine and however many at once; but for what the manifest says may vary."""

import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.manifest import VARIES, read_manifest, timeless
from pmf_analysis.batch.plan import plan_reports
from pmf_analysis.batch.run import RunOptions, run_quarter
from pmf_analysis.data.settings import Settings

pytestmark = pytest.mark.batch

OWN = {"manifest.json", "run.jsonl"}


def contents(folder: Path) -> dict[str, bytes]:
    files = (path for path in folder.rglob("*") if path.is_file() and path.name not in OWN)
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files}


@pytest.mark.usefixtures("warm")
def test_two_runs_in_two_places_differ_in_what_may_vary_alone(
    settings: Settings, results_of: Callable[[Settings], QuarterResults], tmp_path: Path
) -> None:
    folders = []
    for place, jobs, engine in ((tmp_path / "one", 1, "fork"), (tmp_path / "two" / "deeper", 3, "kernel")):
        own = replace(settings, outputs=place)
        options = RunOptions(outputs=place, jobs=jobs, engine=engine)
        folders.append(run_quarter(own, results_of(own), plan_reports(own), options=options).folder)
    one, two = (contents(folder) for folder in folders)
    assert one.keys() == two.keys()
    assert [name for name in one if one[name] != two[name]] == []
    manifests = [read_manifest(folder) for folder in folders]
    assert timeless(manifests[0]) == timeless(manifests[1])
    assert manifests[0]["varies"] == list(VARIES)


def test_a_report_of_the_sample_made_again_elsewhere_has_the_same_bytes(
    york_pages: Path, tmp_path: Path
) -> None:
    params = york_pages.parent / "params" / "2025-26-q3.yaml"
    command = [
        sys.executable,
        "-m",
        "pmf_analysis",
        "run",
        str(params),
        "--output",
        str(tmp_path),
        "--jobs",
        "1",
    ]
    chosen = ["--directorate", "place", "--report", "exception_report", "--fresh"]
    subprocess.run([*command, *chosen], check=True, capture_output=True)
    before, again = contents(york_pages / "2025-26-q3"), contents(tmp_path / "2025-26-q3")
    report = [name for name in again if name.startswith("place/")]
    assert sorted(report) == [
        f"place/exception-report.{ending}" for ending in ("html", "ipynb", "receipts.csv")
    ]
    results = [name for name in again if name.startswith("results/")]
    assert len(results) > 20
    assert [name for name in (*report, *results) if again[name] != before[name]] == []
