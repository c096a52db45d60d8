"""The full scorecard: every indicator of the scope, none left out, each in a row with its own anchor."""

from markupsafe import Markup

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.dossier import Dossier, as_text, dossiers
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.heading import caption
from pmf_analysis.display.tables import Line, Table, columns, line, table_html
from pmf_analysis.display.wording.outlook import expected_words
from pmf_analysis.display.wording.results import (
    SIGNAL_WORDS,
    result_words,
    short_staleness,
    target_words,
)
from pmf_analysis.display.wording.since import was_rated
from pmf_analysis.framework.indicators import former_ids

VERDICT_WORDS = {
    "concern": "for the worse",
    "improvement": "for the better",
    "high": "higher than expected",
    "low": "lower than expected",
}
DIFFER = "rule and test differ"
SAID_ELSEWHERE = {"no target set", "no result held"}
DISAGREE = {
    ("WORSENING", "noise"): "The rule says worsening; the test says ordinary variation.",
    ("IMPROVING", "noise"): "The rule says improving; the test says ordinary variation.",
    ("STABLE", "signal"): "The rule says stable; the test says a change.",
}


def scorecard(view: View) -> Fragment:
    """Every indicator: result, target, rating now and expected, both directions of travel, age of the data."""
    former = former_anchors(view)
    lines = tuple(_line(dossier, former.get(dossier.id, ())) for dossier in dossiers(view).values())
    table = Table(
        caption=caption(view, "Every indicator"),
        columns=columns(
            "Indicator",
            "Result",
            "Period",
            "Target",
            "Now",
            "Year-end",
            "Direction",
            "Signal",
            "Data",
            numbers=("Result", "Target"),
        ),
        lines=lines,
        empty="No indicator belongs to this scope.",
        css="scorecard",
        wide=True,
    )
    return Fragment.of(table_html(table))


def former_anchors(view: View) -> dict[str, tuple[str, ...]]:
    """The ids that each indicator had before, so that links of earlier reports still lead to it; each id once, and none that is in use."""
    taken = set(view.results.indicators["indicator_id"])
    found: dict[str, tuple[str, ...]] = {}
    for dossier in dossiers(view).values():
        free = tuple(
            each for each in former_ids(as_text(dossier.indicator.get("replaces"))) if each not in taken
        )
        found[dossier.id] = tuple(dict.fromkeys(free))
        taken.update(free)
    return found


def _line(dossier: Dossier, former: tuple[str, ...]) -> Line:
    return line(
        _name(dossier),
        result_words(dossier),
        dossier.text("period") or "–",
        target_words(dossier),
        noted(status.rag(dossier.text("rag")), _rating_note(dossier)),
        expected_cell(dossier),
        noted(status.travel(dossier.text("dot")), _rule(dossier)),
        noted(_signal(dossier), DIFFER if disagreement(dossier) else ""),
        short_staleness(dossier),
        anchor=dossier.id,
        also=former,
    )


def expected_cell(dossier: Dossier) -> str:
    """The rating expected at year-end, or in words why there is none."""
    return expected_words(dossier) or status.rag(dossier.text("expected_rag"))


def disagreement(dossier: Dossier) -> str:
    """A sentence where the council's rule and the statistical verdict differ; empty where they agree.

    >>> sorted(DISAGREE)[0]
    ('IMPROVING', 'noise')
    """
    rule, verdict = dossier.text("dot"), dossier.text("signal")
    opposite = {("IMPROVING", "concern"), ("WORSENING", "improvement")}
    if verdict == "signal" and (rule, dossier.text("signal_verdict")) in opposite:
        return f"The rule says {rule.lower()}; the signal is {VERDICT_WORDS[dossier.text('signal_verdict')]}."
    return DISAGREE.get((rule, verdict), "")


def _name(dossier: Dossier) -> Markup:
    flags = ["statutory"] if dossier.indicator.get("statutory") else []
    return render("indicator_name", name=dossier.name, id=dossier.id, flags=flags)


def _rating_note(dossier: Dossier) -> str:
    """Why there is no rating, or that the floor is breached, and what it was in the last report; nothing for a plain rating."""
    reason = dossier.text("rag_reason")
    unrated = reason if dossier.text("rag") == "NOT_RATED" and reason not in SAID_ELSEWHERE else ""
    why = "beyond the floor" if dossier.assessment.get("floor_breached") else unrated
    return "; ".join(each for each in (why, was_rated(dossier)) if each)


def _rule(dossier: Dossier) -> str:
    """The rule, or why it cannot tell."""
    return dossier.text("dot_reason") if dossier.text("dot") == "CANNOT_TELL" else dossier.text("dot_rule")


def _signal(dossier: Dossier) -> str:
    words = SIGNAL_WORDS.get(dossier.text("signal"), SIGNAL_WORDS["cannot_tell"])
    verdict = VERDICT_WORDS.get(as_text(dossier.text("signal_verdict")), "")
    return f"{words} {verdict}".strip() if dossier.text("signal") == "signal" else words


def noted(main: str, note: str) -> str:
    """A cell with a small note after it, if there is one."""
    return render("noted", main=main, note=note) if note else main
