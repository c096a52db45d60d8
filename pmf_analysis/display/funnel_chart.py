"""The funnel plot: councils by size, the limits of chance round the group's average, the home council marked by shape."""

import math

from markupsafe import Markup

from pmf_analysis.analysis.results import View
from pmf_analysis.display import house_style as style
from pmf_analysis.display.canvas import Box, Canvas, span, tick_text, ticks
from pmf_analysis.display.charts import Chart, chart_html
from pmf_analysis.display.dossier import Dossier, Row, as_text, dossiers
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.funnel import BEYOND_95, Funnel, gather_funnel
from pmf_analysis.display.labels import LETTER, SPACE, Label, write_labels
from pmf_analysis.display.svg import Description, house_style, slug
from pmf_analysis.display.tables import Table, columns, line
from pmf_analysis.display.wording import funnel as wording
from pmf_analysis.display.wording.claims import paragraph
from pmf_analysis.framework.numbers import write_number, write_unit

TOP, BOTTOM = 30, 42
MOST_CHARTS = 12
MOST_TICKS = 4
LIMITS = (("998", (), "99.8% limit"), ("95", (4, 3), "95% limit"))


def funnel_charts(view: View) -> Fragment:
    """A funnel for each indicator whose group has counts, those outside the limits first, at most twelve."""
    funnels = [
        found
        for dossier in dossiers(view).values()
        for row in dossier.benchmarks[:1]
        if as_text(row["period"]) and (found := gather_funnel(dossier, row))
    ]
    funnels.sort(key=lambda each: each.home["place"] not in BEYOND_95)
    shown = [(each.dossier, chart_html(_chart(each))) for each in funnels[:MOST_CHARTS]]
    more = f"{len(funnels) - MOST_CHARTS} more are not shown." if len(funnels) > MOST_CHARTS else ""
    return Fragment.of(
        render(
            "chart_sections",
            shown=shown,
            kind="funnel",
            suffix=", allowing for size",
            empty=wording.NONE_DRAWN,
            more=more,
        )
    )


def funnel_chart(dossier: Dossier, row: Row) -> Chart | None:
    """The funnel plot of one comparison, or None where there are no counts to draw one from: see `gather_funnel`."""
    funnel = gather_funnel(dossier, row)
    return _chart(funnel) if funnel else None


def _chart(funnel: Funnel) -> Chart:
    title = wording.title(funnel).text
    described = Description(f"funnel-{slug(funnel.dossier.id)}", title, wording.description(funnel))
    return Chart(title, _draw(funnel, described), paragraph(wording.message(funnel)), _numbers(funnel))


def _draw(funnel: Funnel, description: Description) -> Markup:
    values = [*funnel.members["value"], funnel.average]
    low, high = span([*values, *_ends(funnel, values)])
    marks, labels = ticks(low, high), _labels(funnel, low, high)
    box = Box(
        left=12 + LETTER * max(len(tick_text(each)) for each in marks),
        right=SPACE + max(label.width for label in labels),
        top=TOP,
        bottom=BOTTOM,
    )
    sizes = funnel.limits["size"]
    with house_style():
        canvas = Canvas(height=style.HEIGHT, box=box, across=(sizes.iloc[0], sizes.iloc[-1]), up=(low, high))
        _draw_scales(canvas, funnel, marks)
        _draw_limits(canvas, funnel)
        _draw_members(canvas, funnel)
        write_labels(canvas, labels)
        return canvas.svg(description)


def _ends(funnel: Funnel, values: list[float]) -> list[float]:
    """The limits at the right edge, where they are narrowest: they belong inside, what is far wider at the left is cut off."""
    last, reach = funnel.limits.iloc[-1], max(values) - min(values) or abs(max(values)) or 1.0
    ends = [last[f"{side}_{level}"] for level, *_ in LIMITS for side in ("lower", "upper")]
    return [end for end in ends if min(values) - reach <= end <= max(values) + reach]


def _draw_scales(canvas: Canvas, funnel: Funnel, marks: list[float]) -> None:
    for value in marks:
        height = canvas.y(value)
        canvas.stroke((canvas.left, canvas.right), (height, height), colour=style.GRID, width=0.8)
        canvas.text(canvas.left - 5, height, tick_text(value), ha="right", color=style.MUTED)
    canvas.text(0, canvas.top + 16, write_unit(funnel.dossier.unit), color=style.MUTED)
    canvas.stroke((canvas.left, canvas.right), (canvas.bottom,) * 2, colour=style.MUTED, width=0.8)
    for value in ticks(*canvas.across, most=MOST_TICKS):
        place = canvas.x(value)
        canvas.stroke((place, place), (canvas.bottom, canvas.bottom - 4), colour=style.MUTED, width=0.8)
        canvas.text(place, canvas.bottom - 14, tick_text(value), ha="center", color=style.MUTED)
    canvas.text(canvas.right, canvas.bottom - 31, wording.size_words(funnel), ha="right", color=style.MUTED)


def _draw_limits(canvas: Canvas, funnel: Funnel) -> None:
    canvas.line(canvas.across, (funnel.average,) * 2, colour=style.MUTED, width=1.2)
    bottom, top = canvas.up
    for level, dashes, _ in LIMITS:
        for side in ("lower", "upper"):
            curve = funnel.limits[f"{side}_{level}"]
            inside = [value if bottom <= value <= top else math.nan for value in curve]
            canvas.line(funnel.limits["size"], inside, colour=style.BAND_EDGE, width=1.1, dash=dashes)


def _draw_members(canvas: Canvas, funnel: Funnel) -> None:
    """Full dots outside the 95 % limits, hollow dots within, a diamond for the home council."""
    others = funnel.members[~funnel.members["is_home"]]
    outside = others["place"].isin(BEYOND_95)
    for chosen, inside in ((others[~outside], "white"), (others[outside], "")):
        if len(chosen):
            canvas.marks(
                chosen["size"], chosen["value"], shape="o", colour=style.MEMBER, size=6, inside=inside
            )
    home = funnel.home
    canvas.marks([home["size"]], [home["value"]], shape="D", colour=style.SERIES, size=9, edge="white")


def _labels(funnel: Funnel, low: float, high: float) -> list[Label]:
    """What stands at the right of the chart; limits that end beyond its scale are not named."""
    last, home, short = funnel.limits.iloc[-1], funnel.home, funnel.dossier.short
    ends = [
        Label(last[f"{side}_{level}"], words, style.MUTED)
        for level, _, words in LIMITS
        for side in ("lower", "upper")
    ]
    return [
        Label(
            home["value"],
            f"◆ {home['area_name']} {wording.sourced(funnel, short(home['value']))}",
            style.SERIES,
            bold=True,
        ),
        Label(funnel.average, f"average {wording.sourced(funnel, short(funnel.average))}", style.MUTED),
        *(label for label in ends if low <= label.value <= high),
    ]


def _numbers(funnel: Funnel) -> Table:
    dossier, heads = funnel.dossier, ("Area", "Value", "Counted", "Out of")
    lines = tuple(
        line(
            as_text(row["area_name"]),
            *(
                wording.sourced(funnel, text)
                for text in (
                    dossier.value(row["value"]),
                    write_number(row["numerator"], 0),
                    write_number(row["denominator"], 0),
                )
            ),
            wording.place(row["place"]),
        )
        for row in funnel.members.to_dict("records")
    )
    return Table(
        caption=f"{dossier.name}: {funnel.group}, {funnel.period}, by size",
        columns=columns(*heads, "Place", numbers=heads[1:]),
        lines=lines,
        wide=True,
    )
