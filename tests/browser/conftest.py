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
def outputs(request: pytest.FixtureRequest) -> Path:
    """The outputs of the sample quarter, of another home council's, and of the quarter with invented tables."""
    return request.getfixturevalue(f"{request.param}_pages")


@pytest.fixture(scope="module")
def pages(outputs: Path) -> list[Path]:
    """Every page of two quarters, clinic packs too; of the invented one the largest of each kind of report and scope."""
    found = browsing.pages_of(outputs)
    assert found
    return (
        browsing.one_of_each(found, kinds=browsing.scope_kinds(outputs))
        if "planted" in outputs.parent.name
        else found
    )


@pytest.fixture(scope="module")
def largest(pages: list[Path]) -> list[Path]:
    """The largest page of each kind of report."""
    return browsing.one_of_each(pages)
