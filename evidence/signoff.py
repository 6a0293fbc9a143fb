"""The sign-off of a pack: whether persons have approved what is promised, and how that is said to a reader."""

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["signed-off", "promises-changed", "derived-changed", "expired", "not-signed-off", "rejected"]

_EXPLAINED: Final[dict[State, str]] = {
    "signed-off": "The persons named here approved what this document promises.",
    "promises-changed": "Promises changed since they were approved; nobody has approved them as they stand here.",
    "derived-changed": "The promises are approved; mappings or answers changed since.",
    "expired": "An approval of this content has expired.",
    "not-signed-off": "No person has approved this document.",
    "rejected": "A person with a role in the sign-off rejected this content.",
}


@dataclass(frozen=True)
class Approval:
    """One person's decision in one role; times are RFC 3339 in UTC."""

    role: str
    name: str | None
    """None where the policy shows roles only."""

    decision: Literal["approved", "rejected"]
    signed_at: str
    valid_until: str


@dataclass(frozen=True)
class SignOff:
    """Whether persons have approved the content; without approvals the pack says NOT SIGNED OFF."""

    state: State = "not-signed-off"
    approvals: tuple[Approval, ...] = ()
    changed: tuple[str, ...] = ()
    """What is not as it was approved: ids of statements, mappings and answers."""

    until: str | None = None
    """The day on which the first of the approvals that count expires."""

    @property
    def headline(self) -> str:
        """The state as every output shows it: ``NOT SIGNED OFF``."""
        return self.state.upper().replace("-", " ")

    @property
    def explanation(self) -> str:
        """What the state means, in one sentence."""
        return _EXPLAINED[self.state]
