"""What a question and an answer are."""

from dataclasses import dataclass
from typing import Literal

from evidence.model import Owner

Stance = Literal["supported", "partial", "not-claimed", "customer-owned", "not-applicable", "no-position", "conflict"]
Asks = Literal["documented", "operated", "negated"]
"""What a "Yes" would say: that something is documented, that it is done, or that it is not so."""


@dataclass(frozen=True)
class Question:
    """A buyer's question; ``references`` are identifiers of other questionnaires that ask the same."""

    id: str
    text: str
    section: str = ""
    references: tuple[str, ...] = ()


@dataclass(frozen=True)
class Answer:
    """An answer that was generated from records: its stance, its text, and the statements that carry it."""

    question: Question
    stance: Stance
    text: str
    citations: tuple[str, ...]
    """Ids of the statements that the text rests on."""

    topics: tuple[str, ...]
    because: str
    """Why these records were matched, or why none was."""

    asks: Asks = "documented"
    owner: Owner | None = None
    hints: tuple[str, ...] = ()
    """Ids of the nearest statements, for a person to look at; they are no part of the answer."""
