"""Making an approval: what the person is shown, what they state by signing, and the record of it."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from evidence.project import ApprovalFile
from evidence.signoff import Decision
from evidence.trust import sshsig, statement
from evidence.trust.approvals import CLOCK, DERIVED, PROMISES, ContentRecord, read_records, standing
from evidence.trust.content import Digests
from evidence.trust.policy import Person, Policy
from evidence.trust.statement import Approved, Decided, Items, Signer

MEANINGS: Final[dict[Decision, str]] = {
    "approved": "I, {name}, as {role} of {organisation}, approve that {about} makes the promises, and states the "
    "limits, that these digests stand for. I do not state that anything was assessed or certified.",
    "rejected": "I, {name}, as {role} of {organisation}, reject the promises that {about} makes under these digests: "
    "it may not be issued as signed off until I approve it.",
}


@dataclass(frozen=True)
class Draft:
    """Who decides what, in which role, from when until when."""

    person: Person
    role: str
    decision: Decision
    conditions: tuple[str, ...]
    signed_at: datetime
    valid_for: timedelta
    about: str
    """The product, as the person is told it."""

    supersedes: str | None = None
    meanings: Mapping[Decision, str] = field(default_factory=lambda: MEANINGS)

    def meaning(self, policy: Policy) -> str:
        """Return what signing means, in the words that are shown and signed."""
        return self.meanings[self.decision].format(
            name=self.person.name,
            role=policy.roles[self.role].title,
            organisation=self.person.organisation,
            about=self.about,
        )

    def decided(self, policy: Policy, tool: str) -> Decided:
        """Return what every approval says, whatever it approves."""
        return Decided(
            decision=self.decision,
            conditions=self.conditions,
            meaning=self.meaning(policy),
            signer=Signer(id=self.person.id, name=self.person.name, organisation=self.person.organisation),
            role=self.role,
            policy_digest=policy.digest,
            signed_at=self.signed_at.strftime(CLOCK),
            valid_until=(self.signed_at + min(self.valid_for, policy.max_age)).strftime(CLOCK),
            supersedes=self.supersedes,
            tool=tool,
        )

    @property
    def file(self) -> str:
        """The name of the record's file, without its ending."""
        return f"{self.role}-{self.person.id}-{self.signed_at:%Y%m%dT%H%M%SZ}"


def of_promises(draft: Draft, content: Digests, policy: Policy, tool: str) -> bytes:
    """Return the statement by which a content is approved or rejected."""
    said = {name: getattr(draft.decided(policy, tool), name) for name in Decided.model_fields}
    predicate = Approved(items=Items(promises=content.promises, derived=content.items), **said)
    subjects = {PROMISES: content.promise, DERIVED: content.derived}
    return statement.written(
        statement.SIGN_OFF, {name: value.removeprefix("sha256:") for name, value in subjects.items()}, predicate
    )


def last_of(records: Iterable[ContentRecord], role: str, person: str | None = None) -> ContentRecord | None:
    """Return the last decision in a role, of anybody or of one person."""
    mine: Sequence[ContentRecord] = [
        r for r in standing(records) if r.decided.role == role and person in (None, r.decided.signer.id)
    ]
    return max(mine, key=lambda r: r.decided.signed_at, default=None)


def changes(content: Digests, last: ContentRecord) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return what changed since an approval: statements, and what is derived from them."""
    items = last.statement.predicate.items
    return (
        () if last.promise == content.promise else content.promises_changed(items.promises),
        () if last.derived == content.derived else content.items_changed(items.derived),
    )


def signed(name: str, statement: bytes, key: Path, policy: Policy, draft: Draft) -> ApprovalFile:
    """Return a signed approval. Raises SigningError where it would not count."""
    file = ApprovalFile(name, statement, sshsig.sign(statement, key, sshsig.SIGN_OFF))
    _, ignored = read_records([file], policy, draft.signed_at)
    if ignored:
        raise sshsig.SigningError(f"nothing was written, because the approval would not count: {ignored[0].why}")
    return file
