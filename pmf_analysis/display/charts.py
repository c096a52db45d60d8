"""Charts as a reader gets them: the figure, a sentence with its message, and its numbers in a table."""

from dataclasses import dataclass

from markupsafe import Markup

from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.tables import Table, table_html


@dataclass(frozen=True)
class Chart:
    """One chart with all that stands by it.

    Attributes:
        title: what it shows, above it.
        svg: the drawing.
        message: the sentence that says what there is to see.
        numbers: the numbers drawn.
    """

    title: str
    svg: Markup
    message: str
    numbers: Table


def chart_html(chart: Chart) -> Markup:
    """The chart, its message and its numbers as markup."""
    return render("figure", chart=chart, numbers=table_html(chart.numbers))


def chart_fragment(chart: Chart) -> Fragment:
    """The same as a fragment of its own."""
    return Fragment.of(chart_html(chart))
