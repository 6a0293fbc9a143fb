"""A project's own approved answers: its ``answers.yaml``, used before anything is matched."""

import re
from collections.abc import Sequence
from typing import Annotated

from pydantic import AfterValidator, Field

from evidence.answers.records import Answer, Asks, Question, Stance
from evidence.model import Day, Frozen, Owner


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as fault:
        raise ValueError(f"not a regular expression: {fault}") from fault
    return text


class Basis(Frozen):
    """A statement that an answer rests on, as it was when the answer was approved."""

    statement: str = Field(description="Id of a statement.")
    digest: str = Field(pattern=r"^sha256:[0-9a-f]{64}$", description="Its digest; `evidence check` prints a new one.")


class OwnAnswer(Frozen):
    """One approved answer; it is given to every question that ``question`` matches."""

    question: Annotated[str, AfterValidator(_pattern), Field(min_length=3)] = Field(
        description="A regular expression, found anywhere in the question without regard to case; or its id."
    )
    stance: Stance
    asks: Asks = Field("documented", description="What the answer says: that it is documented, or that it is done.")
    answer: str = Field(min_length=3, max_length=4000)
    rests_on: tuple[Basis, ...] = ()
    responsible: Owner | None = Field(None, description="Whose part it is, where the question is about a duty.")
    owner: str = Field(min_length=2, description="Who keeps this answer: a role.")
    review_by: Day


class AnswerFile(Frozen):
    """The project's own answers, the first that matches a question first."""

    answers: tuple[OwnAnswer, ...] = ()


def approved(question: Question, own: Sequence[OwnAnswer]) -> Answer | None:
    """Return the first approved answer to a question."""
    for entry in own:
        if entry.question == question.id or re.search(entry.question, question.text, re.IGNORECASE):
            return Answer(
                question,
                entry.stance,
                entry.answer,
                tuple(b.statement for b in entry.rests_on),
                (),
                f"an approved answer of {entry.owner}, to be reviewed by {entry.review_by}",
                entry.asks,
                entry.responsible,
            )
    return None
