"""How to read a report: the key, made from the rules that this run applied, and the caveats that end every report."""

from pmf_analysis.analysis.results import View
from pmf_analysis.display import status
from pmf_analysis.display.forecasts import chance_bands
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.wording.claims import sentence
from pmf_analysis.display.wording.reasons import rule_name

RULE_TITLES = {
    "rag": "Ratings",
    "direction_of_travel": "Direction of travel",
    "signal": "Change or ordinary variation",
    "benchmark": "Comparisons",
    "forecast": "Forecasts",
    "exceptions": "What makes an exception",
    "confidence": "Confidence",
}
EXCEPTION = "exception:"
SHOWN = ("rag", "direction_of_travel")  # stand in the open, since every report uses them
CAVEATS = (
    "The figures say what happened, not why. Reasons are for the service to give.",
    "A result may be revised by its source after this report.",
    "Ordinary variation and chance flag some indicators by accident; one flag is a question, not a finding.",
    "Periods differ between indicators: each number stands with its own period.",
)


def key(view: View) -> Fragment:
    """How to read this: the signs, the words for chances, and every rule as this run applied it."""
    given = {name: sentence(text) for name, text in view.context.rules.items()}
    return Fragment.of(
        render(
            "key",
            ratings=[status.rag(name) for name in status.RAG],
            directions=[status.travel(name) for name in status.TRAVEL],
            bands=chance_bands([]),
            rating_rule=given.get("rag", ""),
            direction_rule=given.get("direction_of_travel", ""),
            rules=[(_title(name), text) for name, text in given.items() if name not in SHOWN],
        )
    )


def caveats(view: View) -> Fragment:
    """What to bear in mind, and the run that the numbers come from."""
    return Fragment.of(render("caveats", caveats=CAVEATS, fingerprint=view.context.fingerprint))


def _title(name: str) -> str:
    """What a rule is called in the key."""
    if name.startswith(EXCEPTION):
        return f"Points for: {rule_name(name.removeprefix(EXCEPTION)).lower()}"
    return RULE_TITLES.get(name, name.replace("_", " ").capitalize())
