"""The benchmark report: how the council compares, with whom, and whether the difference is real."""

import math

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.charts import chart_html
from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text, dossiers, tally_of
from pmf_analysis.display.dot_plot import dot_plot
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.scorecard import noted
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import count_of, listed
from pmf_analysis.display.wording.peers import benchmark_claim, group_name, is_total

MOST_CHARTS = 12
QUARTERS = {1: "Best", 2: "Second-best", 3: "Second-worst", 4: "Worst"}
NOTHING_COMPARED = "No indicator of this scope has comparable figures from other councils."


def benchmark_summary(view: View) -> Fragment:
    """How many indicators have figures from others, in which quarter of their group they stand, and what can be tested."""
    rows = [row for _, row in _primary(view)]
    places = [
        (f"{words} quarter", tally([row for row in rows if row["quartile"] == number]))
        for number, words in QUARTERS.items()
    ]
    places.append(("Not placed", tally([row for row in rows if math.isnan(as_number(row["quartile"]))])))
    total = count_of(tally_of(view.results.indicators, "indicators"), "indicator")
    text = f"Other councils’ figures are held for {tally(rows)} of {total}."
    return Fragment.of(
        render("benchmark_summary", text=text, places=places if rows else [], tested=_tested(view, rows))
    )


def benchmark_table(view: View) -> Fragment:
    """Every comparison, a table for each group: value, rank, quartile, median, region and country, and the test's word."""
    groups: dict[str, list[Line]] = {}
    for dossier, row in _primary(view):
        groups.setdefault(group_name(row), []).append(_line(dossier, row))
    region, country = view.context.region or "Region", view.context.country or "Country"
    heads = (
        "Indicator",
        "Period",
        "Result",
        "Rank",
        "Quartile",
        "Median",
        region,
        country,
        "Compared",
        "Other groups",
    )
    tables = [
        Table(
            caption=caption(view, f"Compared within ‘{group}’"),
            columns=columns(*heads, numbers=("Result", "Rank", "Median", region, country)),
            lines=tuple(lines),
            css="scorecard benchmarks",
            wide=True,
        )
        for group, lines in groups.items()
    ]
    return Fragment.of(render("tables", tables=[table_html(each) for each in tables], empty=NOTHING_COMPARED))


def benchmark_charts(view: View) -> Fragment:
    """A dot plot for each indicator that stands apart, those in the worst quarter first, at most twelve."""
    apart = sorted((pair for pair in _primary(view) if _stands_apart(pair[1])), key=_order)
    shown = [(each, _chart(view, each, row)) for each, row in apart[:MOST_CHARTS]]
    return Fragment.of(
        render(
            "dot_plots",
            shown=[(dossier, chart) for dossier, chart in shown if chart],
            more=tally([row for _, row in apart[MOST_CHARTS:]]),
        )
    )


def _primary(view: View) -> list[tuple[Dossier, Row]]:
    """Each indicator with its comparison in its own group, if the council has a value to compare."""
    return [
        (dossier, row)
        for dossier in dossiers(view).values()
        for row in dossier.benchmarks[:1]
        if as_text(row["period"])
    ]


def _tested(view: View, rows: list[Row]) -> str:
    """What the test against the country says, or that nothing can be tested."""
    place = view.context.country or view.context.region or "the benchmark"
    counts = {
        word: tally([row for row in rows if as_text(row["comparison"]) == word]) for word in status.COMPARISON
    }
    tested = tally([row for row in rows if as_text(row["comparison"]) != "not_compared"])
    if not tested:
        return "For none of them are counts or intervals published, so no difference can be told from chance."
    found = [f"{count} {word}" for word, count in counts.items() if count and word != "not_compared"]
    return (
        f"For {tested} the difference from {place} can be tested: {listed(found)}. "
        "For the others no counts or intervals are published, so no difference can be told from chance."
    )


def _line(dossier: Dossier, row: Row) -> Line:
    quartile = as_number(row["quartile"])
    others = [_rank(each) for each in dossier.benchmarks[1:] if math.isfinite(as_number(each["rank"]))]
    return line(
        render("indicator_name", name=dossier.name, id=dossier.id, flags=[]),
        as_text(row["period"]),
        dossier.value(as_number(row["home_value"])),
        _rank(row),
        f"{quartile:.0f} of 4" if math.isfinite(quartile) else "–",
        *(_fellow(dossier, row, name) for name in ("median", "region_value", "england_value")),
        _compared(row),
        "; ".join(others) or "–",
        anchor=dossier.id,
    )


def _fellow(dossier: Dossier, row: Row, column: str) -> str:
    """Another's value, unless it is a sum over many councils."""
    value = as_number(row[column])
    return "a total" if is_total(row, value) else dossier.short(value)


def _compared(row: Row) -> str:
    """The test's word, and with whom."""
    word, place = as_text(row["comparison"]), as_text(row.get("comparator"))
    return noted(status.comparison(word), f"with {place}" if place and word != "not_compared" else "")


def _rank(row: Row) -> str:
    rank, count = as_number(row["rank"]), as_number(row["n"])
    return f"{rank:.0f} of {count:.0f}" if math.isfinite(rank) else "not ranked"


def _stands_apart(row: Row) -> bool:
    """Beyond chance, or in the best or worst quarter; not for counts, which follow the size of a council."""
    if any(is_total(row, as_number(row[name])) for name in ("england_value", "region_value")):
        return False
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
