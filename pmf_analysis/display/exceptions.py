"""The exception report's main blocks: honest counts, then each concern and each notable improvement on its own evidence."""

from dataclasses import dataclass

from markupsafe import Markup

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.charts import chart_html
from pmf_analysis.display.dossier import Dossier, Row, Rows, as_text, dossiers, exception_rows
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import scope_phrase
from pmf_analysis.display.history_chart import history_chart
from pmf_analysis.display.tables import Table, columns, line, table_html
from pmf_analysis.display.wording.claims import count_of, paragraph
from pmf_analysis.display.wording.outlook import forecast_claim
from pmf_analysis.display.wording.peers import benchmark_claim, no_benchmark
from pmf_analysis.display.wording.reasons import CONFIDENCE, reason, rule_name
from pmf_analysis.display.wording.results import aim, headline, staleness, variation
from pmf_analysis.framework.numbers import write_number

NO_COMMENTARY = "No commentary was supplied with the data."
NO_REPLY = "No reply by despatch."
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

    row: Row
    dossier: Dossier
    confidence: str
    headline: str
    aim: str
    chart: Markup
    parts: Markup
    forecast: str
    benchmarks: tuple[str, ...]
    quality: tuple[str, ...]
    commentary: Rows
    no_commentary: str
    decision: str
    rag: Markup
    dot: Markup
    expected: Markup | None


def concerns(view: View) -> Fragment:
    """Every concern, the highest score first, each with its evidence."""
    return _exceptions(view, "concern")


def improvements(view: View) -> Fragment:
    """Every notable improvement, with the same evidence as a concern."""
    return _exceptions(view, "improvement")


def summary(view: View, *, links: bool = True) -> Fragment:
    """The counts of the report: exceptions by kind, ratings, directions, and what could not be judged.

    Args:
        view: what the report is about.
        links: lead to the sections of the highest concerns, on pages that have them.
    """
    results = view.results
    found = {kind: exception_rows(results, kind) for kind in ("concern", "improvement")}
    ratings, directions = (results.assessments[name].value_counts().to_dict() for name in ("rag", "dot"))
    stale = int((results.assessments["periods_overdue"].fillna(0).astype(float) > 0).sum())
    return Fragment.of(
        render(
            "summary",
            opening=_opening(view, len(found["concern"]), len(found["improvement"])),
            ratings=[(status.rag(key), ratings.get(key, 0)) for key in status.RAG],
            directions=[(status.travel(key), directions.get(key, 0)) for key in status.TRAVEL],
            total=count_of(len(results.indicators), "indicator"),
            stale=stale,
            floors=int(results.assessments["floor_breached"].astype(bool).sum()),
            statutory=int(results.indicators["statutory"].astype(bool).sum()),
            top=_links(view, found["concern"]) if links else [],
        )
    )


def _opening(view: View, worse: int, better: int) -> str:
    total = count_of(len(view.results.indicators), "indicator")
    return (
        f"Of {total} in {scope_phrase(view)}, {count_of(worse, 'concern')} and "
        f"{count_of(better, 'notable improvement')} met the rules for reporting."
    )


def _links(view: View, rows: Rows) -> list[tuple[str, str]]:
    known = dossiers(view)
    return [(str(row["indicator_id"]), known[row["indicator_id"]].name) for row in rows[:3]]


def _exceptions(view: View, kind: str) -> Fragment:
    known = dossiers(view)
    found = [_evidence(view, known[row["indicator_id"]], row) for row in exception_rows(view.results, kind)]
    return Fragment.of(render("exceptions", found=found, empty=EMPTY[kind]))


def _evidence(view: View, dossier: Dossier, row: Row) -> Evidence:
    expected = dossier.text("expected_rag")
    drawing = history_chart(dossier, message=_message(dossier))
    return Evidence(
        row=row,
        dossier=dossier,
        confidence=CONFIDENCE.get(as_text(row["confidence"]), ""),
        headline=paragraph(headline(dossier)),
        aim=aim(dossier),
        chart=chart_html(drawing) if drawing else Markup(""),
        parts=_parts(dossier, row),
        forecast=forecast_claim(dossier).text,
        benchmarks=tuple(benchmark_claim(dossier, each, view.context).text for each in dossier.benchmarks)
        or (no_benchmark(dossier).text,),
        quality=_quality(dossier),
        commentary=dossier.commentary,
        no_commentary=NO_COMMENTARY if view.results.commentary.empty else NO_REPLY,
        decision=DECISIONS[as_text(row["kind"])],
        rag=status.rag(dossier.text("rag")),
        dot=status.travel(dossier.text("dot")),
        expected=status.rag(expected) if expected else None,
    )


def _message(dossier: Dossier) -> str:
    return (
        paragraph([variation(dossier, whole=True)])
        or "The chart shows every result held for the periods drawn."
    )


def _parts(dossier: Dossier, row: Row) -> Markup:
    parts = [part for part in dossier.parts if part["kind"] == row["kind"]]
    lines = [
        line(rule_name(as_text(part["rule"])), reason(dossier, part).text, write_number(part["points"], 1))
        for part in parts
    ]
    total = line("Score", "The sum of the points", write_number(row["score"], 1))
    return table_html(
        Table(
            caption=f"Why it is here: the rules that {dossier.name} met",
            columns=columns("Rule", "What it saw", "Points", numbers=("Points",)),
            lines=(*lines, total) if lines else (),
            css="parts",
        )
    )


def _quality(dossier: Dossier) -> tuple[str, ...]:
    """The findings on the indicator, and how old its latest result is."""
    age = staleness(dossier)
    findings = tuple(as_text(row["detail"]) for row in dossier.quality)
    return tuple(dict.fromkeys(text for text in (age[0].upper() + age[1:] + ".", *findings) if text))
