"""The shapes of marks as SVG paths, each about the point that it marks."""

import math
from functools import lru_cache

from pmf_analysis.display.svg import short

FAR = math.sqrt(2)  # a diamond is a square that stands on a corner
CORNERS = {
    "s": ((-1.0, 1.0), (1.0, 1.0), (1.0, -1.0), (-1.0, -1.0)),
    "D": ((-0.0, FAR), (FAR, 0.0), (0.0, -FAR), (-FAR, -0.0)),
    "v": ((-0.0, 1.0), (1.0, -1.0), (-1.0, -1.0)),
    "^": ((0.0, -1.0), (-1.0, 1.0), (1.0, 1.0)),
}
ROUND = "o"
HALF_WAY, PULL = math.sqrt(0.5), 0.2652031  # how far the curve between two eighths of a circle is pulled
QUARTER = (
    ((PULL, 1.0), (HALF_WAY * (1 - PULL), HALF_WAY * (1 + PULL)), (HALF_WAY, HALF_WAY)),
    ((HALF_WAY * (1 + PULL), HALF_WAY * (1 - PULL)), (1.0, PULL), (1.0, 0.0)),
)


@lru_cache(maxsize=64)
def outline(shape: str, size: float) -> str:
    """The path of a shape, so many user units wide; the same few stand in every chart.

    Args:
        shape: a key of `CORNERS`, or `ROUND`.
        size: the width of a square or circle; a diamond is the square turned.
    """
    half = size / 2
    if shape != ROUND:
        return f"M{'L'.join(_point(half * x, half * y) for x, y in CORNERS[shape])}z"
    curves, quarter = [], QUARTER
    for _ in range(4):
        curves += [" ".join(_point(half * x, half * y) for x, y in curve) for curve in quarter]
        quarter = tuple(tuple((y, 0.0 - x) for x, y in curve) for curve in quarter)  # type: ignore[assignment]
    return f"M{_point(0.0, half)}C{'C'.join(curves)}z"


def _point(x: float, y: float) -> str:
    return f"{short(x)} {short(y)}"
