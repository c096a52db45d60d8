"""Lines of enquiry for a scrutiny committee: questions, never accusations, each tied to the evidence that it rests on."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from pmf_analysis.analysis.results import View
from pmf_analysis.display.dossier import Dossier, as_number, as_text, dossiers
from pmf_analysis.display.wording.claims import Claim
from pmf_analysis.display.wording.outlook import carried_over, chance_words, year_end_forecast
from pmf_analysis.display.wording.results import overdue_by, staleness
from pmf_analysis.framework.numbers import write_chance

MOST, MOST_OF_A_KIND, MOST_LATE = 5, 2, 2


@dataclass(frozen=True)
class Question:
    """A question and its evidence.

    Attributes:
        claim: the question, as a claim about its indicator.
        evidence: the numbers that it rests on, in a sentence.
        anchor: the id of the indicator.
    """

    claim: Claim
    evidence: str
    anchor: str


def lines_of_enquiry(view: View) -> tuple[Question, ...]:
    """At most five questions: floors, targets in doubt, changes for the worse, comparisons, red ratings, worsening, late data.

    Each kind gives its strongest case first, and no indicator is asked about twice.
    """
    known = list(dossiers(view).values())
    kinds = [
        list(kind(known))
        for kind in (_floors, _chances, _signals, _peers, _off_target, _worsening, _targetless)
    ]
    turns = [questions[turn : turn + 1] for turn in range(MOST_OF_A_KIND) for questions in kinds]
    ordered = [question for turn in turns for question in turn] + list(_late(known))[:MOST_LATE]
    first = {question.anchor: question for question in reversed(ordered)}
    return tuple(question for question in ordered if first[question.anchor] is question)[:MOST]


def _chances(known: list[Dossier]) -> Iterator[Question]:
    rows = [(each, row) for each in known if (row := year_end_forecast(each))]
    rows = [pair for pair in rows if as_number(pair[1]["chance_of_meeting_target"]) < 0.35]
    for dossier, row in sorted(rows, key=lambda pair: as_number(pair[1]["chance_of_meeting_target"])):
        chance, target = as_number(row["chance_of_meeting_target"]), as_number(row["target"])
        yield _question(
            dossier,
            f"What would have to change for ‘{dossier.name}’ to meet its target of {dossier.short(target)} in {row['period']}?",
            f"It was {dossier.value(dossier.number('value'))} in {dossier.text('period')}. The forecast is {dossier.short(as_number(row['mean']))}; the chance of meeting the target is "
            f"{write_chance(chance)}: {chance_words(chance)}.{carried_over(row)}",
            test=as_text(row["model"]),
        )


def _floors(known: list[Dossier]) -> Iterator[Question]:
    for dossier in known:
        if dossier.assessment.get("floor_breached"):
            value, floor = dossier.value(dossier.number("value")), dossier.short(dossier.number("floor"))
            yield _question(
                dossier,
                f"What action followed when ‘{dossier.name}’ went beyond its floor?",
                f"It was {value} in {dossier.text('period')}; the floor is {floor}.",
                test="floor_breached",
            )


def _signals(known: list[Dossier]) -> Iterator[Question]:
    for dossier in known:
        if dossier.text("signal") == "signal" and dossier.text("signal_verdict") == "concern":
            yield _question(
                dossier,
                f"What does the service know about the latest result of ‘{dossier.name}’?",
                f"It was {dossier.value(dossier.number('value'))} in {dossier.text('period')}, "
                "which stands out from ordinary variation for the worse.",
                test="signal",
            )


def _off_target(known: list[Dossier]) -> Iterator[Question]:
    for dossier in known:
        if dossier.text("rag") == "RED" and not overdue_by(dossier):
            target = dossier.number("target")
            yield _question(
                dossier,
                f"What would bring ‘{dossier.name}’ back to its target of {dossier.short(target)}, and by when?",
                f"It was {dossier.value(dossier.number('value'))} in {dossier.text('period')}: "
                f"{dossier.short_gap(dossier.number('gap'))}.",
                test="off_target",
            )


def _worsening(known: list[Dossier]) -> Iterator[Question]:
    for dossier in known:
        if dossier.text("dot") == "WORSENING" and not overdue_by(dossier):
            yield _question(
                dossier,
                f"What does the service expect next of ‘{dossier.name}’?",
                f"Each result is worse than the one before ({dossier.text('dot_rule')}); it was "
                f"{dossier.value(dossier.number('value'))} in {dossier.text('period')}.",
                test="direction_of_travel",
            )


def _targetless(known: list[Dossier]) -> Iterator[Question]:
    for dossier in known:
        if dossier.text("rag_reason") == "no target set" and not overdue_by(dossier):
            yield _question(
                dossier,
                f"Should ‘{dossier.name}’ have a target, and who would set it?",
                f"It was {dossier.value(dossier.number('value'))} in {dossier.text('period')}; no target is set to judge it by.",
                test="no_target",
            )


def _late(known: list[Dossier]) -> Iterator[Question]:
    asked: set[str] = set()
    for dossier in sorted(filter(overdue_by, known), key=lambda each: -overdue_by(each)):
        source = as_text(dossier.indicator.get("source"))
        if source in asked:
            continue
        asked.add(source)
        yield _question(
            dossier,
            f"When will a newer result for ‘{dossier.name}’ be available, and what is used meanwhile?",
            f"There is {staleness(dossier)}.",
            test="late",
        )


def _peers(known: list[Dossier]) -> Iterator[Question]:
    pairs = [(each, row) for each in known for row in each.benchmarks[:1] if row["comparison"] == "worse"]
    for dossier, row in sorted(pairs, key=lambda pair: -_rank_share(pair[1])):
        place = as_text(row.get("comparator")) or "others"
        yield _question(
            dossier,
            f"What has the service learnt from councils that do better on ‘{dossier.name}’?",
            f"In {row['period']} the result was worse than that of {place} by more than chance{_rank(row)}.",
            test=as_text(row["method"]),
        )


def _rank_share(row: dict[str, object]) -> float:
    rank, count = as_number(row["rank"]), as_number(row["n"])
    return rank / count if math.isfinite(rank) and count > 0 else 0.0


def _rank(row: dict[str, object]) -> str:
    rank, count = as_number(row["rank"]), as_number(row["n"])
    return f"; rank {rank:.0f} of {count:.0f}, where 1 is best" if math.isfinite(rank) else ""


def _question(dossier: Dossier, text: str, evidence: str, *, test: str) -> Question:
    return Question(
        Claim(text=text, subject=dossier.id, quoted=dossier.quoted, test=test), evidence, dossier.id
    )
