"""What the forecast says: a range at year-end, and the chance of meeting the target in words fixed by a key."""

import math
from dataclasses import dataclass

from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.wording.claims import Claim, sentence
from pmf_analysis.display.wording.must_average import must_average_claim
from pmf_analysis.display.wording.results import BETTER_WHEN
from pmf_analysis.display.wording.track import record_claim
from pmf_analysis.framework.numbers import write_chance
from pmf_analysis.framework.periods import Frequency, Period

LIKELY = 0.65  # where the key begins to say likely
MOST_LOOKED_BACK, FEWEST_LOOKED_BACK = 12, 4


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


def forecast_claims(dossier: Dossier) -> tuple[Claim, ...]:
    """The range at year-end, the chance of meeting the target, how often its level was reached, what that needs."""
    row = year_end_forecast(dossier)
    if row is None:
        return (
            Claim(
                text=sentence(not_forecast_reason(dossier)),
                subject=dossier.id,
                quoted=dossier.quoted,
                comparator="year-end",
            ),
        )
    claims = (
        _range(dossier, row),
        _chance(dossier, row),
        _reached(dossier, row),
        must_average_claim(dossier),
    )
    return tuple(claim for claim in claims if claim)


def method_claims(dossier: Dossier) -> tuple[Claim, ...]:
    """Which model made the forecast, and how it did before; nothing where there is no forecast."""
    row = year_end_forecast(dossier)
    claims = (_model(dossier, row), record_claim(dossier)) if row else ()
    return tuple(claim for claim in claims if claim)


def expected_words(dossier: Dossier) -> str:
    """Why there is no rating for the year-end: empty where there is one."""
    if dossier.text("expected_rag") not in ("", "NOT_RATED"):
        return ""
    row = year_end_forecast(dossier)
    if row is None:
        return "not forecast"
    return "no target" if math.isnan(as_number(row["target"])) else "not rated"


def _range(dossier: Dossier, row: Row) -> Claim:
    low, high = (dossier.short(as_number(row[name])) for name in ("lower_80", "upper_80"))
    middle = dossier.value(as_number(row["mean"]))
    text = f"The forecast for {row['period']} is {middle}: 8 times in 10 between {low} and {high}."
    return Claim(
        text=text,
        subject=dossier.id,
        quoted=dossier.quoted,
        comparator="year-end",
        test=as_text(row["model"]),
    )


def _chance(dossier: Dossier, row: Row) -> Claim:
    chance, target = as_number(row["chance_of_meeting_target"]), as_number(row["target"])
    written = dossier.short(target)
    if math.isnan(target):
        text = f"No target is set for {row['period']}, so no chance of meeting one is given."
    elif math.isnan(chance):
        text = f"The chance of meeting the target of {written} cannot be assessed."
    else:
        text = f"The chance of meeting the target of {written} is {write_chance(chance)}: {chance_words(chance)}."
    return Claim(
        text=text + carried_over(row),
        subject=dossier.id,
        quoted=dossier.quoted,
        comparator="year-end target",
        size=chance,
        test=as_text(row["model"]),
    )


def carried_over(row: Row) -> str:
    """That a target was set for another period than the forecast's, with a space before; empty where it was not."""
    set_for = as_text(row.get("target_period"))
    if not set_for or set_for == row["period"] or math.isnan(as_number(row["target"])):
        return ""
    return f" That target was set for {set_for} and is taken as still in force."


def _reached(dossier: Dossier, row: Row) -> Claim | None:
    """How often results were at or better than the target's level; of year-to-date results those of the same season only."""
    target, sign = as_number(row["target"]), BETTER_WHEN.get(as_text(dossier.indicator.get("polarity")), 0)
    held = [each for each in dossier.history if math.isfinite(as_number(each["value"]))]
    if dossier.indicator.get("form") == "year_to_date":
        season = Period.parse(row["period"], frequency=Frequency(dossier.indicator["frequency"])).season
        held = [each for each in held if each["season"] == season]
    latest = held[-MOST_LOOKED_BACK:]
    if math.isnan(target) or not sign or len(latest) < FEWEST_LOOKED_BACK:
        return None
    count = tally([each for each in latest if sign * (as_number(each["value"]) - target) >= 0])
    times = "none" if count == 0 else "all" if count == len(latest) else str(count)
    text = f"Of the last {tally(latest)} results, {times} {'was' if count == 1 else 'were'} at that level or better."
    return Claim(
        text=text,
        subject=dossier.id,
        quoted=dossier.quoted,
        comparator="target",
        size=count,
        test="count of results",
    )


def _model(dossier: Dossier, row: Row) -> Claim:
    """Which model made the forecast."""
    return Claim(
        text=f"Model: {row['model']}.", subject=dossier.id, quoted=dossier.quoted, test=as_text(row["model"])
    )
