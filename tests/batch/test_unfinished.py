"""`pmf show` explains a run that goes on or was cut short, and finds the quarters of a region."""

import json
from pathlib import Path

import pytest

from pmf_analysis.batch.lock import sole_run
from pmf_analysis.batch.tell import describe_outputs
from pmf_analysis.errors import UsageError

ENTRIES = [
    {"name": "place/exception-report", "state": "made", "seconds": 1.23, "peak_mib": 210.0, "cause": "", "hashes": {}},
    {
        "name": "people/exception-report",
        "state": "failed",
        "seconds": 0.5,
        "peak_mib": 190.0,
        "cause": "people/exception-report: cell 3 (`1/0`): ZeroDivisionError: division by zero",
        "hashes": {},
    },
]  # fmt: skip


@pytest.fixture
def staging(tmp_path: Path) -> Path:
    """What a run leaves that was cut short in the midst of a line of its log."""
    folder = tmp_path / ".2025-26-q3.staging"
    folder.mkdir()
    lines = [json.dumps(entry) for entry in ENTRIES]
    (folder / "run.jsonl").write_text("\n".join([*lines, lines[0][:20]]), encoding="utf-8")
    return folder


@pytest.mark.parametrize("asked", [".", "2025-26-q3"])
def test_a_run_that_was_cut_short_says_what_it_made_and_what_failed(staging: Path, asked: str) -> None:
    told = list(describe_outputs(staging.parent / asked))
    assert told == [
        f"{staging.parent}/2025-26-q3: a run was cut short; made and not issued: 1, failed: 1; run it again to go on from there",
        "  made      place/exception-report  1.2 s, 210 MiB",
        "  failed    people/exception-report  0.5 s, 190 MiB",
        "            people/exception-report: cell 3 (`1/0`): ZeroDivisionError: division by zero",
    ]


def test_a_run_that_goes_on_is_told_with_its_process(staging: Path) -> None:
    with sole_run(staging.with_name(".2025-26-q3.lock")):
        first = next(describe_outputs(staging.parent))
    assert "a run is going on (process " in first
    assert first.endswith("; wait for it to end")


def test_the_councils_of_a_region_are_looked_through(staging: Path) -> None:
    council = staging.parents[1] / "region" / "e1"
    council.mkdir(parents=True)
    staging.rename(council / staging.name)
    assert next(describe_outputs(council.parent)).startswith(f"{council}/2025-26-q3: a run was cut short")


def test_a_folder_with_nothing_in_it_is_a_matter_of_usage(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="holds no finished quarter; make one with pmf run"):
        list(describe_outputs(tmp_path))
