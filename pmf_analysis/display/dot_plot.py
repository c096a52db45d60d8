"""The dot plot of a comparison: every member of the group, the home council marked by shape, the region and the country named."""

import math
from statistics import median as median_of

from markupsafe import Markup

from pmf_analysis.display import house_style as style
from pmf_analysis.display.canvas import Box, Canvas, span, tick_text, ticks
from pmf_analysis.display.charts import Chart
from pmf_analysis.display.dossier import Dossier, Row, Rows, as_number, as_text
from pmf_analysis.display.labels import BOLD_LETTER
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.svg import Description, house_style, slug
from pmf_analysis.display.tables import Table, columns, line
from pmf_analysis.display.wording.charts import dots_title
from pmf_analysis.display.wording.peers import TOTAL_BEYOND, group_name
from pmf_analysis.framework.numbers import write_unit
from pmf_analysis.framework.receipts import unmarked

ROW_HEIGHT = 19
TOP, BOTTOM, SPACE = 22, 26, 8
LONGEST_NAME = 26


def dot_plot(dossier: Dossier, group: str, *, message: str) -> Chart | None:
    """The dot plot of one indicator in one group, or None if fewer than two areas have a value."""
    rows = _ordered(dossier, group)
    if len(rows) < 2:
        return None
    compared = next((row for row in dossier.benchmarks if row["group"] == group), {})
    title = dots_title(dossier, compared, group_name(rows[0]), as_text(rows[0]["period"])).text
    described = Description(f"dots-{slug(dossier.id)}-{slug(group)}", title, _description(dossier, rows))
    return Chart(title, _draw(dossier, rows, described), message, _numbers(dossier, rows, title))


def _ordered(dossier: Dossier, group: str) -> Rows:
    """The areas with a value, the highest first, so that the order says nothing about better or worse; sums are left out."""
    held = [
        row
        for row in dossier.group_values
        if row["group"] == group and math.isfinite(as_number(row["value"]))
    ]
    members = [abs(as_number(row["value"])) for row in held if as_text(row["kind"]) == "council"]
    limit = TOTAL_BEYOND * max(members, default=math.inf)
    fellows = [row for row in held if as_text(row["kind"]) == "council" or as_number(row["value"]) <= limit]
    return tuple(sorted(fellows, key=lambda row: (-as_number(row["value"]), as_text(row["area_name"]))))


def _members(rows: Rows) -> list[float]:
    return [as_number(row["value"]) for row in rows if as_text(row["kind"]) == "council"]


def _draw(dossier: Dossier, rows: Rows, description: Description) -> Markup:
    ends = [as_number(row[name]) for row in rows for name in ("value", "lower", "upper")]
    names = [_clip(as_text(row["area_name"])) for row in rows]
    values = [dossier.short(as_number(row["value"])) for row in rows]
    box = Box(
        left=SPACE + BOLD_LETTER * max(map(len, names)),
        right=SPACE + BOLD_LETTER * max(len(unmarked(each)) for each in values),
        top=TOP,
        bottom=BOTTOM,
    )
    with house_style():
        canvas = Canvas(
            height=TOP + BOTTOM + ROW_HEIGHT * len(rows),
            box=box,
            across=span(ends),
            up=(len(rows) - 0.5, -0.5),
        )
        _draw_scale(canvas, dossier)
        _draw_median(canvas, dossier, rows)
        for place, row in enumerate(rows):
            _draw_row(canvas, row, place)
            weight = "bold" if row["is_home"] else "normal"
            canvas.text(canvas.left - SPACE, canvas.y(place), names[place], ha="right", weight=weight)
            canvas.text(canvas.right + SPACE, canvas.y(place), values[place], weight=weight)
        return canvas.svg(description)


def _draw_scale(canvas: Canvas, dossier: Dossier) -> None:
    for value in ticks(*canvas.across):
        place = canvas.x(value)
        canvas.stroke((place, place), (canvas.bottom, canvas.top), colour=style.GRID, width=0.8)
        canvas.text(place, canvas.bottom - 12, tick_text(value), ha="center", color=style.MUTED)
    canvas.stroke((canvas.left, canvas.right), (canvas.bottom,) * 2, colour=style.MUTED, width=0.8)
    canvas.text(
        canvas.left - SPACE, canvas.bottom - 12, write_unit(dossier.unit), ha="right", color=style.MUTED
    )


def _draw_row(canvas: Canvas, row: Row, place: int) -> None:
    value, low, high = (as_number(row[name]) for name in ("value", "lower", "upper"))
    shape, colour, size = _mark(row)
    if math.isfinite(low) and math.isfinite(high):
        canvas.line((low, high), (place, place), colour=colour, width=1.2)
    canvas.marks([value], [place], shape=shape, colour=colour, size=size)


def _draw_median(canvas: Canvas, dossier: Dossier, rows: Rows) -> None:
    members = _members(rows)
    if not members:
        return
    middle = median_of(members)
    place = canvas.x(middle)
    canvas.stroke((place, place), (canvas.bottom, canvas.top), colour=style.MUTED, dash=(3, 2))
    canvas.text(place, canvas.top + 10, f"median {dossier.short(middle)}", ha="center", color=style.MUTED)


def _mark(row: Row) -> tuple[str, str, float]:
    """Home is a diamond, region and country are squares, the others are dots."""
    if row["is_home"]:
        return "D", style.SERIES, 8
    return (
        ("s", style.TARGET, 6.5)
        if as_text(row["kind"]) in ("region", "country")
        else ("o", style.MEMBER, 5.5)
    )


def _clip(name: str) -> str:
    return name if len(name) <= LONGEST_NAME else f"{name[: LONGEST_NAME - 1]}…"


def _description(dossier: Dossier, rows: Rows) -> str:
    home = next((row for row in rows if row["is_home"]), None)
    others = [
        f"{row['area_name']} {dossier.value(as_number(row['value']))}"
        for row in rows
        if as_text(row["kind"]) in ("region", "country")
    ]
    members = _members(rows)
    councils = tally([row for row in rows if as_text(row["kind"]) == "council"])
    parts = [
        f"Dot plot of {councils} councils, from {dossier.value(min(members))} to {dossier.value(max(members))}, "
        f"median {dossier.value(median_of(members))}."
        if members
        else "Dot plot."
    ]
    if home is not None:
        parts.append(f"{home['area_name']} is at {dossier.value(as_number(home['value']))}.")
    return " ".join([*parts, f"{'; '.join(others)}." if others else ""]).strip()


def _numbers(dossier: Dossier, rows: Rows, title: str) -> Table:
    lines = tuple(
        line(
            as_text(row["area_name"]),
            dossier.value(as_number(row["value"])),
            dossier.interval(as_number(row["lower"]), as_number(row["upper"])),
        )
        for row in rows
    )
    return Table(
        caption=title,
        columns=columns("Area", "Value", "95% interval", numbers=("Value", "95% interval")),
        lines=lines,
    )
