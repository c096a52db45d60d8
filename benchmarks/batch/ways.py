"""How long the sample quarter takes by each way to make it, in one run.

    python benchmarks/batch/ways.py [--ploomber PYTHON] [--only LETTERS] [--scaling 1 5 25]

(a) the `papermill` and `jupyter nbconvert` commands, one report after the other; (b) Papermill's Python API in two processes;
(c) Ploomber's engine in one process, where a Python that has it is named (in an environment of its own: it is no dependency of ours);
(d) pmf cold: nothing computed or made; (e) pmf after one changed observation; (f) pmf with nothing changed; (k) pmf cold with kernels.
Each way works on a copy of the sample. Memory is the most that all processes together held (proportional set size).
`--scaling` then makes 24 reports for each of so many councils, and says what a report costs (processor seconds and seconds, of all processes).
"""

import argparse
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import threading
from concurrent.futures import ProcessPoolExecutor
from itertools import pairwise
from multiprocessing import get_context
from pathlib import Path
from time import monotonic, sleep

from processes import descendants
from soak import council_codes

from pmf_analysis.batch.plan import Report, plan_reports
from pmf_analysis.batch.sample import write_sample
from pmf_analysis.data.settings import load_settings

PMF = [sys.executable, "-m", "pmf_analysis"]
LEFT_OUT = (
    "PYTHONDONTWRITEBYTECODE",
)  # set on some build machines; no user's Python compiles every module at every start
BY_PLOOMBER = """
import json, os, sys
import nbconvert
from ploomber_engine import execute_notebook
for notebook, made, parameters in json.load(sys.stdin):
    os.chdir(os.path.dirname(notebook))
    execute_notebook(notebook, made, parameters=parameters, progress_bar=False, verbose=False)
    html, _ = nbconvert.HTMLExporter().from_filename(made)
    open(made.removesuffix(".ipynb") + ".html", "w", encoding="utf-8").write(html)
"""
TWENTY_FOUR = """reports:
  - {notebook: exception_report, scopes: directorates}
  - {notebook: benchmark_report, scopes: directorates}
  - {notebook: forecast_review, scopes: committees}
  - {notebook: exception_report, scopes: committees}
  - {notebook: benchmark_report, scopes: committees}
  - {notebook: cmt_overview, scopes: council}
  - {notebook: data_quality, scopes: council}
"""
CHANGED = re.compile(r"^(HCLIC\.TA1\.RATE,E06000014,2025/26 Q3,)[\d.]+,[\d.]+,([\d.]+)", re.MULTILINE)


class Meter:
    """Seconds, processor seconds, and the most memory that this process's descendants hold together."""

    def __enter__(self) -> "Meter":
        self.worked = _worked()
        self.began, self.peak, self.over = monotonic(), 0.0, threading.Event()
        self.watch = threading.Thread(target=self._look)
        self.watch.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.seconds = monotonic() - self.began
        self.worked = _worked() - self.worked
        self.over.set()
        self.watch.join()

    def _look(self) -> None:
        while not self.over.is_set():
            self.peak = max(self.peak, sum(_held(each) for each in descendants(os.getpid())))
            sleep(0.2)


def _worked() -> float:
    """Processor seconds of this process's children that have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


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


def by_ploomber(settings_file: Path, python: str) -> int:
    """Ploomber's engine and nbconvert's Python API, in one process."""
    reports = plan_reports(load_settings(settings_file))
    jobs = [
        (
            str(report.notebook.resolve()),
            str(settings_file.parent / f"{report.name.replace('/', '-')}.ipynb"),
            dict(report.parameters),
        )
        for report in reports
    ]
    done = subprocess.run(
        [python, "-c", BY_PLOOMBER], input=json.dumps(jobs), capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SystemExit(done.stderr)
    return len(reports)


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


def scale(councils: int) -> tuple[int, float]:
    """Make 24 reports for each of so many councils, and say what a report costs; how many and the seconds."""
    settings_file = sample()
    text = settings_file.read_text(encoding="utf-8")
    codes = council_codes(settings_file.parents[1] / "data" / "york", councils)
    text = re.sub(r"reports:.*", TWENTY_FOUR, text, flags=re.DOTALL)
    settings_file.write_text(f"{text}councils: [{', '.join(codes)}]\n", encoding="utf-8", newline="\n")
    with Meter() as meter:
        _quietly([*PMF, "run", str(settings_file)])
    reports = 24 * councils
    print(
        f"{f'{councils} councils':<40}{reports:>8}{meter.seconds:>9.1f}{meter.seconds / reports:>9.2f}"
        f"{meter.worked / reports:>9.2f}{meter.peak:>9.0f}",
        flush=True,
    )
    return reports, meter.seconds


def main() -> None:
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument(
        "--ploomber", metavar="PYTHON", help="a Python that has ploomber-engine and pmf_analysis"
    )
    options.add_argument(
        "--only", default="abcdefk", metavar="LETTERS", help="these ways only; e and f need d"
    )
    options.add_argument("--scaling", type=int, nargs="*", default=[], metavar="COUNCILS")
    chosen = options.parse_args()
    for name in LEFT_OUT:
        os.environ.pop(name, None)
    used = sample()
    ways = {
        "a": ("papermill, then jupyter nbconvert", by_commands, sample()),
        "b": ("Papermill's API, two processes", by_api, sample()),
        "c": ("Ploomber's engine", lambda file: by_ploomber(file, chosen.ploomber), sample()),
        "d": ("pmf, cold", by_pmf, used),
        "e": ("pmf, one changed observation", by_pmf, used),
        "f": ("pmf, nothing changed", by_pmf, used),
        "k": ("pmf, cold, kernels", lambda file: by_pmf(file, "--engine", "kernel"), sample()),
    }
    took: dict[str, float] = {}
    print(
        f"{'way':<40}{'reports':>8}{'seconds':>9}{'s/report':>9}{'cpu/rep.':>9}{'peak MiB':>9}{'as fast':>9}",
        flush=True,
    )
    for letter, (name, way, settings_file) in ways.items():
        if letter not in chosen.only or (letter == "c" and not chosen.ploomber):
            continue
        if letter == "e":
            change_one_observation(settings_file)
        with Meter() as meter:
            reports = way(settings_file)
        took[letter] = meter.seconds
        ratio = f"{took['a'] / meter.seconds:>8.1f}x" if "a" in took else ""
        print(
            f"{letter}  {name:<37}{reports:>8}{meter.seconds:>9.1f}{meter.seconds / reports:>9.2f}"
            f"{meter.worked / reports:>9.2f}{meter.peak:>9.0f}{ratio}",
            flush=True,
        )
    made = [scale(councils) for councils in chosen.scaling]
    for (fewer, sooner), (more, later) in pairwise(made):
        print(
            f"each report more from {fewer} to {more}: {(later - sooner) / (more - fewer):.2f} s", flush=True
        )


if __name__ == "__main__":
    main()
