"""Year-to-date series: the real collection rates of the sample, and shapes of our own."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.forecasting import ForecastSettings, forecast_panel
from pmf_analysis.framework.periods import Period

from .conftest import frame

SAMPLE = Path(__file__).parents[3] / "data" / "york"
OUTTURN = {"CYC.BR.COLLECTION": 98.02, "CYC.CT.COLLECTION": 96.84}


def collection(as_known_at):
    indicators = pd.read_csv(SAMPLE / "indicators.csv")
    observations = pd.read_csv(SAMPLE / "observations.csv", low_memory=False)
    known = observations[observations["indicator_id"].isin(OUTTURN) & (observations["period"] <= as_known_at)]
    settings = ForecastSettings(as_at=Period.parse(as_known_at), least_steps=1)
    made = forecast_panel(known, horizon="year-end", indicators=indicators, settings=settings).forecasts
    return made[made["period"] == "2022/23 Q4"].set_index("indicator_id")


@pytest.mark.parametrize("as_known_at", ["2022/23 Q2", "2022/23 Q3"])
@pytest.mark.parametrize("indicator", sorted(OUTTURN))
def test_the_real_outturn_lies_inside_the_year_end_ranges_and_near_the_forecast(as_known_at, indicator):
    made = collection(as_known_at).loc[indicator]
    assert made["lower_80"] <= OUTTURN[indicator] <= made["upper_80"]
    assert abs(made["median"] - OUTTURN[indicator]) < 3
    assert made["upper_95"] <= 100


def cumulative(totals, shares=(0.3, 0.55, 0.8, 1.0)):
    return np.concatenate([total * np.array(shares) for total in totals])


def test_the_profile_is_continued_and_never_the_saw_tooth(indicators):
    values = cumulative([400, 410, 395, 405])[:-2]
    made = forecast_panel(
        frame(values), horizon=4, indicators=indicators(form="year_to_date", unit="cases", lower_bound=0)
    )
    expected = [405 * 0.8, 405, 402 * 0.3, 402 * 0.55]
    assert np.allclose(made.forecasts["median"], expected, rtol=0.05)
    assert made.forecasts["model"].iloc[0] == "within-year profile"


def test_what_has_been_collected_stays_collected(indicators):
    values = cumulative([90, 92, 91])[:-1]
    made = forecast_panel(
        frame(values), horizon=1, indicators=indicators(form="year_to_date", upper_bound=100)
    ).forecasts
    assert made["lower_95"].iloc[0] >= values[-1]


def test_a_year_to_date_average_has_no_saw_tooth_and_is_forecast_as_it_stands(indicators):
    values = 80 + np.random.default_rng(1).normal(size=16)
    made = forecast_panel(frame(values), horizon=4, indicators=indicators(form="year_to_date")).forecasts
    assert made["model"].iloc[0] != "within-year profile"
    assert np.allclose(made["median"], 80, atol=2)
