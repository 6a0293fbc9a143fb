"""Approvals: which of them count, and what state they put a content into.

Evaluating is pure but for asking ``ssh-keygen``; the time at which approvals are looked at is an argument.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final, Generic, TypeVar

from evidence.canonical import sha256
from evidence.project import ApprovalFile
from evidence.signoff import Approval, SignOff
from evidence.trust import sshsig
from evidence.trust.content import Digests
from evidence.trust.policy import Policy
from evidence.trust.quorum import missing_roles
from evidence.trust.statement import AnswersStatement, ApprovalStatement, Decided, read

PROMISES: Final = "promises"
DERIVED: Final = "derived"
CLOCK: Final = "%Y-%m-%dT%H:%M:%SZ"


S = TypeVar("S", ApprovalStatement, AnswersStatement)


@dataclass(frozen=True)
class Record(Generic[S]):
    """An approval whose signature holds and whose signer the policy knows."""

    name: str
    statement: S
    sha256: str
    until: datetime
    """When it expires: as it says, or earlier by the policy's maximum age."""

    @property
    def decided(self) -> Decided:
        """What the person decided."""
        return self.statement.predicate

    def subject(self, name: str) -> str:
        """Return the digest of one of the things that were decided on."""
        return f"sha256:{self.statement.digests()[name]}"

    @property
    def promise(self) -> str:
        """The promise digest that was decided on."""
        return self.subject(PROMISES)

    @property
    def derived(self) -> str:
        """The derived digest that was decided on."""
        return self.subject(DERIVED)


ContentRecord = Record[ApprovalStatement]
AnswersRecord = Record[AnswersStatement]


@dataclass(frozen=True)
class Ignored:
    """An approval that does not count, and why."""

    name: str
    why: str


def moment(text: str) -> datetime:
    """Return the time of a statement. Raises ValueError where there is no such time."""
    return datetime.strptime(text, CLOCK).replace(tzinfo=UTC)


def read_records(
    files: Iterable[ApprovalFile], policy: Policy, at: datetime
) -> tuple[tuple[ContentRecord, ...], tuple[Ignored, ...]]:
    """Return the approvals of promises that may count at a time, and the others with what is wrong with each."""
    return records_of(ApprovalStatement, (PROMISES, DERIVED), files, policy, at)


def records_of(
    form: type[S], subjects: Sequence[str], files: Iterable[ApprovalFile], policy: Policy, at: datetime
) -> tuple[tuple[Record[S], ...], tuple[Ignored, ...]]:
    """Return the approvals of one form that may count at a time, and the others with what is wrong with each."""
    records: list[Record[S]] = []
    ignored: list[Ignored] = []
    questions: list[sshsig.Question] = []
    for file in files:
        found = _record(form, subjects, file, policy, at)
        asked = signature_question(file, found.decided, policy) if isinstance(found, Record) else found
        if isinstance(found, Record) and isinstance(asked, sshsig.Question):
            records.append(found)
            questions.append(asked)
        else:
            ignored.append(Ignored(file.name, str(asked)))
    good: list[Record[S]] = []
    for record, against in zip(records, sshsig.verify(questions), strict=True):
        if against is None:
            good.append(record)
        else:
            ignored.append(Ignored(record.name, f"signature: {against}"))
    return tuple(good), tuple(ignored)


def _record(
    form: type[S], subjects: Sequence[str], file: ApprovalFile, policy: Policy, at: datetime
) -> Record[S] | str:
    statement = read(form, file.statement)
    if isinstance(statement, str):
        return statement
    if tuple(statement.digests()) != tuple(subjects):
        return f"subject: has to be {', '.join(subjects)}"
    said: Decided = statement.predicate
    wrong = doubts(said, policy, at)
    if wrong:
        return wrong
    until = min(moment(said.valid_until), moment(said.signed_at) + policy.max_age)
    return Record(file.name, statement, sha256(file.statement), until)


def doubts(said: Decided, policy: Policy, at: datetime) -> str | None:
    """Return why a decision cannot count under a policy at a time, by the name of the field."""
    try:
        signed, until = moment(said.signed_at), moment(said.valid_until)
    except ValueError:
        return "signed-at or valid-until: there is no such time"
    if signed > at:
        return f"signed-at: {said.signed_at} is in the future of {at:%Y-%m-%dT%H:%M:%SZ}"
    if until <= signed:
        return f"valid-until: {said.valid_until} is not after signed-at"
    return _stranger(said, policy)


def _stranger(said: Decided, policy: Policy) -> str | None:
    """Return why the policy does not know this person in this role."""
    person = policy.people.get(said.signer.id)
    if person is None:
        return f"signer: the policy knows nobody with the id {said.signer.id}"
    if said.role not in policy.roles:
        return f"role: the policy has no role {said.role}"
    if said.role not in person.roles:
        return f"role: {said.signer.id} may not approve as {said.role}"
    if (said.signer.name, said.signer.organisation) != (person.name, person.organisation):
        return f"signer: the policy names {said.signer.id} {person.name}, {person.organisation}"
    return None


def signature_question(file: ApprovalFile, said: Decided, policy: Policy) -> sshsig.Question | str:
    """Return what to ask ``ssh-keygen`` of an approval's signature, or what is wrong with it before that."""
    if file.signature is None:
        return "signature: it is missing"
    signature = sshsig.parse(file.signature)
    if isinstance(signature, str):
        return f"signature: {signature}"
    if signature.namespace != sshsig.SIGN_OFF:
        return f"signature: made for {signature.namespace!r}, not for {sshsig.SIGN_OFF!r}"
    theirs = [k for k in policy.keys_of(said.signer.id, sshsig.SIGN_OFF) if k.key == signature.key]
    if not theirs:
        return f"signature: {signature.fingerprint} is no sign-off key of {said.signer.id} in the policy"
    allowed = theirs[0].allowed(sshsig.SIGN_OFF)
    at = moment(said.signed_at)
    return sshsig.Question(file.statement, file.signature, said.signer.id, sshsig.SIGN_OFF, allowed, at)


def standing(records: Iterable[Record[S]]) -> tuple[Record[S], ...]:
    """Return everybody's last decision in each role, without those that were superseded by name."""
    known = list(records)
    replaced = {(r.decided.supersedes, r.decided.signer.id) for r in known if r.decided.supersedes}
    last: dict[tuple[str, str], Record[S]] = {}
    for record in sorted(known, key=lambda r: (r.decided.signed_at, r.decided.decision == "rejected", r.sha256)):
        if (record.sha256, record.decided.signer.id) not in replaced:
            last[record.decided.signer.id, record.decided.role] = record
    return tuple(last[key] for key in sorted(last))


def evaluate(content: Digests, records: Sequence[ContentRecord], policy: Policy, at: datetime) -> SignOff:
    """Return the sign-off of a content at a time.

    A rejection of these promises stands until its author takes it back or the promises change. People count once
    over all roles.
    """
    said = standing(records)
    against = [r for r in said if r.decided.decision == "rejected" and r.promise == content.promise]
    if against:
        return SignOff("rejected", shown(against, policy))
    every = [r for r in said if r.decided.decision == "approved"]
    promised = [r for r in every if r.promise == content.promise]
    whole = [r for r in promised if r.derived == content.derived]
    for found, state in ((whole, "signed-off"), (promised, "derived-changed")):
        valid = [r for r in found if r.until > at]
        if not missing_roles(votes(valid), policy):
            kept = longest(valid, policy)
            until = min(r.until for r in kept).date().isoformat()
            if state == "signed-off":
                return SignOff("signed-off", shown(kept, policy), until=until)
            changed = _union(content.items_changed(r.statement.predicate.items.derived) for r in kept if r not in whole)
            return SignOff("derived-changed", shown(kept, policy), changed, until)
    if not missing_roles(votes(promised), policy):
        changed = _union(content.items_changed(r.statement.predicate.items.derived) for r in promised if r not in whole)
        return SignOff("expired", shown(promised, policy), changed)
    if not missing_roles(votes(every), policy):
        changed = _union(
            content.promises_changed(r.statement.predicate.items.promises) for r in every if r not in promised
        )
        return SignOff("promises-changed", shown(every, policy), changed)
    valid = [r for r in whole if r.until > at]
    return SignOff("not-signed-off", shown(valid, policy), missing=missing_roles(votes(valid), policy))


def votes(records: Iterable[Record[S]]) -> list[tuple[str, str]]:
    """Return who approved in which role."""
    return [(r.decided.signer.id, r.decided.role) for r in records]


def longest(records: Sequence[Record[S]], policy: Policy) -> list[Record[S]]:
    """Return the approvals to count so that the sign-off lasts as long as it can: the latest to expire suffice."""
    ranked = sorted(records, key=lambda r: r.until, reverse=True)
    enough = next(n for n in range(1, len(ranked) + 1) if not missing_roles(votes(ranked[:n]), policy))
    return ranked[:enough]


def _union(lists: Iterable[Sequence[str]]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(name for names in lists for name in names))


def shown(records: Iterable[Record[S]], policy: Policy) -> tuple[Approval, ...]:
    """Return approvals as packs show them."""
    ranked = sorted(records, key=lambda r: (r.decided.role, r.decided.signer.id))
    return tuple(
        Approval(
            r.decided.role,
            policy.shown(r.decided.signer.id),
            r.decided.decision,
            r.decided.signed_at,
            r.until.strftime(CLOCK),
            r.decided.conditions,
        )
        for r in ranked
    )
