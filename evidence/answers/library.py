"""The records that answers are made from, found by kind, topic and concept, and what words they carry."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Final

from evidence.answers.frames import Frame, Selector
from evidence.answers.lexicon import STOPS, Token, concepts_of, lexicon, split, stem
from evidence.answers.reading import SEVERITY
from evidence.model import NonClaim, Qualifier, Statement
from evidence.topics import topics_of

_OF_SUPPORT: Final = frozenset(["production-issue", "question", "support-request"])
_COMMON: Final = frozenset(
    ["product", "documented", "process", "customers", "vendor", "check-true", "who", "time", "nothing"]
)
_SHOWN: Final = 80
_OF_SECURITY: Final = frozenset(["vulnerability", "report"])


@dataclass(frozen=True)
class Record:
    """A statement with what it speaks of."""

    statement: Statement
    topics: frozenset[str]
    concepts: frozenset[str]
    stems: frozenset[str]
    text: str
    severities: frozenset[str]

    def carries(self, token: Token) -> bool:
        """Tell whether the record speaks of what some words of a question ask."""
        if token.concepts & self.concepts:
            return True
        if len(token.words) > 1:
            return f" {token.text} " in self.text
        word = token.words[0]
        return word in self.stems or stem(word) in self.stems


def _record(statement: Statement) -> Record:
    text = statement.subject if isinstance(statement, NonClaim) else statement.text
    tokens = lexicon().tokens([w for w in split(statement.text) if w not in STOPS])
    words = {w for t in tokens for w in t.words}
    concepts = set(concepts_of(tokens))
    if "@" in statement.text:
        concepts.add("email")
    return Record(
        statement,
        frozenset(topics_of(text)),
        frozenset(concepts),
        frozenset(words | {stem(w) for w in words}),
        f" {' '.join(t.text for t in tokens)} ",
        _severities(statement),
    )


def _severities(statement: Statement) -> frozenset[str]:
    """Return the severities that a statement is for; none where it is for any."""
    named = [c.severity for c in statement.commitments if c.severity]
    if "severity" in statement.fields:
        named.append(statement.fields["severity"])
    elif statement.kind == "patch-cadence":
        named.append(statement.text.partition("|")[0])
    elif isinstance(statement, Qualifier) and "response-target" in statement.about:
        named.append(statement.text.partition(":")[0] if ":" in statement.text else "")
    tokens = lexicon().tokens([w for name in named for w in split(name)])
    return frozenset(c.removeprefix(SEVERITY) for c in concepts_of(tokens) if c.startswith(SEVERITY))


@dataclass(frozen=True)
class Line:
    """A line of the texts that became no statement."""

    shown: str
    concepts: frozenset[str]
    stems: frozenset[str]

    def speaks_of(self, tokens: Iterable[Token]) -> bool:
        """Tell whether the line has two things of those that are asked, so that a person should read it."""
        asked = [t for t in tokens if not t.concepts & _COMMON and not all(map(lexicon().asks_nothing, t.words))]
        return sum(bool(t.concepts & self.concepts) or stem(t.words[0]) in self.stems for t in asked) > 1


def line_of(text: str) -> Line:
    """Return a line with what it speaks of."""
    tokens = lexicon().tokens([w for w in split(text) if w not in STOPS])
    shown = " ".join(text.split())
    stems = frozenset(stem(w) for t in tokens for w in t.words)
    return Line(f"“{shown[:_SHOWN]}{'…' if len(shown) > _SHOWN else ''}”", concepts_of(tokens), stems)


@dataclass
class Library:
    """All records of a model."""

    statements: Sequence[Statement]
    _found: dict[str, tuple[Record, ...]] = field(default_factory=dict)

    @cached_property
    def records(self) -> tuple[Record, ...]:
        """The statements, in order."""
        return tuple(_record(s) for s in self.statements)

    def of_frame(self, frame: Frame) -> tuple[Record, ...]:
        """Return the records that may answer a frame: those of the first selectors that find any."""
        if frame.id not in self._found:
            sources = (self.select(s) for s in frame.sources)
            self._found[frame.id] = next((found for found in sources if found), ())
        return self._found[frame.id]

    def select(self, selectors: Iterable[Selector]) -> tuple[Record, ...]:
        """Return the records that any of the selectors finds, in order."""
        chosen = tuple(selectors)
        if any(s.security for s in chosen) and self.about_support:
            chosen = tuple(s for s in chosen if not s.security)
        return tuple(r for r in self.records if any(_selected(r, s) for s in chosen))

    def of_ids(self, ids: Iterable[str]) -> tuple[Record, ...]:
        """Return the records with these ids, in order."""
        wanted = frozenset(ids)
        return tuple(r for r in self.records if r.statement.id in wanted)

    @cached_property
    def about_support(self) -> bool:
        """Whether the response targets are those of support at large, not of vulnerability reports.

        Targets that speak of vulnerabilities or reports are not, nor are severities by name beside a route for
        vulnerabilities; numbered priorities are those of support.
        """
        targets = [r for r in self.records if r.statement.kind == "response-target"]
        about = [
            r for r in self.records if isinstance(r.statement, Qualifier) and "response-target" in r.statement.about
        ]
        if any(r.concepts & _OF_SUPPORT for r in targets):
            return True
        if any(r.concepts & _OF_SECURITY for r in (*targets, *about)):
            return False
        if any(s.isdigit() for r in targets for s in r.severities):
            return True
        return not any("vulnerability" in r.concepts for r in self.records)

    @cached_property
    def self_hosted(self) -> tuple[Record, ...]:
        """The statements that say so of the product."""
        return tuple(
            r
            for r in self.records
            if isinstance(r.statement, Qualifier) and "self-hosted" in r.concepts and "model" in r.statement.about
        )

    @cached_property
    def owned(self) -> tuple[Record, ...]:
        """The statements that say whose something is: responsibilities first, then channels of somebody else."""
        areas = [r for r in self.records if r.statement.kind == "responsibility" and r.statement.owner]
        others = [
            r for r in self.records if r.statement.kind == "channel" and r.statement.owner not in (None, "provider")
        ]
        return (*areas, *others)

    @cached_property
    def of_targets(self) -> frozenset[str]:
        """The sentences that say how far the response targets bind."""
        about = (r.statement for r in self.records if isinstance(r.statement, Qualifier))
        return frozenset(s.text for s in about if "response-target" in s.about)

    @cached_property
    def steps(self) -> tuple[Record, ...]:
        """The steps of which the text says who does them."""
        return tuple(r for r in self.records if r.statement.kind == "disclosure-step" and r.statement.actor)

    @cached_property
    def subjects(self) -> tuple[tuple[Record, frozenset[str]], ...]:
        """The non-claims with the words of what they do not claim."""
        denied = [(r, r.statement.subject) for r in self.records if isinstance(r.statement, NonClaim)]
        words = (
            (r, [w for w in split(text) if w not in STOPS and not lexicon().asks_nothing(w)]) for r, text in denied
        )
        return tuple((r, frozenset(map(stem, found))) for r, found in words if found)

    def of_topic(self, topic: str) -> tuple[Record, ...]:
        """Return the records that speak of a topic."""
        return tuple(r for r in self.records if topic in r.topics)

    def nearest(self, concepts: frozenset[str], most: int = 3) -> tuple[str, ...]:
        """Return the ids of the records that share most with a question, for a person to look at."""
        scored = [(len(r.concepts & concepts), n) for n, r in enumerate(self.records)]
        best = sorted((-score, n) for score, n in scored if score > 1)[:most]
        return tuple(self.records[n].statement.id for _, n in best)


def _selected(record: Record, selector: Selector) -> bool:
    statement = record.statement
    return (
        statement.kind in selector.kinds
        and (not selector.topics or bool(record.topics & selector.topics))
        and not record.topics & selector.not_topics
        and (not selector.concepts or bool(record.concepts & selector.concepts))
        and (not selector.fields or any(statement.fields.get(f) for f in selector.fields))
        and (not selector.actions or any(c.action in selector.actions and c.quantity for c in statement.commitments))
    )
