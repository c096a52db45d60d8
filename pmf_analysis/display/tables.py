"""Tables that everyone can read: a caption that says scope and period, scoped headings, numbers to the right."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from pmf_analysis.display.fragment import render

NOTHING = "Nothing reported."


@dataclass(frozen=True)
class Column:
    """A column of a table.

    Attributes:
        heading: its heading.
        number: whether its cells are numbers, which stand to the right.
    """

    heading: str
    number: bool = False


@dataclass(frozen=True)
class Line:
    """A row of a table.

    Attributes:
        cells: one for each column; the first names the row. Text is escaped, markup from our templates is kept.
        anchor: the id by which a link reaches the row; empty for none.
        also: further ids that lead to it, such as those that an indicator had before.
    """

    cells: tuple[str, ...]
    anchor: str = ""
    also: tuple[str, ...] = ()


@dataclass(frozen=True)
class Table:
    """What a table holds, before it is markup.

    Attributes:
        caption: what it shows, for which scope and period.
        columns: its columns; the first one heads the rows.
        lines: its rows.
        empty: the sentence that stands in for a table without rows.
        css: its class.
        wide: whether it may scroll sideways inside its own region.
    """

    caption: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    empty: str = NOTHING
    css: str = "plain"
    wide: bool = False
    label: str = field(default="")

    @property
    def region_label(self) -> str:
        """The name of the region that scrolls."""
        return self.label or f"Table: {self.caption}"


def columns(*headings: str, numbers: Sequence[str] = ()) -> tuple[Column, ...]:
    """Columns from their headings; those named in `numbers` hold numbers."""
    return tuple(Column(heading, heading in numbers) for heading in headings)


def line(*cells: str, anchor: str = "", also: tuple[str, ...] = ()) -> Line:
    """A row from its cells."""
    return Line(cells, anchor, also)


def table_html(table: Table) -> Markup:
    """The table as markup, or its sentence if it has no rows.

    Raises:
        ValueError: if a row has not one cell for each column.
    """
    for each in table.lines:
        if len(each.cells) != len(table.columns):
            raise ValueError(f"{table.caption}: {len(each.cells)} cells for {len(table.columns)} columns")
    return render("table", table=table)
