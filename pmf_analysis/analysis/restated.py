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
        none). A row that only one of the two has is told by its field `listed`. Then a row for each sentence that was issued and is
        said no more, with what stands in its place.
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
            yield (*told, THERE, "yes" if old else "", "yes" if new else "")
            continue
        for field in FIELDS[name].split():
            place = columns.index(field)
            if old[place] != new[place]:
                yield (*told, field, old[place], new[place])


def _sentences(issued: pd.DataFrame, now: Sequence[Row]) -> Iterator[Row]:
    """Sentences that are said no more, each with what stands in its place on the page; each once, however many pages had it."""
    columns = list(SENTENCES.columns)
    place = [columns.index(name) for name in SENTENCES.key]
    text, about = columns.index("text"), columns.index("indicator_id")
    said = {tuple(row[each] for each in place): row[text] for row in now}
    still = {(row[about], row[text]) for row in now}
    told = set()
    for row in written_rows(issued, SENTENCES):
        known = (row[about], row[text])
        if known not in still and known not in told:
            told.add(known)
            yield (
                row[about],
                "sentences",
                "",
                row[0],
                row[text],
                said.get(tuple(row[each] for each in place), ""),
            )
