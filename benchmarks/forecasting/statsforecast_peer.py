"""Run by the interpreter of an environment that has statsforecast, which this project does not depend on.

    python statsforecast_peer.py GIVEN.npz MADE.npz SEASON HORIZON

GIVEN holds one array of values per series, MADE gets the quantiles of each model, (N, H, 13), and the seconds for a series.
"""

import sys
import time

import numpy as np
import pandas as pd
from statsforecast import StatsForecast
from statsforecast.models import AutoARIMA, AutoCES, AutoETS, AutoTheta, Naive

WIDTHS = (20, 40, 60, 80, 90, 95)  # central intervals, in per cent
NAMES = {"AutoETS": "AutoETS", "AutoARIMA": "AutoARIMA", "AutoTheta": "AutoTheta", "CES": "AutoCES"}


def main(given: str, made: str, season: int, horizon: int) -> None:
    """Forecast every series with every model."""
    with np.load(given) as arrays:
        series = [arrays[name] for name in sorted(arrays.files)]
    rows = [
        pd.DataFrame({"unique_id": f"{i:06d}", "ds": np.arange(len(y)), "y": y}) for i, y in enumerate(series)
    ]
    models = [model(season_length=season) for model in (AutoETS, AutoARIMA, AutoTheta, AutoCES)]
    peer = StatsForecast(models=models, freq=1, fallback_model=Naive())
    start = time.perf_counter()
    found = peer.forecast(df=pd.concat(rows), h=horizon, level=list(WIDTHS))
    seconds = (time.perf_counter() - start) / len(series)
    columns = [*(("lo", width) for width in reversed(WIDTHS)), None, *(("hi", width) for width in WIDTHS)]
    tables = {
        peer_name: np.stack(
            [found[name if side is None else f"{name}-{side[0]}-{side[1]}"].to_numpy() for side in columns],
            axis=-1,
        ).reshape(len(series), horizon, len(columns))
        for name, peer_name in NAMES.items()
    }
    tables["SCUM"] = np.median(np.stack(list(tables.values())), axis=0)
    np.savez(made, seconds=seconds, **tables)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]))
