"""The model read against itself: claims in its own texts that one of its non-claims takes back."""

import re
from collections.abc import Iterator

from evidence.canonical import squash
from evidence.contradictions import levels, offers, read, status
from evidence.contradictions.facts import Facts
from evidence.contradictions.records import Block, Document, Finding
from evidence.contradictions.search import setting_of
from evidence.contradictions.units import units
from evidence.diagnostics import Code, Diagnostic, Span, error
from evidence.source import SourceText

_NO = re.compile(r"\b(?:not|no|never)\b", re.IGNORECASE)


_CHECKS = {
    "status": status.check,
    "offers": offers.check,
    **dict.fromkeys(("hours", "availability", "contract"), levels.check),
}


def itself(facts: Facts) -> Iterator[Diagnostic]:
    """Yield what the model claims and does not claim at once."""
    for source in facts.documents:
        spelled = source.name.endswith((".yaml", ".yml"))
        document = _spelled_out(facts, source.name) if spelled else read(source.name, source.text)
        for found, here in _claims(facts, document, None if spelled else source):
            if found.statement.kind == "non-claim":
                message = f"“{squash(found.unit.text)}” claims what {found.statement.id} does not: {found.model}"
                there = facts.content.spans[found.statement.id]
                yield error(Code.CONTRADICTS_ITSELF, message, here, "one of the two is wrong", (there,))


def _claims(facts: Facts, document: Document, source: SourceText | None) -> Iterator[tuple[Finding, Span]]:
    """Yield the claims where no statement denies anything, and their places."""
    setting = setting_of(facts, document, frozenset())
    if setting is None:
        return
    denied = _denied(facts, document.name)
    for unit in document.units:
        here = _in_file(unit.span, source) if source else unit.span
        if not denied.isdisjoint(range(here.line, here.end_line + 1)):
            continue
        for check in dict.fromkeys(_CHECKS[name] for name in unit.classes if name in _CHECKS):
            for found in check(unit, setting):
                yield found, here


def _in_file(span: Span, source: SourceText) -> Span:
    """Return a place in the file for one in the text, which may have lost lines on its way."""
    numbers, last = [line.number for line in source.lines], len(source.lines) - 1
    return Span(source.name, numbers[min(span.line - 1, last)], numbers[min(span.end_line - 1, last)])


def _spelled_out(facts: Facts, name: str) -> Document:
    """Return the statements of a YAML model as a document."""
    blocks = [
        Block("text", s.text, ((0, facts.content.spans[s.id].line),))
        for s in facts.content.statements
        if s.kind != "non-claim" and facts.content.spans[s.id].document == name
    ]
    return Document(name, tuple(blocks), tuple(units(blocks, name)))


def _denied(facts: Facts, name: str) -> frozenset[int]:
    """Return the lines of a document on which a non-claim, or a statement that denies something, stands."""
    content = facts.content
    denying = (content.spans[s.id] for s in content.statements if s.kind == "non-claim" or _NO.search(s.text))
    return frozenset(n for span in denying if span.document == name for n in range(span.line, span.end_line + 1))
