"""The pack: content, sign-off state and release facts. Writers get this and nothing else."""

import re
from collections.abc import Mapping as MappingType
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any, Literal

from evidence._resources import shipped_yaml
from evidence.answers import Answer
from evidence.brand import PLAIN, Brand
from evidence.canonical import digest, squash
from evidence.catalog import Catalog, load_catalog
from evidence.config import Oscal, Product, Supplier
from evidence.diagnostics import Span
from evidence.mapping import Mapping, statement_topics
from evidence.model import Kind, NonClaim, Statement
from evidence.signoff import SignOff

_SPACED = re.compile(r"\s*\|\s*")


@dataclass(frozen=True)
class Document:
    """An input text and the SHA-256 of its bytes."""

    name: str
    sha256: str


@dataclass(frozen=True)
class Evidence:
    """Something that backs statements: what it is, where it is, and the SHA-256 of its bytes."""

    id: str
    title: str
    kind: str
    path: str | None
    sha256: str
    backs: tuple[str, ...]
    valid_until: str | None
    url: str | None = None
    shows: str | None = None
    collected_at: str | None = None
    by: str | None = None

    @property
    def place(self) -> str:
        """Where it is: a path inside the project, or an address."""
        return self.path or self.url or ""


@dataclass(frozen=True)
class Leftover:
    """Lines of an input that became no statement, and why."""

    span: Span
    text: str
    reason: str


@dataclass(frozen=True)
class Content:
    """What the pack says: everything that follows from the input texts and the shipped data."""

    supplier: Supplier
    product: Product
    documents: tuple[Document, ...]
    statements: tuple[Statement, ...]
    spans: MappingType[str, Span]
    frameworks: tuple[str, ...]
    mappings: tuple[Mapping, ...]
    uncompiled: tuple[Leftover, ...]
    evidence: tuple[Evidence, ...] = ()
    answers: tuple[Answer, ...] = ()

    @cached_property
    def promise_digest(self) -> str:
        """Digest over what is promised: statements without their places and topics."""
        return digest([promise(s) for s in self.statements])

    @cached_property
    def derived_digest(self) -> str:
        """Digest over what was derived: mappings, answers, and the versions of the catalogs they go to."""
        return digest(
            {
                "mappings": [
                    [m.statement, m.framework, m.control, m.part or "", m.strength, m.responsibility, m.reason]
                    for m in self.mappings
                ],
                "answers": [
                    [a.question.id, a.question.text, a.stance, a.text, a.asks, a.owner or "", *a.citations]
                    for a in self.answers
                ],
                "catalogs": [[c.name, c.version] for c in self.catalogs],
            }
        )

    @property
    def absent_evidence(self) -> tuple[tuple[str, str], ...]:
        """Kinds of evidence that buyers ask for and that nothing here is of, with their titles: no position."""
        present = {e.kind for e in self.evidence}
        kinds = shipped_yaml("evidence-kinds.yaml")
        return tuple((k, str(v["title"])) for k, v in kinds.items() if v.get("asked") and k not in present)

    @property
    def catalogs(self) -> tuple[Catalog, ...]:
        """The frameworks that were mapped to, in the project's order."""
        return tuple(load_catalog(name) for name in self.frameworks)

    def by_kind(self, kind: Kind) -> tuple[Statement, ...]:
        """Return the statements of one kind, in order."""
        return tuple(s for s in self.statements if s.kind == kind)

    @cached_property
    def by_id(self) -> MappingType[str, Statement]:
        """The statements by id."""
        return {s.id: s for s in self.statements}

    @property
    def non_claims(self) -> tuple[NonClaim, ...]:
        """What is not claimed, in order."""
        return tuple(s for s in self.statements if isinstance(s, NonClaim))

    def topics(self, statement: Statement) -> tuple[str, ...]:
        """Return the topics of a statement."""
        return statement_topics(statement)


@dataclass(frozen=True)
class Artefact:
    """Something that is released: a file with its size, or an image."""

    name: str
    sha256: str
    size: int | None


@dataclass(frozen=True)
class Release:
    """What a snapshot is bound to; ``tree`` is ``unknown`` outside git."""

    tag: str
    commit: str
    tree: Literal["clean", "dirty", "unknown"]
    artefacts: tuple[Artefact, ...]
    committed_at: str | None = None
    changed: tuple[str, ...] = ()
    """Files that were not as they were committed."""


@dataclass(frozen=True)
class Pack:
    """All that the writers get."""

    content: Content
    sign_off: SignOff
    issued_at: datetime
    oscal: Oscal
    compiler: str
    renderer: str
    """What lays out the PDF: across its major versions a PDF is compared by text and pixels, not by bytes."""

    brand: Brand = PLAIN
    release: Release | None = None

    @property
    def issued(self) -> str:
        """The time of issue in UTC, whole seconds, RFC 3339."""
        return self.issued_at.strftime("%Y-%m-%dT%H:%M:%SZ")


def promise(statement: Statement) -> dict[str, Any]:
    """Return what a statement promises as plain data, text normalised, for digests and comparison."""
    data = statement.model_dump(mode="json", by_alias=True, exclude_none=True)
    data["text"] = squash(statement.text)
    return data


def item_digest(statement: Statement) -> str:
    """Return the digest of one statement's promise."""
    return digest(promise(statement))


def sentence(statement: Statement) -> str:
    """Return a statement's text as one line for prose: the cells of a row joined by dashes."""
    return _SPACED.sub(" — ", squash(statement.text))


def assemble(
    content: Content, issued_at: datetime, oscal: Oscal, compiler: str, renderer: str, brand: Brand = PLAIN
) -> Pack:
    """Return the pack of a content that nobody has signed off."""
    return Pack(content, SignOff(), issued_at, oscal, compiler, renderer, brand)
