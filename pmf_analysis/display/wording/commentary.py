"""Who said what, when and on which period: the line under the words of a service."""

from pmf_analysis.display.dossier import Dossier, Row, Rows, as_date, as_text
from pmf_analysis.display.wording.claims import sentence, written_day


def attribution(row: Row) -> str:
    """Kind, post, day and period; of an action also when it is due and what it should bring."""
    written, due = as_date(row.get("written_on")), as_date(row.get("due"))
    effect = as_text(row.get("expected_effect"))
    parts = [
        as_text(row.get("kind")) or "commentary",
        as_text(row.get("post")) or "post not given",
        *([written_day(written)] if written else []),
        f"on {as_text(row['period'])}",
    ]
    more = [
        *([f"due {written_day(due)}"] if due else []),
        *([f"expected effect: {effect}"] if effect else []),
    ]
    return sentence("; ".join([", ".join(parts), *more]))


def said_now(dossier: Dossier) -> Rows:
    """What was said on the period of the latest result, explanations before actions."""
    period = dossier.text("period")
    rows = [row for row in dossier.commentary if as_text(row["period"]) == period]
    return tuple(sorted(rows, key=lambda row: as_text(row.get("kind")) == "action"))


def said_before(dossier: Dossier) -> Rows:
    """The actions that were promised on earlier periods, in the data or in reports that were issued, the latest first."""
    period = dossier.text("period")
    rows = [
        row
        for row in dossier.commentary
        if as_text(row["period"]) != period and as_text(row.get("kind")) == "action"
    ]
    known = {(as_text(row["period"]), as_text(row["text"])) for row in dossier.commentary}
    rows += [
        row | {"kind": "action"}
        for row in dossier.promises
        if (as_text(row["period"]), as_text(row["text"])) not in known and as_text(row["period"]) != period
    ]
    return tuple(sorted(rows, key=lambda row: str(as_date(row.get("written_on")) or ""), reverse=True))
