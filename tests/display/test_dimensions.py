"""The data-quality report's six dimensions, statements and late list."""

from typing import Any

import pandas as pd

from pmf_analysis.display import attestations, late_list, six_dimensions, vouched
from pmf_analysis.display.dimensions import DIMENSIONS

from .conftest import make_results

COLUMNS = [
    "indicator_id",
    "dimension",
    "checks",
    "findings",
    "attestation",
    "attested_by",
    "attested_on",
    "statement",
    "review_due",
]


def dimensions(**changes: tuple[Any, ...]) -> pd.DataFrame:
    rows = [
        ("H.1", name, *changes.get(name, ("clear", 0, "not attested", "", "", "", ""))) for name in DIMENSIONS
    ]
    return pd.DataFrame(rows, columns=COLUMNS)


SAID = ("warns", 2, "attested", "Head of <i>Housing</i>", "2025-05-14", "Counted weekly", "2026-05-14")
NOBODY = ("not checkable", 0, "not attested", "", "", "", "")


def view(**changes: tuple[Any, ...]) -> Any:
    return make_results(dimensions=dimensions(**changes)).scope("council", "council")


def test_checks_and_statements_stand_side_by_side() -> None:
    shown = view(reliability=SAID, relevance=NOBODY)
    assert "warns (2 findings); attested" in six_dimensions(shown).text
    assert "for people" in six_dimensions(shown).text
    assert "Reliability | 0 | 0 | 1 | 0 | 0 | 1 | 0 | 0" in vouched(shown).text
    assert "Relevance | 0 | 0 | 0 | 0 | 1 | 0 | 0 | 1" in vouched(shown).text


def test_a_statement_is_shown_with_its_post_and_its_review() -> None:
    fragment = attestations(view(reliability=SAID))
    assert "Counted weekly" in fragment.text
    assert "14 May 2025" in fragment.text
    assert "by 14 May 2026" in fragment.text
    assert "Head of &lt;i&gt;Housing&lt;/i&gt;" in fragment.html


def test_without_statements_it_says_so() -> None:
    assert "No post has attested" in attestations(view()).text


def test_the_late_list_is_by_post(council: Any) -> None:
    text = late_list(council).text
    assert text.index("Post") < text.index("Source")
    assert "Corporate Director of Place" in text
