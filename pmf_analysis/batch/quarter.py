"""Open a quarter: settings, data, checks and analyses, or the same results from the cache."""

import os
import shutil
from dataclasses import replace
from functools import cached_property, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.results_cache import SHORT_KEY, load, results_key, store
from pmf_analysis.data.record import PastIssues, no_past
from pmf_analysis.data.record.cells import written_rows
from pmf_analysis.data.record.content import content_hash
from pmf_analysis.data.record.issues import Standing
from pmf_analysis.data.record.record import Record
from pmf_analysis.data.record.tables import RESULT_TABLES
from pmf_analysis.data.settings import Settings, load_settings
from pmf_analysis.data.sources import Source, open_source

if TYPE_CHECKING:
    from pmf_analysis.data.checks import Dataset

PINNED = "PMF_RESULTS"  # the results of the run that a report is made in; its notebook shows those, whatever has changed since


class Tables:
    """The tables that the settings name, read and checked once, however many councils are then reported from them."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self.source = source_of(settings)

    @cached_property
    def fingerprints(self) -> dict[str, str]:
        """What was read, by name, to the SHA-256 of its content."""
        return self.source.fingerprints()

    @cached_property
    def dataset(self) -> "Dataset":
        """The clean tables."""
        from pmf_analysis.data.checks import check_shared

        return check_shared(self.source.read(), self.settings)


def open_quarter(
    settings_file: Path | str, *, quarter: str | None = None, as_known: str = ""
) -> QuarterResults:
    """Every result of a quarter; computed once for the same inputs, settings, code and earlier issues.

    Within a run, the run's own results.

    Args:
        settings_file: the quarter's settings; with `#` and an area code behind it, those of one council of a regional run.
        quarter: a quarter to report instead of the file's, as people write it.
        as_known: the day to hold the run to, as `2025-11-20`; empty for the data as it stands.

    Raises:
        SettingsError: if the settings are wrong; holds every fault.
        DataError: if the data or the record cannot be read; holds every fault.
        UsageError: if `as_known` is no day, or one before the quarter has ended.
    """
    settings = load_settings(settings_file, quarter=quarter, as_known=as_known)
    return _pinned(settings) or open_with(settings)


def open_with(
    settings: Settings, *, fresh: bool = False, tables: Tables | None = None, side_by_side: bool = False
) -> QuarterResults:
    """The same, for settings that have been read already.

    Args:
        settings: everything that the run was told.
        fresh: whether to compute anew what the cache holds.
        tables: what the settings name, if it has been read already.
        side_by_side: whether to forecast in a process of its own while this one does the rest.
    """
    tables = tables or Tables(settings)
    key = results_key(settings, tables.fingerprints)
    folder = cache_folder(settings) / key
    if fresh:
        shutil.rmtree(folder, ignore_errors=True)
        _loaded.cache_clear()
    if not (folder / "results.json").is_file():
        from pmf_analysis.analysis.accountability import account

        results = _compute(settings, tables, key, side_by_side=side_by_side)
        store(account(results, no_past()), folder)
    return _among_issues(settings, folder)


def _among_issues(settings: Settings, folder: Path) -> QuarterResults:
    """The results as they stand among the earlier issues that the run may know of."""
    results = _loaded(folder)
    record = Record(settings.record)
    stands = record.standing(
        settings.council.area_code,
        quarter=settings.quarter,
        known_on=settings.as_at,
        content_hash=results.context.content_hash,
    )
    if not stands.seen:
        return results
    key = sha256(f"{folder.name} {stands.digest}".encode()).hexdigest()
    accounted = folder.with_name(key)
    if not (accounted / "results.json").is_file():
        store(accounted_for(results, stands, record.past(stands), fingerprint=key[:SHORT_KEY]), accounted)
    return _loaded(accounted)


def accounted_for(
    results: QuarterResults, stands: Standing, past: PastIssues, *, fingerprint: str
) -> QuarterResults:
    """Results with what earlier issues tell: which issue they are the draft of, what changed, how forecasts and promises fared.

    Args:
        results: of a quarter, without a past.
        stands: where they stand among the issues.
        past: those issues.
        fingerprint: digits that stand for the results and for those issues.
    """
    from pmf_analysis.analysis.accountability import account

    context = replace(
        results.context,
        fingerprint=fingerprint,
        reissue=stands.reissue,
        compared_with=stands.base.issue_id if stands.base else "",
        record_seen=stands.digest,
    )
    return account(replace(results, context=context), past)


def with_content_hash(results: QuarterResults) -> QuarterResults:
    """Results that say what stands for their issued content."""
    rows = {table.name: written_rows(getattr(results, table.name), table) for table in RESULT_TABLES}
    return replace(results, context=replace(results.context, content_hash=content_hash(rows)))


def named(settings: Settings, results: QuarterResults) -> Settings:
    """Settings that name their home council, which those of one council of a region do not (`file.yaml#E08000035`)."""
    if settings.council.name:
        return settings
    council = settings.council.model_copy(update={"name": results.context.full_name})
    return replace(settings, council=council)


def is_kept(settings: Settings, tables: Tables) -> bool:
    """Whether the cache holds the results."""
    folder = cache_folder(settings) / results_key(settings, tables.fingerprints)
    return (folder / "results.json").is_file()


def source_of(settings: Settings) -> Source:
    """The source that the settings name, asked for no more than the quarter needs; for a regional run that is everything."""
    everything = settings.chosen or settings.councils
    return open_source(settings.data, home=() if everything else settings.home_areas)


def cache_folder(settings: Settings) -> Path:
    """Where results are kept: beside the quarters' folders."""
    return settings.outputs.resolve() / ".cache"


def results_folder(settings: Settings, results: QuarterResults) -> Path | None:
    """Where the cache keeps results; None if it does not hold them."""
    folders = sorted(cache_folder(settings).glob(f"{results.context.fingerprint or '-'}*/results.json"))
    return folders[0].parent if len(folders) == 1 else None


def keep_at_hand(folder: Path) -> None:
    """Load results that reports forked from this process will be pinned to."""
    _loaded(folder)


@lru_cache(maxsize=2)
def _loaded(folder: Path) -> QuarterResults:
    return load(folder)


def _pinned(settings: Settings) -> QuarterResults | None:
    """The results of the run that this report is made in, if they are of the quarter and the council that is asked for."""
    folder = os.environ.get(PINNED)
    context = _loaded(Path(folder)).context if folder else None
    same = context and (context.quarter, context.as_at, context.area_code) == (
        settings.quarter,
        settings.as_at,
        settings.council.area_code,
    )
    return _loaded(Path(folder)) if folder and same else None


def _compute(settings: Settings, tables: Tables, key: str, *, side_by_side: bool) -> QuarterResults:
    from pmf_analysis.analysis.quarter import analyse
    from pmf_analysis.batch.fits_cache import fits_file, warm_forecaster
    from pmf_analysis.data.checks import check_home
    from pmf_analysis.data.regional import described, seen_by
    from pmf_analysis.data.vintage import as_known

    dataset = tables.dataset
    check_home(dataset, settings)
    if settings.as_known:
        dataset = as_known(dataset, settings.as_known)
    fits = fits_file(cache_folder(settings), settings.council.area_code)
    results = analyse(
        seen_by(dataset, settings),
        described(settings, dataset),
        fingerprint=key[:SHORT_KEY],
        forecaster=warm_forecaster(fits, side_by_side=side_by_side),
    )
    return with_content_hash(results)
