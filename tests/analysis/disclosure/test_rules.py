"""Which counts are small."""

import numpy as np
import pytest

from pmf_analysis.analysis.disclosure import COUNCIL, HES, SmallCounts


@pytest.mark.parametrize(
    ("rule", "small"),
    [
        (COUNCIL, [1, 2, 3, 4]),
        (HES, [1, 2, 3, 4, 5, 6, 7]),
        (SmallCounts(largest=2, zeros="suppress"), [0, 1, 2]),
    ],
)
def test_small_counts_by_rule(rule, small):
    counts = np.arange(10)
    assert counts[rule.small(counts)].tolist() == small


def test_a_missing_count_is_not_small():
    assert COUNCIL.small([np.nan]).tolist() == [False]


def test_counts_are_rounded_to_the_base_and_else_left_alone():
    assert HES.rounded([0, 8, 12, 13, 1002]).tolist() == [0, 10, 10, 15, 1000]
    assert SmallCounts(base=10).rounded([5, 15, 14]).tolist() == [10, 20, 10]
    assert COUNCIL.rounded([8, 12]).tolist() == [8, 12]
