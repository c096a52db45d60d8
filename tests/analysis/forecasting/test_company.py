"""What joins the grid in the central forecast, and how much it says."""

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.forecasting import forecast_panel
from pmf_analysis.analysis.forecasting.autoregression import autoregressive_forecast
from pmf_analysis.analysis.forecasting.company import USUAL, YEARLY, Company, company_forecast, company_of
from pmf_analysis.analysis.forecasting.grid import Calendar
from pmf_analysis.analysis.forecasting.shapes import far_limits
from pmf_analysis.analysis.forecasting.theta import theta_forecast

HORIZON = 5


def calendar(steps: list[int], season: int) -> Calendar:
    return Calendar(tuple(steps), len(steps), season, 1, HORIZON, 48)


def walk(count: int) -> np.ndarray:
    return 80 + np.random.default_rng(4).normal(size=(3, count)).cumsum(axis=1)


def panel(periods: list[str], values: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame({"indicator_id": "A", "area_code": "X", "period": periods, "value": values})


@pytest.mark.parametrize(("count", "share"), [(3, 0.0), (10, 0.0), (15, 0.2), (20, 0.4), (90, 0.4)])
def test_the_share_grows_from_none_to_all_of_it(count, share):
    assert Company(share=0.4, theta=0.5, none=10, full=20).share_at(count) == pytest.approx(share)


def test_yearly_series_have_company_sooner_and_theta_alone():
    assert company_of(1) is YEARLY
    assert company_of(4) is company_of(12) is USUAL
    assert USUAL.share_at(10) == 0 < YEARLY.share_at(10)


def test_both_members_speak_in_their_shares():
    values = walk(24)
    low, high = (limit[:, None] for limit in far_limits(values))
    theta, other = (
        np.clip(member(values, season=4, horizon=HORIZON), low, high)
        for member in (theta_forecast, autoregressive_forecast)
    )
    made = company_forecast(values, calendar=calendar(list(range(24)), 4), company=USUAL)
    assert not np.allclose(theta, other)
    assert np.allclose(made, (2 * theta + other) / 3)


def test_a_gap_is_bridged_by_a_straight_line():
    whole = walk(12)
    whole[:, 6] = (whole[:, 5] + whole[:, 7]) / 2
    kept = [step for step in range(12) if step != 6]
    with_gap = company_forecast(whole[:, kept], calendar=calendar(kept, 1), company=YEARLY)
    assert np.allclose(
        with_gap, company_forecast(whole, calendar=calendar(list(range(12)), 1), company=YEARLY)
    )


@pytest.mark.parametrize(
    ("count", "model"), [(4, "exponential smoothing"), (9, "exponential smoothing and Theta")]
)
def test_the_report_names_what_made_a_yearly_forecast(count, model):
    found = forecast_panel(panel([str(2010 + year) for year in range(count)], walk(count)[0]), horizon=2)
    assert set(found.forecasts["model"]) == {model}


def test_the_report_names_what_made_a_quarterly_forecast():
    quarters = [f"{2010 + q // 4}/{11 + q // 4} Q{q % 4 + 1}" for q in range(24)]
    found = forecast_panel(panel(quarters, walk(24)[0]), horizon=2)
    assert set(found.forecasts["model"]) == {"exponential smoothing, Theta and autoregression"}
