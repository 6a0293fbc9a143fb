"""The sign-off as OSCAL: who approved or rejected, as ``actions`` of the metadata, with their roles and parties."""

from typing import Any, Final

from evidence.canonical import NAMESPACE, slug, stable_uuid
from evidence.signoff import Approval, SignOff
from evidence.writers.wording import markup

_SYSTEM: Final = "http://csrc.nist.gov/ns/oscal"
_TYPES: Final = {"approved": "approval", "rejected": "request-changes"}
Json = dict[str, Any]


def with_actions(metadata: Json, sign_off: SignOff, supplier: str) -> Json:
    """Return the metadata with the sign-off's decisions; ``supplier`` is the uuid of the party behind unnamed ones.

    Each decision is an action of its own, so that nobody's conditions are taken for somebody else's.
    """
    if not sign_off.approvals:
        return metadata
    roles = {_role(a): {"id": _role(a), "title": f"Sign-off: {a.role}"} for a in sign_off.approvals}
    people = {
        _party(a, supplier): {"uuid": _party(a, supplier), "type": "person", "name": a.name}
        for a in sign_off.approvals
        if a.name
    }
    return {
        **metadata,
        "roles": [*metadata["roles"], *roles.values()],
        "parties": [*metadata["parties"], *people.values()],
        "actions": [_action(a, sign_off, supplier) for a in sign_off.approvals],
    }


def _role(approval: Approval) -> str:
    return f"sign-off-{slug(approval.role)}"


def _party(approval: Approval, supplier: str) -> str:
    return stable_uuid("party", "person", approval.name) if approval.name else supplier


def _action(approval: Approval, sign_off: SignOff, supplier: str) -> Json:
    whole = f"Pack: {sign_off.lines[0]}"
    return {
        "uuid": stable_uuid("action", approval.role, approval.name or "", approval.signed_at, approval.decision),
        "date": approval.signed_at.replace("Z", "+00:00"),
        "type": _TYPES[approval.decision],
        "system": _SYSTEM,
        "props": [{"name": "valid-until", "ns": NAMESPACE, "value": approval.valid_until}],
        "responsible-parties": [{"role-id": _role(approval), "party-uuids": [_party(approval, supplier)]}],
        "remarks": markup(f"{approval.line}\n\n{whole}"),
    }
