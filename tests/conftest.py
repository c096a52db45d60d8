"""What every test may ask for."""

from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import settings as hypothesis_settings

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.settings import Settings, load_settings
from tests import quarters

hypothesis_settings.register_profile("pmf", deadline=None)  # no test asserts a time
hypothesis_settings.load_profile("pmf")
ROOT = quarters.ROOT
YORK, LEEDS = quarters.YORK, quarters.LEEDS


@pytest.fixture(scope="session")
def york_settings() -> Settings:
    """The sample quarter's settings."""
    return load_settings(ROOT / "params" / "2025-26-q3.yaml")


@pytest.fixture(scope="session")
def york(york_settings: Settings, tmp_path_factory: pytest.TempPathFactory) -> QuarterResults:
    """Every result of the sample quarter."""
    from pmf_analysis.batch.quarter import open_with

    outputs = tmp_path_factory.mktemp("york")
    return open_with(replace(york_settings, outputs=outputs, record=outputs / "record.sqlite"))


@pytest.fixture(scope="session")
def leeds(tmp_path_factory: pytest.TempPathFactory) -> QuarterResults:
    """The sample quarter with another home council: its settings copied, and the area set to Leeds."""
    from pmf_analysis.batch.quarter import open_quarter

    folder = tmp_path_factory.mktemp("leeds")
    (folder / "data").mkdir()
    (folder / "data" / "york").symlink_to(ROOT / "data" / "york")
    params = folder / "params"
    params.mkdir()
    for name in ("council.yaml", "2025-26-q3.yaml"):
        text = (ROOT / "params" / name).read_text(encoding="utf-8")
        (params / name).write_text(text.replace(YORK, LEEDS), encoding="utf-8")
    return open_quarter(params / "2025-26-q3.yaml")


@pytest.fixture(scope="session")
def york_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The outputs folder of the finished sample quarter, with two clinic packs."""
    return (
        quarters.made_once(quarters.shared_folder(tmp_path_factory), "york-pages", quarters.make_york)
        / "outputs"
    )


@pytest.fixture(scope="session")
def leeds_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same for another home council."""
    return (
        quarters.made_once(quarters.shared_folder(tmp_path_factory), "leeds-pages", quarters.make_leeds)
        / "outputs"
    )


@pytest.fixture(scope="session")
def planted_pages(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same of the sample with invented tables, so that every block is filled; reports on themes and portfolios too."""
    return (
        quarters.made_once(quarters.shared_folder(tmp_path_factory), "planted-pages", quarters.make_planted)
        / "outputs"
    )
