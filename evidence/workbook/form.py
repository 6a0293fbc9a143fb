"""A buyer's questionnaire as data: its questions, where their answers go, and what already stands there."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from evidence.answers import Question
from evidence.canonical import digest, squash

Kind = Literal["workbook", "csv", "json", "markdown"]
Place = tuple[int, int, int]
"""Sheet, row and column; a list without cells counts its items as rows."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Where one value of an answer goes: what stands there, and what may be chosen."""

    place: Place
    name: str
    text: str = ""
    options: tuple[str, ...] | None = None
    """What may be chosen; nothing of a list that cannot be read; None where anything may be written."""

    formula: bool = False


@dataclass(frozen=True, slots=True)
class Item:
    """One question and its slots; ``line`` and ``column`` say where the question stands."""

    question: Question
    sheet: str
    line: int
    column: int
    answer: Slot | None
    comment: Slot | None = None
    owner: Slot | None = None
    stance: str = ""
    """The stance that stands beside the answer, in formats that have it."""

    @property
    def place(self) -> str:
        """The place as people name it: the answer's cell, else the line."""
        return self.answer.name if self.answer else f"line {self.line}"

    @property
    def existing(self) -> str:
        """What stands in answer and comment, in one text."""
        return " ".join(s.text for s in (self.answer, self.comment) if s and s.text)


@dataclass(frozen=True)
class Wanted:
    """What a person says about a questionnaire's layout; what is None is found."""

    sheet: str | None = None
    header_row: int | None = None
    question: str | None = None
    id: str | None = None
    answer: str | None = None
    comment: str | None = None
    dialect: str | None = None


@dataclass(frozen=True)
class Form:
    """A questionnaire as it was read; ``decisions`` say in words what was taken for what."""

    kind: Kind
    name: str
    data: bytes
    items: tuple[Item, ...]
    dialect: str
    decisions: tuple[str, ...] = ()
    extra: Mapping[str, Any] = field(default_factory=dict)
    """What the format needs to write answers back."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions in the order of the file."""
        return tuple(item.question for item in self.items)


def answers_data(form: Form) -> list[list[str]]:
    """Return what a questionnaire answers, in order: sheet, id, question, answer, comment, owner."""
    return [
        [item.sheet, item.question.id, squash(item.question.text), *map(_told, (item.answer, item.comment, item.owner))]
        for item in form.items
    ]


def answers_digest(form: Form) -> str:
    """Return the digest of a questionnaire's answers: what a person approves, whatever else the file holds."""
    return digest({"schema": "urn:evidence-compiler:answers:1", "answers": answers_data(form)})


def _told(slot: Slot | None) -> str:
    return squash(slot.text) if slot else ""
