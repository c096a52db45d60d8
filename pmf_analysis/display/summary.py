"""What needs us, first on the page: the highest concerns in a line each, then honest counts of everything."""

from markupsafe import Markup

from pmf_analysis.analysis.results import View
from pmf_analysis.analysis.signals import expected_false_flags
from pmf_analysis.display import status
from pmf_analysis.display.dossier import Dossier, Rows, dossiers, exception_rows, records, tally_of
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import scope_phrase
from pmf_analysis.display.sourced import stated, tally
from pmf_analysis.display.wording.brief import brief, brief_outlook
from pmf_analysis.display.wording.claims import Claim, count_of, sentence
from pmf_analysis.display.wording.results import overdue_by

MOST_NAMED, MOST_FACTS = 3, 8


def summary(view: View) -> Fragment:
    """What needs us: the highest concerns and improvements in a line each, and the counts of the whole scope."""
    found = {kind: exception_rows(view.results, kind) for kind in ("concern", "improvement")}
    scope = scope_phrase(view)
    return Fragment.of(
        render(
            "summary",
            opening=f"{scope[:1].upper()}{scope[1:]}: {counted(view, found)}.",
            lists=[_list(view, kind, rows) for kind, rows in found.items() if rows],
            tallies=tallies(view),
        )
    )


def counted(view: View, found: dict[str, Rows]) -> str:
    """How many concerns and improvements there are among how many indicators."""
    concerns, improvements = tally(found["concern"]), tally(found["improvement"])
    total = count_of(tally_of(view.results.indicators, "indicators"), "indicator")
    return (
        f"{count_of(concerns, 'concern')} and {count_of(improvements, 'notable improvement')} among {total}"
    )


def tallies(view: View) -> Markup:
    """The ratings and directions counted, and what else a reader must know of the whole scope."""
    assessments = view.results.assessments
    ratings, directions = (
        {key: tally_of(rows, "assessments") for key, rows in assessments.groupby(name)}
        for name in ("rag", "dot")
    )
    return render(
        "tallies",
        ratings=[(status.rag(key), ratings.get(key, tally([]))) for key in status.RAG],
        directions=[(status.travel(key), directions.get(key, tally([]))) for key in status.TRAVEL],
        facts=facts(view),
    )


def facts(view: View) -> tuple[Markup, ...]:
    """Signals beside what chance would flag, then floors, statutory indicators and overdue results; the first two by name."""
    known = list(dossiers(view).values())
    floors = [each for each in known if each.assessment.get("floor_breached")]
    statutory = [each for each in known if each.indicator.get("statutory")]
    late = [each for each in known if overdue_by(each)]
    said: tuple[tuple[str, list[Dossier]], ...] = (
        (signals(view), []),
        (f"{count_of(tally(floors), 'result')} beyond the floor that forces action", floors),
        (f"{count_of(tally(statutory), 'indicator')} marked as statutory", statutory),
        (f"{count_of(tally(late), 'result')} overdue from the source", []),
    )
    return tuple(_fact(text, named) for text, named in said if text)


def _fact(text: str, named: list[Dossier]) -> Markup:
    shown = [(each.id, each.name, status.rag(each.text("rag"))) for each in named[:MOST_FACTS]]
    return render(
        "fact",
        text=sentence(text).rstrip(".") if shown else sentence(text),
        shown=shown,
        more=len(named) - len(shown),
    )


def signals(view: View) -> str:
    """How many results stand out from ordinary variation, beside how many chance alone would flag; empty where none was assessed."""
    flags = expected_false_flags(view.results.signals) if len(view.results.signals) else None
    if flags is None or not flags.assessed:
        return ""
    verb = "stands" if flags.signals == 1 else "stand"
    found = f"{count_of(flags.signals, 'indicator')} {verb} out from ordinary variation."
    rows = records(view.results.signals, "signals")
    text = stated(
        f"{sentence(found)} {flags.sentence}", "signals, and how many chance alone would flag", rows
    )
    return Claim(text=text, subject=view.scope.slug, size=flags.signals, test="signal").text


def _list(view: View, kind: str, rows: Rows) -> dict[str, object]:
    known = dossiers(view)
    what = {"concern": "concern", "improvement": "notable improvement"}[kind]
    more = tally(rows[MOST_NAMED:])
    return {
        "title": f"{what}s, highest first".capitalize(),
        "lines": [_line(known[row["indicator_id"]]) for row in rows[:MOST_NAMED]],
        "more": f"{count_of(more, f'further {what}')} below." if more > 0 else "",
    }


def _line(dossier: Dossier) -> dict[str, object]:
    return {
        "id": dossier.id,
        "name": dossier.name,
        "said": str(brief(dossier)),
        "rag": status.rag(dossier.text("rag")),
        "outlook": str(brief_outlook(dossier) or ""),
    }
