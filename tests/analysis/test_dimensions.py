"""Six dimensions of each indicator: checks and statements of people side by side, never blended."""

from datetime import date

import pandas as pd
import pytest

from pmf_analysis.analysis.data_quality.dimensions import attestations_due, in_force, six_dimensions

DAY = date(2026, 2, 14)
INDICATORS = pd.DataFrame({"indicator_id": ["A", "B"]})


def history(count: int, *, parts: bool = False) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "indicator_id": ["A"] * count,
            "value": [90.0] * count,
            "numerator": [9.0 if parts else float("nan")] * count,
            "denominator": [10.0 if parts else float("nan")] * count,
            "lower_ci": [float("nan")] * count,
        }
    )


def found(*rows: tuple[str, str, str]) -> pd.DataFrame:
    return pd.DataFrame(list(rows), columns=["indicator_id", "dimension", "severity"])


def stated(*rows: dict[str, str]) -> pd.DataFrame:
    days = ["attested_on", "review_due", "valid_from", "valid_to"]
    names = ["indicator_id", "dimension", "attested_by", "statement", *days]
    frame = pd.DataFrame([dict.fromkeys(names, "") | row for row in rows], columns=names)
    frame = frame.astype(dict.fromkeys(days, object)).assign(
        **{day: pd.to_datetime(frame[day]) for day in days}
    )
    return frame.assign(source_row=range(2, len(frame) + 2))


SAID = {
    "indicator_id": "A",
    "dimension": "reliability",
    "attested_by": "Head of Housing",
    "statement": "Counted weekly",
}


def table(
    quality: pd.DataFrame, attestations: pd.DataFrame, rows: pd.DataFrame | None = None
) -> pd.DataFrame:
    frame = six_dimensions(
        INDICATORS, history(9) if rows is None else rows, quality, attestations, known_on=DAY
    )
    return frame.set_index(["indicator_id", "dimension"])


def test_each_indicator_has_six_rows_and_no_score() -> None:
    frame = table(found(), stated())
    assert len(frame) == 12
    assert not {"score", "total"} & set(frame.columns)


@pytest.mark.parametrize(
    ("rows", "dimension", "checks"),
    [
        (history(9), "accuracy", "clear"),
        (history(3), "accuracy", "not checkable"),
        (history(3, parts=True), "accuracy", "clear"),
        (history(3), "validity", "clear"),
        (history(9), "reliability", "not checkable"),
        (history(9), "relevance", "not checkable"),
        (history(9), "timeliness", "clear"),
    ],
)
def test_where_no_check_can_look_only_people_can_tell(
    rows: pd.DataFrame, dimension: str, checks: str
) -> None:
    assert table(found(), stated(), rows).loc[("A", dimension), "checks"] == checks


def test_the_gravest_finding_of_a_dimension_counts_and_a_statement_takes_nothing_back() -> None:
    quality = found(("A", "reliability", "notes"), ("A", "reliability", "warns"))
    row = table(quality, stated(SAID | {"attested_on": "2025-05-14"})).loc[("A", "reliability")]
    assert (row["checks"], row["findings"]) == ("warns", 2)
    assert (row["attestation"], row["attested_by"], row["attested_on"]) == (
        "attested",
        "Head of Housing",
        "2025-05-14",
    )
    assert row["statement"] == "Counted weekly"


@pytest.mark.parametrize(
    ("days", "attestation"),
    [
        ({"attested_on": "2025-05-14"}, "attested"),
        ({"attested_on": "2026-03-01"}, "not attested"),  # not yet made
        ({"attested_on": "2025-05-14", "review_due": "2026-01-01"}, "review overdue"),
        ({"attested_on": "2025-05-14", "valid_to": "2026-01-01"}, "not attested"),
        ({"attested_on": "2025-05-14", "valid_from": "2026-04-01"}, "not attested"),
        ({"attested_on": "2025-05-14", "valid_from": "2025-04-01", "valid_to": "2026-03-31"}, "attested"),
    ],
)
def test_a_statement_holds_for_its_time(days: dict[str, str], attestation: str) -> None:
    assert table(found(), stated(SAID | days)).loc[("A", "reliability"), "attestation"] == attestation


def test_a_newer_statement_replaces_an_older_one_and_its_review() -> None:
    older = SAID | {"attested_on": "2024-01-01", "review_due": "2025-01-01"}
    newer = SAID | {"attested_on": "2025-12-01", "statement": "Audited"}
    assert list(in_force(stated(newer, older), known_on=DAY)["statement"]) == ["Audited"]
    assert not list(attestations_due(stated(newer, older), known_on=DAY))
    (due,) = attestations_due(stated(older), known_on=DAY)
    assert (due.dimension, due.severity, due.source_row) == ("reliability", "notes", 2)
