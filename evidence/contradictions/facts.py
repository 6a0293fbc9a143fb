"""What the model says, by the classes in which documents contradict it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from evidence.canonical import squash
from evidence.contradictions.words import has, names, shape, word
from evidence.model import Binding, Statement, Unit
from evidence.pack import Content
from evidence.project import Project
from evidence.source import SourceText
from evidence.topics import topics_of

_HEADING = re.compile(r"^\s{0,3}#{1,6}\s+(.*)")
_NAME = re.compile(r"\b(?:[A-Z][\w-]+(?: [A-Z][\w-]+)*|[a-z]+(?:-[a-z]+)+|[a-z]*[A-Z]\w+)\b")
_LONG: Final = 4
_SUBJECT = re.compile(
    r"^(?!#)([A-Za-z][\w-]+(?: [A-Z][\w-]+){0,2}) is (?:an?|the|maintained|developed|open|free)\b", re.MULTILINE
)
_ONLY_LATEST = re.compile(r"\bonly\b.{0,30}\b(?:latest|current|newest|most recent)\b", re.IGNORECASE)
_GROUPS = {"acknowledge": "reply", "respond": "reply", "triage": "triage", "fix": "fix", "release": "fix"}


@dataclass(frozen=True)
class Timed:
    """A time that the model promises, or (without quantity) that it names no time."""

    group: str
    severity: str
    quantity: int | None
    unit: Unit | None
    statement: Statement
    security: bool
    text: str
    binding: Binding


@dataclass(frozen=True)
class Facts:
    """The typed fields of a model that another document may contradict."""

    content: Content
    documents: tuple[SourceText, ...]
    ours: frozenset[str]
    refused: Mapping[str, Statement] = field(default_factory=dict)
    """Non-claims by the topic that they refuse."""

    @cached_property
    def text(self) -> str:
        """All texts of the model in lower case."""
        return "\n".join(d.text for d in self.documents).lower()

    @cached_property
    def times(self) -> tuple[Timed, ...]:
        """Everything that is promised to be done, with its time."""
        found = []
        for statement in self.content.statements:
            if statement.kind not in ("response-target", "patch-cadence", "disclosure-step", "claim"):
                continue
            security = self._is_security(statement)
            for c in statement.commitments:
                group = _GROUPS.get(c.action)
                if group and not (c.action == "release" and "security" not in statement.text.lower()):
                    severity = c.severity or statement.fields.get("severity") or statement.fields.get("patch-type", "")
                    found.append(
                        Timed(group, severity, c.quantity, c.unit, statement, security, c.text, statement.binding)
                    )
        return tuple(found)

    def _is_security(self, statement: Statement) -> bool:
        told = [statement.text, self.heading(statement)]
        told += [
            s.text
            for s in self.content.by_kind("qualifier")
            if s.kind == "qualifier" and statement.kind in s.about and statement.kind == "response-target"
        ]
        return any(has("security", t) for t in told)

    def heading(self, statement: Statement) -> str:
        """Return the heading above a statement in its document."""
        span = self.content.spans[statement.id]
        document = next((d for d in self.documents if d.name == span.document), None)
        for line in reversed(document.lines[: span.line] if document else ()):
            if found := _HEADING.match(line.text):
                return found[1]
        return ""

    @cached_property
    def binding(self) -> tuple[Binding, Statement] | None:
        """How far the times bind, where the model says that they are less than a contract."""
        for s in self.content.statements:
            if s.binding in ("goal", "best-effort") and s.kind in ("response-target", "qualifier"):
                return s.binding, s
        return None

    @cached_property
    def contractual(self) -> Statement | None:
        """A response time that the model makes part of a contract."""
        targets = self.content.by_kind("response-target")
        if self.binding or not targets:
            return None
        bound = next((s for s in targets if s.binding == "contract"), None)
        told = shape("times-are-contract").search(squash(self.text))
        return bound or (targets[0] if told else None)

    @cached_property
    def best_effort(self) -> Statement | None:
        """The statement by which all support is best effort: nobody has to be there."""
        said = (
            s for s in self.content.by_kind("qualifier") if s.binding == "best-effort" and "support" in s.text.lower()
        )
        return next(said, None)

    @cached_property
    def unhurried(self) -> Statement | None:
        """The statement by which no time is promised to who asks for help: support, or its channel, is best effort."""
        return self.best_effort or (self.desk if self.desk and self.desk.binding == "best-effort" else None)

    @cached_property
    def channels(self) -> tuple[Statement, ...]:
        """The channels by which vulnerabilities are reported."""
        return tuple(
            s
            for s in self.content.statements
            if (s.kind == "channel" and s.owner != "customer" and has("security", s.text))
            or (s.kind == "handling-rule" and re.match(r"\W*(?:\w+ )?report\b", s.text, re.I) and not forbids(s))
        )

    @cached_property
    def staffed(self) -> Statement | None:
        """The channel whose hours the model states."""
        return next((s for s in self.content.by_kind("channel") if shape("weekdays").search(s.text)), None)

    @cached_property
    def desk(self) -> Statement | None:
        """The channel for what is no vulnerability."""
        own = (s for s in self.content.by_kind("channel") if s.owner != "customer" and s not in self.channels)
        return next(own, None)

    @cached_property
    def places(self) -> frozenset[str]:
        """The kinds of places for help that the model itself names as channels."""
        named = " ; ".join(s.text for s in self.content.by_kind("channel"))
        found = shape("help-place").finditer(named)
        mailed = {"email"} if word("address").search(named) else set()
        return frozenset(mailed.union(kind for m in found for kind, said in m.groupdict().items() if said))

    @cached_property
    def forbidden(self) -> tuple[Statement, ...]:
        """The rules that say where vulnerabilities must not be reported."""
        return tuple(
            s
            for s in self.content.statements
            if s.kind == "handling-rule" and forbids(s) and re.search(r"public|e-?mail|forum|issue", s.text, re.I)
        )

    @cached_property
    def routes(self) -> frozenset[str]:
        """The kinds of routes that the model names for vulnerabilities."""
        text = " ; ".join(f"via {s.fields.get('channel', s.text)}" for s in self.channels)
        found = {name for name, pattern in names("routes") if pattern.search(text)}
        if "@" in text or re.search(r"\be-?mail", text, re.IGNORECASE):
            found.add("email")
        return frozenset(found)

    @cached_property
    def versions(self) -> tuple[Statement, ...]:
        """The lines of releases and what support they get."""
        return self.content.by_kind("version-line")

    @cached_property
    def unreleased(self) -> Statement | None:
        """The line of code that is not released, if the model does not support it."""
        said = (s for s in self.versions if shape("not-released").search(s.text))
        return next((s for s in said if shape("refused-line").search(s.text)), None)

    @cached_property
    def latest_only(self) -> Statement | None:
        """The statement by which no release but the latest is supported, if the model says so."""
        said = [s for s in self.versions if has("latest", s.fields.get("version", s.text))]
        old = [
            s
            for s in self.versions
            if (word("older").search(s.fields.get("version", s.text)) or word("all-versions").search(s.text))
            and word("unsupported").search(s.fields.get("status", s.text))
        ]
        only = [s for s in self.content.statements if _ONLY_LATEST.search(s.text)]
        return next(iter(only or (old if said else ())), None)

    @cached_property
    def mended(self) -> Statement | None:
        """What makes the flaws of the product the vendor's."""
        ours = (s for s in self.content.by_kind("responsibility") if s.owner == "provider")
        return next((s for s in ours if shape("product-flaw").search(s.text)), None)

    @cached_property
    def owned(self) -> Mapping[str, Statement]:
        """The areas that the customer owns."""
        found: dict[str, Statement] = {}
        for s in self.content.by_kind("responsibility"):
            if s.owner != "customer":
                continue
            for name, pattern in names("areas"):
                if pattern.search(s.fields.get("scenario", s.text)):
                    found.setdefault(name, s)
        if "customer-incident-response" in self.refused:
            found["incident-response"] = self.refused["customer-incident-response"]
        return found


def forbids(statement: Statement) -> bool:
    """Tell whether a rule says what must not be done."""
    return bool(re.search(r"\b(?:not|never|n['’]t|no)\b", statement.modality or statement.text, re.IGNORECASE))


def facts_of(project: Project, content: Content) -> Facts:
    """Return the facts of a model."""
    refused: dict[str, Statement] = {}
    for claim in content.non_claims:
        for group in ("certifications", "offers"):
            for name, pattern in names(group):
                if pattern.search(claim.subject):
                    refused.setdefault(name, claim)
        for topic in topics_of(claim.subject):
            refused.setdefault(topic, claim)
    return Facts(content, project.documents, _ours(project), refused)


def _ours(project: Project) -> frozenset[str]:
    """Return the names of product and supplier; a name in the title of the model counts where none is given."""
    found = {n.lower() for n in project.names}
    for document in project.documents:
        title = next((m[1] for line in document.lines[:10] if (m := _HEADING.match(line.text))), "")
        found |= {m.group().lower() for m in _NAME.finditer(title) if m.start() > 0}
    if not found:
        found = {m[1].lower() for document in project.documents if (m := _SUBJECT.search(document.text))}
    texts = "\n".join(d.text for d in project.documents)
    found |= {short for name in found if (short := _short(name, texts))}
    return frozenset(n for n in found if not word("plain-starts").fullmatch(n))


def _short(name: str, texts: str) -> str:
    """Return the first word of a name of several, if the model never uses it as a plain word."""
    first = name.split(maxsplit=1)[0] if " " in name else ""
    plain = re.search(rf"(?<![\w@./-]){re.escape(first)}(?![\w@./-])", texts) if first else None
    return first if len(first) >= _LONG and not plain else ""
