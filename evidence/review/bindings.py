"""Binding and conditions: a goal stays a goal, best effort stays best effort, *should* stays, *unless* stays."""

import re
from collections.abc import Iterator

from evidence._resources import form, vocabulary
from evidence.review.findings import Finding, Record, clip
from evidence.review.reading import Reading, has, overlap, read, stems

_SENTENCE = re.compile(r"[.!?;](?=\s|$)")
_RETAINED = 0.5
_LEAST = 2


def bindings(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find words that bind more than the record does, and lost words that bind less."""
    held = _strong_of(*record.readings)
    for word in sorted(_strong_of(edited) - held):
        yield Finding("binding", word, _binding(record))
        return
    if not edited.tokens & record.own.tokens:
        return
    weakened = has("weak", edited.plain) or _denies_strength(edited)
    if not weakened and has("weak", record.own.plain) and _promises(record):
        yield Finding("binding", "no word of it", _binding(record))
        return
    modal = _modal(record)
    if modal and not any(has(name, edited.plain) for name in ("weak", "always-weak")):
        yield Finding("binding", "no word of it", modal)


def _strong_of(*readings: Reading) -> set[str]:
    """Return the families of strong words that are said, not denied."""
    pattern = form("review", "strong")
    return {
        _family(m.group())
        for r in readings
        for c in r.clauses
        if c.polarity == "said"
        for m in pattern.finditer(c.plain)
    }


def _family(word: str) -> str:
    plain = word.split(maxsplit=1)[0].strip(",.")
    return {"service-level": "sla", "service": "sla", "slas": "sla", "contractually": "contractual"}.get(
        plain, re.sub(r"(?:ment|ments|ted|ting|ies|y|ed|es|s|d)$", "", plain)
    )


def _denies_strength(edited: Reading) -> bool:
    strong = form("review", "strong")
    return any(c.polarity == "denied" and strong.search(c.plain) for c in edited.clauses)


def _binding(record: Record) -> str:
    found = {s.binding for s in record.statements} | {c.binding for s in record.statements for c in s.commitments}
    for name in ("best-effort", "goal", "unstated", "contract"):
        if name in found:
            return name
    word = form("review", "weak").search(record.own.plain)
    return word.group() if word else "unstated"


def _promises(record: Record) -> bool:
    """Tell whether the record's weak word limits a promise, and is not only spoken of."""
    weak = form("review", "weak")
    return any(weak.search(c.plain) and c.polarity != "denied" for c in record.own.clauses)


def _modal(record: Record) -> str:
    """Return the modal word of a cited statement that the answer keeps, if it is a weak one."""
    weak = vocabulary("wording")["weak-modals"]
    for statement in record.statements:
        word = statement.modality
        if word in weak and re.search(rf"\b{word}\b", record.own.plain):
            return str(word)
    return ""


def conditions(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find conditions and exceptions that were lost, or put out of force."""
    despite = form("review", "despite").search(edited.plain)
    if despite and not has_pattern("despite", record.plain):
        yield Finding("condition", despite.group(), _first_condition(record))
        return
    extra = len(_markers(edited.plain))
    missing = []
    for main, condition, text in _stated(record):
        if overlap(condition, edited.tokens) >= _RETAINED and condition:
            extra -= 1
        elif _kept(main, edited) >= max(_LEAST, len(main) * _RETAINED):
            missing.append(text)
    if len(missing) > max(extra, 0):
        yield Finding("condition", "nothing", clip(missing[0]))


def _kept(main: frozenset[str], edited: Reading) -> int:
    """Return how many stems of a clause stand together in the edited text."""
    near = zip(edited.clauses, [*edited.clauses[1:], None], strict=True)
    return max((len(main & (c.tokens | (n.tokens if n else frozenset()))) for c, n in near), default=0)


def has_pattern(name: str, text: str) -> bool:
    """Tell whether a form of the vocabulary stands in a text."""
    return bool(form("review", name).search(text))


def _markers(text: str) -> list[str]:
    return [m.group() for name in ("conditions", "exceptions") for m in form("review", name).finditer(text)]


def _first_condition(record: Record) -> str:
    return next((text for *_, text in _stated(record)), "no such word")


def _stated(record: Record) -> Iterator[tuple[frozenset[str], frozenset[str], str]]:
    """Yield every condition of the answer: stems of what it limits, its own stems, its text."""
    marker = form("review", "stated-conditions")
    for sentence in _SENTENCE.split(record.own.plain):
        for found in marker.finditer(sentence):
            end = re.search(r"[,;:()]| but | and (?=\w+ (?:is|are|will|has|goes)\b)", sentence[found.end() :])
            stop = found.end() + end.start() if end else len(sentence)
            text = sentence[found.start() : stop]
            before = re.split(r"[;:()]", sentence[: found.start()])[-1]
            main = before if stems(before) else sentence[stop:]
            yield _stems(main), _stems(text[len(found.group()) :]) or _stems(text), text


def _stems(text: str) -> frozenset[str]:
    return read(text).tokens
