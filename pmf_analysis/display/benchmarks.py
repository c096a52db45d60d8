"""The benchmark report: how the council compares, with whom, and whether the difference is real."""

import math

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.charts import chart_html
from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text, dossiers
from pmf_analysis.display.dot_plot import dot_plot
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.scorecard import noted
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import count_of, listed
from pmf_analysis.display.wording.peers import benchmark_claim, group_name

MOST_CHARTS = 12
NOTHING_COMPARED = "No indicator of this scope has comparable figures from other councils."


def benchmark_summary(view: View) -> Fragment:
    """How many indicators are compared, and how many are better, similar or worse."""
    known = dossiers(view)
    rows = [row for dossier in known.values() for row in dossier.benchmarks[:1] if as_text(row["period"])]
    counts = {word: sum(as_text(row["comparison"]) == word for row in rows) for word in status.COMPARISON}
    place = view.context.country or view.context.region or "the benchmark"
    groups = listed(dict.fromkeys(f"‘{group_name(row)}’" for row in rows))
    total = count_of(len(view.results.indicators), "indicator")
    text = f"{len(rows)} of {total} can be compared" + (f", within {groups}." if rows else ".")
    badges = [(status.comparison(word), count) for word, count in counts.items()]
    return Fragment.of(render("benchmark_summary", text=text, place=place, badges=badges if rows else []))


def benchmark_table(view: View) -> Fragment:
    """Every comparison: value, rank, quartile, median, region and country, and the test's word."""
    region, country = view.context.region or "Region", view.context.country or "Country"
    lines = tuple(
        _line(dossier, row) for dossier in dossiers(view).values() for row in dossier.benchmarks[:1]
    )
    return Fragment.of(
        table_html(
            Table(
                caption=caption(view, "Comparisons with others"),
                columns=columns(
                    "Indicator", "Period", "Result", "Rank", "Quartile", "Group median", region, country, "Compared",
                    "Rank in other groups",
                    numbers=("Result", "Rank", "Group median", region, country),
                ),
                lines=lines,
                empty=NOTHING_COMPARED,
                css="scorecard benchmarks",
                wide=True,
            )
        )
    )  # fmt: skip


def benchmark_charts(view: View) -> Fragment:
    """A dot plot for each indicator that stands apart, those in the worst quarter first, at most twelve."""
    found = [(dossier, row) for dossier in dossiers(view).values() for row in dossier.benchmarks[:1]]
    apart = sorted((pair for pair in found if _stands_apart(pair[1])), key=_order)
    shown = [(each, _chart(view, each, row)) for each, row in apart[:MOST_CHARTS]]
    return Fragment.of(
        render(
            "dot_plots",
            shown=[(dossier, chart) for dossier, chart in shown if chart],
            more=max(0, len(apart) - MOST_CHARTS),
        )
    )


def _line(dossier: Dossier, row: Row) -> Line:
    quartile = as_number(row["quartile"])
    return line(
        render("indicator_name", name=dossier.name, id=dossier.id, flags=[group_name(row)]),
        as_text(row["period"]) or "–",
        dossier.value(as_number(row["home_value"])),
        _rank(row),
        f"{quartile:.0f} of 4" if math.isfinite(quartile) else "–",
        *(dossier.value(as_number(row[name])) for name in ("median", "region_value", "england_value")),
        _compared(row),
        "; ".join(_rank(each) for each in dossier.benchmarks[1:] if as_text(each["period"])) or "–",
        anchor=dossier.id,
    )


def _compared(row: Row) -> str:
    """The test's word, and with whom."""
    word, place = as_text(row["comparison"]), as_text(row.get("comparator"))
    return noted(status.comparison(word), f"with {place}" if place and word != "not_compared" else "")


def _rank(row: Row) -> str:
    rank, count = as_number(row["rank"]), as_number(row["n"])
    return f"{rank:.0f} of {count:.0f}" if math.isfinite(rank) else f"not ranked, {count:.0f} in group"


def _stands_apart(row: Row) -> bool:
    return as_text(row["comparison"]) in ("better", "worse", "higher", "lower") or row["quartile"] in (1, 4)


def _order(pair: tuple[Dossier, Row]) -> tuple[int, float, str]:
    """Worse beyond doubt, then the worst quarter, then the rest."""
    dossier, row = pair
    words = {"worse": 0, "higher": 1, "lower": 1, "similar": 2, "not_compared": 2, "better": 3}
    quartile = as_number(row["quartile"])
    return words.get(as_text(row["comparison"]), 2), -quartile if math.isfinite(quartile) else 0.0, dossier.id


def _chart(view: View, dossier: Dossier, row: Row) -> str:
    message = benchmark_claim(dossier, row, view.context).text
    chart = dot_plot(dossier, as_text(row["group"]), message=message)
    return chart_html(chart) if chart else ""
