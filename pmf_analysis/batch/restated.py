"""A restated quarter: what was issued, beside the same quarter with what is known today; `restated.csv` and `restated.html`."""

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from pmf_analysis.analysis.restated import restated
from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.batch.draft import sentences_of
from pmf_analysis.batch.index import write_day
from pmf_analysis.batch.markup import template
from pmf_analysis.batch.plan import Report
from pmf_analysis.batch.report import FAILED, Outcome
from pmf_analysis.batch.results_csv import write_csv
from pmf_analysis.data.record.issues import Issue
from pmf_analysis.data.record.record import Record
from pmf_analysis.data.settings import Settings
from pmf_analysis.errors import UsageError
from pmf_analysis.framework.numbers import write_chance, write_value
from pmf_analysis.publishing.page import POLICY, style

SUFFIX = "-restated"
WORDS = {
    "indicators": "Definitions",
    "history": "Results",
    "targets": "Targets",
    "assessments": "Ratings and directions",
    "benchmarks": "Comparisons",
    "forecasts": "Forecasts",
    "exceptions": "Exceptions",
}
FIELD_WORDS = {
    "rag": "rating",
    "dot": "direction of travel",
    "signal": "signal or noise",
    "expected_rag": "rating at year-end",
    "mean": "forecast",
    "lower_80": "80% range from",
    "upper_80": "80% range to",
    "rank": "rank",
    "listed": "listed",
}
VALUES = ("value", "target", "tolerance", "floor", "mean", "lower_80", "upper_80")
CODES = ("rag", "dot", "signal", "expected_rag", "comparison", "confidence")
MOST_SHOWN = 200  # of each kind; the CSV file has all


def issue_of_quarter(settings: Settings) -> tuple[Issue, Mapping[str, pd.DataFrame]]:
    """The latest issue of the settings' quarter and its tables.

    Raises:
        UsageError: if the quarter was not issued.
        DataError: if the record cannot be read.
    """
    record = Record(settings.record)
    stands = record.standing(
        settings.council.area_code, quarter=settings.quarter, known_on=settings.as_at, content_hash=""
    )
    if stands.base is None or not stands.reissue:
        raise UsageError(
            f"{settings.quarter} was not issued, so there is nothing to restate; run it without --restated"
        )
    return stands.base, record.past(stands).last


def write_restated(
    settings: Settings,
    results: QuarterResults,
    ended: Sequence[tuple[Report, Outcome]],
    issued: tuple[Issue, Mapping[str, pd.DataFrame]],
    folder: Path,
) -> None:
    """Write what differs into the folder of the restated quarter, beside its pages."""
    issue, tables = issued
    names = set(results.indicators["indicator_id"])
    sentences = [
        row
        for report, outcome in ended
        if outcome.state != FAILED
        for row in sentences_of(
            folder / report.page, report.name, report.scope.kind, report.scope.slug, names
        )
    ]
    differences = restated(tables, results, sentences)
    write_csv(differences, folder / "restated.csv")
    html = _page(settings, results, issue, differences)
    (folder / "restated.html").write_text(html, encoding="utf-8", newline="\n")


def _page(settings: Settings, results: QuarterResults, issue: Issue, differences: pd.DataFrame) -> str:
    known = results.indicators.set_index("indicator_id")
    names = known["name"].to_dict()
    differences = differences.assign(name=[names.get(each, each) for each in differences["indicator_id"]])
    kinds = []
    for table, heading in WORDS.items():
        found = differences[differences["table"] == table]
        if len(found):
            shown = [_readable(row, known) for row in found.head(MOST_SHOWN).to_dict("records")]
            kinds.append((heading, len(found), shown))
    sentences = differences[differences["table"] == "sentences"]
    return template("restated").render(
        council=results.context.full_name,
        quarter=str(settings.quarter),
        issue=issue,
        edition=f"{issue.quarter} (R{issue.reissue})" if issue.reissue else issue.quarter,
        issued=write_day(pd.Timestamp(issue.issued_at).date()),
        then=write_day(issue.as_known),
        today=write_day(settings.as_at),
        kinds=kinds,
        most=MOST_SHOWN,
        sentences=sentences.head(MOST_SHOWN).to_dict("records"),
        said_no_more=len(sentences),
        style=style(),
        policy=POLICY,
    )


def _readable(row: Mapping[Any, Any], known: pd.DataFrame) -> dict[str, str]:
    """A difference as the page prints it: with the indicator's unit and decimals, and words for codes."""
    field, about = row["field"], row["indicator_id"]
    told = {
        "name": row["name"],
        "period": row["period"],
        "field": FIELD_WORDS.get(field, field.replace("_", " ")),
    }
    for side in ("as_issued", "restated"):
        cell = row[side]
        if cell and field in VALUES and about in known.index and {"unit", "decimals"} <= set(known):
            cell = write_value(float(cell), known.at[about, "unit"], int(known.at[about, "decimals"]))
        elif cell and field == "chance_of_meeting_target":
            cell = write_chance(float(cell))
        elif field in CODES:
            cell = cell.replace("_", " ").capitalize()
        told[side] = cell
    return told
