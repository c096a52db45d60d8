"""`pmf ask` and `pmf collect`: a form for each post that answers for an exception, and what comes back."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.forms.commentary import add_rows, commentary_rows, read_commentary, write_commentary
from pmf_analysis.data.forms.form import Form, Question
from pmf_analysis.data.forms.read import Returned, read_form
from pmf_analysis.data.forms.write import write_form
from pmf_analysis.data.settings import Settings
from pmf_analysis.display.dossier import Dossier, Row, as_date, as_text, dossiers, exception_rows
from pmf_analysis.display.posts import post_of
from pmf_analysis.display.wording.claims import paragraph, written_day
from pmf_analysis.display.wording.commentary import said_before
from pmf_analysis.display.wording.outlook import forecast_claims, method_claims
from pmf_analysis.display.wording.reasons import reason, rule_name
from pmf_analysis.display.wording.results import against_target, latest, target_words
from pmf_analysis.errors import DataError, Fault, UsageError
from pmf_analysis.framework.numbers import write_count
from pmf_analysis.framework.receipts import unmarked

RAG_WORDS = {"GREEN": "Green", "AMBER": "Amber", "RED": "Red", "NOT_RATED": "Not rated"}
DOT_WORDS = {
    "IMPROVING": "improving",
    "STABLE": "stable",
    "WORSENING": "worsening",
    "CANNOT_TELL": "direction cannot be told",
}


def make_forms(results: QuarterResults) -> tuple[Form, ...]:
    """A form for each post, in the order of the posts' names; its concerns come first, the highest score first."""
    known = dossiers(results.scope("council", "council"))
    asked: defaultdict[str, list[Question]] = defaultdict(list)
    for kind in ("concern", "improvement"):
        for row in exception_rows(results, kind):
            dossier = known[row["indicator_id"]]
            asked[post_of(results, dossier)].append(_question(dossier, row, results))
    quarter = str(results.context.quarter)
    return tuple(Form(results.context.council, quarter, post, tuple(asked[post])) for post in sorted(asked))


def ask(results: QuarterResults, folder: Path) -> Iterator[str]:
    """Write every form into a folder and say what is asked of whom.

    Raises:
        UsageError: if a form is there already: what was written in it must not be lost.
    """
    forms = make_forms(results)
    paths = {
        form.post: folder / f"commentary-{results.context.quarter.slug}-{_slug(form.post)}.xlsx"
        for form in forms
    }
    there = [path for path in paths.values() if path.exists()]
    if there or len(set(paths.values())) < len(forms):
        raise UsageError(
            f"{', '.join(map(str, there)) or 'two forms of one name'}: there already; name another folder with --into"
        )
    for form in forms:
        write_form(form, paths[form.post])
        yield f"{paths[form.post]}: {_exceptions(form.questions)}, {_inputs(form.questions)} cells to fill, asked of the {form.post}"
    questions = [question for form in forms for question in form.questions]
    for service in sorted({question.service for question in questions}):
        own = [question for question in questions if question.service == service]
        yield f"  {service}: {_inputs(own)} cells to fill for {_exceptions(own)}"
    yield f"{write_count(len(forms), 'forms')}, {_exceptions(questions)}, {_inputs(questions)} cells to fill"


@dataclass(frozen=True)
class Collected:
    """What `pmf collect` did.

    Attributes:
        lines: what to tell.
        faults: what was refused.
    """

    lines: tuple[str, ...]
    faults: tuple[Fault, ...]


def collect(
    results: QuarterResults, settings: Settings, paths: Sequence[Path], *, into: Path | None, written_on: date
) -> Collected:
    """Read forms back into the commentary table.

    Args:
        results: the quarter's results.
        settings: the quarter's settings.
        paths: the workbooks that came back.
        into: the table; else `commentary.csv` in the data folder.
        written_on: the day that the rows carry.

    Raises:
        UsageError: if a file is not there, or the data are not in a folder and `into` is not given.
        DataError: if the table that is there cannot be read.
    """
    table = into or _table_of(settings)
    returned = [read_form(path, quarter=str(results.context.quarter)) for path in paths]
    for each in returned:
        _refuse_unknown(each, results)
    names, before = read_commentary(table)
    fresh = [
        row
        for each in returned
        for answer in each.answers
        for row in commentary_rows(answer, post=each.post, written_on=written_on)
    ]
    rows, count, faults = add_rows(before, fresh)
    if count:
        write_commentary(table, names, rows)
    lines = [
        f"{table}: {count} rows added, {len(fresh) - count - len(faults)} there already",
        *_missing(results, returned, rows),
    ]
    return Collected(tuple(lines), tuple([fault for each in returned for fault in each.faults] + faults))


def _table_of(settings: Settings) -> Path:
    if isinstance(settings.data, Path) and settings.data.is_dir():
        return settings.data / "commentary.csv"
    raise UsageError(
        "the data are not in a folder; name the commentary table with --into FILE.csv, and load it where the data are"
    )


def _refuse_unknown(returned: Returned, results: QuarterResults) -> None:
    """Answers about indicators that the register does not have."""
    known = set(results.indicators["indicator_id"])
    for answer in [each for each in returned.answers if each.indicator_id not in known]:
        returned.answers.remove(answer)
        returned.faults.append(Fault(answer.cell, f"'{answer.indicator_id}' is not in the table indicators"))


def _missing(
    results: QuarterResults, returned: Sequence[Returned], rows: list[dict[str, str]]
) -> Iterator[str]:
    """Which exceptions have no word from their post yet, by post."""
    said = {(row["indicator_id"], row["period"], row.get("post", "")) for row in rows}
    partly = {
        (answer.indicator_id, answer.period)
        for each in returned
        for answer in each.answers
        if answer.replied and not answer.complete
    }
    for form in make_forms(results):
        silent = [each for each in form.questions if (each.indicator_id, each.period, form.post) not in said]
        short = [each for each in form.questions if (each.indicator_id, each.period) in partly]
        if silent:
            ids = ", ".join(question.indicator_id for question in silent)
            yield f"no reply from the {form.post}: {len(silent)} of {_exceptions(form.questions)} ({ids})"
        if short:
            ids = ", ".join(question.indicator_id for question in short)
            yield f"incomplete from the {form.post}: {len(short)} ({ids})"


def refused(collected: Collected) -> DataError:
    """The error for what was refused; everything else has been written."""
    return DataError("some of what came back was refused; the rest is in the table", collected.faults)


def _question(dossier: Dossier, row: Row, results: QuarterResults) -> Question:
    parts = [part for part in dossier.parts if part["kind"] == row["kind"]]
    evidence = {
        "Indicator": f"{dossier.name} ({dossier.id})",
        "Result": paragraph([latest(dossier)]),
        "Target": "\n".join(filter(None, (target_words(dossier), paragraph([against_target(dossier)])))),
        "Rating and direction": f"{RAG_WORDS.get(dossier.text('rag'), 'Not rated')}; {DOT_WORDS.get(dossier.text('dot'), '')}",
        "Forecast": paragraph([*forecast_claims(dossier), *method_claims(dossier)]),
        "Why it is here": "\n".join(
            f"{rule_name(as_text(part['rule']))}: {reason(dossier, part).text}" for part in parts
        ),
        "Promised last time": _promise(dossier, results),
    }
    service = as_text(dossier.indicator.get("service")) or as_text(dossier.indicator["directorate"])
    plain = {heading: unmarked(text) for heading, text in evidence.items()}  # a workbook carries no receipts
    return Question(dossier.id, as_text(row["period"]), as_text(row["kind"]), service, plain)


def _promise(dossier: Dossier, results: QuarterResults) -> str:
    """The latest action that was written down by the end of the quarter, in the data or in an issued report, and what came of it."""
    last = next((row for row in said_before(dossier) if _by(row, results)), None)
    if last is None:
        return "No earlier action is on record."
    due, written = (as_date(last.get(name)) for name in ("due", "written_on"))
    when = f", written on {written_day(written)}" if written else ""
    words = [f"{as_text(last['text'])} ({last['period']}{when})"]
    words += [f"To be done by {written_day(due)}."] if due else []
    words += [f"Expected: {as_text(last['expected_effect'])}."] if last.get("expected_effect") else []
    return " ".join([*words, *_seen_since(dossier, last)])


def _seen_since(dossier: Dossier, promise: Row) -> Iterator[str]:
    """What the record says of the results since: two numbers and a word, and no cause."""
    for row in dossier.promises:
        if (row["period"], row["text"]) == (promise["period"], promise["text"]) and as_text(row["seen"]):
            then, now = (dossier.value(row[name]) for name in ("value_then", "value_now"))
            ends = (
                f"{as_text(row['period_then'])} {then}, {as_text(row['period_now'])} {now}: "
                if as_text(row["period_now"])
                else ""
            )
            yield f"Since then: {ends}{as_text(row['seen'])}."
            return


def _by(row: Row, results: QuarterResults) -> bool:
    written = as_date(row.get("written_on"))
    return written is None or written <= results.context.quarter.end


def _inputs(questions: Sequence[Question]) -> int:
    return sum(len(question.asked) for question in questions)


def _exceptions(questions: Sequence[Question]) -> str:
    return write_count(len(questions), "exceptions")


def _slug(text: str) -> str:
    return re.sub(r"[^a-z0-9]+", "-", text.lower()).strip("-") or "post"
