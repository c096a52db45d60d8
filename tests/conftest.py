"""What every test may ask for."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="session")
def york_settings():  # type: ignore[no-untyped-def]
    """The sample quarter's settings."""
    from pmf_analysis.data.settings import load_settings

    return load_settings(ROOT / "params" / "2025-26-q3.yaml")
