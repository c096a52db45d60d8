"""The exception report's main blocks: each concern and each notable improvement on its own evidence."""

from dataclasses import dataclass

from markupsafe import Markup

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.charts import chart_html
from pmf_analysis.display.dossier import Dossier, Row, Rows, as_text, dossiers, exception_rows
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.history_chart import history_chart
from pmf_analysis.display.scorecard import disagreement, expected_cell
from pmf_analysis.display.since_last import since_last
from pmf_analysis.display.summary import MOST_NAMED
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.claims import paragraph, sentence
from pmf_analysis.display.wording.clinic import since_action
from pmf_analysis.display.wording.commentary import attribution, said_before, said_now
from pmf_analysis.display.wording.issued import issued_claim
from pmf_analysis.display.wording.outlook import forecast_claims, method_claims
from pmf_analysis.display.wording.peers import benchmark_claim, no_benchmark, other_groups
from pmf_analysis.display.wording.reasons import reason, rule_name
from pmf_analysis.display.wording.results import (
    against_target,
    aim,
    latest,
    overdue_by,
    reach,
    result_words,
    since_year_ago,
    staleness,
    target_origin,
    target_words,
    variation,
)
from pmf_analysis.framework.numbers import write_number

NO_COMMENTARY = "No commentary was supplied with the data."
MOST_PROMISES = 2
NO_REPLY = "No reply by despatch."
ONE_RESULT = "Only one result is held."
EMPTY = {
    "concern": "No indicator met the rules for a concern this quarter.",
    "improvement": "No indicator met the rules for a notable improvement this quarter.",
}
DECISIONS = {
    "concern": "Decision asked: note it, ask for action, or call a performance clinic.",
    "improvement": "Decision asked: note it, and say what others could learn from it.",
}


@dataclass(frozen=True)
class Evidence:
    """One exception as its section shows it; every text comes from a claim."""

    place: int  # in the order of the page: a rank counts within its directorate only
    dossier: Dossier
    confidence: str
    headline: str
    context: str
    aim: str
    origin: str
    chart: Markup
    parts: Markup
    forecast: str
    method: str
    benchmarks: str
    quality: tuple[str, ...]
    commentary: tuple[tuple[str, str], ...]
    promised: tuple[tuple[str, str, str], ...]
    no_commentary: str
    decision: str
    since: Markup
    rag: Markup
    dot: Markup
    expected: str


def concerns(view: View) -> Fragment:
    """Every concern, the highest score first, each with its evidence."""
    return _exceptions(view, "concern")


def improvements(view: View) -> Fragment:
    """Every notable improvement, with the same evidence as a concern."""
    return _exceptions(view, "improvement")


def _exceptions(view: View, kind: str) -> Fragment:
    known, rows = dossiers(view), exception_rows(view.results, kind)
    found = [
        _evidence(view, known[row["indicator_id"]], row, place) for place, row in enumerate(rows, start=1)
    ]
    order = _in_order(view, kind, rows, known) if len(rows) > MOST_NAMED else ""
    return Fragment.of(render("exceptions", found=found, order=order, empty=EMPTY[kind]))


def _evidence(view: View, dossier: Dossier, row: Row, place: int) -> Evidence:
    drawing = history_chart(dossier, message=_message(dossier))
    return Evidence(
        place=place,
        dossier=dossier,
        confidence=status.CONFIDENCE.get(as_text(row["confidence"]), ""),
        headline=paragraph([latest(dossier), against_target(dossier)]),
        context=f"{paragraph([since_year_ago(dossier), variation(dossier)])} {disagreement(dossier)}".strip(),
        origin=paragraph([target_origin(dossier)]),
        aim=aim(dossier),
        chart=chart_html(drawing) if drawing else Markup(""),
        parts=_parts(dossier, row),
        forecast=paragraph((*forecast_claims(dossier), issued_claim(dossier))),
        method=paragraph(method_claims(dossier)),
        benchmarks=_benchmarks(view, dossier),
        quality=_quality(dossier),
        commentary=tuple((as_text(said["text"]), attribution(said)) for said in said_now(dossier)),
        promised=tuple(
            (as_text(said["text"]), attribution(said), since_action(dossier, said).text)
            for said in said_before(dossier)[:MOST_PROMISES]
        ),
        no_commentary=NO_COMMENTARY if view.results.commentary.empty else NO_REPLY,
        decision=DECISIONS[as_text(row["kind"])],
        since=since_last(dossier),
        rag=status.rag(dossier.text("rag")),
        dot=status.travel(dossier.text("dot")),
        expected=expected_cell(dossier),
    )


def _message(dossier: Dossier) -> str:
    """What the drawing adds to the headline: the reach of the results, and what the test of variation rests on."""
    whole, first = paragraph([variation(dossier, whole=True)]), paragraph([variation(dossier)])
    return f"{paragraph([reach(dossier)])} {whole.removeprefix(first).strip()}".strip() or ONE_RESULT


def _benchmarks(view: View, dossier: Dossier) -> str:
    if not dossier.benchmarks:
        return no_benchmark(dossier).text
    first = benchmark_claim(dossier, dossier.benchmarks[0], view.context)
    return paragraph([first, other_groups(dossier)])


def _in_order(view: View, kind: str, rows: Rows, known: dict[str, Dossier]) -> Markup:
    """The exceptions in one table, each leading to its section."""
    lines = [_ranked(row, known[row["indicator_id"]], place) for place, row in enumerate(rows, start=1)]
    what = {"concern": "Concerns in order", "improvement": "Notable improvements in order"}[kind]
    heads = ("Indicator", "Result", "Target", "Now", "Year-end", "Direction", "Score")
    table = Table(
        caption=caption(view, what),
        columns=columns(*heads, numbers=("Result", "Target", "Score")),
        lines=tuple(lines),
        css="ranking",
        wide=True,
    )
    return table_html(table)


def _ranked(row: Row, dossier: Dossier, place: int) -> Line:
    link = render("link", anchor=f"exception-{dossier.id}", text=f"{place}. {dossier.name}")
    return line(
        link,
        result_words(dossier),
        target_words(dossier),
        status.rag(dossier.text("rag")),
        expected_cell(dossier),
        status.travel(dossier.text("dot")),
        write_number(row["score"], 2),
    )


def _parts(dossier: Dossier, row: Row) -> Markup:
    parts = [part for part in dossier.parts if part["kind"] == row["kind"]]
    lines = [
        line(rule_name(as_text(part["rule"])), reason(dossier, part).text, write_number(part["points"], 2))
        for part in parts
    ]
    total = line("Score", "The sum of the points", write_number(row["score"], 2))
    return table_html(
        Table(
            caption=f"Why it is here: {dossier.name}",
            columns=columns("Rule", "What it saw", "Points", numbers=("Points",)),
            lines=(*lines, total) if lines else (),
            css="parts",
        )
    )


def _quality(dossier: Dossier) -> tuple[str, ...]:
    """The findings on the indicator; its age first, unless a finding says that it is late."""
    findings = tuple(as_text(row["detail"]) for row in dossier.quality)
    if overdue_by(dossier):
        return findings or (sentence(staleness(dossier)),)
    return (sentence(staleness(dossier)), *findings)
