"""What was fitted in one run is not fitted again in the next, and no digit shows it."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from pmf_analysis.analysis.forecasting import ForecastSettings, fitting, forecast_panel
from pmf_analysis.analysis.forecasting.fits import NOTHING
from pmf_analysis.batch.fits_cache import fits_file, keep_fits, kept_fits


def observations() -> pd.DataFrame:
    """Three quarterly series: counts, a percentage near its bound and one that only grows."""
    periods = [
        f"{year}/{year % 100 + 1:02d} Q{quarter}" for year in range(2020, 2025) for quarter in (1, 2, 3, 4)
    ]
    steps = np.arange(len(periods))
    columns = {"COUNT": (steps * 7) % 5 + 2.0, "SHARE": 97 + np.sin(steps), "GROWS": 50 + 3.0 * steps}
    parts = [
        pd.DataFrame({"indicator_id": name, "area_code": "E1", "period": periods, "value": each})
        for name, each in columns.items()
    ]
    return pd.concat(parts, ignore_index=True)


def test_kept_fits_come_back_whole_and_nothing_is_fitted_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cold = forecast_panel(observations(), horizon=4)
    file = fits_file(tmp_path, "E1")
    keep_fits(cold.fits, file)

    def refuse(tasks: object, **_: object) -> None:
        raise AssertionError("a series that stands as it stood was fitted again")

    monkeypatch.setattr(fitting, "forecast_tasks", refuse)
    warm = forecast_panel(observations(), horizon=4, settings=ForecastSettings(warm=kept_fits(file)))
    pd.testing.assert_frame_equal(warm.forecasts, cold.forecasts, check_exact=True)
    pd.testing.assert_frame_equal(warm.diagnostics, cold.diagnostics, check_exact=True)


def test_without_an_earlier_run_there_is_nothing_to_start_from(tmp_path: Path) -> None:
    file = fits_file(tmp_path, "E1")
    keep_fits(NOTHING, file)
    assert (kept_fits(file), file.exists()) == (NOTHING, False)


def test_each_council_has_fits_of_its_own(tmp_path: Path) -> None:
    assert fits_file(tmp_path, "E1") != fits_file(tmp_path, "E2")
