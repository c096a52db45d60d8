"""The scales of a chart of results over time: values upwards, periods from left to right."""

import math

from pmf_analysis.display import house_style as style
from pmf_analysis.display.canvas import Canvas, tick_text
from pmf_analysis.display.dossier import Dossier
from pmf_analysis.display.labels import LETTER
from pmf_analysis.framework.numbers import write_unit
from pmf_analysis.framework.periods import Frequency, Period

MOST_PERIODS = 5


def draw_time_scales(canvas: Canvas, dossier: Dossier, marks: list[float], *, first: int, last: int) -> None:
    """The unit, a line and a number at each mark of the upward scale, and the names of some periods below."""
    for value in marks:
        height = canvas.y(value)
        canvas.stroke((canvas.left, canvas.right), (height, height), colour=style.GRID, width=0.8)
        canvas.text(canvas.left - 5, height, tick_text(value), ha="right", color=style.MUTED)
    canvas.text(0, canvas.top + 16, write_unit(dossier.unit), color=style.MUTED)
    canvas.stroke((canvas.left, canvas.right), (canvas.bottom,) * 2, colour=style.MUTED, width=0.8)
    frequency = Frequency(dossier.indicator["frequency"])
    for number in shown_periods(first, last, frequency.periods_per_year):
        place, name = canvas.x(number), str(Period(frequency, number))
        canvas.stroke((place, place), (canvas.bottom, canvas.bottom - 4), colour=style.MUTED, width=0.8)
        middle = max(place, len(name) * LETTER / 2)  # so that the first name is not cut off at the edge
        canvas.text(middle, canvas.bottom - 15, name, ha="center", color=style.MUTED)


def shown_periods(first: int, last: int, per_year: int) -> list[int]:
    """The periods named below the chart: at most five, the last among them, whole years apart where there are years enough.

    >>> shown_periods(2010, 2024, 1), shown_periods(8078, 8104, 4)
    ([2012, 2016, 2020, 2024], [8080, 8088, 8096, 8104])
    """
    step = max(1, math.ceil((last - first) / (MOST_PERIODS - 1)))
    step = math.ceil(step / per_year) * per_year if step > 1 else step
    return list(range(last - (last - first) // step * step, last + 1, step))[-MOST_PERIODS:]
