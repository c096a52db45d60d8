"""How the forecasts that earlier reports printed have done, in sentences that say no more than so few can tell."""

from collections.abc import Sequence

import pandas as pd

from pmf_analysis.analysis.accountability.verdicts import range_verdict
from pmf_analysis.analysis.results import View
from pmf_analysis.display.dossier import Dossier, Row, as_number, as_text, is_number
from pmf_analysis.display.sourced import tally
from pmf_analysis.display.wording.claims import Claim, count_of, sentence
from pmf_analysis.framework.numbers import write_number


def issued_claim(dossier: Dossier) -> Claim | None:
    """How the issued forecasts of one indicator have done; None where no outturn is known yet."""
    rows = [row for row in dossier.issued_forecasts if row["counted"] is True]
    if not rows:
        return None
    text = f"Of the forecasts that earlier reports printed: {_ranges(rows)}."
    return Claim(text, dossier.id, "80% range", len(rows), "binomial", quoted=dossier.quoted)


def record_lead(view: View, rows: Sequence[Row], scores: pd.DataFrame) -> Claim:
    """How the issued forecasts of a scope have done: the ranges, the side, and repeating.

    Args:
        view: the scope.
        rows: its issued forecasts that count.
        scores: of the same, as `score_forecasts` gives them.
    """
    all_of_them = scores[scores["by"] == "all"].iloc[0]
    made = count_of(tally(rows), "issued forecast")
    text = (
        f"{sentence(f'{made} can be held against what came')} {sentence(all_of_them['verdict'])} "
        f"{sentence(all_of_them['bias_verdict'])} Beside repeating an earlier result: {all_of_them['naive_verdict']}."
    )
    return Claim(text, view.scope.slug, "80% range", len(rows), "binomial")


def chances_claim(view: View, rows: Sequence[Row]) -> str:
    """The chances that were given of meeting targets, beside how many were met; empty where none can be told."""
    judged = [
        row
        for row in rows
        if isinstance(row["met_target"], bool) and is_number(row["chance_of_meeting_target"])
    ]
    if not judged:
        return ""
    expected = sum(float(as_number(row["chance_of_meeting_target"])) for row in judged)
    met = [row for row in judged if row["met_target"] is True]
    text = (
        f"{write_number(tally(judged), 0)} of these came with a chance of meeting the target. Together the chances make "
        f"{write_number(expected, 1)}; {write_number(tally(met), 0)} {'was' if len(met) == 1 else 'were'} met."
    )
    return Claim(text, view.scope.slug, "target", len(judged), "sum of chances").text


def _ranges(rows: Sequence[Row]) -> str:
    """Of each result the forecast that was made last."""
    last = {as_text(row["period"]): row for row in sorted(rows, key=lambda row: -int(row["horizon"]))}
    return range_verdict(sum(row["inside_80"] is True for row in last.values()), len(last))
