"""RAG as a drawn table: each polarity; above, at, below, missing."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_analysis.framework.indicators import Polarity
from pmf_analysis.framework.rag import Rag, rate

G, A, R, N = Rag.GREEN, Rag.AMBER, Rag.RED, Rag.NOT_RATED
NAN = math.nan
TABLE = [
    # value, target, tolerance, floor   Up is Good   Up is Bad   Near target   Neutral
    (102, 100, 5, NAN, G, A, G, N),
    (100, 100, 5, NAN, G, G, G, N),
    (97, 100, 5, NAN, A, G, G, N),
    (95, 100, 5, NAN, A, G, G, N),
    (94.9, 100, 5, NAN, R, G, A, N),
    (106, 100, 5, NAN, G, R, A, N),
    (111, 100, 5, NAN, G, R, R, N),
    (89, 100, 5, NAN, R, G, R, N),
    (99, 100, NAN, NAN, R, G, R, N),  # no tolerance: no amber
    (97, 100, 5, 98, R, G, R, N),  # beyond the floor (Up is Bad: the floor is a ceiling, and 97 is under it)
    (97, 100, 5, 96, A, R, G, N),
    (NAN, 100, 5, NAN, N, N, N, N),
    (97, NAN, 5, NAN, N, N, N, N),
    (0, 0, 0, NAN, G, G, G, N),
    (-32, 0, 10, NAN, R, G, R, N),
    (0.1 + 0.2, 0.3, 0, NAN, G, G, G, N),  # binary fractions do not make a red
]


@pytest.mark.parametrize(("value", "target", "tolerance", "floor", "good", "bad", "near", "neutral"), TABLE)
def test_the_rating_by_polarity(
    value: float, target: float, tolerance: float, floor: float, good: Rag, bad: Rag, near: Rag, neutral: Rag
) -> None:
    found = [
        rate(value, polarity=polarity, target=target, tolerance=tolerance, floor=floor).rag
        for polarity in (
            Polarity.UP_IS_GOOD,
            Polarity.UP_IS_BAD,
            Polarity.NEAR_TARGET_IS_GOOD,
            Polarity.NEUTRAL,
        )
    ]
    assert found == [good, bad, near, neutral]


def test_what_is_not_rated_has_a_reason() -> None:
    assert rate(NAN, polarity=Polarity.UP_IS_GOOD).reason == "no value"
    assert rate(1.0, polarity=Polarity.UP_IS_GOOD).reason == "no target set"
    assert rate(1.0, polarity=Polarity.NEUTRAL, target=1.0).reason == "neither up nor down is better"


def test_a_breached_floor_is_told_without_a_target() -> None:
    assert rate(1.0, polarity=Polarity.UP_IS_GOOD, floor=2.0).floor_breached
    assert not rate(1.0, polarity=Polarity.UP_IS_BAD, floor=2.0).floor_breached


NUMBERS = st.floats(-1e6, 1e6)


@given(NUMBERS, NUMBERS, st.floats(0, 1e5))
def test_mirroring_value_and_target_with_the_polarity_keeps_the_rating(
    value: float, target: float, tolerance: float
) -> None:
    up = rate(value, polarity=Polarity.UP_IS_GOOD, target=target, tolerance=tolerance)
    down = rate(-value, polarity=Polarity.UP_IS_BAD, target=-target, tolerance=tolerance)
    assert up == down
