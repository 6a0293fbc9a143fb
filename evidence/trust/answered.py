"""Sign-off of a buyer's questionnaire that was filled in: of that file, with those answers, and of nothing else.

The approval binds the file as it was received, the file as it is returned, the answers in their order, and the promises
that the answers were made from. Whoever verifies computes the answers' digest from the file itself.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Final

from evidence.canonical import sha256
from evidence.project import ApprovalFile
from evidence.signoff import Decision, SignOff
from evidence.trust import sshsig, statement
from evidence.trust.approvals import AnswersRecord, longest, records_of, shown, standing, votes
from evidence.trust.approving import Draft
from evidence.trust.findings import Finding, Report, Trust, failed, noted, ok, unchecked
from evidence.trust.policy import Policy
from evidence.trust.quorum import missing_roles
from evidence.trust.statement import AnswersStatement

RECEIVED: Final = "received"
RETURNED: Final = "returned"
ANSWERS: Final = "answers"
PROMISES: Final = "promises"
SUBJECTS: Final = (RECEIVED, RETURNED, ANSWERS, PROMISES)
MEANINGS: Final[Mapping[Decision, str]] = {
    "approved": "I, {name}, as {role} of {organisation}, approve that {about} is returned with these answers. I do not "
    "state that anything was assessed or certified.",
    "rejected": "I, {name}, as {role} of {organisation}, reject these answers: {about} may not be returned with them.",
}


@dataclass(frozen=True)
class Answered:
    """A questionnaire that was filled in: its name, its bytes, and the digest of what it answers."""

    name: str
    returned: bytes
    answers: str
    received: bytes | None = None


def of_answers(draft: Draft, file: Answered, promise: str, policy: Policy, tool: str) -> bytes:
    """Return the statement by which the answers in a file are approved or rejected."""
    subjects = {
        RECEIVED: sha256(file.received or b""),
        RETURNED: sha256(file.returned),
        ANSWERS: file.answers.removeprefix("sha256:"),
        PROMISES: promise.removeprefix("sha256:"),
    }
    return statement.written(statement.ANSWERS, subjects, draft.decided(policy, tool))


def signed(name: str, said: bytes, key: Path, policy: Policy, at: datetime) -> ApprovalFile:
    """Return a signed approval of answers. Raises SigningError where it would not count."""
    file = ApprovalFile(name, said, sshsig.sign(said, key, sshsig.SIGN_OFF))
    _, ignored = records_of(AnswersStatement, SUBJECTS, [file], policy, at)
    if ignored:
        raise sshsig.SigningError(f"nothing was written, because the approval would not count: {ignored[0].why}")
    return file


def verify(file: Answered, approvals: Iterable[ApprovalFile], trust: Trust | None, at: datetime) -> Report:
    """Check a questionnaire that came back against its approvals."""
    files = list(approvals)
    if not files:
        return Report((failed("approval", f"{file.name} comes without an approval: give its folder with --approvals"),))
    if trust is None or trust.policy is None:
        why = "a questionnaire carries no policy: give the vendor's policy.yaml with --trust FILE"
        return Report((unchecked("policy", why), *_unsigned(file, files)))
    records, ignored = records_of(AnswersStatement, SUBJECTS, files, trust.policy, at)
    findings = [
        ok("policy", f"{trust.name}, from outside"),
        *(failed("approval", f"{i.name}: {i.why}") for i in ignored),
    ]
    for record in standing(records):
        findings += _compared(file, record.name, record.statement)
        said = record.decided
        findings.append(
            ok("approval", f"{said.signer.name} ({said.role}) {said.decision} until {record.until:%Y-%m-%d}")
        )
    sign_off = evaluate(file, records, trust.policy, at)
    state = f"{sign_off.headline} on {at:%Y-%m-%d}" + (f", until {sign_off.until}" if sign_off.until else "")
    good = sign_off.state == "signed-off"
    findings.append(ok("sign-off", state) if good else failed("sign-off", f"{state}: {sign_off.lines[0]}"))
    return Report(tuple(findings), sign_off)


def evaluate(file: Answered, records: Iterable[AnswersRecord], policy: Policy, at: datetime) -> SignOff:
    """Return how a filled-in questionnaire stands with its approvers at a time."""
    mine = [
        r
        for r in standing(records)
        if (r.subject(RETURNED), r.subject(ANSWERS)) == (f"sha256:{sha256(file.returned)}", file.answers)
    ]
    against = [r for r in mine if r.decided.decision == "rejected"]
    if against:
        return SignOff("rejected", shown(against, policy))
    valid = [r for r in mine if r.until > at]
    if not missing_roles(votes(valid), policy):
        kept = longest(valid, policy)
        return SignOff("signed-off", shown(kept, policy), until=min(r.until for r in kept).date().isoformat())
    if not missing_roles(votes(mine), policy):
        return SignOff("expired", shown(mine, policy))
    return SignOff("not-signed-off", shown(valid, policy), missing=missing_roles(votes(valid), policy))


def _unsigned(file: Answered, approvals: Iterable[ApprovalFile]) -> Iterator[Finding]:
    """Compare digests only: without keys, nobody is known to have said so."""
    for approval in approvals:
        said = statement.read(AnswersStatement, approval.statement)
        if isinstance(said, str):
            yield failed("approval", f"{approval.name}: {said}")
        else:
            yield from _compared(file, approval.name, said)


def _compared(file: Answered, name: str, said: AnswersStatement) -> Iterator[Finding]:
    digests = said.digests()
    if set(digests) != set(SUBJECTS):
        yield failed("approval", f"{name}: subject: has to be {', '.join(SUBJECTS)}")
        return
    same = digests[RETURNED] == sha256(file.returned)
    yield (
        ok("file", f"{file.name} is the file that {name} is of")
        if same
        else failed("file", f"{file.name} was changed, or {name} is of another file")
    )
    equal = file.answers == f"sha256:{digests[ANSWERS]}"
    yield (
        ok("answers", f"computed anew from {file.name}: as approved")
        if equal
        else failed("answers", f"the answers in {file.name} are not those of {name}")
    )
    if file.received is None:
        yield noted(
            "received", f"the questionnaire as you sent it has SHA-256 {digests[RECEIVED]}; compare: --received FILE"
        )
    elif sha256(file.received) == digests[RECEIVED]:
        yield ok("received", "made from the questionnaire as you sent it")
    else:
        yield failed("received", f"{name} is of a file that was made from another questionnaire than the one received")
