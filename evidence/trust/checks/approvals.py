"""The sign-off: is what the pack says of it true, and how does it stand now?"""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import PurePosixPath
from typing import Any, Final

from evidence.project import ApprovalFile
from evidence.signoff import SignOff
from evidence.trust.approvals import ContentRecord, Ignored, evaluate, moment, read_records, standing
from evidence.trust.content import Digests
from evidence.trust.findings import Bundle, Finding, failed, ok, unchecked
from evidence.trust.policy import Policy, read_policy, with_keys
from evidence.trust.state import KEYS, POLICY, carried_approvals, rules_of

CHECK: Final = "sign-off"
_APPROVED: Final = ("signed-off", "derived-changed")


@dataclass(frozen=True)
class Claim:
    """What pack.json says of its sign-off, and when it said so."""

    sign_off: Mapping[str, Any]
    issued: datetime

    @property
    def state(self) -> str:
        """The state that the pack says."""
        return str(self.sign_off["state"])


def check(bundle: Bundle, data: Mapping[str, Any], digests: Digests) -> tuple[SignOff | None, list[Finding]]:
    """Judge the approvals by the policy that is trusted; return how the content stands at the time of looking."""
    try:
        claim = Claim(data["sign-off"], moment(data["issued-at"]))
    except ValueError:
        return None, [failed(CHECK, "pack.json: issued-at: there is no such time")]
    nothing = claim.state == "not-signed-off" and not claim.sign_off.get("approvals")
    carried = carried_approvals(bundle.files)
    if nothing and not carried and not bundle.beside:
        return SignOff(), [ok(CHECK, "the pack says NOT SIGNED OFF, and carries no approvals")]
    policy, findings = _policy(bundle, claim)
    if policy is None:
        return None, findings
    if carried or nothing or bundle.beside:
        findings += _claimed(claim, carried if carried or nothing else bundle.beside, policy, digests)
    else:
        findings.append(unchecked(CHECK, f"the pack says {_headline(claim)} without the approvals themselves"))
    records, ignored = read_records((*carried, *bundle.beside), policy, bundle.at)
    findings += _ignored(ignored)
    now = evaluate(digests, records, policy, bundle.at)
    return now, [*findings, *_records(records, bundle, policy), *_now(now, claim, records, bundle)]


def _policy(bundle: Bundle, claim: Claim) -> tuple[Policy | None, list[Finding]]:
    """Return the policy to judge by: from outside if one is given, else the pack's own with keys from outside."""
    trust, own = bundle.trust, None
    if POLICY in bundle.files and KEYS in bundle.files:
        own, problems = read_policy((POLICY, bundle.files[POLICY]), (KEYS, bundle.files[KEYS]))
        if own is None:
            return None, [failed("policy", f"{d.span.document if d.span else POLICY}: {d.message}") for d in problems]
        if _plain(dict(claim.sign_off.get("rules") or {})) != _plain(asdict(rules_of(own))):
            return None, [failed("policy", "pack.json says other rules of the sign-off than the policy in the pack")]
    if trust and trust.policy:
        differs = "; it differs from the one in the pack" if own and own.digest != trust.policy.digest else ""
        return trust.policy, [ok("policy", f"{trust.name}, from outside the pack{differs}")]
    if own is None:
        return None, [unchecked("policy", "the pack carries no policy: give the vendor's with --trust FILE")]
    if trust:
        return with_keys(own, trust.keys), [ok("policy", f"the pack's own, under its seal; keys from {trust.name}")]
    return own, [unchecked("policy", "the pack's own, with its own keys: they prove nothing. Give --trust FILE")]


def _headline(claim: Claim) -> str:
    return claim.state.upper().replace("-", " ")


def _claimed(claim: Claim, carried: tuple[ApprovalFile, ...], policy: Policy, digests: Digests) -> Iterator[Finding]:
    """Was it at the time of issue as pack.json says?"""
    records, _ = read_records(carried, policy, claim.issued)
    then = evaluate(digests, records, policy, claim.issued)
    wrong = [name for name, was, now in _fields(claim, then) if was != now]
    if wrong:
        names = ", ".join(f"sign-off.{name}" for name in wrong)
        message = f"pack.json says {_headline(claim)}; by this policy it was {then.headline} when issued ({names})"
        yield failed(CHECK, message)
    else:
        yield ok(CHECK, f"{then.headline} when it was issued, as pack.json says")


def _fields(claim: Claim, then: SignOff) -> Iterator[tuple[str, Any, Any]]:
    said = claim.sign_off
    yield "state", said["state"], then.state
    yield "approvals", list(said.get("approvals") or []), [_plain(asdict(a)) for a in then.approvals]
    yield "changed", list(said.get("changed") or []), list(then.changed)
    yield "missing", list(said.get("missing") or []), list(then.missing)
    yield "until", said.get("until"), then.until


def _plain(approval: dict[str, Any]) -> dict[str, Any]:
    return {k.replace("_", "-"): list(v) if isinstance(v, tuple) else v for k, v in approval.items() if v}


def _ignored(ignored: tuple[Ignored, ...]) -> Iterator[Finding]:
    for found in ignored:
        yield failed("approval", f"{found.name}: {found.why}")


def _records(records: tuple[ContentRecord, ...], bundle: Bundle, policy: Policy) -> Iterator[Finding]:
    beside = {a.name for a in bundle.beside}
    for record in standing(records):
        said = record.decided
        where = "given beside the pack" if record.name in beside else PurePosixPath(record.name).name
        other = "" if said.policy_digest == policy.digest else "; given under another policy or other keys"
        until = f" until {record.until:%Y-%m-%d}" if said.decision == "approved" else ""
        message = f"{said.signer.name} ({said.role}) {said.decision}{until}, {where}{other}"
        yield ok("approval", message) if bundle.trust else unchecked("approval", f"{message}: not a trusted key")


def _now(now: SignOff, claim: Claim, records: tuple[ContentRecord, ...], bundle: Bundle) -> Iterator[Finding]:
    when = f"{bundle.at:%Y-%m-%d}"
    if now.state == "rejected" or (claim.state in _APPROVED and now.state not in _APPROVED):
        if records or now.state == "rejected":
            yield failed(CHECK, f"{now.headline} on {when}: {now.explanation}")
    elif now.state in _APPROVED or claim.state != now.state:
        until = f", until {now.until}" if now.until else ""
        yield ok(CHECK, f"{now.headline} on {when}{until}")
