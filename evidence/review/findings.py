"""What a comparison finds, and the record that it compares with."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Final, Literal

from evidence.answers import Answer
from evidence.model import NonClaim, Statement
from evidence.review.reading import Reading, joined, read, stems
from evidence.review.times import Timed, severity_of_statement, timed, times_of_statement

Field = Literal["negation", "owner", "quantity", "unit", "binding", "scope", "subject", "condition", "addition"]
_KEYED: Final = ("responsibility", "channel", "version-line", "patch-cadence", "release-note-field", "non-claim")
_LONGEST_KEY: Final = 5


@dataclass(frozen=True)
class Finding:
    """One field in which an edited answer differs from its record, and both values."""

    field: Field
    said: str
    recorded: str


@dataclass(frozen=True)
class Record:
    """An answer and what it rests on, read once; ``others`` are the stems that name other statements."""

    answer: Answer
    own: Reading
    question: Reading
    cited: tuple[Reading, ...]
    statements: tuple[Statement, ...]
    others: frozenset[str]

    @classmethod
    def of(cls, answer: Answer, statements: Sequence[Statement], names: Iterable[str]) -> "Record":
        """Return the record of an answer."""
        named = tuple(names)
        cited = tuple(s for s in statements if s.id in answer.citations)
        others = frozenset().union(*(_key(s) for s in statements if s not in cited))
        return cls(
            answer,
            read(answer.text, named),
            read(answer.question.text, named),
            tuple(read(_text(s), named) for s in cited),
            cited,
            others,
        )

    @cached_property
    def readings(self) -> tuple[Reading, ...]:
        """The answer and what it rests on; not the question."""
        return (self.own, *self.cited)

    @cached_property
    def plain(self) -> str:
        """The text of all that the answer rests on, itself included."""
        return "\n".join(r.plain for r in self.readings)

    @cached_property
    def same(self) -> str:
        """The same with one word for what means the same."""
        return "\n".join(r.same for r in self.readings)

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The stems of the answer, of what it rests on, and of the question."""
        return joined((*self.readings, self.question))

    @cached_property
    def topics(self) -> frozenset[str]:
        """The topics of the answer and of what it rests on."""
        return frozenset().union(*(r.topics for r in self.readings))

    @cached_property
    def times(self) -> tuple[Timed, ...]:
        """Every time that the answer or its statements state, with what it is a promise of."""
        found = timed(self.own.plain)
        for statement, reading in zip(self.statements, self.cited, strict=True):
            severity = severity_of_statement(statement)
            found += [replace(t, severity=t.severity or severity) for t in timed(reading.plain)]
            found += times_of_statement(statement)
        return tuple(found)

    @cached_property
    def keys(self) -> frozenset[str]:
        """The stems that name what the answer is about: of the question, and of the statements' keys."""
        return self.question.tokens.union(*(_key(s) for s in self.statements))


def _text(statement: Statement) -> str:
    parts = [statement.text.replace(" | ", ". ")]
    if isinstance(statement, NonClaim):
        parts += [f"does not claim {statement.subject}", statement.unless or "", statement.requires or ""]
    return ". ".join(filter(None, parts))


def _key(statement: Statement) -> frozenset[str]:
    slug = statement.id.partition("/")[2].replace("-", " ")
    if statement.kind not in _KEYED or len(slug.split()) > _LONGEST_KEY:
        return frozenset()
    return stems(slug)


def clip(text: str, width: int = 60) -> str:
    """Return a text short enough for a message."""
    return text if len(text) <= width else text[: width - 1] + "…"


KINDS: Final[Mapping[Field, str]] = {"addition": "unsupported-addition"}
