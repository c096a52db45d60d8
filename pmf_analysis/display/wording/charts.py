"""What a chart says, in its title and in the sentence below it."""

import math

from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text
from pmf_analysis.display.wording.claims import Claim
from pmf_analysis.display.wording.outlook import chance_words
from pmf_analysis.display.wording.peers import COMPARED
from pmf_analysis.framework.numbers import write_chance

STANDS_OUT = {
    "last_result": "the latest result stands out",
    "last_four": "the last four results stand out",
    "last_eight": "the last eight results stand out",
    "trend": "a steady change stands out",
}
WAYS = {
    "concern": "for the worse",
    "improvement": "for the better",
    "high": "upwards",
    "low": "downwards",
}
NOT_FOUND = {
    "noise": "ordinary variation",
    "cannot_tell": "a change cannot be told from ordinary variation",
}


def history_title(dossier: Dossier, first: str, last: str) -> Claim:
    """The title of a chart of results from one period to another: what the test of variation found in them."""
    verdict = dossier.text("signal")
    found = STANDS_OUT.get(dossier.text("signal_rule"), "the latest results stand out")
    way = WAYS.get(dossier.text("signal_verdict"), "")
    head = f"{found} {way}".strip() if verdict == "signal" else NOT_FOUND.get(verdict, "results")
    return chart_claim(dossier, f"{dossier.name}: {head}, {first} to {last}", test=verdict)


def dots_title(dossier: Dossier, group: Row, name: str, period: str) -> Claim:
    """The title of a dot plot: the rank, and the test's word where it finds a difference.

    Args:
        dossier: the indicator.
        group: its comparison in the group; empty if there is none.
        name: of the group.
        period: of the values.
    """
    rank, count, word = (
        as_number(group.get("rank")),
        as_number(group.get("n")),
        as_text(group.get("comparison")),
    )
    place = as_text(group.get("comparator")).replace("group median", "the group’s median")
    found = [
        f"rank {rank:.0f} of {count:.0f}" if math.isfinite(rank) else "",
        f"{word} than {place}" if word in COMPARED and place else "",
    ]
    head = ", ".join(each for each in found if each) or "not ranked"
    return chart_claim(dossier, f"{dossier.name}: {head}, {name}, {period}", comparator=name)


def forecast_title(dossier: Dossier, row: Row) -> Claim:
    """The title of a fan chart: how likely the target is to be met, or the forecast where there is no target."""
    chance, period = as_number(row["chance_of_meeting_target"]), row["period"]
    if math.isfinite(chance):
        target = dossier.short(as_number(row["target"]))
        head = (
            f"meeting the target of {target} in {period} is {chance_words(chance)} ({write_chance(chance)})"
        )
    else:
        head = f"forecast {dossier.short(as_number(row['mean']))} for {period}"
    return chart_claim(dossier, f"{dossier.name}: {head}", test=as_text(row["model"]), comparator="target")


def chart_claim(dossier: Dossier, text: str, *, test: str = "", comparator: str = "") -> Claim:
    """What a chart of an indicator says, as a claim."""
    return Claim(text=text, subject=dossier.id, quoted=dossier.quoted, comparator=comparator, test=test)
