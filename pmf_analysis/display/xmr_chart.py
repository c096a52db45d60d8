"""The XmR chart of one indicator as the textbook draws it: results, mean and limits from break to break, target, marked results."""

import math
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import pandas as pd
from markupsafe import Markup

from pmf_analysis.analysis.results import View
from pmf_analysis.analysis.spc import XmrChart, xmr
from pmf_analysis.display import house_style as style
from pmf_analysis.display.canvas import Box, Canvas, span, tick_text, ticks
from pmf_analysis.display.charts import Chart, chart_html
from pmf_analysis.display.dossier import Dossier, as_number, as_text, dossiers
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.history_chart import LATEST_SHOWN, YEARS_SHOWN
from pmf_analysis.display.labels import LETTER, SPACE, Label, write_labels
from pmf_analysis.display.svg import Description, house_style, slug
from pmf_analysis.display.tables import Table, columns, line
from pmf_analysis.display.time_scale import draw_time_scales
from pmf_analysis.display.wording import xmr as wording
from pmf_analysis.display.wording.claims import paragraph
from pmf_analysis.framework.periods import Frequency, Period

TOP, BOTTOM = 30, 26
FEWEST, MOST_CHARTS = 8, 12
OVERLAPPING_FORMS = ("year_to_date", "rolling_year")
DIRECTIONS = {"Up is Good": "increase", "Up is Bad": "decrease"}
MARKS = {
    "special_cause_improvement": ("^", style.IMPROVEMENT),
    "special_cause_concern": ("v", style.CONCERN),
    "special_cause_neutral_high": ("D", style.UNJUDGED),
    "special_cause_neutral_low": ("D", style.UNJUDGED),
}


@dataclass(frozen=True, eq=False)
class Series:
    """What the chart draws.

    Attributes:
        dossier: the indicator.
        points: of the XmR chart, the latest ones, with `period` and its number `x`.
        chart: the whole XmR chart.
        target: the one in force; NaN for none.
    """

    dossier: Dossier
    points: pd.DataFrame
    chart: XmrChart
    target: float

    @property
    def latest(self) -> pd.Series:
        """The point of the latest result that has a value."""
        return self.points[self.points["value"].notna()].iloc[-1]


def xmr_charts(view: View) -> Fragment:
    """The XmR chart of each indicator that one can be drawn for, at most twelve."""
    found = [(dossier, chart) for dossier in dossiers(view).values() if (chart := xmr_chart(dossier))]
    shown = [(dossier, chart_html(chart)) for dossier, chart in found[:MOST_CHARTS]]
    return Fragment.of(
        render(
            "chart_sections",
            shown=shown,
            kind="xmr",
            suffix=", with limits",
            empty=wording.NONE_DRAWN,
            more="",
        )
    )


def xmr_chart(dossier: Dossier) -> Chart | None:
    """The XmR chart of an indicator.

    None for fewer than eight results, and for results that overlap or add up (years to date, rolling years, spans of years), whose
    moving ranges say nothing about their variation.
    """
    series = _series(dossier)
    if series is None:
        return None
    first, last = series.points["period"].iloc[[0, -1]]
    title = wording.title(dossier, series.latest, first=first, last=last).text
    said = wording.description(dossier, series.points, series.latest, series.target)
    described = Description(f"xmr-{slug(dossier.id)}", title, said)
    message = paragraph(wording.message(dossier, series.chart, series.latest, series.target))
    return Chart(title, _draw(series, described), message, _numbers(series))


def _series(dossier: Dossier) -> Series | None:
    frequency = Frequency(dossier.indicator["frequency"])
    rows = [row for row in dossier.history if math.isfinite(as_number(row["value"]))]
    if len(rows) < FEWEST or _overlaps(dossier, frequency):
        return None
    rows = list(dossier.history[dossier.history.index(rows[0]) :])
    periods = [Period.parse(row["period"], frequency=frequency) for row in rows]
    values = [as_number(row["value"]) for row in rows]
    breaks = _breaks([as_text(row.get("status")) for row in rows], values)
    chart = xmr(
        periods,
        values,
        improvement_direction=DIRECTIONS.get(as_text(dossier.indicator["polarity"]), "neutral"),
        target=None if math.isnan(dossier.number("target")) else dossier.number("target"),
        rebase=[periods[place] for place in breaks],
    )
    points = chart.points.assign(period=[str(each) for each in periods], x=[each.ordinal for each in periods])
    shown = points["x"] > periods[-1].ordinal - LATEST_SHOWN.get(str(frequency.value), YEARS_SHOWN)
    if points.loc[shown, "value"].isna().all():
        return None
    return Series(dossier, points[shown].reset_index(drop=True), chart, dossier.number("target"))


def _overlaps(dossier: Dossier, frequency: Frequency) -> bool:
    return dossier.indicator.get("form") in OVERLAPPING_FORMS or frequency is Frequency.THREE_YEARS


def _breaks(statuses: list[str], values: list[float]) -> list[int]:
    """Where new limits begin: at each break after which a result comes before the next break."""
    at = [place for place, status in enumerate(statuses) if "b" in status.split() and place]
    return [start for start, end in pairwise([*at, len(values)]) if np.isfinite(values[start:end]).any()]


def _draw(series: Series, description: Description) -> Markup:
    points, labels = series.points, _labels(series)
    limits = points[["value", "lower", "upper"]].to_numpy(dtype=float)
    low, high = span([*limits.ravel().tolist(), series.target])
    marks = ticks(low, high)
    box = Box(
        left=12 + LETTER * max(len(tick_text(each)) for each in marks),
        right=SPACE + max(label.width for label in labels),
        top=TOP,
        bottom=BOTTOM,
    )
    first, last = int(points["x"].iloc[0]), int(points["x"].iloc[-1])
    with house_style():
        canvas = Canvas(height=style.HEIGHT, box=box, across=(first - 0.5, last + 0.5), up=(low, high))
        draw_time_scales(canvas, series.dossier, marks, first=first, last=last)
        _draw_limits(canvas, points)
        if math.isfinite(series.target):
            canvas.line(canvas.across, (series.target,) * 2, colour=style.TARGET, width=1.8)
        _draw_points(canvas, points)
        write_labels(canvas, labels)
        return canvas.svg(description)


def _draw_limits(canvas: Canvas, points: pd.DataFrame) -> None:
    """Mean and limits of each group, from half a period before its first result to half a period after its last."""
    for _, group in points.groupby("rebase_group", sort=True):
        across = (group["x"].iloc[0] - 0.5, group["x"].iloc[-1] + 0.5)
        for name, dashes in (("mean", ()), ("lower", (4, 3)), ("upper", (4, 3))):
            canvas.line(across, (group[name].iloc[0],) * 2, colour=style.BAND_EDGE, dash=dashes)


def _draw_points(canvas: Canvas, points: pd.DataFrame) -> None:
    stretch = (points["value"].isna() | points["rebase_group"].diff().fillna(0).ne(0)).cumsum()
    for _, run in points[points["value"].notna()].groupby(stretch):
        canvas.line(run["x"], run["value"], colour=style.SERIES, width=1.6, mark="o", size=3.8)
    for kind, (shape, colour) in MARKS.items():
        marked = points[points["value"].notna() & points["point_type"].eq(kind)]
        if len(marked):
            canvas.marks(marked["x"], marked["value"], shape=shape, colour=colour, size=8, edge="white")


def _labels(series: Series) -> list[Label]:
    last, latest, short = series.points.iloc[-1], series.latest, series.dossier.short
    found = [
        Label(last["upper"], f"upper limit {short(last['upper'])}", style.MUTED),
        Label(last["mean"], f"mean {short(last['mean'])}", style.MUTED),
        Label(last["lower"], f"lower limit {short(last['lower'])}", style.MUTED),
        Label(latest["value"], f"{latest['period']}: {short(latest['value'])}", style.SERIES, bold=True),
    ]
    if math.isfinite(series.target):
        found.append(Label(series.target, f"target {short(series.target)}", style.TARGET))
    return found


def _numbers(series: Series) -> Table:
    dossier = series.dossier
    heads = ("Period", "Value", "Mean", "Limits")
    lines = tuple(
        line(
            row["period"],
            dossier.value(row["value"]) if math.isfinite(row["value"]) else "missing",
            dossier.short(row["mean"]),
            f"{dossier.short(row['lower'])} to {dossier.short(row['upper'])}",
            wording.mark(row) or "–",
        )
        for row in series.points.to_dict("records")
    )
    return Table(
        caption=f"{dossier.name}: results, mean and limits",
        columns=columns(*heads, "Marked", numbers=heads[1:]),
        lines=lines,
        wide=True,
    )
