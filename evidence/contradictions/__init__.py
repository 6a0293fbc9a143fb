"""Contradictions: what other documents claim against the model, found by slots and typed fields."""

import re
from collections.abc import Callable, Iterator, Sequence
from typing import Final

from evidence.contradictions import channels, levels, offers, owners, status, times, versions
from evidence.contradictions.blocks import cut
from evidence.contradictions.facts import Facts, facts_of
from evidence.contradictions.html import cut_page
from evidence.contradictions.marks import marks_of
from evidence.contradictions.records import Document, Finding, Unit
from evidence.contradictions.setting import Setting
from evidence.contradictions.units import units
from evidence.contradictions.words import has, triggers, word

__all__ = ["Document", "Facts", "Finding", "contradictions", "facts_of", "read"]

Check = Callable[[Unit, Setting], Iterator[Finding]]
_CHECKS: Final[tuple[Check, ...]] = (
    status.check,
    offers.check,
    levels.check,
    times.check,
    channels.check,
    versions.check,
    owners.check,
)
_TITLE = re.compile(r"^\W*([\w.-]+(?: [A-Z][\w.-]+){0,2})")


def read(name: str, text: str) -> Document:
    """Return the blocks and marks of a document."""
    low = text.lower()
    active = tuple(t for t in triggers() if t in low)

    def wanted(raw: str) -> bool:
        lower = raw.lower()
        return any(t in lower for t in active)

    page = re.search(r"\.x?html?$", name, re.IGNORECASE)
    markup = not re.search(r"\.(?:txt|text)$", name, re.IGNORECASE)
    blocks = tuple(cut_page(text, wanted)) if page else tuple(cut(text, wanted, markup=markup))
    return Document(name, blocks, marks_of(text))


def contradictions(facts: Facts, documents: Sequence[Document]) -> list[Finding]:
    """Return what the documents say against the model, in their order."""
    project = _project_names(documents)
    return [f for d in documents for f in _of_document(facts, d, project)]


def _of_document(facts: Facts, document: Document, project: frozenset[str]) -> Iterator[Finding]:
    stem = re.sub(r"[-_.]+", " ", document.name.rsplit("/", 1)[-1].rsplit(".", 1)[0])
    if word("history-documents").fullmatch(stem) or word("legal-documents").fullmatch(stem):
        return
    title = next((b.headings[0] for b in document.blocks if b.headings), "")
    first = next((b.text for b in document.blocks if b.kind == "heading" and not b.headings), title)
    own = facts.ours | project
    setting = Setting(
        document.name,
        facts,
        own,
        generic=has("generic-documents", stem) or has("generic-documents", _without(first, own)),
        security=has("security", stem) or has("security", first),
        title=f"{stem} / {first}",
    )
    for unit in units(document.blocks, document.name):
        for check in _CHECKS:
            yield from check(unit, setting)


def _without(title: str, names: frozenset[str]) -> str:
    low = title.lower()
    for name in names:
        low = low.replace(name, " ")
    return low


def _project_names(documents: Sequence[Document]) -> frozenset[str]:
    """Return the names in the titles of the topmost READMEs: what they are about."""
    readmes = [d for d in documents if re.match(r"readme\b", d.name.rsplit("/", 1)[-1], re.IGNORECASE)]
    if not readmes:
        return frozenset()
    depth = min(d.name.count("/") for d in readmes)
    found = set()
    for d in readmes:
        if d.name.count("/") == depth:
            title = next((b.headings[0] if b.headings else b.text for b in d.blocks if b.headings or b.kind == "heading"), "")
            if m := _TITLE.match(title):
                found |= {m[1].lower()}
    return frozenset(n for n in found if len(n) > 2 and not word("plain-starts").fullmatch(n))  # noqa: PLR2004
