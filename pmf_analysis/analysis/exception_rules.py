"""Exception rules: which indicators must be reported, for better or worse, with every part of the score in view.

A rule looks at one indicator's results and gives points for a concern or for an improvement. An indicator is an exception if
its points reach `report_from`. Bad or old data lowers the confidence that is printed; it never hides an item.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pandas as pd

from pmf_analysis.framework.rag import Rag

CONCERN, IMPROVEMENT = "concern", "improvement"
FULL_POINTS_AT = 3.0  # tolerances beyond target at which being off target gives all its points
TOP_QUARTILE, BOTTOM_QUARTILE = 1, 4
COUNTED_FORMS = ("flow", "snapshot")
COMPARABLE_UNITS = ("%", "ratio", "GBP", "years", "score")
RATIOS = ("per ", "rate", "score", "average", "gbp per ")
CONFIDENCES = ("clear", "possible", "cannot_tell")
EXCEPTION_COLUMNS = (
    "directorate",
    "rank",
    "indicator_id",
    "period",
    "kind",
    "score",
    "reasons",
    "confidence",
)
PART_COLUMNS = ("directorate", "indicator_id", "kind", "rule", "points", "fact")

RULES = {
    "off_target": "rated red: worse than target by more than the tolerance; full points at three tolerances",
    "floor_breached": "beyond the floor, the level that forces action",
    "signal": "the latest results stand out from ordinary variation, for better or worse",
    "direction_of_travel": "the latest results are each better, or each worse, than the one before",
    "forecast": "the chance of meeting the year-end target is low, or is high while the indicator is not yet green",
    "benchmark": "in the best or the worst quarter of its comparator group (not for counts); half points unless the difference is beyond chance",
    "statutory": "a statutory indicator about which another rule raises a concern",
}
CONFIDENCE_RULE = (
    "Clear: a signal, or a difference from the comparator beyond chance, points the same way, and the data are in time and firm, and no check of the data warns. "
    "Cannot tell: the result is more than a year late, of low reliability, or a check doubts its accuracy or validity. Possible: everything else."
)


@dataclass(frozen=True)
class Part:
    """What one rule adds to an indicator's score, and the numbers that it saw."""

    rule: str
    kind: str
    points: float
    facts: dict[str, object]


@dataclass(frozen=True)
class Weights:
    """The most that each rule gives, and the thresholds, as the council's settings have them."""

    points: dict[str, float]
    report_from: float
    likely_to_miss: float
    likely_to_meet: float


def find_exceptions(evidence: pd.DataFrame, *, weights: Weights) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Apply every rule to every indicator.

    Args:
        evidence: one row for each indicator: the columns of `assessments`, those of its primary benchmark (`group`, `n`, `rank`,
            `quartile`, `comparison`, `benchmark_period`), `statutory`, `unit`, `form`, `periods_per_year` and `most_confidence` (what the checks
            of the data leave).
        weights: the points of each rule.

    Returns:
        `exceptions`, ranked within directorate and kind, and `exception_parts`, whose points sum to each score.
    """
    found, parts = [], []
    for row in evidence.itertuples():
        applied = [part for part in _apply(row, weights) if part.points > 0]
        kind, score = _kind_and_score(applied)
        if score < weights.report_from or not kind:
            continue
        kept = sorted((part for part in applied if part.kind == kind), key=lambda part: -part.points)
        found.append(
            {
                "directorate": row.directorate,
                "indicator_id": row.indicator_id,
                "period": row.period,
                "kind": kind,
                "score": score,
                "reasons": ";".join(part.rule for part in kept),
                "confidence": _confidence(row, kind),
            }
        )
        parts += [_part_row(row, part) for part in kept]
    return _ranked(found), pd.DataFrame(parts, columns=list(PART_COLUMNS))


def _apply(row: Any, weights: Weights) -> Iterator[Part]:
    concerns: list[Part] = []
    for rule in (_off_target, _floor, _signal, _direction, _forecast, _benchmark):
        for part in rule(row, weights):
            concerns += [part] if part.kind == CONCERN else []
            yield part
    if row.statutory and concerns:
        yield Part("statutory", CONCERN, weights.points["statutory"], {})


def _kind_and_score(parts: list[Part]) -> tuple[str, float]:
    """A concern wins a tie; an improvement needs a rule that saw change, not only a good position."""
    totals = {
        kind: sum(part.points for part in parts if part.kind == kind) for kind in (CONCERN, IMPROVEMENT)
    }
    changed = any(
        part.kind == IMPROVEMENT and part.rule in ("signal", "direction_of_travel") for part in parts
    )
    if totals[CONCERN] and (totals[CONCERN] >= totals[IMPROVEMENT] or not changed):
        return CONCERN, totals[CONCERN]
    return (IMPROVEMENT, totals[IMPROVEMENT]) if changed else ("", 0.0)


def _off_target(row: Any, weights: Weights) -> Iterator[Part]:
    if row.rag != Rag.RED:
        return
    tolerance = row.tolerance if row.tolerance > 0 else None
    distance = abs(row.gap) / tolerance if tolerance else 1.0
    facts = {name: getattr(row, name) for name in ("value", "target", "tolerance", "gap", "period")}
    share = min(max(distance, 1.0), FULL_POINTS_AT) / FULL_POINTS_AT
    yield Part("off_target", CONCERN, weights.points["off_target"] * share, facts)


def _floor(row: Any, weights: Weights) -> Iterator[Part]:
    if row.floor_breached:
        facts = {name: getattr(row, name) for name in ("value", "floor", "period")}
        yield Part("floor_breached", CONCERN, weights.points["floor_breached"], facts)


def _signal(row: Any, weights: Weights) -> Iterator[Part]:
    verdict = row.signal_verdict
    if row.signal == "signal" and verdict in (CONCERN, IMPROVEMENT):
        yield Part(
            "signal", verdict, weights.points["signal"], {"rule": row.signal_rule, "period": row.period}
        )


def _direction(row: Any, weights: Weights) -> Iterator[Part]:
    kind = {"WORSENING": CONCERN, "IMPROVING": IMPROVEMENT}.get(row.dot)
    if kind:
        facts = {"rule": row.dot_rule, "direction": row.dot, "period": row.period}
        yield Part("direction_of_travel", kind, weights.points["direction_of_travel"], facts)


def _forecast(row: Any, weights: Weights) -> Iterator[Part]:
    chance = row.chance_of_meeting_target
    if pd.isna(chance):
        return
    facts = {"chance": chance, "year_end_period": row.year_end_period}
    most = weights.points["forecast"]
    if chance < weights.likely_to_miss:
        yield Part("forecast", CONCERN, most * (1 - chance / weights.likely_to_miss), facts)
    elif chance > weights.likely_to_meet and row.rag in (Rag.RED, Rag.AMBER):
        share = (chance - weights.likely_to_meet) / (1 - weights.likely_to_meet)
        yield Part("forecast", IMPROVEMENT, most * share, facts)


def _benchmark(row: Any, weights: Weights) -> Iterator[Part]:
    sides = {BOTTOM_QUARTILE: (CONCERN, "worse"), TOP_QUARTILE: (IMPROVEMENT, "better")}
    if pd.isna(row.quartile) or row.quartile not in sides or _is_count(row):
        return
    kind, word = sides[row.quartile]
    share = 1.0 if row.comparison == word else 0.5
    facts = {
        name: getattr(row, name)
        for name in ("group", "rank", "n", "quartile", "comparison", "benchmark_period")
    }
    yield Part("benchmark", kind, weights.points["benchmark"] * share, facts)


def _is_count(row: Any) -> bool:
    """A count follows the size of a council, so a place among others says nothing about how well it does."""
    return (
        row.form in COUNTED_FORMS
        and row.unit not in COMPARABLE_UNITS
        and not row.unit.lower().startswith(RATIOS)
    )


def _confidence(row: Any, kind: str) -> str:
    status = set(row.status.split())
    if "u" in status or row.periods_overdue > row.periods_per_year:
        return "cannot_tell"
    word = "worse" if kind == CONCERN else "better"
    beyond_chance = row.signal_verdict == kind or row.comparison == word
    firm = not status & {"p", "e", "b"} and row.periods_overdue == 0
    own = "clear" if beyond_chance and firm else "possible"
    return max(own, str(row.most_confidence), key=CONFIDENCES.index)


def _part_row(row: Any, part: Part) -> dict[str, object]:
    facts = ";".join(f"{name}={value}" for name, value in part.facts.items())
    values = (row.directorate, row.indicator_id, part.kind, part.rule, part.points, facts)
    return dict(zip(PART_COLUMNS, values, strict=True))


def _ranked(found: list[dict[str, object]]) -> pd.DataFrame:
    """Highest score first; between equals the clearer one, then the order of ids."""
    frame = pd.DataFrame(found, columns=[name for name in EXCEPTION_COLUMNS if name != "rank"])
    order = frame.assign(
        certainty=frame["confidence"].map({name: place for place, name in enumerate(CONFIDENCES)})
    )
    order = order.sort_values(
        ["directorate", "kind", "score", "certainty", "indicator_id"],
        ascending=[True, True, False, True, True],
        ignore_index=True,
    )
    order["rank"] = order.groupby(["directorate", "kind"]).cumcount() + 1
    return order[list(EXCEPTION_COLUMNS)]
