"""Whole quarters for tests to look at, each made once for all that ask in a test session, whichever worker they run in."""

import csv
import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PLANTED = Path(__file__).parent / "planted"
SAMPLE = "params/2025-26-q3.yaml"
YORK, LEEDS = "E06000014", "E08000035"
CLINICS = ("HCLIC.TA1.RATE", "ONS.NETADD")
MORE_REPORTS = """
  - {notebook: exception_report, scopes: themes}
  - {notebook: exception_report, scopes: portfolios}
  - {notebook: forecast_review, scopes: portfolios}
"""
# Invented, as all of tests/planted: a floor that is breached, a statutory indicator, names that are markup.
EDITS = {
    "indicators": {
        "HCLIC.TA1.RATE": {"statutory": "true"},
        "HCLIC.A1.PREV_RATE": {"statutory": "true", "name": "Threatened <b>with</b> homelessness & **more**"},
        "ONS.GHG": {"name": 'Gases <script>alert("x")</script> [per](javascript:alert) resident'},
    },
    "targets": {"HCLIC.A1.PREV_RATE": {"floor": "1.42", "reason": "Invented <i>for tests</i>"}},
}
ADDED = ("actions", "risks")
# The planted quarter keeps only these, so that its many reports stay quick: every directorate, each kind of indicator.
KEPT = ("HCLIC.", "ONS.", "CYC.", "ASC.", "DFE.TOT", "DFE.LAC", "DFE.16_17", "DFE.INFMORT", "DFE.EXCESS")


def shared_folder(factory: pytest.TempPathFactory) -> Path:
    """The folder of this test session, the same for all its workers; or the one that PMF_QUARTERS names, to look at pages again and again."""
    if kept := os.environ.get("PMF_QUARTERS"):
        return Path(kept)
    own = factory.getbasetemp()
    return own.parent if "PYTEST_XDIST_WORKER" in os.environ else own


def made_once(folder: Path, name: str, make: Callable[[Path], None]) -> Path:
    """The folder `name`, made by the first who asks; the others wait for it."""
    target, done = folder / name, folder / f"{name}.made"
    with _locked(folder / f"{name}.lock"):
        if not done.exists():
            shutil.rmtree(target, ignore_errors=True)
            target.mkdir()
            make(target)
            done.touch()
    return target


def make_york(folder: Path) -> None:
    """The sample quarter as it is, with two clinic packs."""
    _copy(folder, {})
    run_quarter(folder)


def make_leeds(folder: Path) -> None:
    """The sample quarter of another home council, by copied settings."""
    _copy(folder, {YORK: LEEDS, "City of York Council": "Leeds City Council"})
    run_quarter(folder)


def make_planted(folder: Path) -> None:
    """The sample with the invented tables and edits, and with reports for themes and portfolios too."""
    _copy(folder, {}, more=MORE_REPORTS)
    for name in ("indicators", "observations", "targets"):
        _keep(folder / "data" / "york" / f"{name}.csv")
    for table in sorted(PLANTED.glob("*.csv")):
        _add(table, folder / "data" / "york" / table.name)
    for name, edits in EDITS.items():
        _edit(folder / "data" / "york" / f"{name}.csv", edits)
    run_quarter(folder)


def run_quarter(folder: Path) -> None:
    """Make the quarter and the clinic packs as a user would."""
    pmf = [sys.executable, "-c", "from pmf_analysis.cli import main; main()"]
    for command in (["run", SAMPLE], *(["clinic", SAMPLE, each] for each in CLINICS)):
        done = subprocess.run([*pmf, *command], cwd=folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr


def _copy(folder: Path, changes: Mapping[str, str], *, more: str = "") -> None:
    for name in ("data/york", "notebooks"):
        shutil.copytree(ROOT / name, folder / name)
    (folder / "params").mkdir()
    for path in (ROOT / "params").glob("*.yaml"):
        text = path.read_text(encoding="utf-8")
        for old, new in changes.items():
            text = text.replace(old, new)
        extra = more.lstrip("\n") if path.name == Path(SAMPLE).name else ""
        (folder / "params" / path.name).write_text(text + extra, encoding="utf-8")


def _add(table: Path, target: Path) -> None:
    """The planted rows behind those of the sample, under the same headings."""
    lines = table.read_text(encoding="utf-8").splitlines(keepends=True)
    if target.exists() and table.stem in ADDED:
        held = target.read_text(encoding="utf-8")
        assert held.splitlines()[0] == lines[0].strip(), table
        lines = [held if held.endswith("\n") else f"{held}\n", *lines[1:]]
    target.write_text("".join(lines), encoding="utf-8")


def _keep(path: Path) -> None:
    lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
    assert '"' not in "".join(line.split(",", 1)[0] for line in lines)
    path.write_text(
        "".join([lines[0], *(line for line in lines[1:] if line.startswith(KEPT))]), encoding="utf-8"
    )


def _edit(path: Path, edits: Mapping[str, Mapping[str, str]]) -> None:
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    for row in rows:
        row.update(edits.get(row["indicator_id"], {}))
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)


@contextmanager
def _locked(path: Path) -> Iterator[None]:
    with path.open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
