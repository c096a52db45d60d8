"""What the data can say to an improvement board: counts and comparisons, never a reason."""

import math
from datetime import date

from pmf_analysis.display.dossier import Dossier, Row, Rows, as_date, as_number, as_text, is_number
from pmf_analysis.display.wording.claims import Claim, count_of, listed, written_day
from pmf_analysis.display.wording.peers import group_name, is_total
from pmf_analysis.display.wording.results import better_sign
from pmf_analysis.framework.numbers import write_number, write_value

MOST_NAMED, MOST_PEERS = 4, 5
NOTHING_FOUND = "Nothing found by machine; nobody’s attestation is in these results."
CONTROL_WORDS = {
    "control": "The register says that the council controls this result.",
    "influence": "The register says that the council can influence this result, and does not control it.",
    "monitor": "The register says that the council only monitors this result.",
}


def checks_made(dossier: Dossier) -> Claim:
    """How much the machine's checks found, and that they settle nothing by themselves."""
    found, on = len(dossier.quality), len({as_text(row["dimension"]).lower() for row in dossier.quality})
    text = (
        f"The checks by machine found {count_of(found, 'thing')} to know, on {on} of the six dimensions."
        if found
        else "The checks by machine found nothing on any of the six dimensions."
    )
    return _claim(dossier, f"{text} Whether the indicator measures what matters is for the board to judge.")


def revisions(dossier: Dossier) -> Claim:
    """Which of the results held their source has marked as revised."""
    periods = _marked(dossier, "r")
    if not dossier.history:
        return _claim(dossier, "No result is held, so nothing could have been revised.")
    if not periods:
        return _claim(dossier, "No result held is marked as revised by its source.")
    verb = "is" if len(periods) == 1 else "are"
    held = count_of(len(dossier.history), "result")
    return _claim(dossier, f"Of {held} held, {len(periods)} {verb} marked as revised: {_named(periods)}.")


def breaks(dossier: Dossier) -> Claim:
    """Where the series is marked as broken."""
    periods = _marked(dossier, "b")
    if not periods:
        return _claim(dossier, "No break in the series is marked.")
    what = "A break in the series is" if len(periods) == 1 else "Breaks in the series are"
    text = f"{what} marked at {_named(periods)}: results before and after may not compare."
    return _claim(dossier, text)


def small_numbers(dossier: Dossier) -> Claim:
    """What the latest result rests on, and how far one counted case would move it."""
    top, bottom = dossier.number("numerator"), dossier.number("denominator")
    if math.isnan(top) or math.isnan(bottom) or bottom <= 0:
        text = "No counts are held behind the latest result, so whether it rests on small numbers cannot be told."
        return _claim(dossier, text)
    if dossier.unit == "%" and top.is_integer() and bottom.is_integer():
        step = dossier.change(100 / bottom, signed=False).removeprefix("a change of ")
        text = f"The latest result rests on {_count(top)} of {_count(bottom)}: one more or one fewer would move it by {step}."
    else:
        text = (
            f"Behind the latest result stand {_count(top)} and {_count(bottom)}, as the source counts them."
        )
    return _claim(dossier, text, size=bottom)


def targets_met(dossier: Dossier) -> Claim | None:
    """How many of the results that have a target were at it or better; None where better has no direction, or for none."""
    sign, values = better_sign(dossier), _values(dossier)
    aims = {as_text(row["period"]): as_number(row["target"]) for row in dossier.targets}
    pairs = [(values[period], aim) for period, aim in aims.items() if period in values and math.isfinite(aim)]
    if not sign or not pairs:
        return None
    met = sum(sign * (value - aim) >= 0 for value, aim in pairs)
    verb = "was" if met == 1 else "were"
    held = count_of(len(pairs), "result")
    text = f"Of {held} held that had a target, {met or 'none'} {verb} at it or better."
    return _claim(dossier, text, comparator="target", size=met, test="count of results")


def met_now(dossier: Dossier) -> Claim | None:
    """That the latest result is green, so that a question about falling short does not arise from it."""
    if dossier.text("rag") != "GREEN":
        return None
    text = "The latest result is rated green, so the question does not arise from it."
    return _claim(dossier, text, comparator="target", test="rag")


def to_target(dossier: Dossier) -> Claim | None:
    """What the latest result lacks of its target; None where it is met or cannot be judged."""
    gap, sign = dossier.number("gap"), better_sign(dossier)
    if math.isnan(gap) or not sign or gap * sign >= 0:
        return None
    words = dossier.change(-gap)
    size = words if words.startswith("a change") else f"a change of {words}"
    target = dossier.value(dossier.number("target"))
    text = f"To be at the target of {target}, a result must lie {size} from the latest one."
    return _claim(dossier, text.replace("lie a change", "show a change"), comparator="target", size=-gap)


def counts_moved(dossier: Dossier) -> Claim | None:
    """How the two counts behind a rate moved since a year before: where to look, and never why."""
    period, before = dossier.text("period"), dossier.text("year_ago_period")
    rows = {as_text(row["period"]): row for row in dossier.history}
    pairs = [
        [as_number(rows.get(each, {}).get(name)) for each in (before, period)]
        for name in ("numerator", "denominator")
    ]
    if any(math.isnan(each) for pair in pairs for each in pair):
        return None
    top, bottom = (f"{_count(first)} to {_count(last)}" for first, last in pairs)
    text = (
        f"From {before} to {period} the count above the line went from {top}, and the count below it from {bottom}. "
        "That says where the rate moved, not why."
    )
    return _claim(dossier, text, comparator=before)


def better_peers(dossier: Dossier) -> Claim | None:
    """Who of the group had a better result, for the board to ask; None without a group or a direction that is better."""
    sign, row = better_sign(dossier), next(iter(dossier.benchmarks), None)
    if not sign or row is None or not as_text(row["period"]):
        return None
    if any(is_total(row, as_number(row[name])) for name in ("england_value", "region_value")):
        return None
    others = [
        each
        for each in dossier.group_values
        if each["group"] == row["group"] and as_text(each["kind"]) == "council" and not each["is_home"]
    ]
    others = [each for each in others if is_number(each["value"])]
    home = as_number(row["home_value"])
    ahead = [each for each in others if sign * (as_number(each["value"]) - home) > 0]
    ahead.sort(key=lambda each: -sign * as_number(each["value"]))
    return _peers_claim(dossier, row, ahead, len(others)) if others and math.isfinite(home) else None


def since_action(dossier: Dossier, action: Row) -> Claim:
    """What the results have been since an action was reported; whether it had a part in that is not said."""
    then, period = as_text(action["period"]), dossier.text("period")
    before, now = _values(dossier).get(then, math.nan), dossier.number("value")
    if then == period:
        return _claim(dossier, f"No newer result has come since {then}.")
    if math.isnan(before) or math.isnan(now):
        return _claim(
            dossier, f"The result then and the latest one cannot be compared ({then}; {period or 'none'})."
        )
    words = dossier.change(now - before)
    size = words if words.startswith(("a change", "no change")) else f"a change of {words}"
    text = (
        f"The result was {dossier.short(before)} for {then} and is {dossier.value(now)} for {period}: {size}. "
        "Whether the action had a part in that, these data cannot say."
    )
    return _claim(dossier, text, comparator=then, size=now - before)


def due_words(due: object, as_at: date) -> str:
    """When an action falls due, and whether that day has passed.

    >>> due_words("2026-05-04", date(2026, 5, 14)), due_words("", date(2026, 5, 14))
    ('due by 4 May 2026, which has passed', 'no date given')
    """
    day = as_date(due)
    if day is None:
        return "no date given"
    return f"due by {written_day(day)}{', which has passed' if day < as_at else ''}"


def money(dossier: Dossier, row: Row, directorate: str) -> Claim:
    """The directorate's forecast outturn: context, since no part of it belongs to one indicator."""
    budget, outturn = as_number(row["budget"]), as_number(row["forecast_outturn"])
    over = outturn - budget
    values = [write_value(each, "GBP thousand", 0) for each in (outturn, budget, abs(over))]
    word = "on budget" if over == 0 else f"{values[2]} {'overspent' if over > 0 else 'underspent'}"
    text = f"{directorate}, {row['period']}: forecast outturn {values[0]} against a budget of {values[1]}, {word}."
    if math.isnan(over):
        text = f"{directorate}, {row['period']}: budget or forecast outturn is not given."
    return Claim(f"{text} That is the whole directorate.", dossier.id, quoted=(*dossier.quoted, directorate))


def standing(dossier: Dossier, exceptions: Rows, directorate: str) -> Claim:
    """Where the indicator stands among its directorate's exceptions."""
    row = next((each for each in exceptions if each["indicator_id"] == dossier.id), None)
    if row is None:
        text = f"It met no rule for an exception of {directorate} this quarter."
    else:
        what = {"concern": "concerns", "improvement": "notable improvements"}[as_text(row["kind"])]
        score = write_number(as_number(row["score"]), 2)
        text = f"It is number {row['rank']} among the {what} of {directorate} this quarter, with a score of {score}."
    return Claim(text, dossier.id, quoted=(*dossier.quoted, directorate))


def _peers_claim(dossier: Dossier, row: Row, ahead: list[Row], total: int) -> Claim:
    where = f"‘{group_name(row)}’ for {row['period']}"
    names = [
        f"{each['area_name']} ({dossier.short(as_number(each['value']))})" for each in ahead[:MOST_PEERS]
    ]
    among = "they are" if len(ahead) <= MOST_PEERS else "the first are"
    text = (
        f"In {where}, {len(ahead)} of {total} other councils had a better result; {among} {listed(names)}."
        if ahead
        else f"In {where}, none of {total} other councils had a better result."
    )
    if len(ahead) == 1:
        text = text.replace("they are", "it is")
    quoted = (*dossier.quoted, *(as_text(each["area_name"]) for each in ahead))
    return Claim(text, dossier.id, comparator=group_name(row), size=len(ahead), quoted=quoted)


def _marked(dossier: Dossier, code: str) -> list[str]:
    return [as_text(row["period"]) for row in dossier.history if code in as_text(row["status"]).split()]


def _named(periods: list[str]) -> str:
    more = len(periods) - MOST_NAMED
    return listed([*periods[-MOST_NAMED:], f"{more} earlier"] if more > 0 else periods)


def _values(dossier: Dossier) -> dict[str, float]:
    return {
        as_text(row["period"]): as_number(row["value"]) for row in dossier.history if is_number(row["value"])
    }


def _count(number: float) -> str:
    return write_number(number, 0 if float(number).is_integer() else 1)


def _claim(
    dossier: Dossier, text: str, *, comparator: str = "", size: float = math.nan, test: str = ""
) -> Claim:
    return Claim(text, dossier.id, comparator, size, test, quoted=dossier.quoted)
