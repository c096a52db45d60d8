"""A quarter as it was issued beside the same quarter with what is known today: what differs, cell by cell and sentence by sentence."""

from collections.abc import Iterator, Mapping, Sequence

import pandas as pd

from pmf_analysis.analysis.results import QuarterResults
from pmf_analysis.data.record.cells import Row, written_rows
from pmf_analysis.data.record.tables import BY_NAME, SENTENCES

COLUMNS = ("indicator_id", "table", "period", "field", "as_issued", "restated")
FIELDS = {
    "indicators": "name unit polarity directorate",
    "history": "value numerator denominator status",
    "targets": "target tolerance floor",
    "assessments": "period rag dot signal expected_rag chance_of_meeting_target",
    "benchmarks": "rank quartile comparison",
    "forecasts": "mean lower_80 upper_80 target chance_of_meeting_target",
    "exceptions": "rank confidence",
}
ENDS = (".", "?", "!")  # of a sentence; counts and captions have none
THERE = "listed"  # the field of a row that is in one of the two only


def restated(
    issued: Mapping[str, pd.DataFrame], results: QuarterResults, sentences: Sequence[Row]
) -> pd.DataFrame:
    """What differs between an issue and the same quarter run again.

    Args:
        issued: the tables of the issue, as `PastIssues.last`.
        results: of the quarter, with what is known now.
        sentences: what the pages say now, as rows of the record's `sentences`.

    Returns:
        A row for each cell that differs: indicator_id, table, period, field, as_issued and restated (both as written; blank where there is
        none). A row that only one of the two has is told once, by its first field. Then a row for each sentence that was issued and is
        said no more, with what stands in its place; of reports that were not made again nothing is told.
    """
    rows = [row for name in FIELDS for row in _cells(name, issued[name], getattr(results, name))]
    rows += _sentences(issued["sentences"], sentences)
    return pd.DataFrame(rows, columns=list(COLUMNS), dtype="str")


def _cells(name: str, issued: pd.DataFrame, now: pd.DataFrame) -> Iterator[Row]:
    table = BY_NAME[name]
    columns = list(table.columns)
    key = [columns.index(each) for each in table.key]
    before, after = (
        {tuple(row[place] for place in key): row for row in written_rows(frame, table)}
        for frame in (issued, now)
    )
    about, period = columns.index("indicator_id"), columns.index("period") if "period" in columns else None
    for known in dict.fromkeys([*before, *after]):
        old, new = before.get(known), after.get(known)
        row = new or old or ()
        told = (row[about], name, row[period] if period is not None else "")
        if old is None or new is None:
            yield (*told, *_of_one(FIELDS[name].split(), columns, old, new))
            continue
        for field in FIELDS[name].split():
            place = columns.index(field)
            if old[place] != new[place]:
                yield (*told, field, old[place], new[place])


def _of_one(fields: Sequence[str], columns: Sequence[str], old: Row | None, new: Row | None) -> Row:
    """A row that only one of the two has, by its first field that holds something; by `listed` where none does."""
    row = old or new or ()
    field = next((each for each in fields if row[columns.index(each)]), THERE)
    cell = row[columns.index(field)] if field != THERE else "yes"
    return (field, cell, "") if old else (field, "", cell)


def _sentences(issued: pd.DataFrame, now: Sequence[Row]) -> Iterator[Row]:
    """Sentences that are said no more, each once, however many pages had it.

    What stands in its place is told within the part of a page that is about one indicator; elsewhere lines come and go, and the one at the
    same place may be about something else.
    """
    columns = list(SENTENCES.columns)
    place = [columns.index(name) for name in SENTENCES.key]
    text, about = columns.index("text"), columns.index("indicator_id")
    said = {tuple(row[each] for each in place): row[text] for row in now}
    still = {(row[about], row[text]) for row in now}
    made = {row[0] for row in now}
    told: set[tuple[str, str]] = set()
    for row in written_rows(issued, SENTENCES):
        known = (row[about], row[text])
        if row[0] in made and known not in still | told and row[text].endswith(ENDS):
            told.add(known)
            now_said = said.get(tuple(row[each] for each in place), "") if row[about] else ""
            yield (row[about], "sentences", "", row[0], row[text], now_said)
