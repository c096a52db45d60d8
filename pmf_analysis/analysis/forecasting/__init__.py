"""Forecasts of short performance series, with honest widths, and the chance of meeting a target.

from pmf_analysis.analysis.forecasting import chance_of_meeting, forecast_panel

result = forecast_panel(observations, horizon="year-end", indicators=indicators)
result.forecasts, result.diagnostics, result.refused
chances = chance_of_meeting(result, targets)
"""

from pmf_analysis.analysis.forecasting.must_average import must_average
from pmf_analysis.analysis.forecasting.panel import YEAR_END, forecast_panel
from pmf_analysis.analysis.forecasting.result import ForecastResult
from pmf_analysis.analysis.forecasting.settings import ForecastSettings
from pmf_analysis.analysis.forecasting.targets import CHANCE_WORDS, chance_of_meeting, chance_words
from pmf_analysis.analysis.forecasting.track_record import track_record

__all__ = [
    "CHANCE_WORDS",
    "YEAR_END",
    "ForecastResult",
    "ForecastSettings",
    "chance_of_meeting",
    "chance_words",
    "forecast_panel",
    "must_average",
    "track_record",
]
