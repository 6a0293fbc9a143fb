"""``pack.json``: a wire format of its own, apart from the classes of this program.

Additions keep ``urn:evidence-compiler:pack:1``; removals make 2. A reader refuses majors that it does not know.
"""

from collections.abc import Mapping as MappingType
from dataclasses import asdict
from typing import Any, Literal

from pydantic import Field

from evidence.answers import Answer, Asks, Stance
from evidence.canonical import PACK_SCHEMA
from evidence.config import Product, Supplier
from evidence.mapping import Mapping, Responsibility, Strength
from evidence.model import (
    Actor,
    Binding,
    Category,
    Commitment,
    Frozen,
    Kind,
    NonClaim,
    Owner,
    Qualifier,
    Statement,
)
from evidence.pack import Content, Pack
from evidence.signoff import Decision, SignOff, State
from evidence.wire_release import WireRelease, release_wire


class WireSource(Frozen):
    """Where a statement stands: a document and its first and last line, from 1."""

    document: str
    lines: tuple[int, int]


class WireDocument(Frozen):
    """An input text; ``sha256`` is the hex digest of its bytes."""

    name: str
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")


class WireStatement(Frozen):
    """One statement; keys that do not apply to its kind are left out."""

    id: str
    kind: Kind
    text: str
    fields: MappingType[str, str]
    source: WireSource
    topics: tuple[str, ...]
    owner: Owner | None = None
    actor: Actor | None = None
    modality: str | None = None
    binding: Binding | None = None
    commitments: tuple[Commitment, ...] | None = None
    subject: str | None = None
    category: Category | None = None
    unless: str | None = None
    requires: str | None = None
    review_by: str | None = None
    about: tuple[str, ...] | None = None


class WireMapping(Frozen):
    """One statement × one control."""

    statement: str
    framework: str
    control: str
    part: str | None = None
    strength: Strength
    responsibility: Responsibility
    reason: str


class WireEvidence(Frozen):
    """Something that backs statements, in the project (``path``) or elsewhere (``url``); it is not in the pack."""

    id: str
    title: str
    kind: str
    path: str | None = None
    url: str | None = None
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    shows: str | None = None
    collected_at: str | None = None
    by: str | None = None
    backs: tuple[str, ...]
    valid_until: str | None = None


class WireAbsent(Frozen):
    """A kind of evidence that buyers ask for and that is not here; that says nothing about whether there is any."""

    kind: str
    title: str
    position: Literal["no-position"] = "no-position"


class WireUncompiled(Frozen):
    """Lines of an input that became no statement."""

    source: WireSource
    text: str
    reason: str


class WireAnswer(Frozen):
    """The answer to one question; ``asks`` says whether a "Yes" would be about a document or about a practice."""

    id: str
    question: str
    section: str | None = None
    references: tuple[str, ...] | None = None
    stance: Stance
    asks: Asks
    answer: str
    owner: Owner | None = None
    citations: tuple[str, ...]
    topics: tuple[str, ...]
    because: str


class WireApproval(Frozen):
    """One person's decision in one role."""

    role: str
    name: str | None = None
    decision: Decision
    signed_at: str
    valid_until: str
    conditions: tuple[str, ...] | None = None


class WireRules(Frozen):
    """Who may sign off; keys by their SHA-256, and only where the policy shows names."""

    digest: str
    roles: tuple[str, ...]
    keys: tuple[str, ...] = ()


class WireSignOff(Frozen):
    """Whether persons have approved the digests."""

    state: State
    approvals: tuple[WireApproval, ...] | None = None
    changed: tuple[str, ...] | None = None
    until: str | None = None
    missing: tuple[str, ...] | None = None
    emergency: str | None = None
    rules: WireRules | None = None


class WireCatalog(Frozen):
    """A framework that was mapped to; its version is part of the derived digest."""

    name: str
    version: str


class WirePack(Frozen):
    """A pack as it is exchanged. ``issued-at`` is RFC 3339 in UTC; digests are ``sha256:`` and hex."""

    wire_schema: Literal["urn:evidence-compiler:pack:1"] = Field(PACK_SCHEMA, alias="schema")
    supplier: Supplier
    product: Product
    issued_at: str
    promise_digest: str
    derived_digest: str
    documents: tuple[WireDocument, ...]
    statements: tuple[WireStatement, ...]
    mappings: tuple[WireMapping, ...]
    catalogs: tuple[WireCatalog, ...] = ()
    answers: tuple[WireAnswer, ...] = ()
    uncompiled: tuple[WireUncompiled, ...]
    evidence: tuple[WireEvidence, ...] = ()
    evidence_absent: tuple[WireAbsent, ...] = ()
    sign_off: WireSignOff
    release: WireRelease | None = None
    compiler: str
    renderer: str


def to_wire(pack: Pack) -> dict[str, Any]:
    """Return the pack as JSON data, keys in the documented order."""
    content = pack.content
    wire = WirePack(
        supplier=content.supplier,
        product=content.product,
        issued_at=pack.issued,
        promise_digest=content.promise_digest,
        derived_digest=content.derived_digest,
        documents=tuple(WireDocument(name=d.name, sha256=d.sha256) for d in content.documents),
        statements=tuple(_statement(s, content) for s in content.statements),
        mappings=tuple(map(_mapping, content.mappings)),
        catalogs=tuple(WireCatalog(name=c.name, version=c.version) for c in content.catalogs),
        answers=tuple(map(_answer, content.answers)),
        uncompiled=tuple(
            WireUncompiled(source=_source(u.span), text=u.text, reason=u.reason) for u in content.uncompiled
        ),
        evidence=tuple(WireEvidence(**asdict(e)) for e in content.evidence),
        evidence_absent=tuple(WireAbsent(kind=kind, title=title) for kind, title in content.absent_evidence),
        sign_off=_sign_off(pack.sign_off),
        release=release_wire(pack.release) if pack.release else None,
        compiler=pack.compiler,
        renderer=pack.renderer,
    )
    return wire.model_dump(mode="json", by_alias=True, exclude_none=True)


def _source(span: Any) -> WireSource:
    return WireSource(document=span.document, lines=(span.line, span.end_line))


def _statement(s: Statement, content: Content) -> WireStatement:
    return WireStatement(
        id=s.id,
        kind=s.kind,
        text=s.text,
        fields=dict(s.fields),
        source=_source(content.spans[s.id]),
        topics=content.topics(s),
        owner=s.owner,
        actor=s.actor,
        modality=s.modality,
        binding=s.binding,
        commitments=s.commitments or None,
        about=s.about if isinstance(s, Qualifier) else None,
        **(
            {
                "subject": s.subject,
                "category": s.category,
                "unless": s.unless,
                "requires": s.requires,
                "review_by": s.review_by,
            }
            if isinstance(s, NonClaim)
            else {}
        ),
    )


def _mapping(m: Mapping) -> WireMapping:
    return WireMapping(
        statement=m.statement,
        framework=m.framework,
        control=m.control,
        part=m.part,
        strength=m.strength,
        responsibility=m.responsibility,
        reason=m.reason,
    )


def _answer(a: Answer) -> WireAnswer:
    return WireAnswer(
        id=a.question.id,
        question=a.question.text,
        section=a.question.section or None,
        references=a.question.references or None,
        stance=a.stance,
        asks=a.asks,
        answer=a.text,
        owner=a.owner,
        citations=a.citations,
        topics=a.topics,
        because=a.because,
    )


def _sign_off(s: SignOff) -> WireSignOff:
    return WireSignOff(
        state=s.state,
        approvals=tuple(WireApproval(**{**asdict(a), "conditions": a.conditions or None}) for a in s.approvals) or None,
        changed=s.changed or None,
        until=s.until,
        missing=s.missing or None,
        emergency=s.emergency,
        rules=WireRules(**asdict(s.rules)) if s.rules else None,
    )


def pack_schema() -> dict[str, Any]:
    """Return the JSON Schema of ``pack.json``."""
    return WirePack.model_json_schema(by_alias=True)
