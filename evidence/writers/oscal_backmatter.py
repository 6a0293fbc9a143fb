"""The back-matter: the texts that were compiled and the evidence that backs statements, by hash, never our outputs."""

from collections.abc import Mapping
from typing import Any, Final
from urllib.parse import quote

from evidence.canonical import stable_uuid
from evidence.pack import Content, Evidence
from evidence.writers.wording import markup

Json = dict[str, Any]
# OSCAL's word for a kind of ours, where it has another one.
_TYPES: Final[Mapping[str, str]] = {
    "sbom": "artifact",
    "vex": "artifact",
    "csaf": "report",
    "provenance": "evidence",
    "test-report": "report",
    "pentest": "report",
    "audit-report": "report",
    "certificate": "evidence",
}


def back_matter(content: Content) -> Json:
    """Return the texts of the model and the evidence, each by its hash."""
    texts = [
        _resource(
            stable_uuid("resource", document.name, document.sha256),
            document.name,
            "A text of the support model that this component definition was compiled from.",
            "policy",
            quote(document.name),
            document.sha256,
        )
        for document in content.documents
    ]
    files = [
        _resource(
            evidence_uuid(e),
            e.title,
            _about_evidence(e),
            _TYPES.get(e.kind, e.kind),
            e.url or quote(e.place),
            e.sha256,
        )
        for e in content.evidence
    ]
    return {"resources": texts + files}


def _resource(uuid: str, title: str, description: str, kind: str, href: str, sha256: str) -> Json:
    return {
        "uuid": uuid,
        "title": title,
        "description": description,
        "props": [{"name": "type", "value": kind}],
        "rlinks": [{"href": href, "hashes": [{"algorithm": "SHA-256", "value": sha256}]}],
    }


def _about_evidence(e: Evidence) -> str:
    """Say what a piece of evidence is for, in one sentence a fact."""
    facts = (
        "Named by the vendor in support of statements.",
        f"Shows: {markup(e.shows)}." if e.shows else "",
        f"Collected {e.collected_at}{f' by {markup(e.by)}' if e.by else ''}." if e.collected_at else "",
        f"Valid until {e.valid_until}." if e.valid_until else "",
    )
    return " ".join(fact for fact in facts if fact)


def evidence_uuid(file: Evidence) -> str:
    """Return the UUID of a piece of evidence."""
    return stable_uuid("evidence", file.id, file.sha256)
