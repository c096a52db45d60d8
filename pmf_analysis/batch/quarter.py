"""Open a quarter: settings, data, checks and analyses, or the same results from the cache."""

import shutil
from functools import lru_cache
from pathlib import Path

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.results_cache import SHORT_KEY, load, results_key, store
from pmf_analysis.data.settings import Settings, load_settings
from pmf_analysis.data.sources import Source, open_source


def open_quarter(settings_file: Path | str, *, quarter: str | None = None) -> QuarterResults:
    """Every result of a quarter; computed once for the same inputs, settings and code.

    Args:
        settings_file: the quarter's settings.
        quarter: a quarter to report instead of the file's, as people write it.

    Raises:
        SettingsError: if the settings are wrong; holds every fault.
        DataError: if the data cannot be reported; holds every fault.
    """
    return open_with(load_settings(settings_file, quarter=quarter))


def open_with(settings: Settings, *, fresh: bool = False) -> QuarterResults:
    """The same, for settings that have been read already.

    Args:
        settings: everything that the run was told.
        fresh: whether to compute anew what the cache holds.
    """
    source = source_of(settings)
    key = results_key(settings, source.fingerprints())
    folder = cache_folder(settings) / key
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
        _loaded.cache_clear()
    if not (folder / "results.json").is_file():
        results = _compute(settings, source, key)
        store(results, folder)
    return _loaded(folder)


def quarter_key(settings: Settings) -> str:
    """What the cache is keyed by, and the fingerprint of the run that pages print (its first digits)."""
    return results_key(settings, source_of(settings).fingerprints())


def source_of(settings: Settings) -> Source:
    """The source that the settings name, asked for no more than the quarter needs."""
    return open_source(settings.data, home=settings.home_areas)


def cache_folder(settings: Settings) -> Path:
    """Where results are kept: beside the quarters' folders."""
    return settings.outputs.resolve() / ".cache"


@lru_cache(maxsize=2)
def _loaded(folder: Path) -> QuarterResults:
    return load(folder)


def _compute(settings: Settings, source: Source, key: str) -> QuarterResults:
    from pmf_analysis.analysis.quarter import analyse
    from pmf_analysis.data.checks import check_tables

    dataset = check_tables(source.read(), settings)
    return analyse(dataset, settings, fingerprint=key[:SHORT_KEY])
