"""The seven questions of an improvement board, in the framework's own words: what the data can say to each, and what they cannot."""

from collections.abc import Callable
from dataclasses import dataclass

from pmf_analysis.analysis.results import View
from pmf_analysis.display.clinic import the_one
from pmf_analysis.display.dossier import Dossier, Row, Rows, as_text, records
from pmf_analysis.display.fragment import Fragment, render
from pmf_analysis.display.posts import directorate_of
from pmf_analysis.display.wording.claims import Claim
from pmf_analysis.display.wording.clinic import (
    CONTROL_WORDS,
    better_peers,
    counts_moved,
    met_now,
    money,
    standing,
    targets_met,
    to_target,
)
from pmf_analysis.display.wording.must_average import must_average_claim
from pmf_analysis.display.wording.outlook import forecast_claims, method_claims
from pmf_analysis.display.wording.results import against_target, latest, variation

NO_DATA = "The data held say nothing to this question."
Found = tuple[Claim | None, ...]


@dataclass(frozen=True)
class Question:
    """One question of the board.

    Attributes:
        words: the question as the framework has it.
        data: the claims that the data allow.
        limit: what the data cannot tell.
        kind: the commentary that answers it, if it is asked of the service.
    """

    words: str
    data: Callable[[View, Dossier], Found]
    limit: str
    kind: str = ""


@dataclass(frozen=True)
class Answer:
    """A question as the pack shows it."""

    words: str
    data: tuple[str, ...]
    limit: str
    said: Rows
    actions: Rows


def clinic_questions(view: View) -> Fragment:
    """Each of the seven questions: what the data say, what they cannot tell, what the service said, a space for the answer."""
    dossier = the_one(view)
    found = [_answer(view, dossier, question) for question in QUESTIONS]
    return Fragment.of(render("clinic_questions", found=found, nothing=NO_DATA))


def _answer(view: View, dossier: Dossier, question: Question) -> Answer:
    claims = tuple(claim.text for claim in question.data(view, dossier) if claim)
    said = tuple(row for row in dossier.commentary if question.kind and as_text(row["kind"]) == question.kind)
    actions = planned(view, dossier) if question.kind == "action" else ()
    return Answer(question.words, claims, question.limit, said, actions)


def planned(view: View, dossier: Dossier) -> Rows:
    """The actions of the service plans that name the indicator."""
    return tuple(row for row in records(view.results.actions, "actions") if dossier.id in named_ids(row))


def named_ids(row: Row) -> tuple[str, ...]:
    """The indicators that a row of a register names.

    >>> named_ids({"indicator_ids": "A.1; B.2;"})
    ('A.1', 'B.2')
    """
    ids = (each.strip() for each in as_text(row.get("indicator_ids")).split(";"))
    return tuple(each for each in ids if each)


def _met(_: View, dossier: Dossier) -> Found:
    return latest(dossier), against_target(dossier), targets_met(dossier)


def _will_be_met(_: View, dossier: Dossier) -> Found:
    needed = must_average_claim(dossier)  # that is for the fourth question
    return tuple(claim for claim in (*forecast_claims(dossier), *method_claims(dossier)) if claim != needed)


def _why(_: View, dossier: Dossier) -> Found:
    return met_now(dossier), variation(dossier, whole=True), counts_moved(dossier)


def _turn_around(_: View, dossier: Dossier) -> Found:
    return met_now(dossier), to_target(dossier), must_average_claim(dossier)


def _another_method(_: View, dossier: Dossier) -> Found:
    return (better_peers(dossier),)


def _capacity(view: View, dossier: Dossier) -> Found:
    name, _ = directorate_of(view, dossier)
    slug = as_text(dossier.indicator["directorate"])
    rows = [row for row in records(view.results.finance, "finance") if row["directorate"] == slug]
    return tuple(money(dossier, row, name) for row in rows)


def _priority(view: View, dossier: Dossier) -> Found:
    name, _ = directorate_of(view, dossier)
    words = CONTROL_WORDS.get(as_text(dossier.indicator.get("control")))
    control = Claim(words, dossier.id) if words else None
    return standing(dossier, records(view.results.exceptions, "exceptions"), name), control


QUESTIONS = (
    Question(
        "Have targets been met?",
        _met,
        "Whether the target was the right one, and whether it was hard enough.",
    ),
    Question(
        "Will targets continue to be met?",
        _will_be_met,
        "A forecast carries the past forward. It knows no plan, policy or event that the results do not show yet.",
    ),
    Question(
        "If not why have they not been achieved?",
        _why,
        "Why. The figures show where and when a result moved; the reasons are for the service to give.",
        kind="explanation",
    ),
    Question(
        "What can be done to turn this work around?",
        _turn_around,
        "Which action would do it, and how much each would bring. That takes people who know the work.",
        kind="action",
    ),
    Question(
        "Is there another method of completing the work?",
        _another_method,
        "How others work. A better result elsewhere is a reason to ask, not a method; places differ.",
    ),
    Question(
        "Is the performance problem caused by a lack of capacity or capability?",
        _capacity,
        "Whether people, skills, systems or money are short. No staffing figures are held, and money alone does not answer it.",
    ),
    Question(
        "Is there an opportunity to prioritise recovery or shift resources?",
        _priority,
        "What would have to stop elsewhere, and whether it is worth it. A score is a reading order, not a measure of importance.",
    ),
)
BOARD_QUESTIONS = tuple(question.words for question in QUESTIONS)
