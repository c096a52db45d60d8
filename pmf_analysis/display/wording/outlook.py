"""What the forecast says: a range at year-end, and the chance of meeting the target in words fixed by a key."""

import math
from dataclasses import dataclass

from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text
from pmf_analysis.display.wording.claims import Claim, sentence
from pmf_analysis.framework.numbers import write_chance


@dataclass(frozen=True)
class ChanceBand:
    """A range of chances and the words that always stand for it.

    Attributes:
        below: the chance (0 to 1) that ends the band; itself in the next one.
        words: the words for it.
    """

    below: float
    words: str


CHANCE_BANDS = (
    ChanceBand(0.10, "very unlikely"),
    ChanceBand(0.35, "unlikely"),
    ChanceBand(0.65, "about even"),
    ChanceBand(0.90, "likely"),
    ChanceBand(math.inf, "very likely"),
)


def chance_words(chance: float) -> str:
    """The words for a chance of 0 to 1, by the key; `not assessed` for NaN.

    >>> chance_words(0.0999), chance_words(0.35), chance_words(0.9)
    ('very unlikely', 'about even', 'very likely')
    """
    return next((band.words for band in CHANCE_BANDS if chance < band.below), "not assessed")


def chance_figure(chance: float) -> str:
    """The chance as a figure, or that there is none."""
    return "not assessed" if math.isnan(chance) else f"{write_chance(chance)}, {chance_words(chance)}"


def year_end_forecast(dossier: Dossier) -> Row | None:
    """The forecast row for the year-end, or the furthest one; None if there is no forecast."""
    made = [row for row in dossier.forecasts if math.isfinite(as_number(row.get("mean")))]
    wanted = dossier.text("year_end_period")
    return next((row for row in made if row["period"] == wanted), made[-1] if made else None)


def not_forecast_reason(dossier: Dossier) -> str:
    """Why there is no forecast: `not forecast: fewer than 8 results`."""
    reasons = [as_text(row.get("reason")) for row in dossier.forecasts if as_text(row.get("reason"))]
    text = reasons[0] if reasons else "no forecast was made"
    return text if text.startswith(("not forecast", "no forecast")) else f"not forecast: {text}"


def forecast_claim(dossier: Dossier) -> Claim:
    """The range at year-end and the chance of meeting its target, or why there is no forecast."""
    row = year_end_forecast(dossier)
    if row is None:
        return Claim(text=sentence(not_forecast_reason(dossier)), subject=dossier.id, comparator="year-end")
    lower, upper = as_number(row["lower_80"]), as_number(row["upper_80"])
    wide = f"{dossier.interval(as_number(row['lower_95']), as_number(row['upper_95']))}"
    text = (
        f"For {row['period']} we expect {dossier.value(as_number(row['mean']))}, and 8 times in 10 between "
        f"{dossier.interval(lower, upper).replace(' to ', ' and ')} (19 times in 20: {wide}). {_chance(dossier, row)}"
    )
    return Claim(
        text=text,
        subject=dossier.id,
        comparator="year-end target",
        size=as_number(row["chance_of_meeting_target"]),
        test=as_text(row["model"]),
    )


def _chance(dossier: Dossier, row: Row) -> str:
    chance, target = as_number(row["chance_of_meeting_target"]), as_number(row["target"])
    if math.isnan(target):
        return f"No target is set for {row['period']}, so no chance of meeting one is given."
    if math.isnan(chance):
        return f"The chance of meeting the target of {dossier.value(target)} cannot be assessed."
    figure = write_chance(chance)
    return f"The chance of meeting the target of {dossier.value(target)} is {figure}: {chance_words(chance)}."
