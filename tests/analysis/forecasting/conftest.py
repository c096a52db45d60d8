import numpy as np
import pandas as pd
import pytest

from pmf_analysis.framework.periods import Period


def frame(values, *, first="2015/16 Q1", indicator="A", area="X", status=None):
    """One series as observations; NaN values are gaps with a row."""
    start = Period.parse(first)
    rows = {
        "indicator_id": indicator,
        "area_code": area,
        "period": [str(start + step) for step in range(len(values))],
        "value": values,
    }
    if status is not None:
        rows["status"] = status
    return pd.DataFrame(rows)


@pytest.fixture
def seasonal():
    """Thirty quarters with a season, a slope and noise; the same every time."""
    noise = np.random.default_rng(7).normal(size=30)
    return 100 + 0.5 * np.arange(30) + np.tile([6.0, -4.0, 1.0, -3.0], 8)[:30] + 2 * noise


@pytest.fixture
def indicators():
    """One row of facts that a test may change."""

    def make(**facts):
        row = {
            "indicator_id": "A",
            "unit": "%",
            "polarity": "Up is Good",
            "form": "rate",
            "frequency": "quarterly",
        }
        return pd.DataFrame(
            [{**row, "lower_bound": np.nan, "upper_bound": np.nan, "decimals": np.nan, **facts}]
        )

    return make
