"""What a funnel plot says: where the council lies among areas of its size, and how far the group as a whole goes beyond chance."""

from pmf_analysis.analysis.binomial import at_least
from pmf_analysis.display.funnel import Funnel
from pmf_analysis.display.sourced import stated
from pmf_analysis.display.wording.charts import chart_claim
from pmf_analysis.display.wording.claims import Claim, count_of
from pmf_analysis.display.wording.results import better_sign
from pmf_analysis.framework.numbers import write_number

NONE_DRAWN = "No indicator of this scope is a share or a rate whose counts are known for three or more councils of its group."
PLACES = {
    "High (0.001)": ("above the 99.8% limits", 1),
    "High (0.025)": ("above the 95% limits", 1),
    "Not significant": ("within the 95% limits", 0),
    "Low (0.025)": ("below the 95% limits", -1),
    "Low (0.001)": ("below the 99.8% limits", -1),
    "Not compared": ("not compared", 0),
}
OUTSIDE = 0.05  # the share that chance puts outside the 95 % limits
SURPRISE = 0.01  # below this chance of so many outside, the group as a whole is said to differ


def title(funnel: Funnel) -> Claim:
    """Where the council lies, in which period."""
    home = funnel.home
    text = f"{funnel.dossier.name}: {home['area_name']} {place(home['place'])}, {funnel.period}"
    return _claim(funnel, text)


def message(funnel: Funnel) -> tuple[Claim, ...]:
    """The council's place, and what the others' places say about it."""
    home, dossier = funnel.home, funnel.dossier
    sign = better_sign(dossier) * PLACES[home["place"]][1]
    judged = {1: ", for the better", -1: ", for the worse"}.get(sign, "")
    own = (
        f"{home['area_name']}, at {dossier.value(home['value'])}, lies {place(home['place'])} round the average of ‘{funnel.group}’ "
        f"({dossier.short(funnel.average)}) for its size{judged}."
    )
    return tuple(_claim(funnel, sourced(funnel, text)) for text in (own, _group(funnel)))


def description(funnel: Funnel) -> str:
    """What there is to see, from the numbers drawn."""
    members, dossier = funnel.members, funnel.dossier
    values = dossier.interval(members["value"].min(), members["value"].max())
    text = (
        f"Funnel plot of {len(members)} councils by {size_words(funnel)}, from {values}; average {dossier.value(funnel.average)}. "
        f"{funnel.beyond} lie outside the 95% limits. {funnel.home['area_name']} is at {dossier.value(funnel.home['value'])}, "
        f"{place(funnel.home['place'])}."
    )
    return sourced(funnel, text)


def sourced(funnel: Funnel, text: str) -> str:
    """A text whose numbers come from the group's values and the limits round their average."""
    rows = [row for row in funnel.dossier.group_values if row.get("group_name") == funnel.group]
    return stated(text, "funnel limits", rows)


def place(word: str) -> str:
    """A place in a funnel, in words."""
    return PLACES[word][0]


def size_words(funnel: Funnel) -> str:
    """What a council's size is in this funnel."""
    return "out of how many" if funnel.proportion else "number counted"


def _group(funnel: Funnel) -> str:
    """How many lie outside, beside how many chance would put there."""
    count, beyond = len(funnel.members), funnel.beyond
    chance = OUTSIDE * count
    expected = "fewer than 1" if chance < 1 else f"about {write_number(chance, 0)}"
    verb = "lies" if beyond == 1 else "lie"
    said = f"Of {count_of(count, 'council')}, {beyond or 'none'} {verb} outside the 95% limits; chance alone would put {expected} there."
    if at_least(beyond, count, OUTSIDE) < SURPRISE:
        return f"{said} These councils differ by more than size and chance explain, so a place outside is common here."
    return said


def _claim(funnel: Funnel, text: str) -> Claim:
    return chart_claim(funnel.dossier, text, test="funnel limits", comparator=funnel.group)
