"""Keep a council's forecast fits between runs, so that a series that stands as it stood is not fitted again.

One file a council, replaced by each analysis: this quarter's fits are what the next quarter starts from. They are named by the code that
made them, since other code may fit otherwise. No pickles: opening a folder that somebody else wrote must not run anything.
"""

import os
from collections.abc import Callable
from dataclasses import fields
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.forecasting.fits import NOTHING, Fits
from pmf_analysis.analysis.forecasting.predictions import Predictions
from pmf_analysis.analysis.forecasting.scales import Scale
from pmf_analysis.analysis.outlook import Outlook, forecast_quarter
from pmf_analysis.analysis.quarter import Forecaster
from pmf_analysis.batch.aside import begin_aside
from pmf_analysis.batch.results_cache import SHORT_KEY, code_digest

KEYS, PLACES = "keys", "places"


def fits_file(folder: Path, area_code: str) -> Path:
    """Where a council's fits are kept.

    Args:
        folder: of the cache.
        area_code: the council's.
    """
    return folder / f"fits-{area_code}-{code_digest()[:SHORT_KEY]}.npz"


def warm_forecaster(file: Path, *, side_by_side: bool = False) -> Forecaster:
    """A forecaster that starts from what an earlier run kept in a file, and leaves there what it fitted.

    Args:
        file: of the fits.
        side_by_side: whether to forecast in a process of its own, from when the forecaster is called.
    """

    def forecast(*tables: Any, **how: Any) -> Outlook:
        outlook = forecast_quarter(*tables, **how, warm=kept_fits(file))
        keep_fits(outlook.fits, file)
        return outlook

    def begin(*tables: Any, **how: Any) -> Callable[[], Outlook]:
        work = partial(forecast, *tables, **how)
        return begin_aside(work) if side_by_side else work

    return begin


def keep_fits(fits: Fits, file: Path) -> None:
    """Write fits in place of those that are there."""
    if fits.predictions is None:
        return
    arrays = {each.name: _plain(getattr(fits.predictions, each.name)) for each in fields(Predictions)}
    arrays[KEYS], arrays[PLACES] = np.array([*fits.places]), np.array([*fits.places.values()])
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.{os.getpid()}")
    with unfinished.open("wb") as stream:
        np.savez(stream, allow_pickle=False, **arrays)
    unfinished.replace(file)


def kept_fits(file: Path) -> Fits:
    """What `keep_fits` wrote; nothing if there is no such file."""
    if not file.is_file():
        return NOTHING
    with np.load(file, allow_pickle=False) as arrays:
        places = dict(zip(arrays[KEYS].tolist(), arrays[PLACES].tolist(), strict=True))
        columns = {each.name: arrays[each.name] for each in fields(Predictions)}
    scales = np.empty(len(columns["scales"]), dtype=object)
    scales[:] = [Scale(value) for value in columns["scales"].tolist()]
    columns |= {"scales": scales, "label": columns["label"].astype(object)}
    return Fits(places, Predictions(**columns))


def _plain(values: NDArray[Any]) -> NDArray[Any]:
    """Values that need no pickle: names of scales and models as text."""
    if values.dtype != object:
        return values
    return np.array(
        [each.value if isinstance(each, Scale) else each for each in values.tolist()], dtype=np.str_
    )
