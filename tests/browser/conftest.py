"""A browser and finished quarters for the tests of pages."""

import os
from collections.abc import Iterator
from pathlib import Path

import browsing
import pytest
from playwright.sync_api import Browser


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


@pytest.fixture(scope="module", params=["york", "leeds", "planted"])
def pages(request: pytest.FixtureRequest) -> list[Path]:
    """Every page of the sample quarter, of another home council's, and of the quarter with invented tables; clinic packs too."""
    found = browsing.pages_of(request.getfixturevalue(f"{request.param}_pages"))
    assert found
    return found
