"""The publication settings as the rules that analysis knows, and in words."""

from pmf_analysis.analysis.disclosure.policy import PublicationPolicy
from pmf_analysis.analysis.disclosure.rules import COUNCIL, HES, SmallCounts
from pmf_analysis.data.publication import Publication

MODES = {"council": COUNCIL, "hes": HES}


def policy_of(publication: Publication) -> PublicationPolicy:
    """The rules that the settings ask for."""
    mode = MODES[publication.mode]
    small = SmallCounts(
        largest=publication.threshold or mode.largest,
        base=publication.rounding or mode.base,
        zeros=publication.zeros,
    )
    return PublicationPolicy(
        small=small,
        unmarked=publication.unmarked,
        forecasts=publication.forecasts,
        totals=publication.totals,
    )


def rule_in_words(policy: PublicationPolicy) -> str:
    """The rule as readers of the publication are told it.

    >>> rule_in_words(PublicationPolicy())
    'Counts of 1 to 4 are suppressed, and so is a percentage if its count or the rest is so small. Suppressed results are marked [c].'
    """
    small = policy.small
    first = 0 if small.zeros == "suppress" else 1
    span = f"Counts of {first} to {small.largest}" if small.largest > first else f"Counts of {first}"
    words = f"{span} are suppressed, and so is a percentage if its count or the rest is so small."
    if small.base > 1:
        words += (
            f" Other counts are rounded to the nearest {small.base}, and rates are made from rounded counts."
        )
    return f"{words} Suppressed results are marked [c]."
