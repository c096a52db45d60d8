"""A region on a Dask cluster of local workers and the same region without one: every file the same, to the byte, and no page mixed up.

    python benchmarks/batch/many.py [--councils 40] [--workers 4] [--indicators 0]

Twenty reports for each of many councils of the sample, by the very command that people use: with `--scheduler`, then on this machine alone.
The scheduler and each worker are processes of their own, started by Dask's own commands. At the end every file of both runs is compared
(of manifests what may not vary), and every page is held against its council's `results/`.
"""

import argparse
import json
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic, sleep

from soak import check, region

from pmf_analysis.batch.manifest import timeless

TWENTY = """reports:
  - {notebook: exception_report, scopes: directorates}
  - {notebook: benchmark_report, scopes: directorates}
  - {notebook: exception_report, scopes: committees}
  - {notebook: forecast_review, scopes: committees}
  - {notebook: cmt_overview, scopes: council}
  - {notebook: data_quality, scopes: council}
"""
REPORTS = 20
OWN = {"manifest.json", "run.jsonl"}  # they tell of one run: when it was, and how long it took


@contextmanager
def cluster(workers: int) -> Iterator[str]:
    """The address of a scheduler with so many workers."""
    folder = Path(tempfile.mkdtemp(prefix="pmf-cluster-"))
    dask = [sys.executable, "-m", "dask"]
    kinds = [["scheduler", "--host", "127.0.0.1", "--port", "0"]]
    kinds += [["worker", "--nthreads", "1", "--no-nanny"] for _ in range(workers)]
    started = []
    try:
        for number, kind in enumerate(kinds):
            command = [*dask, *kind, "--scheduler-file", "scheduler.json", "--no-dashboard"]
            with (folder / f"{number}.log").open("wb") as log:
                started.append(subprocess.Popen(command, cwd=folder, stdout=log, stderr=subprocess.STDOUT))
            while not (folder / "scheduler.json").exists():
                sleep(0.1)
        yield str(json.loads((folder / "scheduler.json").read_text())["address"])
    finally:
        for process in started:
            process.kill()
            process.wait()


def run(settings_file: Path, output: Path, *options: str) -> float:
    """Run the command; how many seconds it took."""
    began = monotonic()
    command = [
        sys.executable,
        "-m",
        "pmf_analysis",
        "run",
        str(settings_file),
        "--output",
        str(output),
        *options,
    ]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)
    return monotonic() - began


def contents(folder: Path) -> dict[str, bytes | str]:
    """Every file of a run; of a manifest what may not vary."""
    found: dict[str, bytes | str] = {}
    for path in folder.rglob("*"):
        name = path.relative_to(folder).as_posix()
        if path.is_file() and not name.startswith(".") and "/." not in name and path.name not in OWN:
            found[name] = path.read_bytes()
    for path in folder.rglob("manifest.json"):
        manifest = timeless(json.loads(path.read_text(encoding="utf-8")))
        found[path.relative_to(folder).as_posix()] = json.dumps(manifest, sort_keys=True)
    return found


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--councils", type=int, default=40)
    options.add_argument("--workers", type=int, default=4)
    options.add_argument("--indicators", type=int, default=0, help="of each directorate; 0 for all")
    chosen = options.parse_args()
    settings_file = region(chosen.councils, chosen.indicators, reports=TWENTY)
    folder = settings_file.parents[1]
    with cluster(chosen.workers) as address:
        there = run(settings_file, folder / "there", "--scheduler", address)
    print(f"{chosen.councils * REPORTS} reports on a cluster of {chosen.workers}: {there:.0f} s", flush=True)
    here = run(settings_file, folder / "outputs")
    print(f"without it: {here:.0f} s", flush=True)
    one, other = contents(folder / "there"), contents(folder / "outputs")
    different = sorted(name for name in one.keys() | other.keys() if one.get(name) != other.get(name))
    states = check(settings_file)
    print(
        f"{len(one)} files, {len(different)} different {different[:5]}; pages held against results: {dict(states)}"
    )
    assert not different
    assert dict(states) == {"made": chosen.councils * REPORTS}


if __name__ == "__main__":
    main()
