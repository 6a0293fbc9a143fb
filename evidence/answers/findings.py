"""What was found for one part of a question."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from evidence.answers.frames import Frame
from evidence.answers.records import Asks, Stance
from evidence.model import Commitment, Owner, Statement

WEAKEST_FIRST: Final[tuple[Stance, ...]] = (
    "conflict",
    "no-position",
    "not-applicable",
    "customer-owned",
    "not-claimed",
    "partial",
    "supported",
)


@dataclass(frozen=True)
class Finding:
    """The stance of one part with the statements that carry it."""

    stance: Stance
    statements: tuple[Statement, ...] = ()
    topics: tuple[str, ...] = ()
    because: str = ""
    lacks: str = ""
    """What was asked and is not stated; for a partial answer."""

    times: tuple[tuple[Statement, Commitment], ...] = ()
    """The commitments that answer a question about time."""

    owner: Owner | None = None
    asks: Asks = "documented"
    inverted: bool = False
    hints: tuple[str, ...] = ()

    @property
    def positive(self) -> bool:
        """Whether something of what was asked is documented."""
        return self.stance in ("supported", "partial")


def found(frame: Frame, stance: Stance, statements: Sequence[Statement], because: str) -> Finding:
    """Return what a frame found."""
    return Finding(stance, tuple(statements), frame.topics, because)


def nothing(because: str, topics: Sequence[str] = (), hints: Sequence[str] = ()) -> Finding:
    """Return that there is no position, and why."""
    return Finding("no-position", topics=tuple(topics), because=because, hints=tuple(hints))


def turned(finding: Finding) -> Finding:
    """Return the finding for the opposite question: "is it true that you do not …"."""
    if finding.stance == "not-claimed":
        return replace(finding, inverted=True, asks="negated")  # what is not claimed stays so, however it is asked
    return replace(finding, stance="not-claimed" if finding.stance == "supported" else finding.stance, inverted=True)
