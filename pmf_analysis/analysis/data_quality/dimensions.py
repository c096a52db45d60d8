"""The six dimensions of each indicator: what the checks found and what people attest, side by side and never blended into one score."""

from collections.abc import Iterator
from datetime import date

import pandas as pd

from pmf_analysis.analysis.data_quality.finding import (
    ACCURACY,
    COMPLETENESS,
    DIMENSIONS,
    NOTES,
    SEVERITIES,
    TIMELINESS,
    VALIDITY,
    Finding,
)
from pmf_analysis.analysis.data_quality.outliers import FEWEST_FOR_LIMITS

OF_NO_RESULT = frozenset({TIMELINESS, COMPLETENESS})  # what checks can see where there is none
OF_RESULTS = OF_NO_RESULT | {VALIDITY}
CLEAR, NOT_CHECKABLE = "clear", "not checkable"
ATTESTED, OVERDUE, NOT_ATTESTED = "attested", "review overdue", "not attested"
COLUMNS = (
    "indicator_id",
    "dimension",
    "checks",
    "findings",
    "attestation",
    "attested_by",
    "attested_on",
    "statement",
    "review_due",
)


def in_force(attestations: pd.DataFrame, *, known_on: date) -> pd.DataFrame:
    """The latest statement on each indicator and dimension that had been made and still held on a day."""
    day = pd.Timestamp(known_on)
    held = attestations[
        (attestations["attested_on"] <= day)
        & ~(attestations["valid_from"] > day)
        & ~(attestations["valid_to"] < day)
    ]
    latest = held.sort_values("attested_on", kind="stable")
    return latest.drop_duplicates(["indicator_id", "dimension"], keep="last").sort_index()


def six_dimensions(
    indicators: pd.DataFrame,
    history: pd.DataFrame,
    quality: pd.DataFrame,
    attestations: pd.DataFrame,
    *,
    known_on: date,
) -> pd.DataFrame:
    """Six rows for each indicator.

    Args:
        indicators: the register.
        history: the home council's results.
        quality: every finding.
        attestations: statements of people, all that were ever made.
        known_on: the day that counts.

    Returns:
        indicator_id; dimension; `checks`: the gravest severity found, `clear` where checks looked and found nothing, `not checkable`
        where only people can tell; `findings`, how many; `attestation` (`attested`, `review overdue`, `not attested`), and of the
        statement in force attested_by, attested_on (`2025-05-14`), statement and review_due.
    """
    grid = pd.MultiIndex.from_product(
        [indicators["indicator_id"], DIMENSIONS], names=["indicator_id", "dimension"]
    )
    found = quality.groupby(["indicator_id", "dimension"])["severity"].agg([_gravest, "size"]).reindex(grid)
    checkable = _checkable(history)
    looked = [name in checkable.get(each, OF_NO_RESULT) for each, name in grid]
    frame = grid.to_frame(index=False)
    frame["checks"] = found["_gravest"].to_numpy()
    bare = pd.Series(looked).map({True: CLEAR, False: NOT_CHECKABLE})
    frame["checks"] = frame["checks"].where(frame["checks"].notna(), bare)
    frame["findings"] = found["size"].fillna(0).astype("int64").to_numpy()
    return _with_statements(frame, in_force(attestations, known_on=known_on), known_on)[list(COLUMNS)]


def _with_statements(frame: pd.DataFrame, held: pd.DataFrame, known_on: date) -> pd.DataFrame:
    texts = held.assign(
        attestation=(held["review_due"] < pd.Timestamp(known_on)).map({True: OVERDUE, False: ATTESTED}),
        **{name: held[name].dt.strftime("%Y-%m-%d").fillna("") for name in ("attested_on", "review_due")},
    )
    joined = frame.merge(texts, on=["indicator_id", "dimension"], how="left")
    blanks = {"attestation": NOT_ATTESTED} | dict.fromkeys(COLUMNS[5:], "")
    return joined.astype(dict.fromkeys(blanks, object)).fillna(blanks).astype(dict.fromkeys(blanks, "str"))


def attestations_due(attestations: pd.DataFrame, *, known_on: date) -> Iterator[Finding]:
    """Statements in force whose review is overdue."""
    held = in_force(attestations, known_on=known_on)
    for row in held[held["review_due"] < pd.Timestamp(known_on)].itertuples():
        due = row.review_due.date()
        detail = f"The statement on {row.dimension} by {row.attested_by} was to be reviewed by {due.day} {due:%B %Y}."
        step = "Review the statement and date it anew."
        yield Finding(
            row.indicator_id, row.dimension, "attestation_due", NOTES, detail, "", row.source_row, step
        )


def _gravest(severities: pd.Series) -> str:
    return str(min(severities, key=SEVERITIES.index))


def _checkable(history: pd.DataFrame) -> dict[str, frozenset[str]]:
    """Indicator to the dimensions that checks can see: of reliability and relevance they see marks and gaps only, which are findings."""
    known = history[history["value"].notna()]
    parts = (known["numerator"].notna() & known["denominator"].notna()) | known["lower_ci"].notna()
    seen = pd.DataFrame({"indicator_id": known["indicator_id"], "parts": parts})
    told = seen.groupby("indicator_id")["parts"].agg(["any", "size"])
    accurate = told["any"] | (told["size"] >= FEWEST_FOR_LIMITS)
    return {
        name: OF_RESULTS | {ACCURACY} if each else OF_RESULTS
        for name, each in zip(told.index, accurate, strict=True)
    }
