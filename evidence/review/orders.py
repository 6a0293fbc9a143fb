"""Order: what comes first stays first, and nothing passes a gate that the record closes before it."""

import re
from collections.abc import Iterator
from typing import Final

from evidence._resources import form
from evidence.review.findings import Finding, Record, clip
from evidence.review.reading import Reading, read

_SENTENCE = re.compile(r"[.!?;](?=\s|$)")
_CLAUSE = re.compile(r"[,:()]|\bso (?:that\b)?|\bthat\b|\bwhich\b")
_PART = re.compile(r"\s*(?:[,:()]| and | or )\s*")
_MOSTLY: Final = 0.5
_LEAST: Final = 2
_CLEARLY: Final = 0.6


def orders(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a first and a second that changed places, and gates that are not there any more."""
    swapped = next((f for own in _pairs(record.own.plain) for f in _swapped(own, edited)), None)
    if swapped:
        yield swapped
        return
    turned = _steps(edited, record)
    if turned:
        yield turned
        return
    late = form("review", "afterwards").search(edited.plain)
    if late and not form("review", "afterwards").search(record.plain) and list(_gates(record.own.plain)):
        yield Finding("condition", late.group(), "before that")
        return
    yield from _gates_lost(edited, record)
    yield from _one_is_enough(edited, record)


def _pairs(text: str) -> Iterator[tuple[str, str]]:
    """Return what a text sets in order: the first, and the second."""
    for sentence in _SENTENCE.split(text):
        for name, turned in (("before", False), ("after", True)):
            for found in form("review", "order", name).finditer(sentence):
                ahead, behind = sentence[: found.start()], sentence[found.end() :]
                if not _stems(ahead):
                    behind, _, ahead = behind.partition(",")
                else:
                    ahead = next((p for p in reversed(_CLAUSE.split(ahead)) if _stems(p)), ahead)
                    behind = next((p for p in _CLAUSE.split(behind) if _stems(p)), behind)
                yield (behind, ahead) if turned else (ahead, behind)


def _stems(text: str) -> frozenset[str]:
    return read(text).tokens


def _steps(edited: Reading, record: Record) -> Finding | None:
    """Find two steps of the record that stand the other way round, with a word that sets them in order."""
    steps = [c.tokens for c in record.own.clauses]
    for sentence in _SENTENCE.split(edited.plain):
        found = form("review", "then").search(sentence)
        if not found or form("review", "conditional-then").search(sentence[: found.start()]):
            continue
        ahead = [p for p in _CLAUSE.split(sentence[: found.start()]) if _stems(p)]
        first, second = (_place(part, steps) for part in (ahead[-1] if ahead else "", sentence[found.end() :]))
        if first is not None and second is not None and second < first:
            return Finding("condition", clip(found.group() + sentence[found.end() :]), "before that")
    return None


def _place(part: str, steps: list[frozenset[str]]) -> int | None:
    tokens = _stems(part)
    fits = [len(tokens & step) / len(tokens) if tokens else 0.0 for step in steps]
    best = max(fits, default=0.0)
    return fits.index(best) if best >= _CLEARLY else None


def _swapped(own: tuple[str, str], edited: Reading) -> Iterator[Finding]:
    first, second = (_stems(part) for part in own)
    first, second = first - second, second - first
    for now in _pairs(edited.plain):
        one, other = (_stems(part) for part in now)
        one, other = one - other, other - one
        kept = len(one & first) + len(other & second)
        turned = len(one & second) + len(other & first)
        if one & second and other & first and turned >= _LEAST and kept < turned:
            yield Finding("condition", clip(f"{now[0]} before {now[1]}"), clip(f"{own[0]} before {own[1]}"))


def _gates(text: str) -> Iterator[list[str]]:
    """Return the lists of what must have happened, or must be there, before something else."""
    for sentence in _SENTENCE.split(text):
        for found in form("review", "gates").finditer(sentence):
            items = [p for p in _PART.split(found["gates"]) if _stems(p)]
            if len(items) >= _LEAST:
                yield items


def _gates_lost(edited: Reading, record: Record) -> Iterator[Finding]:
    for items in _gates(record.own.plain):
        kept = [item for item in items if _is_told(item, edited)]
        lost = [item for item in items if item not in kept]
        if kept and lost and not form("review", "gates-together").search(edited.plain):
            yield Finding("condition", "nothing", clip(lost[0]))
            return


def _one_is_enough(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a list of gates of which one is enough now."""
    for items in _gates(record.own.plain):
        for found in form("review", "gates-or").finditer(edited.plain):
            now = read(found["gates"])
            if all(_is_told(item, now) for item in items):
                yield Finding("condition", clip(found.group()), "all of them")
                return


def _is_told(item: str, edited: Reading) -> bool:
    tokens = _stems(item)
    return len(tokens & edited.tokens) >= len(tokens) * _MOSTLY
