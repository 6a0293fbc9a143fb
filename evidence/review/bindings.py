"""Binding: a goal stays a goal, best effort stays best effort, *should* stays *should*."""

import re
from collections.abc import Iterator

from evidence._resources import form, vocabulary
from evidence.review.findings import Finding, Record, clip
from evidence.review.reading import Clause, Reading, has, overlap, stems, window
from evidence.review.times import timed

_SPOKEN_OF, _TOLD, _SAME, _FEW = 0.4, 0.5, 0.6, 3
_ASKED = "should|must|shall|ought"
_GOAL = stems("acknowledge goal contractual sla slas")


def bindings(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find words that bind more than the record does, and lost words that bind less."""
    found = [*_stronger(edited, record)]
    if not found and edited.tokens & record.own.tokens:
        found = [*_limits_lost(edited, record), *_modals(edited, record)]
    yield from found[:1]


def _stronger(edited: Reading, record: Record) -> Iterator[Finding]:
    held, weak = _strong_of(*record.readings), has("weak", record.own.plain)
    new = sorted(_strong_of(edited) - held)
    if new:
        yield Finding("binding", new[0], _binding(record))
    hardly = form("review", "hardly-not").search(edited.plain)
    if hardly and not form("review", "hardly-not").search(record.plain):
        yield Finding("binding", hardly.group(), "not")
    bracketed = form("review", "strong-said").search(edited.plain)
    if bracketed and weak and not has("weak", edited.plain) and not held:
        yield Finding("binding", bracketed.group(), _binding(record))


def _limits_lost(edited: Reading, record: Record) -> Iterator[Finding]:
    own = record.own
    weak = has("weak", own.plain)
    refused = form("review", "weak-refused").search(edited.plain)
    if refused and weak and not form("review", "weak-refused").search(own.plain):
        yield Finding("binding", refused.group(), _binding(record))
    unknown = all(form("review", "binding-unknown").search(r.plain) for r in (edited, own))
    weakened = has("weak", edited.plain) or _denies_strength(edited, own) or unknown
    if weak and not weakened and _promises(record, edited):
        yield Finding("binding", "no word of it", _binding(record))
    bare = (_bare_time(edited, own) if weak else "") or _fewer_limits(edited, own)
    if bare:
        yield Finding("binding", bare, _binding(record))


def _modals(edited: Reading, record: Record) -> Iterator[Finding]:
    permitted = form("review", "permission").search(edited.plain)
    if permitted and _is_only_permitted(edited, record):
        yield Finding("binding", permitted.group(), "should")
    modal = _modal(edited, record)
    if modal:
        yield Finding("binding", "no word of it", modal)


def _bare_time(edited: Reading, own: Reading) -> str:
    """Return a time that stands without the word that limits it, where the other times have theirs beside them."""
    (limited, bare, general), (_, before, _) = _limits_of_times(edited), _limits_of_times(own)
    known = {t.length for text in before for t in timed(text)}
    bare = [text for text in bare if any(t.length not in known for t in timed(text))]
    return clip(bare[0]) if bare and limited and not general else ""


def _limits_of_times(reading: Reading) -> tuple[list[str], list[str], bool]:
    """Return the sentences with times that a word limits, those that none limits, and whether one limits them all."""
    sentences = [[c for c in reading.clauses if c.sentence == n] for n in {c.sentence for c in reading.clauses}]
    texts = [(t, has("weak", t) or has("strong", t)) for t in ("; ".join(c.plain for c in s) for s in sentences)]
    limited = [t for t, is_limited in texts if is_limited and timed(t)]
    bare = [t for t, is_limited in texts if not is_limited and timed(t)]
    return limited, bare, any(is_limited and not timed(t) for t, is_limited in texts)


def _fewer_limits(edited: Reading, own: Reading) -> str:
    """Tell whether a text that is otherwise the same lost one of several words that limit its times."""
    if not _limits_of_times(edited)[1] or any(_is_general(c, edited) for c in edited.clauses):
        return ""
    told = len(timed(own.plain))
    same = told and len(edited.tokens ^ own.tokens) <= 1 and len(timed(edited.plain)) == told
    pattern = form("review", "weak")
    fewer = len(pattern.findall(edited.plain)) < len(pattern.findall(own.plain))
    return "fewer words of it" if same and fewer else ""


def _is_general(clause: Clause, edited: Reading) -> bool:
    """Tell whether a clause only says that all of it is a goal: "these are response goals"."""
    if not has("weak", clause.plain) or timed(clause.plain):
        return False
    alone = all(c.tokens <= _GOAL for c in edited.clauses if c.sentence == clause.sentence)
    return alone or bool(form("review", "all-of-it").search(clause.plain))


def _strong_of(*readings: Reading) -> set[str]:
    """Return the families of strong words that are said, not denied."""
    pattern, unknown = form("review", "strong"), form("review", "binding-unknown")
    return {
        _family(m.group())
        for r in readings
        for c in r.clauses
        if c.polarity == "said"
        for m in pattern.finditer(unknown.sub("", c.plain))
    }


def _family(word: str) -> str:
    plain = word.split(maxsplit=1)[0].strip(",.")
    if plain.startswith("guarant"):
        return "guarantee"
    return {"service-level": "sla", "service": "sla", "slas": "sla", "contractually": "contractual"}.get(
        plain, re.sub(r"(?:ment|ments|ted|ting|ies|y|ed|es|s|d)$", "", plain)
    )


def _denies_strength(edited: Reading, own: Reading) -> bool:
    """Tell whether it is said that something does not bind, besides what the answer denies of other things anyway."""
    weak = {c.sentence for c in own.clauses if has("weak", c.plain)}
    others = [c.tokens for c in _refusals(own) if c.sentence not in weak] if weak else []
    return any(all(overlap(c.tokens, tokens) < _SAME for tokens in others) for c in _refusals(edited))


def _refusals(reading: Reading) -> list[Clause]:
    strong, unknown = form("review", "strong"), form("review", "binding-unknown")
    return [c for c in reading.clauses if c.polarity == "denied" and strong.search(unknown.sub("", c.plain))]


def _binding(record: Record) -> str:
    found = {s.binding for s in record.statements} | {c.binding for s in record.statements for c in s.commitments}
    for name in ("best-effort", "goal", "unstated", "contract"):
        if name in found:
            return name
    word = form("review", "weak").search(record.own.plain)
    return word.group() if word else "unstated"


def _promises(record: Record, edited: Reading) -> bool:
    """Tell whether the record's weak word limits a promise that is told, and is not only spoken of."""
    weak, own = form("review", "weak"), record.own
    numbers = {c.sentence for c in own.clauses}
    limited = {c.sentence for c in own.clauses if weak.search(c.plain) and c.polarity != "denied"}
    if len(numbers) == 1 or not limited:
        return bool(limited)
    return any(_is_told([c for c in own.clauses if c.sentence == n], edited) for n in limited)


def _is_told(sentence: list[Clause], edited: Reading) -> bool:
    """Tell whether a sentence of an answer stands in the edited one: its times, or most of its words."""
    text = "; ".join(c.plain for c in sentence)
    lengths, now = ({t.length for t in timed(told)} for told in (text, edited.plain))
    binding = stems(" ".join(m.group() for name in ("weak", "strong") for m in form("review", name).finditer(text)))
    tokens = frozenset().union(*(c.tokens for c in sentence)) - binding - _GOAL
    shared = len(tokens & edited.tokens)
    return bool(lengths & now) or not tokens or shared > len(tokens) * _TOLD or (len(tokens) <= _FEW and shared > 0)


def _modal(edited: Reading, record: Record) -> str:
    """Return the modal word of a cited statement that answer and edit speak of, if it is a weak one that was lost."""
    weak = vocabulary("wording")["weak-modals"]
    for statement, reading in zip(record.statements, record.cited, strict=True):
        word = statement.modality
        if (
            word in weak
            and overlap(reading.tokens, edited.tokens) >= _SPOKEN_OF
            and re.search(rf"\b{word}\b", reading.plain)
            and not _is_weak(reading, edited)
        ):
            return str(word)
    return ""


def _is_only_permitted(edited: Reading, record: Record) -> bool:
    """Tell whether what should be done may be done now."""
    asked, permission = form("review", "recommendation"), form("review", "permission")
    return (
        bool(re.search(rf"\b(?:{_ASKED})\b", record.own.plain))
        and not asked.search(edited.plain)
        and not permission.search(record.own.plain)
        and overlap(edited.tokens, record.own.tokens) >= _TOLD
    )


def _is_weak(told: Reading, edited: Reading) -> bool:
    """Tell whether a weak word stands where a statement is told, or behind it in a sentence without a time."""
    near = window(told.tokens, edited)
    last = max((c.sentence for c in near), default=0)
    behind = "; ".join(c.plain for c in edited.clauses if c.sentence == last + 1)
    texts = ["; ".join(c.plain for c in near), "" if timed(behind) else behind]
    return any(has(name, text) for name in ("weak", "always-weak") for text in texts)
