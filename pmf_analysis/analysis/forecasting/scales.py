"""Scales on which a forecast is made: the plain one, logarithm of the distance from an origin, square root for counts, logit between two bounds.

Each grows with the values, so that quantiles keep their order.
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

ANSCOMBE = 3 / 8  # Anscombe (1948): 2 sqrt(count + 3/8) of a Poisson count has a variance near 1
LARGEST_LOG = 700.0  # exp overflows above 709


class Scale(StrEnum):
    """A monotone change of scale."""

    PLAIN = "none"
    LOG = "logarithm"
    ROOT = "square root"
    LOGIT = "logit between the bounds"


@dataclass(frozen=True)
class Change:
    """A change of scale for N series at once.

    Attributes:
        scale: which.
        lower, upper: the open ends of its domain, (N,). A logarithm has one, its origin, and the other is infinite: below it for values that
            lie under the origin, where it is the mirrored logarithm. The square root and the plain scale ignore both.
    """

    scale: Scale
    lower: Array
    upper: Array

    def forward(self, values: Array) -> Array:
        """Values (N, n) on the scale; -inf and inf at or beyond the edge of its domain."""
        low, high = self.lower[:, None], self.upper[:, None]
        with np.errstate(
            divide="ignore", invalid="ignore"
        ):  # the edge of a domain maps to an infinity on purpose
            if self.scale is Scale.LOG:
                sign, origin = self._direction()
                return np.asarray(sign * np.log(np.maximum(sign * (values - origin), 0.0)))
            if self.scale is Scale.ROOT:
                return np.sqrt(np.maximum(values + ANSCOMBE, 0.0))
            if self.scale is Scale.LOGIT:
                share = np.clip((values - low) / (high - low), 0.0, 1.0)
                return np.asarray(np.log(share / (1 - share)))
        return values

    def backward(self, values: Array) -> Array:
        """Values (N, n) on the indicator's own scale."""
        if self.scale is Scale.LOG:
            sign, origin = self._direction()
            return np.asarray(origin + sign * np.exp(np.minimum(sign * values, LARGEST_LOG)))
        if self.scale is Scale.ROOT:
            return np.asarray(np.maximum(values, 0.0) ** 2 - ANSCOMBE)
        if self.scale is Scale.LOGIT:
            low, high = self.lower[:, None], self.upper[:, None]
            limited = np.clip(values, -LARGEST_LOG, LARGEST_LOG)
            return np.asarray(low + (high - low) / (1 + np.exp(-limited)))
        return values

    def log_slope(self, values: Array) -> Array:
        """Log of the derivative of `forward`: makes the evidence of scales comparable."""
        if self.scale is Scale.LOG:
            sign, origin = self._direction()
            return np.asarray(-np.log(sign * (values - origin)))
        if self.scale is Scale.ROOT:
            return np.asarray(-np.log(2.0) - 0.5 * np.log(values + ANSCOMBE))
        if self.scale is Scale.LOGIT:
            low, high = self.lower[:, None], self.upper[:, None]
            return np.asarray(np.log(high - low) - np.log(values - low) - np.log(high - values))
        return np.zeros_like(values)

    def _direction(self) -> tuple[Array, Array]:
        """Whether the logarithm looks up (1) or down (-1) from its origin, and that, (N, 1) each."""
        up = np.isfinite(self.lower)[:, None]
        return np.where(up, 1.0, -1.0), np.where(up, self.lower[:, None], self.upper[:, None])
