"""The company of the grid in the central forecast: Theta and autoregression, which err to other sides."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.autoregression import autoregressive_forecast
from pmf_analysis.analysis.forecasting.grid import Calendar
from pmf_analysis.analysis.forecasting.shapes import far_limits
from pmf_analysis.analysis.forecasting.theta import theta_forecast

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Company:
    """How much the company says; chosen for what it does to the set of training series that fares worst, not to the best.

    Attributes:
        share: of Theta and autoregression together, at `full` points and more.
        theta: of Theta in that; autoregression alone is worse than Theta alone on ten of eleven sets of series.
        none, full: no share at so many points and fewer, all of it at so many and more.
    """

    share: float
    theta: float
    none: int
    full: int

    def share_at(self, count: int) -> float:
        """The share for a series of so many points."""
        return self.share * float(np.clip((count - self.none) / (self.full - self.none), 0, 1))


USUAL = Company(share=1 / 2, theta=2 / 3, none=14, full=32)
YEARLY = Company(
    share=2 / 3, theta=1.0, none=4, full=12
)  # with no season to tell from a trend, fewer points do


def company_of(season: int) -> Company:
    """The company for series of so many periods a year."""
    return YEARLY if season == 1 else USUAL


def company_forecast(values: Array, *, calendar: Calendar, company: Company) -> Array:
    """Theta and autoregression in their shares, each kept where a forecast may lie, (N, H); gaps are bridged by straight lines."""
    known = calendar.known
    complete = np.arange(known[-1] + 1)
    whole = (
        values
        if len(known) == len(complete)
        else np.stack([np.interp(complete, known, row) for row in values])
    )
    low, high = (limit[:, None] for limit in far_limits(values))
    theta, autoregression = (
        np.clip(member(whole, season=calendar.season, horizon=calendar.horizon), low, high)
        for member in (theta_forecast, autoregressive_forecast)
    )
    return np.asarray(company.theta * theta + (1 - company.theta) * autoregression)
