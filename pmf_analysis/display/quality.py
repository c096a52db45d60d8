"""The data-quality report: is the data fit to report, what is late, odd or set aside."""

from markupsafe import Markup

from pmf_analysis.analysis.results import View
from pmf_analysis.display.dimensions import DIMENSIONS
from pmf_analysis.display.dossier import Row, Rows, as_text, dossiers, records
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.posts import post_of
from pmf_analysis.display.sourced import stated, tally
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import count_of, sentence
from pmf_analysis.display.wording.results import overdue_by, staleness
from pmf_analysis.framework.receipts import unmarked

SEVERITIES = {"stops": "Stops the report", "warns": "Warns", "notes": "Notes"}
MOST_SHOWN = 60
CLEAN = "No finding on any of the six dimensions."


def quality_summary(view: View) -> Fragment:
    """Whether the quarter can be reported, and the findings counted by dimension and severity."""
    quality = view.results.quality
    rows = records(quality, "quality")
    stops = tally([row for row in rows if row["severity"] == "stops"])
    verdict = (
        f"The quarter cannot be reported: {count_of(stops, 'finding')} must be cleared first. Nothing else blocks it."
        if stops
        else f"The quarter can be reported, with {count_of(tally(rows), 'finding')} to know about."
    )
    lines = tuple(
        line(name.capitalize(), *(str(tally(found)) for found in _by_severity(rows, name)))
        for name in DIMENSIONS
    )
    heads = ("Dimension", *SEVERITIES.values(), "All")
    table = Table(caption(view, "Findings by dimension"), columns(*heads, numbers=heads[1:]), lines)
    return Fragment.of(render("lead_and_table", lead=verdict, table=table_html(table)))


def _by_severity(rows: Rows, dimension: str) -> list[Rows]:
    """The findings on a dimension by severity, and all of them."""
    own = tuple(row for row in rows if as_text(row["dimension"]).lower() == dimension)
    return [*(tuple(row for row in own if row["severity"] == key) for key in SEVERITIES), own]


def late_list(view: View) -> Fragment:
    """Results that should have arrived, by the post that answers for them, the post with the most of them first."""
    posts = late_by_post(view)
    table = Table(
        caption=caption(view, "Late results"),
        columns=columns("Post", "Source", "What is late", "Count", "Indicators", numbers=("Count",)),
        lines=tuple(
            line(post, *key, stated(str(len(names)), "late results counted"), "; ".join(names))
            for post, groups in posts.items()
            for key, names in groups.items()
        ),
        empty="No result is late.",
        wide=True,
    )
    return Fragment.of(table_html(table))


def late_by_post(view: View) -> dict[str, dict[tuple[str, str], list[str]]]:
    """Post to what it should have: (source, what is late) to the names of indicators, the longest overdue first."""
    late = sorted(
        (each for each in dossiers(view).values() if overdue_by(each)), key=lambda each: -overdue_by(each)
    )
    posts: dict[str, dict[tuple[str, str], list[str]]] = {}
    for each in late:
        key = (as_text(each.indicator.get("source")) or "source not given", sentence(staleness(each)))
        posts.setdefault(post_of(view.results, each), {}).setdefault(key, []).append(each.name)
    return dict(sorted(posts.items(), key=lambda item: -sum(map(len, item[1].values()))))


def findings(view: View) -> Fragment:
    """Every finding but the late results, the gravest first, those that say the same together; where there are many, the rest are in `results/quality.csv`."""
    names = {each.id: each.name for each in dossiers(view).values()}
    rows = [row for row in records(view.results.quality, "quality") if as_text(row["finding"]) != "late"]
    rows.sort(key=lambda row: list(SEVERITIES).index(as_text(row["severity"])))
    table = Table(
        caption=caption(view, "Findings"),
        columns=columns("Indicators", "Dimension", "Severity", "Finding", "Next step"),
        lines=tuple(_finding(alike, names) for alike in _alike(rows[:MOST_SHOWN])),
        empty=CLEAN,
        wide=True,
    )
    return Fragment.of(
        render(
            "table_and_more",
            table=table_html(table),
            more=tally(rows[MOST_SHOWN:]),
            place="results/quality.csv",
        )
    )


def _alike(rows: list[Row]) -> list[Rows]:
    """The findings that say the same of several indicators together, in the order of the first of them."""
    found: dict[tuple[str, ...], list[Row]] = {}
    for row in rows:
        key = tuple(unmarked(as_text(row[name])) for name in ("dimension", "severity", "detail", "next_step"))
        found.setdefault(key, []).append(row)
    return [tuple(group) for group in found.values()]


def quarantine(view: View) -> Fragment:
    """The rows that were set aside, each with its file, row and reason."""
    rows: Rows = records(view.results.quarantine, "quarantine")
    table = Table(
        caption=caption(view, "Rows set aside"),
        columns=columns("Table and row", "Column", "Value", "Reason"),
        lines=tuple(
            line(
                f"{row['table']}, row {row['source_row']}",
                *(as_text(row[name]) for name in ("column", "value", "reason")),
            )
            for row in rows[:MOST_SHOWN]
        ),
        empty="No row was set aside.",
        wide=True,
    )
    return Fragment.of(
        render(
            "table_and_more",
            table=table_html(table),
            more=tally(rows[MOST_SHOWN:]),
            place="results/quarantine.csv",
        )
    )


def _finding(alike: Rows, names: dict[str, str]) -> Line:
    row = alike[0]
    found = [
        render("indicator_name", name=names[each["indicator_id"]], id=each["indicator_id"], flags=[])
        for each in alike
        if each["indicator_id"] in names
    ]
    return line(
        Markup("; ").join(found) or "All data",
        as_text(row["dimension"]).capitalize(),
        SEVERITIES.get(as_text(row["severity"]), ""),
        as_text(row["detail"]),
        as_text(row["next_step"]) or "–",
    )
