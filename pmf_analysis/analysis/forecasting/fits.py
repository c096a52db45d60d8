"""What was fitted, kept by the content that it was fitted to: a quarter hands it to the next."""

from dataclasses import dataclass

import numpy as np

from pmf_analysis.analysis.forecasting.predictions import Predictions, joined, taken, widened


@dataclass(frozen=True)
class Fits:
    """Forecast distributions of series as they stood.

    Attributes:
        places: where in `predictions` each is, by its content (see `fitting.content_key`).
        predictions: before this run's calibration; None where nothing was fitted.
    """

    places: dict[str, int]
    predictions: Predictions | None

    def __len__(self) -> int:
        return len(self.places)

    def of(self, keys: list[str]) -> Predictions:
        """The predictions of these keys, in their order.

        Raises:
            KeyError: if one was never fitted.
        """
        assert self.predictions is not None
        return taken(self.predictions, np.array([self.places[key] for key in keys]))


NOTHING = Fits({}, None)


def fits(keys: list[str], predictions: Predictions) -> Fits:
    """The fits of some keys, one prediction for each."""
    return Fits({key: place for place, key in enumerate(keys)}, predictions)


def both(first: Fits, second: Fits) -> Fits:
    """The fits of two parts of a run."""
    if first.predictions is None or second.predictions is None:
        return second if first.predictions is None else first
    horizon = max(part.shift.shape[1] for part in (first.predictions, second.predictions))
    later = {key: place + len(first.predictions) for key, place in second.places.items()}
    parts = [widened(part, horizon) for part in (first.predictions, second.predictions)]
    return Fits({**first.places, **later}, joined(parts))
