"""A browser and a finished sample quarter for the tests of pages."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Browser

ROOT = Path(__file__).parents[2]


# Playwright's event loop must end with the module: other tests in this process run loops of their own.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    lacking = browsing.missing()
    if lacking and os.environ.get("PMF_BROWSER_REQUIRED"):
        pytest.fail(lacking)
    if lacking:
        pytest.skip(lacking)
    with browsing.open_browser() as opened:
        yield opened


@pytest.fixture(scope="session")
def quarter(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A finished sample quarter: the one that PMF_QUARTER names, or made here."""
    if named := os.environ.get("PMF_QUARTER"):
        return Path(named).resolve()
    outputs = tmp_path_factory.mktemp("outputs")
    pmf = [sys.executable, "-c", "from pmf_analysis.cli import main; main()"]
    made = subprocess.run(
        [*pmf, "run", str(ROOT / "params/2025-26-q3.yaml"), "--output", str(outputs)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    (manifest,) = outputs.rglob("manifest.json")
    return manifest.parent


@pytest.fixture(scope="session")
def pages(quarter: Path) -> list[Path]:
    found = browsing.pages_of(quarter)
    assert found
    return found
