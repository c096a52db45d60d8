"""The data-quality report: is the data fit to report, what is late, odd or set aside."""

from pmf_analysis.analysis.results import View
from pmf_analysis.display.dimensions import DIMENSIONS
from pmf_analysis.display.dossier import Row, Rows, as_text, dossiers, records
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.posts import post_of
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import count_of, sentence
from pmf_analysis.display.wording.results import overdue_by, staleness

SEVERITIES = {"stops": "Stops the report", "warns": "Warns", "notes": "Notes"}
MOST_SHOWN = 60
CLEAN = "No finding on any of the six dimensions."


def quality_summary(view: View) -> Fragment:
    """Whether the quarter can be reported, and the findings counted by dimension and severity."""
    quality = view.results.quality
    stops = int((quality["severity"] == "stops").sum())
    verdict = (
        f"The quarter cannot be reported: {count_of(stops, 'finding')} must be cleared first. Nothing else blocks it."
        if stops
        else f"The quarter can be reported, with {count_of(len(quality), 'finding')} to know about."
    )
    counts = quality.groupby([quality["dimension"].str.lower(), "severity"]).size().to_dict()
    lines = tuple(
        line(
            name.capitalize(),
            *(str(counts.get((name, key), 0)) for key in SEVERITIES),
            str(sum(counts.get((name, key), 0) for key in SEVERITIES)),
        )
        for name in DIMENSIONS
    )
    heads = ("Dimension", *SEVERITIES.values(), "All")
    table = Table(caption(view, "Findings by dimension"), columns(*heads, numbers=heads[1:]), lines)
    return Fragment.of(render("lead_and_table", lead=verdict, table=table_html(table)))


def late_list(view: View) -> Fragment:
    """Results that should have arrived, by the post that answers for them, the post with the most of them first."""
    posts = late_by_post(view)
    table = Table(
        caption=caption(view, "Late results"),
        columns=columns("Post", "Source", "What is late", "Count", "Indicators", numbers=("Count",)),
        lines=tuple(
            line(post, *key, str(len(names)), "; ".join(names))
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
    """Every finding but the late results, the gravest first; where there are many, the rest are in `results/quality.csv`."""
    names = {each.id: each.name for each in dossiers(view).values()}
    rows = [row for row in records(view.results.quality) if as_text(row["finding"]) != "late"]
    rows.sort(key=lambda row: list(SEVERITIES).index(as_text(row["severity"])))
    table = Table(
        caption=caption(view, "Findings"),
        columns=columns("Indicator", "Dimension", "Severity", "Finding", "Next step"),
        lines=tuple(_finding(row, names) for row in rows[:MOST_SHOWN]),
        empty=CLEAN,
        wide=True,
    )
    more = max(0, len(rows) - MOST_SHOWN)
    return Fragment.of(
        render("table_and_more", table=table_html(table), more=more, place="results/quality.csv")
    )


def quarantine(view: View) -> Fragment:
    """The rows that were set aside, each with its file, row and reason."""
    rows: Rows = records(view.results.quarantine)
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
    more = max(0, len(rows) - MOST_SHOWN)
    return Fragment.of(
        render("table_and_more", table=table_html(table), more=more, place="results/quality.csv")
    )


def _finding(row: Row, names: dict[str, str]) -> Line:
    return line(
        render("indicator_name", name=names[row["indicator_id"]], id=row["indicator_id"], flags=[])
        if row["indicator_id"] in names
        else "All data",
        as_text(row["dimension"]).capitalize(),
        SEVERITIES.get(as_text(row["severity"]), ""),
        as_text(row["detail"]),
        as_text(row["next_step"]) or "–",
    )
