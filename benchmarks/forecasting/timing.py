"""How long the sample quarter's forecasts take, back-tests included: the home council's series, and as many for each of forty areas.

python benchmarks/forecasting/timing.py
"""

import time
from dataclasses import replace

import pandas as pd
from series import HOME, SAMPLE

from pmf_analysis.analysis.forecasting import ForecastResult, ForecastSettings, forecast_panel
from pmf_analysis.framework.periods import Period

AREAS = 40
SETTINGS = ForecastSettings(as_at=Period.parse("2025/26 Q3"))


def main() -> None:
    """Time the quarter for one area, again with its own fits, and for forty areas."""
    indicators = pd.read_csv(SAMPLE / "indicators.csv")
    observations = pd.read_csv(SAMPLE / "observations.csv", low_memory=False)
    home = observations[observations["area_code"] == HOME]
    first = timed("the home council", home, indicators, SETTINGS)
    timed("again, nothing changed", home, indicators, replace(SETTINGS, warm=first.fits))
    parts = [
        home.assign(area_code=f"A{place:02d}", value=home["value"] * (1 - place / 100))
        for place in range(AREAS)
    ]
    timed(f"{AREAS} areas", pd.concat(parts), indicators, SETTINGS)


def timed(
    name: str, observations: pd.DataFrame, indicators: pd.DataFrame, settings: ForecastSettings
) -> ForecastResult:
    """Forecast to the year-end and print the seconds of the clock and of the processor."""
    clock, processor = time.perf_counter(), time.process_time()
    result = forecast_panel(observations, horizon="year-end", indicators=indicators, settings=settings)
    clock, processor = time.perf_counter() - clock, time.process_time() - processor
    series = observations.groupby(["indicator_id", "area_code"]).ngroups
    print(
        f"{name}: {series} series, {len(result.refused)} refused, {clock:.1f} s, processor {processor:.1f} s",
        flush=True,
    )
    return result


if __name__ == "__main__":
    main()
