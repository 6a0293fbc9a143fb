"""Blocks to units: sentences, items, rows and headings; a question answered with yes counts as what it asks."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from evidence.contradictions.records import Block, Unit
from evidence.diagnostics import Span

_END = re.compile(
    r"\n|(?<=[.!?])[\"”’)*_]*\s+(?=[\"“(\[*_]*(?:[A-Z0-9✅❌🔒⚠]|agent|[a-z]+-[a-z]+ (?:is|has)\b|https?:))|(?<=\?)\s+"
)
_SHORTENED = re.compile(
    r"(?:\b(?:e\.g|i\.e|etc|vs|inc|ltd|corp|no|approx|max|min|st|dr|mr|mrs|ms|resp|incl|excl|fig|sec|al|cf)|\b[A-Z])\.$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^\W*(?:q|a|question|answer)\d*\s*[:.)]\s*", re.IGNORECASE)
_YES = re.compile(
    r"^\W*(?:(?:a|answer)\s*[:.)]\W*)?(?:yes|yep|sure|of course|absolutely|certainly|indeed"
    r"|ours (?:is|are|can|covers?)|(?:just )?contact (?:us|sales)|it(?:['’]s| is) (?:included|available)"
    r"|we (?:do(?! not)|(?:offer|provide|sell|have) (?:it|that|this|one|so|them)))\b",
    re.IGNORECASE,
)
_ASKED = (
    (re.compile(r"^\W*(?:need|want|looking for|interested in)\b", re.IGNORECASE), "We offer"),
    (re.compile(r"^\W*are you\b", re.IGNORECASE), "We are"),
    (re.compile(r"^\W*(?:do|did) you\b", re.IGNORECASE), "We"),
    (re.compile(r"^\W*have you\b", re.IGNORECASE), "We have"),
    (re.compile(r"^\W*(?:is|are) (?:your|the) (\w+)\b", re.IGNORECASE), r"Our \1 is"),
    (re.compile(r"^\W*(?:is|are|does|can)\b", re.IGNORECASE), "We say:"),
)


def units(blocks: Iterable[Block], document: str) -> Iterator[Unit]:
    """Yield the units of a document in order."""
    before: Unit | None = None
    for block in blocks:
        for unit in _of_block(block, document):
            asked = _confirmed(before, unit)
            if asked:
                yield asked
            placed = replace(unit, before=before.text if before else "")
            yield placed
            before = placed


def _of_block(block: Block, document: str) -> Iterator[Unit]:
    if block.kind == "row":
        yield _unit(block, document, 0, len(block.text))
        cells = [cell for _, cell in block.cells if cell]
        if len(cells) > 1 and cells[0].endswith("?") and _YES.match(cells[1]):
            first = _unit(block, document, 0, len(block.text))
            yield replace(first, text=_stated(cells[0]), confirms=True)
        return
    if block.kind in ("heading", "badge"):
        yield _unit(block, document, 0, len(block.text))
        return
    start = 0
    for end in _END.finditer(block.text):
        if _SHORTENED.search(block.text, max(start, end.start() - 8), end.start()):
            continue
        if block.text[start : end.start()].strip():
            yield _unit(block, document, start, end.start())
        start = end.end()
    if block.text[start:].strip():
        yield _unit(block, document, start, len(block.text))


def _unit(block: Block, document: str, start: int, end: int) -> Unit:
    text = block.text[start:end]
    lead = len(text) - len(text.lstrip())
    first = block.line_of(start + lead)
    span = Span(document, first, max(first, block.line_of(max(start, end - 1))))
    return Unit(text.strip(), span, block, at=start + lead)


def _confirmed(before: Unit | None, unit: Unit) -> Unit | None:
    """Return what a question says where the unit behind it begins with yes."""
    if before is None or not _YES.match(unit.text) or not before.text.rstrip(' *_"”').endswith("?"):
        return None
    return replace(unit, text=_stated(before.text), confirms=True)


def _stated(question: str) -> str:
    text = _LABEL.sub("", question).strip(' *_"“”?')
    for asked, said in _ASKED:
        if asked.match(text):
            return asked.sub(said, text, count=1) + "."
    return text + "."
