"""The sign-off of a project's pack: policy and approvals read, judged, and what is wrong or about to expire."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePosixPath
from typing import Final

from evidence.canonical import sha256
from evidence.diagnostics import Code, Diagnostic, Span, has_errors, warning
from evidence.pack import Pack
from evidence.project import ApprovalFile, Project, SignOffSources
from evidence.signoff import Rules, SignOff
from evidence.trust.approvals import ContentRecord, evaluate, read_records, standing
from evidence.trust.content import Digests, of_wire
from evidence.trust.policy import Policy, read_policy
from evidence.wire import to_wire

POLICY: Final = "signatures/policy.yaml"
KEYS: Final = "signatures/allowed_signers"
APPROVALS: Final = "signatures/approvals/"
_WARN_DAYS: Final = (7, 30)


@dataclass(frozen=True)
class Standing:
    """How a content stands with its approvers."""

    policy: Policy
    content: Digests
    records: tuple[ContentRecord, ...]
    sign_off: SignOff


def stand(project: Project, pack: Pack) -> tuple[Standing | None, list[Diagnostic]]:
    """Return how a pack stands at its time of issue; None without a policy, or with what is wrong with it."""
    sources = project.sign_off
    if sources is None:
        return None, []
    policy, problems = read_policy((sources.policy.name, sources.policy.data), (sources.keys.name, sources.keys.data))
    if policy is None or has_errors(problems):
        return None, problems
    content = of_wire(to_wire(pack))
    records, ignored = read_records(sources.approvals, policy, pack.issued_at)
    sign_off = replace(evaluate(content, records, policy, pack.issued_at), rules=rules_of(policy))
    found = [
        warning(
            Code.APPROVAL_IGNORED,
            f"this approval does not count: {i.why}",
            Span(i.name, 1, 1),
            "mend the policy, or approve again",
        )
        for i in ignored
    ]
    found += _other_policy(records, policy)
    found += _expiring(sign_off, pack.issued_at, project)
    return Standing(policy, content, records, sign_off), found


def rules_of(policy: Policy) -> Rules:
    """Return what a pack says of its policy."""
    roles = tuple(f"{name}: {role.people}" for name, role in sorted(policy.roles.items()))
    shown = policy.keys if policy.display == "name" else ()
    return Rules(policy.digest, roles, tuple(sorted({sha256(k.key.encode()) for k in shown})))


def _other_policy(records: tuple[ContentRecord, ...], policy: Policy) -> Iterator[Diagnostic]:
    for record in standing(records):
        if record.decided.policy_digest != policy.digest:
            message = "the policy or its keys changed since this approval; it was judged by the policy of now"
            hint = "look at what changed in the policy; approving again binds the new one"
            yield warning(Code.POLICY_CHANGED, message, Span(record.name, 1, 1), hint)


def _expiring(sign_off: SignOff, at: datetime, project: Project) -> Iterator[Diagnostic]:
    if sign_off.until is None:
        return
    left = (datetime.fromisoformat(sign_off.until).date() - at.date()).days
    within = next((days for days in _WARN_DAYS if left <= days), None)
    if within is not None:
        message = f"the sign-off expires on {sign_off.until}, in {left} day{'' if left == 1 else 's'}"
        hint = "let the approvers look at what changed, and run `evidence approve` again"
        yield warning(Code.APPROVAL_EXPIRING, message, project.setting("sign-off"), hint)


def carried(sources: SignOffSources, standing_now: Standing) -> Mapping[str, bytes]:
    """Return the files with which a pack can show its sign-off; none where its policy hides names."""
    if standing_now.policy.display == "role":
        return {}
    kept = {r.name for r in standing(standing_now.records)}
    files = {POLICY: sources.policy.data, KEYS: sources.keys.data}
    for approval in sources.approvals:
        if approval.name in kept and approval.signature is not None:
            path = f"{APPROVALS}{PurePosixPath(approval.name).name}"
            files |= {path: approval.statement, f"{path}.sig": approval.signature}
    return files


def carried_approvals(files: Mapping[str, bytes]) -> tuple[ApprovalFile, ...]:
    """Return the approvals that a pack carries."""
    names = sorted(n for n in files if n.startswith(APPROVALS) and not n.endswith(".sig"))
    return tuple(ApprovalFile(n, files[n], files.get(f"{n}.sig")) for n in names)
