"""The model read against itself: claims in its own texts that one of its non-claims takes back."""

import re
from collections.abc import Iterator

from evidence.canonical import squash
from evidence.contradictions import document_units, levels, offers, read, status
from evidence.contradictions.facts import Facts
from evidence.contradictions.records import Block, Document, Finding
from evidence.contradictions.search import may_claim, setting_of
from evidence.diagnostics import Code, Diagnostic, Span, error
from evidence.model import Statement
from evidence.source import SourceText

_NO = re.compile(r"\b(?:not|no|never)\b", re.IGNORECASE)


_CHECKS = {"status": status.check, "offers": offers.check, "levels": levels.check}


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
    for unit in document_units(document):
        here = _in_file(unit.span, source) if source else unit.span
        wanted = [check for name, check in _CHECKS.items() if may_claim(unit, name)]
        for check in wanted if wanted and not _says_no(facts, here) else ():
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
    return Document(name, tuple(blocks))


def _says_no(facts: Facts, here: Span) -> bool:
    """Tell whether a statement at a place is a non-claim, or denies something."""

    def denies(statement: Statement) -> bool:
        return statement.kind == "non-claim" or bool(_NO.search(statement.text))

    return any(denies(s) and _overlap(here, facts.content.spans[s.id]) for s in facts.content.statements)


def _overlap(one: Span, other: Span) -> bool:
    return one.document == other.document and one.line <= other.end_line and other.line <= one.end_line
