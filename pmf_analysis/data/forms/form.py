"""What a commentary form asks and what may come back, whatever the file looks like."""

from dataclasses import dataclass
from datetime import date
from hashlib import sha256

LAYOUT = "pmf commentary form 1"
ASKED = {
    "concern": ("explanation", "action", "due", "expected_effect"),
    "improvement": ("explanation",),
}
"""Which answers each kind of exception asks for."""


@dataclass(frozen=True)
class Question:
    """One exception as its owner sees it.

    Attributes:
        indicator_id: the indicator.
        period: the period of the result that is asked about.
        kind: `concern` or `improvement`.
        service: the service that answers for it.
        evidence: heading to text, in the order of the form.
    """

    indicator_id: str
    period: str
    kind: str
    service: str
    evidence: dict[str, str]

    @property
    def asked(self) -> tuple[str, ...]:
        """The answers that it asks for."""
        return ASKED[self.kind]


@dataclass(frozen=True)
class Form:
    """One post's form.

    Attributes:
        council: the council's name.
        quarter: the quarter reported, as it is written.
        post: who is asked, a post and never a person.
        questions: its exceptions.
    """

    council: str
    quarter: str
    post: str
    questions: tuple[Question, ...]

    @property
    def form_id(self) -> str:
        """Stands for quarter, post and what is asked; a form whose hidden cells were changed has another one."""
        keys = [
            f"{question.indicator_id}\x1f{question.period}\x1f{question.kind}" for question in self.questions
        ]
        return form_id(self.quarter, self.post, keys)


@dataclass(frozen=True)
class Answer:
    """What a post wrote about one exception.

    Attributes:
        indicator_id, period, kind: what it is about.
        cell: the row's place, for messages: `place.xlsx sheet Commentary row 9`.
        explanation, action, expected_effect: texts; empty where nothing was written.
        due: the day by which the action is to be done.
    """

    indicator_id: str
    period: str
    kind: str
    cell: str
    explanation: str = ""
    action: str = ""
    due: date | None = None
    expected_effect: str = ""

    @property
    def replied(self) -> bool:
        """Whether anything was written."""
        return bool(self.explanation or self.action or self.due or self.expected_effect)

    @property
    def complete(self) -> bool:
        """Whether everything that was asked for is there."""
        return all(getattr(self, name) for name in ASKED[self.kind])


def form_id(quarter: str, post: str, keys: list[str]) -> str:
    """Twelve digits for a form's quarter, post and questions."""
    return sha256("\x1e".join([LAYOUT, quarter, post, *keys]).encode()).hexdigest()[:12]
