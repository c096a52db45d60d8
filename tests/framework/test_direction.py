"""Direction of travel as a drawn table."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pmf_analysis.framework.direction import Direction, travel
from pmf_analysis.framework.indicators import Polarity

I, S, W, C = Direction.IMPROVING, Direction.STABLE, Direction.WORSENING, Direction.CANNOT_TELL  # noqa: E741
NAN = math.nan
TABLE = [
    # results            Up is Good  Up is Bad  Neutral
    ([1, 2, 3], I, W, C),
    ([3, 2, 1], W, I, C),
    ([1, 2, 2], S, S, C),
    ([2, 2, 2], S, S, C),
    ([1, 3, 2], S, S, C),
    ([9, 1, 2, 3], I, W, C),  # only the latest three count
    ([-32, 147, 943], I, W, C),
    ([1, 2], C, C, C),
    ([], C, C, C),
    ([1, NAN, 2, 3], I, W, C),  # a suppressed result is a gap, never a zero
]


@pytest.mark.parametrize(("values", "good", "bad", "neutral"), TABLE)
def test_the_latest_three_results(
    values: list[float], good: Direction, bad: Direction, neutral: Direction
) -> None:
    polarities = (Polarity.UP_IS_GOOD, Polarity.UP_IS_BAD, Polarity.NEUTRAL)
    assert [travel(values, polarity=polarity).direction for polarity in polarities] == [good, bad, neutral]


@pytest.mark.parametrize(
    ("values", "direction"), [([80, 90, 99], I), ([99, 105, 112], W), ([95, 105, 96], S), ([120, 90, 101], I)]
)
def test_near_target_is_good_means_closer_is_better(values: list[float], direction: Direction) -> None:
    assert travel(values, polarity=Polarity.NEAR_TARGET_IS_GOOD, target=100).direction is direction
    assert travel(values, polarity=Polarity.NEAR_TARGET_IS_GOOD).direction is C


def test_every_direction_names_its_rule_and_reason() -> None:
    assert (
        travel([1, 2], polarity=Polarity.UP_IS_GOOD).reason
        == "the rule needs 3 comparable results; there are 2"
    )
    assert travel([1, 2, 3, 4, 5], polarity=Polarity.UP_IS_GOOD, results=5).rule == "latest five results"


@given(st.lists(st.floats(-1e6, 1e6), max_size=6))
def test_reversing_the_polarity_swaps_improving_and_worsening(values: list[float]) -> None:
    swapped = {I: W, W: I, S: S, C: C}
    up = travel(values, polarity=Polarity.UP_IS_GOOD).direction
    assert travel(values, polarity=Polarity.UP_IS_BAD).direction is swapped[up]
