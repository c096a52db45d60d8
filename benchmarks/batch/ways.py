"""How long the sample quarter takes by each way to make it, in one run.

    python benchmarks/batch/ways.py [--without-commands]

(a) the `papermill` and `jupyter nbconvert` commands, one report after the other; (b) Papermill's Python API in two processes;
(c) pmf with kernels; (d) pmf cold: nothing computed or made; (e) pmf after one changed observation; (f) pmf with nothing changed.
Each way works on its own copy of the sample. Memory is the most that all processes together held (proportional set size).
"""

import argparse
import os
import re
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, sleep

from pmf_analysis.batch.plan import Report, plan_reports
from pmf_analysis.batch.sample import write_sample
from pmf_analysis.data.settings import load_settings

PMF = [sys.executable, "-m", "pmf_analysis"]
CHANGED = re.compile(r"^(HCLIC\.TA1\.RATE,E06000014,2025/26 Q3,)[\d.]+,[\d.]+,([\d.]+)", re.MULTILINE)


class Meter:
    """Seconds, and the most memory that this process's descendants hold together."""

    def __enter__(self) -> "Meter":
        self.began, self.peak, self.over = monotonic(), 0.0, threading.Event()
        self.watch = threading.Thread(target=self._look)
        self.watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = monotonic() - self.began
        self.over.set()
        self.watch.join()

    def _look(self) -> None:
        while not self.over.is_set():
            self.peak = max(self.peak, sum(_held(each) for each in _descendants(os.getpid())))
            sleep(0.2)


def _descendants(process: int) -> list[int]:
    found = []
    for children in Path(f"/proc/{process}/task").glob("*/children"):
        try:
            numbers = [int(number) for number in children.read_text().split()]
        except OSError:
            continue
        found += [each for number in numbers for each in (number, *_descendants(number))]
    return found


def _held(process: int) -> float:
    try:
        text = Path(f"/proc/{process}/smaps_rollup").read_text()
    except OSError:
        return 0.0
    match = re.search(r"^Pss:\s+(\d+)", text, re.MULTILINE)
    return int(match[1]) / 1024 if match else 0.0


def sample() -> Path:
    """The settings file of a new copy of the sample council."""
    return write_sample(Path(tempfile.mkdtemp(prefix="pmf-bench-")) / "york").resolve()


def by_commands(settings_file: Path) -> int:
    """Each report with `papermill`, then `jupyter nbconvert`."""
    reports = plan_reports(load_settings(settings_file))
    for report in reports:
        made = settings_file.parent / f"{report.name.replace('/', '-')}.ipynb"
        given = [part for name, value in report.parameters.items() for part in ("-p", name, value)]
        papermill = [sys.executable, "-m", "papermill", str(report.notebook), str(made), *given]
        _quietly([*papermill, "-k", "python3", "--cwd", str(report.notebook.parent)])
        _quietly([sys.executable, "-m", "jupyter", "nbconvert", "--to", "html", str(made)])
    return len(reports)


def by_api(settings_file: Path) -> int:
    """Papermill's Python API and nbconvert's, in two processes."""
    reports = plan_reports(load_settings(settings_file))
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        list(pool.map(_one_by_api, reports, [settings_file.parent] * len(reports)))
    return len(reports)


def _one_by_api(report: Report, folder: Path) -> None:
    import nbconvert
    import papermill

    made = folder / f"{report.name.replace('/', '-')}.ipynb"
    papermill.execute_notebook(
        str(report.notebook),
        str(made),
        parameters=dict(report.parameters),
        kernel_name="python3",
        progress_bar=False,
        cwd=str(report.notebook.parent),
    )
    html, _ = nbconvert.HTMLExporter().from_filename(str(made))
    made.with_suffix(".html").write_text(html, encoding="utf-8")


def by_pmf(settings_file: Path, *options: str) -> int:
    """The command."""
    _quietly([*PMF, "run", str(settings_file), *options])
    return len(plan_reports(load_settings(settings_file)))


def change_one_observation(settings_file: Path) -> None:
    """York's latest rate of homelessness, with its numerator."""
    path = settings_file.parent.parent / "data" / "york" / "observations.csv"
    text = path.read_text(encoding="utf-8")
    changed = CHANGED.sub(lambda match: f"{match[1]}{62 / float(match[2]):.6f},62.0,{match[2]}", text)
    assert changed != text
    path.write_text(changed, encoding="utf-8", newline="\n")


def _quietly(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(done.stderr)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument(
        "--without-commands", action="store_true", help="leave out the slow ways (a) and (b)"
    )
    chosen = options.parse_args()
    used = sample()
    ways = [
        ("a  papermill, then jupyter nbconvert", by_commands, sample()),
        ("b  Papermill's API, two processes", by_api, sample()),
        ("c  pmf, kernels, two at a time", lambda file: by_pmf(file, "--engine", "kernel"), sample()),
        ("d  pmf, cold", by_pmf, used),
        ("e  pmf, one changed observation", by_pmf, used),
        ("f  pmf, nothing changed", by_pmf, used),
    ]
    print(f"{'way':<40}{'reports':>8}{'seconds':>9}{'s/report':>9}{'peak MiB':>9}")
    for name, way, settings_file in ways[2 * chosen.without_commands :]:
        if name.startswith("e"):
            change_one_observation(settings_file)
        with Meter() as meter:
            reports = way(settings_file)
        print(
            f"{name:<40}{reports:>8}{meter.seconds:>9.1f}{meter.seconds / reports:>9.2f}{meter.peak:>9.0f}",
            flush=True,
        )


if __name__ == "__main__":
    main()
