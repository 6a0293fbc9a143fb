"""The sign-off of a pack: whether persons have approved what is promised, and how that is said to a reader."""

from dataclasses import dataclass
from typing import Final, Literal

State = Literal["signed-off", "promises-changed", "derived-changed", "expired", "not-signed-off", "rejected"]
Decision = Literal["approved", "rejected"]

_EXPLAINED: Final[dict[State, str]] = {
    "signed-off": "The persons named here approved what this document promises.",
    "promises-changed": "Promises changed since they were approved; not everybody whose approval is needed has "
    "approved them as they stand here.",
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

    decision: Decision
    signed_at: str
    valid_until: str
    conditions: tuple[str, ...] = ()
    """What the approval depends on, in the person's own words; it is part of what is shown."""

    @property
    def line(self) -> str:
        """The decision as a sentence: who, in which role, when, until when."""
        who = f"{self.name} ({self.role})" if self.name else f"role {self.role}"
        said = f"{who}: {self.decision} {self.signed_at[:10]}"
        until = f", valid until {self.valid_until[:10]}" if self.decision == "approved" else ""
        return said + until + (f"; on condition: {'; '.join(self.conditions)}" if self.conditions else "")


@dataclass(frozen=True)
class Rules:
    """Who may sign off, as far as a pack shows it."""

    digest: str
    roles: tuple[str, ...]
    """Each role with how many people it needs: ``security: 2``."""

    keys: tuple[str, ...] = ()
    """The SHA-256 of each key, where the policy shows names."""


@dataclass(frozen=True)
class SignOff:
    """Whether persons have approved the content; without approvals the pack says NOT SIGNED OFF."""

    state: State = "not-signed-off"
    approvals: tuple[Approval, ...] = ()
    changed: tuple[str, ...] = ()
    """What is not as it was approved: ids of statements, mappings and answers."""

    until: str | None = None
    """The day on which the first of the approvals that count expires."""

    missing: tuple[str, ...] = ()
    """The roles in which approvals are missing."""

    emergency: str | None = None
    """Why this pack was issued without a sign-off that its maker asked for."""

    rules: Rules | None = None
    """The policy that the approvals were judged by."""

    @property
    def headline(self) -> str:
        """The state as every output shows it: ``NOT SIGNED OFF``."""
        return self.state.upper().replace("-", " ")

    @property
    def explanation(self) -> str:
        """What the state means, in one sentence."""
        if self.state == "not-signed-off" and self.approvals:
            return "Not everybody whose approval is needed has approved this document."
        return _EXPLAINED[self.state]

    @property
    def lines(self) -> tuple[str, ...]:
        """Everything that a reader must know of the sign-off, a sentence a line, the state first."""
        until = f" until {self.until}" if self.state == "signed-off" and self.until else ""
        return (
            f"{self.headline}{until}. {self.explanation}",
            *(a.line for a in self.approvals),
            *((f"Approval is missing in: {', '.join(self.missing)}.",) if self.missing else ()),
            *((f"Changed since: {', '.join(self.changed)}.",) if self.changed else ()),
            *((f"Issued in an emergency: {self.emergency}",) if self.emergency else ()),
        )
