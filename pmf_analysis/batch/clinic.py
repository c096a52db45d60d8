"""`pmf clinic`: the pack of one indicator, made as every report is, in a folder of its own beside the quarter's.

A run replaces the quarter's folder whole; packs that boards have used must outlive that.
"""

import os
import re
import shutil
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from difflib import get_close_matches
from hashlib import sha256
from pathlib import Path

from pmf_analysis.analysis.results import QuarterResults, View
from pmf_analysis.batch.index import write_day
from pmf_analysis.batch.keys import report_keys
from pmf_analysis.batch.lock import sole_run
from pmf_analysis.batch.manifest import Run, build_manifest, now, write_manifest
from pmf_analysis.batch.place import Place
from pmf_analysis.batch.plan import Report, notebook_parameters, relative
from pmf_analysis.batch.pool import make_all
from pmf_analysis.batch.quarter import Tables, results_folder
from pmf_analysis.batch.report import FAILED, FAILED_FOLDER, Job, Outcome
from pmf_analysis.batch.results_csv import write_results
from pmf_analysis.batch.run import RunOptions, told_of_trouble
from pmf_analysis.batch.seals import write_seals
from pmf_analysis.batch.versions import file_hash
from pmf_analysis.data.settings import Settings
from pmf_analysis.errors import ReportError, SetupError, UsageError
from pmf_analysis.framework.indicators import former_ids
from pmf_analysis.publishing.page import PageFacts

NOTEBOOK = "clinic_pack.ipynb"
MARK = 8  # how many digits tell two ids of one slug apart


@dataclass(frozen=True)
class Pack(Report):
    """The report on one indicator; its folder holds nothing else."""

    @property
    def name(self) -> str:
        """Its path in its folder, without `.html`."""
        return self.kind


def folder_names(ids: Iterable[str]) -> dict[str, str]:
    """Indicator id to the name of its folder; ids that would share one carry a mark made from the id itself.

    >>> folder_names(["HCLIC.TA1.RATE"])
    {'HCLIC.TA1.RATE': 'hclic-ta1-rate'}
    >>> sorted(folder_names(["A.1", "a 1"]).values())
    ['a-1-042a5f2e', 'a-1-edc0aee4']
    """
    slugs = {each: re.sub(r"[^a-z0-9]+", "-", each.lower()).strip("-") for each in ids}
    used = Counter(slugs.values())
    return {
        each: slug if slug and used[slug] == 1 else f"{slug or 'indicator'}-{_mark(each)}"
        for each, slug in slugs.items()
    }


def clinics_folder(settings: Settings, outputs: Path | None = None) -> Path:
    """The folder of a quarter's packs, beside the quarter's own."""
    return (outputs or settings.outputs) / f"{settings.quarter.slug}-clinics"


def make_clinic(
    settings: Settings,
    results: QuarterResults,
    indicator_id: str,
    *,
    options: RunOptions | None = None,
    prepare: Callable[[], None] = lambda: None,
) -> Path:
    """Make the clinic pack of an indicator and move it into place.

    Args:
        settings: the run's.
        results: the quarter's.
        indicator_id: which indicator.
        options: how to run; `jobs` and `fresh` do not matter here.
        prepare: called before the report starts.

    Returns:
        The path of the page.

    Raises:
        UsageError: if there is no such indicator, with near matches; or if the same pack is being made.
        ReportError: if the pack could not be made; an earlier pack then stays as it was, and the notebook with the error is kept.
        SetupError: if something of the installation is missing.
    """
    view = results.scope("indicator", indicator_id)
    pack = _pack(settings, view)
    name = folder_names(results.indicators["indicator_id"])[indicator_id]
    options = options or RunOptions()
    place = Place.of(clinics_folder(settings, options.outputs), name)
    with told_of_trouble(place.target):
        place.root.mkdir(parents=True, exist_ok=True)
        with sole_run(place.lock):
            place.recover()
            shutil.rmtree(place.staging, ignore_errors=True)
            place.staging.mkdir()
            prepare()
            outcome = _make(settings, results, pack, place, options)
            _finish(settings, view, (pack, outcome), place, options)
    return place.target / pack.page


def check_indicator(indicator_id: str, tables: Tables) -> None:
    """Refuse an indicator that the register does not have, before anything is analysed.

    Raises:
        UsageError: with near matches.
    """
    register = tables.dataset["indicators"]
    ids = list(register["indicator_id"])
    former = {each for text in register.get("replaces", []) for each in former_ids(text)}
    if indicator_id not in {*ids, *former}:
        near = get_close_matches(indicator_id, ids, n=3)
        hint = f"did you mean {' or '.join(near)}?" if near else "its id is in the table indicators"
        raise UsageError(f"there is no indicator '{indicator_id}'; {hint}")


def _pack(settings: Settings, view: View) -> Pack:
    notebook = settings.notebooks / NOTEBOOK
    if not notebook.is_file():
        raise SetupError(
            f"{settings.notebooks.name or settings.notebooks}/{NOTEBOOK} is missing; a clinic needs it"
        )
    return Pack(notebook, view.scope, notebook_parameters(settings, view.scope))


def _make(
    settings: Settings, results: QuarterResults, pack: Pack, place: Place, options: RunOptions
) -> Outcome:
    key = report_keys([pack], results)[pack.name]
    job = Job(
        pack,
        _facts(settings, results, pack, key, place),
        place.staging,
        options.engine,
        options.limits,
        key,
        results_folder(settings, results),
    )
    (outcome,) = make_all([job], at_once=1)
    if outcome.setup:
        raise SetupError(outcome.cause)
    if outcome.state == FAILED:
        raise ReportError(
            f"the clinic pack of {pack.scope.slug} failed:\n  {outcome.cause}{_keep_failed(pack, place)}"
        )
    return outcome


def _facts(settings: Settings, results: QuarterResults, pack: Pack, key: str, place: Place) -> PageFacts:
    context = results.context
    index = place.root.parent / settings.quarter.slug / "index.html"
    return PageFacts(
        council=context.full_name,
        quarter=context.edition,
        scope=pack.scope.name,
        as_at=write_day(context.as_at),
        fingerprint=key[:12],
        framework=context.framework,
        index=relative(index, place.target) if index.is_file() else "",
    )


def _keep_failed(pack: Pack, place: Place) -> str:
    """Put the executed notebook of a failed pack where it can be read, outside the folder of the pack that was issued before."""
    found = place.staging / FAILED_FOLDER / pack.executed
    if not found.is_file():
        return ""
    kept = place.root / f"{place.target.name}.failed.ipynb"
    found.replace(kept)
    shutil.rmtree(place.staging, ignore_errors=True)
    return f"\n  its notebook with the error: {kept}"


def _finish(
    settings: Settings, view: View, made: tuple[Report, Outcome], place: Place, options: RunOptions
) -> None:
    """Write what stands beside the page, then move all of it into place."""
    write_results(view.results, place.staging / "results")
    place.remove_empty_folders()
    run = Run(view.context.fingerprint, now(), options.engine, 1, view.context.full_name)
    counts = {"reports": {made[1].state: 1}, "indicators": 1}
    write_seals(place.staging)
    manifest = build_manifest(replace(settings, reports=()), run, [made], place.staging, counts=counts)
    notebook = Path(os.path.relpath(made[0].notebook.resolve(), settings.path.resolve().parent)).as_posix()
    manifest["inputs"][notebook] = file_hash(made[0].notebook)
    write_manifest(manifest, place.staging)
    (place.root / f"{place.target.name}.failed.ipynb").unlink(missing_ok=True)
    place.swap()


def _mark(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:MARK]
