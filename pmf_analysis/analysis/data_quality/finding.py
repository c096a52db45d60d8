"""A finding: one thing about the data that a reader or an analyst should know."""

from dataclasses import dataclass

ACCURACY, VALIDITY, RELIABILITY = "accuracy", "validity", "reliability"
TIMELINESS, RELEVANCE, COMPLETENESS = "timeliness", "relevance", "completeness"
DIMENSIONS = (ACCURACY, VALIDITY, RELIABILITY, TIMELINESS, RELEVANCE, COMPLETENESS)
STOPS, WARNS, NOTES = "stops", "warns", "notes"
SEVERITIES = (STOPS, WARNS, NOTES)


@dataclass(frozen=True)
class Finding:
    """A row of `quality`.

    Attributes:
        indicator_id: "" where it concerns the whole data set.
        dimension: one of the six.
        finding: the name of the check.
        severity: `stops` (the quarter cannot be reported), `warns` or `notes`.
        detail: one sentence.
        period, source_row: where, if it is one result.
        next_step: what would clear it.
    """

    indicator_id: str
    dimension: str
    finding: str
    severity: str
    detail: str
    period: str = ""
    source_row: int | None = None
    next_step: str = ""


def listed(names: list[str], most: int = 4) -> str:
    """Names in a sentence; where there are many, the first of them and how many more."""
    return (
        ", ".join(names) if len(names) <= most else f"{', '.join(names[:most])} and {len(names) - most} more"
    )
