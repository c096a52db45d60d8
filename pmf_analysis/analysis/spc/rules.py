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
    side = np.nan_to_num(np.sign(rows - limits.mean)).astype(np.int8)
    outside = limits.known & ((rows > limits.upper) | (rows < limits.lower))
    close = limits.known & ~outside & ((rows < limits.near_lower) | (rows > limits.near_upper))
    trend = trend_direction(rows)
    pair = _in_close_pair(side, close)
    shift = in_run(side, SHIFT_POINTS)
    code = np.select(
        [outside, trend != 0, pair, shift],
        [_pick(1, side), _pick(3, trend), _pick(5, side), _pick(7, side)],
        default=0,
    )
    return Marks(code.astype(np.int8), outside, close, side)


def in_run(signs: Codes, length: int) -> Bools:
    """Whether each entry is part of a run of at least `length` equal, non-zero signs."""
    members = np.zeros(signs.shape, dtype=bool)
    for sign in (1, -1):
        members |= _windows_of(signs == sign, length, length)
    return members


def trend_direction(rows: Floats) -> Codes:
    """1 or -1 for the points of a trend: seven points, six strict steps one way; otherwise 0.

    A point that ends one trend and begins another takes the direction of the step out of it.
    """
    steps = np.nan_to_num(np.sign(np.diff(rows, axis=1))).astype(np.int8)
    stepped = in_run(steps, TREND_POINTS - 1)
    none = np.zeros((len(rows), 1), dtype=bool)
    member = np.hstack([none, stepped]) | np.hstack([stepped, none])
    step_in = np.hstack([none.astype(np.int8), steps])
    step_out = np.hstack([steps, none.astype(np.int8)])
    next_is_member = np.hstack([member[:, 1:], none])
    direction = np.where((next_is_member & (step_out != 0)) | (step_in == 0), step_out, step_in)
    return np.where(member, direction, 0).astype(np.int8)


def _in_close_pair(side: Codes, close: Bools) -> Bools:
    """Close points of windows of three that lie all on one side of the mean and hold two close points or more."""
    members = np.zeros(side.shape, dtype=bool)
    for sign in (1, -1):
        here = side == sign
        inside = _windows_of(here, PAIR_WINDOW, PAIR_WINDOW, also=close & here)
        members |= inside & close
    return members


def _windows_of(flags: Bools, length: int, needed: int, *, also: Bools | None = None) -> Bools:
    """Members of windows of `length` with `needed` flags (and, where `also` is given, `PAIR_POINTS` of those)."""
    members = np.zeros(flags.shape, dtype=bool)
    starts = flags.shape[1] - length + 1
    if starts <= 0:
        return members
    found = _window_sum(flags, length, starts) >= needed
    if also is not None:
        found &= _window_sum(also, length, starts) >= PAIR_POINTS
    for offset in range(length):
        members[:, offset : offset + starts] |= found
    return members


def _window_sum(flags: Bools, length: int, starts: int) -> Codes:
    total = np.zeros((len(flags), starts), dtype=np.int8)
    for offset in range(length):
        total += flags[:, offset : offset + starts]
    return total


def _pick(first: int, sign: Codes) -> Codes:
    """The code of the rule's word for up (`first`) or down (the next)."""
    return np.where(sign > 0, first, first + 1).astype(np.int8)
