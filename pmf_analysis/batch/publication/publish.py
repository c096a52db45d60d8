"""Publish an issued quarter: redact, make, attack, and only then put in place."""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from pathlib import Path

from pmf_analysis.analysis.disclosure.protect import Protection, open_indicators, protect
from pmf_analysis.analysis.disclosure.redact import left_out, redact
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.aside import begin_aside
from pmf_analysis.batch.index import write_day
from pmf_analysis.batch.lock import sole_run
from pmf_analysis.batch.place import Place
from pmf_analysis.batch.plan import Report
from pmf_analysis.batch.publication.earlier import SUPERSEDED, earlier_publications, earlier_values
from pmf_analysis.batch.publication.files import CHECKSUMS, write_files
from pmf_analysis.batch.publication.issued import IssuedQuarter, find_issued, results_as_issued, settings_of
from pmf_analysis.batch.publication.pages import make_pages
from pmf_analysis.batch.publication.policy import policy_of, rule_in_words
from pmf_analysis.batch.run import RunOptions, told_of_trouble
from pmf_analysis.batch.versions import file_hash
from pmf_analysis.data.settings import Settings
from pmf_analysis.errors import Fault, ReportError, UsageError
from pmf_analysis.publishing.open_data.attack import attack
from pmf_analysis.publishing.open_data.metadata import About

PUBLIC_FOLDER = "public"


@dataclass(frozen=True)
class Ask:
    """What is to be published, and how.

    Attributes:
        outputs: the issued quarter's folder, or that of the draft that it was issued from.
        into: the folder that holds the publications; `public` beside the quarters if left out.
        params: the quarter's settings file; looked for if left out.
        earlier: folders of publications that are kept elsewhere.
        today: the day, against which the embargo is held.
        embargoed: whether to publish before the embargo ends, marked as embargoed.
        options: how to make the pages.
    """

    outputs: Path
    into: Path | None = None
    params: Path | None = None
    earlier: tuple[Path, ...] = ()
    today: date = field(default_factory=date.today)
    embargoed: bool = False
    options: RunOptions = field(default_factory=RunOptions)


@dataclass(frozen=True)
class Published:
    """What came of it.

    Attributes:
        folder: the publication's folder.
        said: what was left out, in a sentence.
        notes: what whoever publishes should know.
    """

    folder: Path
    said: str
    notes: tuple[str, ...] = ()


def publish_quarter(ask: Ask, *, prepare: Callable[[Sequence[Report]], None] = lambda _: None) -> Published:
    """Make the publication of an issued quarter and put it in place; whatever fails leaves nothing behind.

    Args:
        ask: what is to be published.
        prepare: called with the reports before the first of them starts.

    Raises:
        UsageError: if the quarter was not issued, is under embargo, or has no indicator that may be published.
        SettingsError: if the settings are wrong; holds every fault.
        ReportError: if a page cannot be made, or a suppressed number could be worked back; holds every place.
        SetupError: if something of the installation is missing.
    """
    quarter = find_issued(ask.outputs)
    settings = settings_of(quarter, ask.params)
    marked = _check_embargo(settings, ask)
    results = results_as_issued(quarter, settings)
    into = (ask.into or quarter.outputs / PUBLIC_FOLDER).resolve()
    place = Place.of(into, settings.quarter.slug)
    with told_of_trouble(place.target):
        into.mkdir(parents=True, exist_ok=True)
        with sole_run(place.lock):
            place.recover()
            shutil.rmtree(place.staging, ignore_errors=True)
            try:
                return _Publication(ask, quarter, settings, results, place, marked).make(prepare)
            finally:
                shutil.rmtree(place.staging, ignore_errors=True)


@dataclass(frozen=True)
class _Publication:
    """One publication between taking the lock and giving it back."""

    ask: Ask
    quarter: IssuedQuarter
    settings: Settings
    results: QuarterResults
    place: Place
    embargo: str

    def make(self, prepare: Callable[[Sequence[Report]], None]) -> Published:
        """Make it in the staging folder, attack it there, and put it in place."""
        policy, before = policy_of(self.settings.publication), self._earlier()
        _check_open(self.results, self.settings)
        work = partial(protect, self.results, policy, earlier=earlier_values(before))
        protection = begin_aside(
            work
        )()  # pages are forked from here, where the solver's threads would outlive it
        _check_protected(protection)
        redacted = redact(self.results, protection, policy)
        about = self._about(protection)
        self.place.staging.mkdir()
        pages = make_pages(
            self.settings,
            redacted,
            self.place.staging,
            options=self.ask.options,
            prepare=prepare,
            embargo=self.embargo,
        )
        write_files(self.place.staging, about, redacted, protection, pages=pages, forecasts=policy.forecasts)
        self._attack(protection, before)
        self._put_in_place()
        return Published(self.place.target, about.left_out, (*protection.notes, *_already(protection)))

    def _earlier(self) -> list[Path]:
        """All earlier publications; the one that this would replace is one of them, since it has been read."""
        return earlier_publications(self.place.root, besides=self.ask.earlier)

    def _about(self, protection: Protection) -> About:
        publication, context = self.settings.publication, self.results.context
        return About(
            council=context.full_name,
            quarter=context.edition,
            issued=self.quarter.day,
            issued_on=write_day(date.fromisoformat(self.quarter.day)),
            licence=publication.licence,
            attribution=publication.attribution,
            contact=publication.contact,
            embargo=self.embargo,
            left_out=left_out(protection),
            rule=rule_in_words(policy_of(publication)),
        )

    def _attack(self, protection: Protection, before: Sequence[Path]) -> None:
        home = self.results.context.area_code
        faults = attack(self.place.staging, protection, self.results.indicators, home=home, earlier=before)
        if faults:
            raise ReportError("nothing was published, since suppressed numbers could be worked back", faults)

    def _put_in_place(self) -> None:
        """Swap it in; what was published under this name before and differs is kept, since it has been read."""
        target = self.place.target
        if target.exists():
            digest = file_hash(target / CHECKSUMS)[:12]
            kept = self.place.root / SUPERSEDED / f"{target.name}-{digest}"
            if digest != file_hash(self.place.staging / CHECKSUMS)[:12] and not kept.exists():
                kept.parent.mkdir(exist_ok=True)
                shutil.copytree(target, kept)
        self.place.swap()


def _check_embargo(settings: Settings, ask: Ask) -> str:
    """The day until which what is made is under embargo, for readers; empty if it is not.

    Raises:
        UsageError: if it is, and was not asked for all the same.
    """
    embargo = settings.publication.embargo
    if embargo is None or ask.today >= embargo:
        return ""
    if not ask.embargoed:
        raise UsageError(
            f"{settings.council_path.name} sets an embargo until {write_day(embargo)}; publish then, or use --embargoed for files "
            "marked as not to be published before"
        )
    return write_day(embargo)


def _check_open(results: QuarterResults, settings: Settings) -> None:
    if not open_indicators(results.indicators, policy_of(settings.publication)):
        raise UsageError(
            "no indicator may be published: mark those that may with 'open' in the column disclosure of the table indicators, or set "
            f"publication.unmarked to publish in {settings.council_path.name}"
        )


def _check_protected(protection: Protection) -> None:
    if protection.unprotected:
        where = [cell.replace(" | ", ", ") for cell in protection.unprotected]
        raise ReportError(
            "nothing was published, since small counts follow from what was published before, whatever is left out now",
            [
                Fault(cell, "can be worked back", "withdraw the earlier publication or the indicator")
                for cell in where
            ],
        )


def _already(protection: Protection) -> tuple[str, ...]:
    count = len(protection.public_already)
    return (f"{count:,} small counts stand in earlier publications, which cannot be taken back",) * bool(
        count
    )
