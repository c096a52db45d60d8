"""The binomial distribution agrees with scipy.stats, which is too slow to import in each report."""

import numpy as np
import pytest
from scipy.stats import binom, binomtest

from pmf_analysis.analysis.binomial import at_least, at_most, either_side, exactly, fewest

CASES = [(count, chance) for count in (1, 2, 7, 20, 131) for chance in (0.05, 0.2, 0.5, 0.8)]


@pytest.mark.parametrize(("count", "chance"), CASES)
def test_chances_agree_with_scipy_stats(count, chance):
    whole = np.arange(count + 1)
    assert np.allclose(at_most(whole, count, chance), binom.cdf(whole, count, chance), rtol=1e-12)
    assert np.allclose(at_least(whole, count, chance), binom.sf(whole - 1, count, chance), rtol=1e-12)
    assert np.allclose(exactly(count, chance), binom.pmf(whole, count, chance), rtol=1e-9, atol=1e-15)
    assert [fewest(share, count, chance) for share in (0.05, 0.6)] == list(
        binom.ppf([0.05, 0.6], count, chance)
    )


@pytest.mark.parametrize("count", [1, 4, 9, 40])
def test_the_sign_test_agrees_with_scipy_stats(count):
    for happened in range(count + 1):
        assert either_side(happened, count) == pytest.approx(
            binomtest(happened, count, 0.5).pvalue, rel=1e-12
        )
