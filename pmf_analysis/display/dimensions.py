"""The six dimensions of each indicator: what checks found and what people attest, side by side."""

from pmf_analysis.analysis.results import View
from pmf_analysis.display.dossier import Row, as_date, as_text, dossiers, records
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.sourced import as_whole, stated, tally
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import count_of, written_day

DIMENSIONS = ("accuracy", "validity", "reliability", "timeliness", "relevance", "completeness")
CHECKS = {
    "stops": "stops",
    "warns": "warns",
    "notes": "noted",
    "clear": "no finding",
    "not checkable": "for people",
}
COUNTED = ("no finding", "noted", "warns", "stops", "for people")
LEGEND = (
    "Checks and statements of people stand side by side and are never added up. “For people” means that no check can see it: "
    "somebody has to attest it. Where no post is named, nobody has."
)
NO_STATEMENT = "No post has attested the quality of an indicator; statements go into the table attestations."


def vouched(view: View) -> Fragment:
    """For each dimension, how many indicators were checked with what result, and for how many somebody vouches."""
    rows = records(view.results.dimensions, "dimensions")
    lines = tuple(_counts(name, [row for row in rows if row["dimension"] == name]) for name in DIMENSIONS)
    heads = ("Dimension", *(word.capitalize() for word in COUNTED), "Attested", "Review overdue", "Neither")
    table = Table(
        caption(view, "Indicators by dimension"), columns(*heads, numbers=heads[1:]), lines, wide=True
    )
    return Fragment.of(render("table_and_lead", lead=LEGEND, table=table_html(table)))


def six_dimensions(view: View) -> Fragment:
    """The six dimensions of every indicator; those about which the same is said share a row."""
    rows: dict[str, dict[str, Row]] = {}
    for row in records(view.results.dimensions, "dimensions"):
        rows.setdefault(as_text(row["indicator_id"]), {})[as_text(row["dimension"])] = row
    alike: dict[tuple[str, ...], list[str]] = {}
    for each in dossiers(view).values():
        if each.id in rows:
            alike.setdefault(tuple(_cell(rows[each.id][name]) for name in DIMENSIONS), []).append(each.name)
    table = Table(
        caption(view, "The six dimensions of each indicator"),
        columns("Indicators", *(name.capitalize() for name in DIMENSIONS)),
        tuple(
            line(_alike(names), *cells)
            for cells, names in sorted(alike.items(), key=lambda pair: len(pair[1]))
        ),
        wide=True,
    )
    return Fragment.of(table_html(table))


def _alike(names: list[str]) -> str:
    return (
        names[0]
        if len(names) == 1
        else f"{stated(str(len(names)), 'indicators counted')} indicators: {'; '.join(names)}"
    )


def attestations(view: View) -> Fragment:
    """What posts have said of the quality of their figures."""
    names = {each.id: each.name for each in dossiers(view).values()}
    rows = [row for row in records(view.results.dimensions, "dimensions") if row["attested_by"]]
    table = Table(
        caption(view, "Statements of quality"),
        columns("Indicator", "Dimension", "Statement", "Attested by", "On", "Review"),
        tuple(_statement(row, names) for row in rows),
        empty=NO_STATEMENT,
        wide=True,
    )
    return Fragment.of(table_html(table))


def _counts(name: str, rows: list[Row]) -> Line:
    checks = [[row for row in rows if CHECKS[as_text(row["checks"])] == word] for word in COUNTED]
    said = [[row for row in rows if row["attestation"] == word] for word in ("attested", "review overdue")]
    neither = [
        row for row in rows if row["checks"] == "not checkable" and row["attestation"] == "not attested"
    ]
    return line(name.capitalize(), *(str(tally(each)) for each in (*checks, *said, neither)))


def _cell(row: Row) -> str:
    word = CHECKS[as_text(row["checks"])]
    found = (
        word
        if as_whole(row["findings"]) < 2
        else f"{word} ({count_of(as_whole(row['findings']), 'finding')})"
    )
    said = {"attested": "attested", "review overdue": "attested, review overdue"}.get(
        as_text(row["attestation"]), ""
    )
    return "; ".join(filter(None, (found, said)))


def _statement(row: Row, names: dict[str, str]) -> Line:
    review = "was due by" if row["attestation"] == "review overdue" else "by"
    return line(
        names[as_text(row["indicator_id"])],
        as_text(row["dimension"]).capitalize(),
        as_text(row["statement"]),
        as_text(row["attested_by"]),
        _day(row["attested_on"]),
        f"{review} {_day(row['review_due'])}" if row["review_due"] else "–",
    )


def _day(value: object) -> str:
    day = as_date(value)
    return written_day(day) if day else ""
