"""What the latest result says: its value, its target, a year ago, ordinary variation, and what is missing."""

import math
import re
from datetime import timedelta

from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text, is_number
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.wording.claims import Claim, written_day
from pmf_analysis.errors import PeriodError
from pmf_analysis.framework.numbers import write_number
from pmf_analysis.framework.periods import Frequency, Period

STATUS_WORDS = {
    "p": "provisional",
    "r": "revised",
    "e": "estimated",
    "b": "break in series",
    "u": "low reliability",
    "c": "suppressed at source",
    "x": "not available at source",
    "z": "not applicable",
    "low": "too small to show",
    "small": "not shown, because a count is small or to protect one that is",
}
WITHHELD = ("small", "c", "x", "z", "low")
NO_REASON = {
    "signal": "The latest results stand out from ordinary variation.",
    "noise": "The latest result lies within ordinary variation.",
    "cannot_tell": "Whether this is ordinary variation cannot be told.",
}
SIGNAL_WORDS = {"signal": "Signal", "noise": "Ordinary variation", "cannot_tell": "Cannot tell"}
BETTER_WHEN = {"Up is Good": 1, "Up is Bad": -1}
AIMS = {
    "Up is Good": "Higher is better.",
    "Up is Bad": "Lower is better.",
    "Neutral": "Neither higher nor lower is better.",
    "Near target is good": "Nearer to the target is better.",
}


def headline(dossier: Dossier) -> tuple[Claim, ...]:
    """The claims of an exception's headline: value, target, a year ago, ordinary variation."""
    claims = (latest(dossier), against_target(dossier), since_year_ago(dossier), variation(dossier))
    return tuple(claim for claim in claims if claim)


def latest(dossier: Dossier) -> Claim:
    """The latest result in its period, or why there is none."""
    value, period = dossier.number("value"), dossier.text("period")
    if not period:
        return _claim(dossier, "No result has been reported.")
    if math.isnan(value):
        return _claim(dossier, f"The result for {period} is missing: {missing_words(dossier.assessment)}.")
    text = f"{dossier.value(value)} in {period}{_counts(dossier)}{_status_note(dossier.assessment)}."
    return _claim(dossier, text, size=value)


def against_target(dossier: Dossier) -> Claim | None:
    """How the latest result stands to its target; polarity gives the word, never the number."""
    gap, target = dossier.number("gap"), dossier.number("target")
    if math.isnan(target):
        return _claim(dossier, "No target is set.", comparator="target") if dossier.text("period") else None
    if math.isnan(gap):
        return None
    words = dossier.short_gap(gap, reference=f"the target of {dossier.short(target)}")
    judged = _judged(dossier, gap).replace("for the ", "which is ")
    return _claim(
        dossier, f"That is {words}{judged}.", comparator="target", size=gap, test=dossier.text("rag")
    )


def since_year_ago(dossier: Dossier) -> Claim | None:
    """The change from the same period a year before."""
    value, before, period = (
        dossier.number("value"),
        dossier.number("year_ago_value"),
        dossier.text("year_ago_period"),
    )
    if math.isnan(value) or math.isnan(before):
        return None
    change = value - before
    when = f"In {period}" if period else "A year earlier"
    words = dossier.short_change(change)
    if words == "no change":
        text = f"{when} it was the same."
    else:
        size = words if words.startswith("a change") else f"a change of {words}"
        text = f"{when} it was {dossier.short(before)}: {size}{_judged(dossier, change)}."
    return _claim(dossier, text, comparator=period or "a year earlier", size=change)


def variation(dossier: Dossier, *, whole: bool = False) -> Claim | None:
    """Whether the latest results stand out from ordinary variation.

    Args:
        dossier: the indicator.
        whole: say all that the test says, not its first sentence only.
    """
    verdict, reason = dossier.text("signal"), dossier.text("signal_reason")
    if verdict not in NO_REASON or not dossier.text("period"):
        return None
    said = reason if whole else first_sentence(reason)
    if verdict == "cannot_tell":
        said = f"Whether this is ordinary variation cannot be told. {said}".strip()
    return _claim(dossier, said or NO_REASON[verdict], comparator="ordinary variation", test=verdict)


def first_sentence(text: str) -> str:
    """The first of some sentences.

    >>> first_sentence("Only 3.5 are held. More are needed.")
    'Only 3.5 are held.'
    """
    return re.split(r"(?<=[.!?]) (?=[A-Z])", text.strip(), maxsplit=1)[0]


def staleness(dossier: Dossier) -> str:
    """How old the latest result is: `up to date`, or since when there is no update."""
    period = dossier.text("period")
    if not period:
        return "no result yet"
    if as_number(dossier.assessment.get("periods_overdue")) > 0:
        return f"no update since {period}; {_was_due(dossier)}"
    stale = as_number(dossier.assessment.get("periods_stale")) > 0
    return f"latest published{_next_due(dossier)}" if stale else "up to date"


def short_staleness(dossier: Dossier) -> str:
    """The same in fewer words, for a table that names the period beside it."""
    if overdue_by(dossier):
        return f"no update since {dossier.text('period')}; {dossier.text('due_period')} is late"
    return staleness(dossier).removeprefix("latest published; ")


def overdue_by(dossier: Dossier) -> int:
    """How many results should have arrived since the latest one."""
    overdue = as_number(dossier.assessment.get("periods_overdue"))
    return int(overdue) if overdue > 0 else 0


def missing_words(row: Row) -> str:
    """Why a value is not there, from its status and note."""
    codes = [STATUS_WORDS[code] for code in as_text(row.get("status")).split() if code in WITHHELD]
    return codes[0] if codes else (as_text(row.get("note")).rstrip(".") or "no value was reported")


def status_words(row: Row) -> str:
    """The words of a value's status codes: `provisional, revised`."""
    return ", ".join(
        STATUS_WORDS.get(code, code) for code in as_text(row.get("status")).replace(",", " ").split()
    )


def reach(dossier: Dossier) -> Claim | None:
    """Between which values the results held lie, and when they were reached; None for fewer than two."""
    held = [row for row in dossier.history if is_number(row["value"])]
    if len(held) < 2:
        return None
    low, high = (chosen(held, key=lambda row: as_number(row["value"])) for chosen in (min, max))
    values = [as_number(row["value"]) for row in (low, high)]
    if values[0] == values[1]:
        return _claim(dossier, f"All {tally(held)} results held are {dossier.value(values[0])}.")
    text = (
        f"The {tally(held)} results held lie between {dossier.short(values[0])} ({low['period']}) "
        f"and {dossier.value(values[1])} ({high['period']})."
    )
    return _claim(dossier, text)


def aim(dossier: Dossier) -> str:
    """Which way is better, in words."""
    return AIMS.get(as_text(dossier.indicator.get("polarity")), AIMS["Neutral"])


def better_sign(dossier: Dossier) -> int:
    """1 where more is better, -1 where less is better, 0 where neither is."""
    return BETTER_WHEN.get(as_text(dossier.indicator.get("polarity")), 0)


def source_of(dossier: Dossier) -> tuple[str, ...]:
    """The source row of the latest result."""
    row = dossier.assessment.get("source_row")
    return (f"observations:{int(as_number(row))}",) if is_number(row) else ()


def result_words(dossier: Dossier) -> str:
    """The latest result as a table shows it, with its status, or why there is none."""
    if not dossier.text("period"):
        return "no result"
    if math.isnan(dossier.number("value")):
        return missing_words(dossier.assessment)
    return f"{dossier.value(dossier.number('value'))}{_status_note(dossier.assessment)}"


def short_result(dossier: Dossier) -> str:
    """The latest result without the unit's words, or why there is none."""
    value = dossier.number("value")
    return result_words(dossier) if math.isnan(value) else dossier.short(value)


def target_words(dossier: Dossier) -> str:
    """The target as a table shows it, or that there is none."""
    target = dossier.number("target")
    return "no target set" if math.isnan(target) else dossier.value(target)


def short_target(dossier: Dossier) -> str:
    """The same after a value that had the unit's words."""
    target = dossier.number("target")
    return "no target set" if math.isnan(target) else dossier.short(target)


def target_origin(dossier: Dossier) -> Claim | None:
    """Who set the target of the latest result, and why; None where there is none."""
    if math.isnan(dossier.number("target")):
        return None
    said = [
        dossier.text("target_set_by") or "who set it is not stated",
        dossier.text("target_reason") or "no reason is given",
    ]
    period = dossier.text("target_period") or dossier.text("period")
    return _claim(dossier, f"Target for {period}: {'; '.join(said)}.", comparator="target")


def _judged(dossier: Dossier, difference: float) -> str:
    sign = better_sign(dossier)
    if not sign or "less than" in dossier.change(difference) or dossier.change(difference) == "no change":
        return ""
    return ", for the better" if difference * sign > 0 else ", for the worse"


def _counts(dossier: Dossier) -> str:
    """`(45 of 78)` behind a percentage whose counts are known."""
    top, bottom = dossier.number("numerator"), dossier.number("denominator")
    whole = all(is_number(each) and float(each).is_integer() for each in (top, bottom))
    if dossier.unit != "%" or not whole or not 0 <= top <= bottom:
        return ""
    return f" ({write_number(top, 0)} of {write_number(bottom, 0)})"


def _status_note(row: Row) -> str:
    words = status_words(row)
    return f" ({words})" if words else ""


def _was_due(dossier: Dossier) -> str:
    """`2025/26 Q3 was due by 9 February 2026`, from the lag that the register gives."""
    try:
        due = Period.parse(dossier.text("due_period"), frequency=_frequency(dossier))
    except PeriodError:
        return "a newer result is overdue"
    return f"{due} was due by {_arrival(dossier, due)}"


def _next_due(dossier: Dossier) -> str:
    """`; 2024/25 due by 30 June 2026`."""
    following = Period.parse(dossier.text("period"), frequency=_frequency(dossier)) + 1
    return f"; {following} due by {_arrival(dossier, following)}"


def _frequency(dossier: Dossier) -> Frequency:
    return Frequency(dossier.indicator["frequency"])


def _arrival(dossier: Dossier, period: Period) -> str:
    return written_day(period.end + timedelta(days=int(as_number(dossier.indicator["lag_days"]))))


def _claim(
    dossier: Dossier, text: str, *, comparator: str = "", size: float = math.nan, test: str = ""
) -> Claim:
    return Claim(
        text=text,
        subject=dossier.id,
        quoted=dossier.quoted,
        comparator=comparator,
        size=size,
        test=test,
        sources=source_of(dossier),
    )
