"""The four rules of an XmR chart, for many rows at once, and the words for what they find.

Source: METHODS section 1.2, the NHS programme "Making Data Count".
"""

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from pmf_analysis.analysis.spc.limits import Bools, Floats, Limits

TREND_POINTS = 7
SHIFT_POINTS = 7
PAIR_WINDOW, PAIR_POINTS = 3, 2

Codes = NDArray[np.int8]


class SpecialCause(StrEnum):
    """What a rule saw in a point; the order is that of `CODES`."""

    COMMON = "Common Cause"
    ABOVE = "Above UCL"
    BELOW = "Below LCL"
    INCREASING = "7 Point Trend (Increasing)"
    DECREASING = "7 Point Trend (Decreasing)"
    PAIR_ABOVE = "2 in 3 Above CL"
    PAIR_BELOW = "2 in 3 Below CL"
    SHIFT_ABOVE = "7 Points Above CL"
    SHIFT_BELOW = "7 Points Below CL"


class Direction(StrEnum):
    """Which way is better."""

    INCREASE = "increase"
    DECREASE = "decrease"
    NEUTRAL = "neutral"


class PointType(StrEnum):
    """What a point means for the council."""

    COMMON_CAUSE = "common_cause"
    IMPROVEMENT = "special_cause_improvement"
    CONCERN = "special_cause_concern"
    NEUTRAL_HIGH = "special_cause_neutral_high"
    NEUTRAL_LOW = "special_cause_neutral_low"


CODES = tuple(SpecialCause)
POINT_TYPES = {
    Direction.INCREASE: (PointType.COMMON_CAUSE, PointType.IMPROVEMENT, PointType.CONCERN),
    Direction.DECREASE: (PointType.COMMON_CAUSE, PointType.CONCERN, PointType.IMPROVEMENT),
    Direction.NEUTRAL: (PointType.COMMON_CAUSE, PointType.NEUTRAL_HIGH, PointType.NEUTRAL_LOW),
}


@dataclass(frozen=True, eq=False)
class Marks:
    """What the rules saw, every array of shape (rows, points).

    Attributes:
        code: place in `CODES` of the first rule that marks the point; 0 is common cause.
        outside: beyond a limit.
        close: beyond two thirds of the way to a limit, not outside.
        side: 1 above the mean, -1 below, 0 on it or missing.
    """

    code: Codes
    outside: Bools
    close: Bools
    side: Codes

    @property
    def sign(self) -> Codes:
        """1 where the mark points up (above, increasing), -1 where it points down, 0 for common cause."""
        return np.where(self.code == 0, 0, np.where(self.code % 2 == 1, 1, -1)).astype(np.int8)


def mark(rows: Floats, limits: Limits) -> Marks:
    """Apply the rules in their order: outside, trend, two of three, shift; the first that holds names the point.

    Args:
        rows: shape (rows, points), NaN for gaps and padding; a gap ends every run.
        limits: of the same rows.
    """
    side = _side(rows, limits.mean)
    outside = limits.known & ((rows > limits.upper) | (rows < limits.lower))
    close = limits.known & ~outside & ((rows < limits.near_lower) | (rows > limits.near_upper))
    trend = trend_direction(rows)
    code = np.where(in_run(side, SHIFT_POINTS), _pick(7, side), 0)
    code = np.where(_in_close_pair(side, close), _pick(5, side), code)
    code = np.where(trend != 0, _pick(3, trend), code)
    code = np.where(outside, _pick(1, side), code)
    return Marks(code.astype(np.int8), outside, close, side)


def in_run(signs: Codes, length: int) -> Bools:
    """Whether each entry is part of a run of at least `length` equal, non-zero signs."""
    return _covered(np.abs(_window_sum(signs, length)) == length, length, signs.shape)


def trend_direction(rows: Floats) -> Codes:
    """1 or -1 for the points of a trend: seven points, six strict steps one way; otherwise 0.

    A point that ends one trend and begins another takes the direction of the step out of it.
    """
    step_in, step_out = np.zeros((2, *rows.shape), dtype=np.int8)
    steps = _side(rows[:, 1:], rows[:, :-1])
    step_in[:, 1:] = step_out[:, :-1] = steps
    trends = np.abs(_window_sum(steps, TREND_POINTS - 1)) == TREND_POINTS - 1
    member = _covered(trends, TREND_POINTS, rows.shape)
    next_is_member = np.zeros_like(member)
    next_is_member[:, :-1] = member[:, 1:]
    direction = np.where((next_is_member & (step_out != 0)) | (step_in == 0), step_out, step_in)
    return np.where(member, direction, 0).astype(np.int8)


def _in_close_pair(side: Codes, close: Bools) -> Bools:
    """Close points of windows of three that lie all on one side of the mean and hold two close points or more."""
    one_sided = np.abs(_window_sum(side, PAIR_WINDOW)) == PAIR_WINDOW
    found = one_sided & (_window_sum(close, PAIR_WINDOW) >= PAIR_POINTS)
    return close & _covered(found, PAIR_WINDOW, side.shape)


def _side(values: Floats, reference: Floats) -> Codes:
    """1 above the reference, -1 below it, 0 on it or where either is missing."""
    return (values > reference).astype(np.int8) - (values < reference).astype(np.int8)


def _window_sum(entries: Codes | Bools, length: int) -> NDArray[np.int64]:
    """Sum of each window; its column is the window's first entry."""
    total = np.zeros((entries.shape[0], entries.shape[1] + 1), dtype=np.int64)
    np.cumsum(entries, axis=1, out=total[:, 1:])
    return total[:, length:] - total[:, :-length]


def _covered(starts: Bools, length: int, shape: tuple[int, ...]) -> Bools:
    """Which entries are in a window that begins at one of the starts."""
    padded = np.zeros((shape[0], shape[1] + length - 1), dtype=np.int8)
    padded[:, length - 1 : length - 1 + starts.shape[1]] = starts
    covered: Bools = _window_sum(padded, length) > 0
    return covered


def _pick(first: int, sign: Codes) -> Codes:
    """The code of the rule's word for up (`first`) or down (the next)."""
    return np.where(sign > 0, first, first + 1).astype(np.int8)
