"""One indicator in one line: the result against its target, and what is expected of the year-end."""

import math

from pmf_analysis.display.dossier import Dossier, as_number
from pmf_analysis.display.wording.claims import Claim
from pmf_analysis.display.wording.outlook import chance_words, year_end_forecast
from pmf_analysis.display.wording.results import result_words
from pmf_analysis.framework.numbers import write_chance


def brief(dossier: Dossier) -> Claim:
    """The latest result, its period, and how far it is from its target: `7.0% in 2024/25, 2.0 below the target of 9.0`."""
    gap, target, period = dossier.number("gap"), dossier.number("target"), dossier.text("period")
    said = f"{result_words(dossier)} in {period}" if period else "no result"
    if math.isfinite(gap):
        said += f", {dossier.short_gap(gap, reference=f'the target of {dossier.short(target)}')}"
    elif period and math.isnan(target):
        said += ", no target set"
    return Claim(
        text=said,
        subject=dossier.id,
        quoted=dossier.quoted,
        comparator="target",
        size=gap,
        test=dossier.text("rag"),
    )


def brief_outlook(dossier: Dossier) -> Claim | None:
    """The chance of meeting the target in the period forecast; None where there is no such chance."""
    row = year_end_forecast(dossier)
    chance = as_number(row["chance_of_meeting_target"]) if row else math.nan
    if row is None or math.isnan(chance):
        return None
    return Claim(
        text=f"meeting it in {row['period']} is {chance_words(chance)} ({write_chance(chance)})",
        subject=dossier.id,
        quoted=dossier.quoted,
        comparator="year-end target",
        size=chance,
        test=str(row["model"]),
    )
