"""The dot plot of a comparison: every member of the group, the home council marked by shape, the region and the country named."""

import math
from statistics import median as median_of
from typing import TYPE_CHECKING

from pmf_analysis.display import house_style as style
from pmf_analysis.display.charts import Chart
from pmf_analysis.display.dossier import Dossier, Row, Rows, as_number, as_text
from pmf_analysis.display.svg import Description, house_style, new_figure, slug, to_svg
from pmf_analysis.display.tables import Table, columns, line
from pmf_analysis.framework.numbers import write_number, write_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

ROW_HEIGHT = 19
MARGIN = 52
LONGEST_NAME = 30


def dot_plot(dossier: Dossier, group: str, *, message: str) -> Chart | None:
    """The dot plot of one indicator in one group, or None if fewer than two areas have a value."""
    rows = _ordered(dossier, group)
    if len(rows) < 2:
        return None
    first = rows[0]
    title = f"{dossier.name}: {as_text(first['group_name']) or group}, {first['period']}"
    with house_style(axes__grid__axis="x"):
        height = MARGIN + ROW_HEIGHT * len(rows)
        figure = new_figure(height=height)
        axes = figure.add_axes((0.36, 30 / height, 0.50, 1 - MARGIN / height))
        _draw_rows(axes, dossier, rows)
        _draw_median(axes, dossier, rows)
        described = Description(f"dots-{slug(dossier.id)}-{slug(group)}", title, _description(dossier, rows))
        return Chart(title, to_svg(figure, described), message, _numbers(dossier, rows, title))


def _ordered(dossier: Dossier, group: str) -> Rows:
    """The areas with a value, the highest first, so that the order says nothing about better or worse."""
    rows = [
        row
        for row in dossier.group_values
        if row["group"] == group and math.isfinite(as_number(row["value"]))
    ]
    return tuple(sorted(rows, key=lambda row: (-as_number(row["value"]), as_text(row["area_name"]))))


def _members(rows: Rows) -> list[float]:
    return [as_number(row["value"]) for row in rows if as_text(row["kind"]) == "council"]


def _draw_rows(axes: "Axes", dossier: Dossier, rows: Rows) -> None:
    for place, row in enumerate(rows):
        value, low, high = (as_number(row[name]) for name in ("value", "lower", "upper"))
        marker, colour, size = _mark(row)
        if math.isfinite(low) and math.isfinite(high):
            axes.plot((low, high), (place, place), color=colour, linewidth=1.2)
        axes.plot([value], [place], marker, color=colour, markersize=size)
        bold = "bold" if row["is_home"] else "normal"
        axes.annotate(
            _clip(as_text(row["area_name"])), (-0.02, place), xycoords=("axes fraction", "data"), ha="right",
            va="center", weight=bold, color=style.INK,
        )  # fmt: skip
        axes.annotate(
            dossier.short(value), (1.02, place), xycoords=("axes fraction", "data"), ha="left", va="center",
            weight=bold, color=style.INK,
        )  # fmt: skip
    axes.set_ylim(len(rows) - 0.4, -0.6)
    axes.set_yticks([])
    axes.margins(x=0.04)
    axes.locator_params(axis="x", nbins=5)
    axes.xaxis.set_major_formatter(lambda value, _: write_number(value, _decimals(value)))
    axes.set_title(write_unit(dossier.unit), loc="right", fontsize=style.FONT_SIZE, color=style.MUTED, pad=4)


def _draw_median(axes: "Axes", dossier: Dossier, rows: Rows) -> None:
    members = _members(rows)
    if not members:
        return
    middle = median_of(members)
    axes.axvline(middle, color=style.MUTED, linewidth=1, linestyle=(0, (3, 2)))
    axes.annotate(
        f"median {dossier.short(middle)}", (middle, 1.0), xycoords=("data", "axes fraction"), ha="center",
        va="bottom", color=style.MUTED,
    )  # fmt: skip


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


def _decimals(value: float) -> int:
    return next((places for places in range(4) if abs(value - round(value, places)) < 1e-9), 4)


def _description(dossier: Dossier, rows: Rows) -> str:
    home = next((row for row in rows if row["is_home"]), None)
    others = [
        f"{row['area_name']} {dossier.value(as_number(row['value']))}"
        for row in rows
        if as_text(row["kind"]) in ("region", "country")
    ]
    members = _members(rows)
    parts = [
        f"Dot plot of {len(members)} councils, from {dossier.value(min(members))} to {dossier.value(max(members))}, "
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
