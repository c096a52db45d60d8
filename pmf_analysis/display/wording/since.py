"""What changed on an indicator since the last report, in sentences: its ratings, its results, its targets."""

import math

from pmf_analysis.display.dossier import Dossier, Row, Rows, as_number, as_text, is_number
from pmf_analysis.display.status import RAG, TRAVEL
from pmf_analysis.display.wording.claims import Claim, listed

MOST_NAMED = 3
MOVED_BY = {
    "data": "a new result",
    "revision": "a revised result",
    "target": "another target",
    "tolerance": "another tolerance",
    "floor": "another floor",
    "definition": "another definition",
    "direction rule": "another rule for the direction",
    "rating rule": "another rule for the rating",
}
WHAT = {"target": "target", "tolerance": "tolerance", "floor": "floor"}
WORDS = {key: mark.word.lower() for key, mark in {**RAG, **TRAVEL}.items()}
NO_REASON = "no reason is given"


def moved(dossier: Dossier) -> Claim | None:
    """How the rating and the direction moved since the last report, and what moved them; None where neither did."""
    rows = [row for row in dossier.changes if row["kind"] in ("status", "direction")]
    said = " ".join(_moved(row) for row in rows)
    return _claim(dossier, said, test="what changed") if said else None


def was_rated(dossier: Dossier) -> str:
    """The rating in the last report and what moved it, where it is another: `was amber, moved by a new result`."""
    rows = [row for row in dossier.changes if row["kind"] == "status"]
    return f"was {status_word(rows[0]['old'])}, moved by {moved_by(rows[0])}" if rows else ""


def moved_by(row: Row) -> str:
    """What moved a rating or a direction: `a new result and another target`."""
    return listed(MOVED_BY.get(each, each) for each in as_text(row["reason"]).split(" and "))


def status_word(value: object) -> str:
    """A rating or direction as readers know it: `not rated`."""
    return WORDS.get(as_text(value), as_text(value))


def revised(dossier: Dossier) -> Claim | None:
    """Which results were revised since the last report, with old and new value; None where none was."""
    rows = [row for row in dossier.changes if row["kind"] == "revised"]
    values = [row for row in rows if row["field"] == "value"]
    said = [_revision(dossier, row) for row in values[:MOST_NAMED]]
    more = len(rows) - len(said)
    if more:
        said.append(
            f"{more} more" if said else f"the notes or counts of {more} result{'s' if more > 1 else ''}"
        )
    return _claim(dossier, f"Revised: {listed(said)}.") if said else None


def retold(dossier: Dossier) -> tuple[str, ...]:
    """The sentences of the last report that printed a figure which is another now."""
    texts = (as_text(row["no_longer_holds"]) for row in dossier.changes)
    return tuple(dict.fromkeys(line for text in texts for line in text.split("\n") if line))


def agreed_anew(dossier: Dossier) -> tuple[Claim, ...]:
    """The target, tolerance and floor that are others than in the last report: by whom, when and why; of several periods the latest."""
    rows = [row for row in dossier.changes if row["kind"] in WHAT and row["kind"] == row["field"]]
    latest = {row["kind"]: row for row in sorted(rows, key=lambda row: as_text(row["period"]))}
    return tuple(
        _claim(dossier, f"{_agreed(dossier, row)}.{_others(rows, row)}", comparator="target")
        for row in latest.values()
    )


def why_agreed(row: Row) -> str:
    """Who set it, when, and why, as far as the data say."""
    who, when, why = (as_text(row[name]) for name in ("who", "when", "reason"))
    set_by = " ".join([f"set by {who}" if who else "", f"on {when}" if when else ""]).strip()
    return "; ".join(each for each in (set_by, why or NO_REASON) if each)


def capital(text: str) -> str:
    """The text with a capital."""
    return text[:1].upper() + text[1:]


def _moved(row: Row) -> str:
    what = "The rating" if row["kind"] == "status" else "The direction"
    return f"{what} moved from {status_word(row['old'])} to {status_word(row['new'])}, with {moved_by(row)}."


def _revision(dossier: Dossier, row: Row) -> str:
    old, new = (dossier.short(as_number(row[name])) for name in ("old_value", "new_value"))
    if not is_number(row["new_value"]):
        return f"{row['period']}, which was {old}, is withdrawn"
    size = dossier.short_change(as_number(row["new_value"]) - as_number(row["old_value"]))
    return f"{row['period']} from {old} to {new} ({size})"


def _agreed(dossier: Dossier, row: Row) -> str:
    old, new = (as_number(row[name]) for name in ("old_value", "new_value"))
    what = f"The {WHAT[as_text(row['kind'])]} for {row['period']}"
    if math.isnan(old):
        return f"{what} is new: {dossier.short(new)} ({why_agreed(row)})"
    if math.isnan(new):
        return f"{what}, which was {dossier.short(old)}, is no longer there"
    return f"{what} was {dossier.short(old)} in the last report and is {dossier.short(new)} now ({why_agreed(row)})"


def _others(rows: Rows | list[Row], told: Row) -> str:
    """That those of other periods changed too, with a space before."""
    others = sum(row["kind"] == told["kind"] for row in rows) - 1
    periods = "1 other period" if others == 1 else f"{others} other periods"
    return f" {'That' if others == 1 else 'Those'} for {periods} changed too." if others else ""


def _claim(dossier: Dossier, text: str, *, comparator: str = "the last report", test: str = "") -> Claim:
    return Claim(
        text, dossier.id, comparator, test=test, quoted=(*dossier.quoted, *change_words(dossier.changes))
    )


def change_words(rows: Rows) -> tuple[str, ...]:
    """The words of others in changes: reasons, names, notes, and who set what."""
    found = (as_text(row[name]) for row in rows for name in ("old", "new", "reason", "who"))
    return tuple(dict.fromkeys(text for text in found if text))
