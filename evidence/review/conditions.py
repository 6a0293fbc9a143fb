"""Conditions: *unless*, *when warranted* and *as soon as practical* stay with what they limit."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from evidence._resources import form
from evidence.review.findings import Finding, Record, clip
from evidence.review.limits import neutral
from evidence.review.reading import Clause, Polarity, Reading, has_pattern, read, stems, window

_SENTENCE = re.compile(r"[.!?;](?=\s|$)")
_END = re.compile(r"[,;:()]| but | and (?=\w+ (?:is|are|will|has|goes)\b)")
_RETAINED, _MOSTLY, _NEARLY_ALL = 0.5, 0.6, 0.8
_LEAST = 2
_MARKS = stems("after before")


@dataclass(frozen=True)
class _Condition:
    """A condition of an answer: the stems of what it limits, its own stems, its text."""

    main: frozenset[str]
    tokens: frozenset[str]
    text: str

    def told_in(self, tokens: frozenset[str]) -> bool:
        """Tell whether its own words are among these."""
        return bool(self.tokens) and len(self.tokens & tokens) >= len(self.tokens) * _RETAINED

    def limits(self, tokens: frozenset[str]) -> bool:
        """Tell whether what it limits is among these."""
        return len(self.main & tokens) >= max(_LEAST, len(self.main) * _RETAINED)


def conditions(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find conditions and exceptions that were lost, or put out of force."""
    every = list(_stated(record))
    pattern = form("review", "despite")
    despite, held = pattern.findall(edited.plain), pattern.findall(record.own.plain)
    new = [d for d in despite if d not in record.plain]
    if new and len(despite) > len(held):
        yield Finding("condition", new[0], every[0].text if every else "no such word")
        return
    turned = next((t for c in every if (t := _turned(c, edited, record.own))), None)
    if turned:
        yield Finding("condition", *turned)
        return
    lost = next((c for c in every if not _kept(c, every, edited, record.own)), None)
    if lost:
        yield Finding("condition", "nothing", clip(lost.text))
        return
    other = next((c for condition in every for c in edited.clauses if _is_another(c, condition, edited, record)), None)
    if other:
        yield Finding("condition", clip(other.plain), "another condition")
        return
    added = next((c for c in edited.clauses if _is_new(c, record)), None)
    if added:
        yield Finding("condition", clip(added.plain), "no such condition")
        return
    wish = form("review", "wish").search(edited.plain)
    if wish and not any(form("review", "wished").search(r.plain) for r in (*record.readings, record.question)):
        yield Finding("condition", clip(wish.group()), "nobody's wish")


def _is_another(clause: Clause, condition: _Condition, edited: Reading, record: Record) -> bool:
    """Tell whether an exception took the place of the record's: "unless an embargo is lifted"."""
    if clause.polarity != "conditional" or not clause.tokens & condition.tokens:
        return False
    missing = condition.tokens - edited.tokens
    return len(missing) >= _LEAST and bool(clause.tokens - record.tokens - neutral())


def _is_new(clause: Clause, record: Record) -> bool:
    """Tell whether a clause makes what is said depend on something that no record speaks of."""
    found = form("review", "depends").search(clause.plain)
    tokens = read(clause.plain[found.end() :]).tokens if found else frozenset()
    foreign = tokens - record.tokens
    return len(foreign) >= _LEAST and len(foreign) >= len(tokens) * _MOSTLY


def _turned(condition: _Condition, edited: Reading, own: Reading) -> tuple[str, str] | None:
    """Return an exception that became the only case: "done unless requested", "done only when requested"."""
    if not has_pattern("exceptions", condition.text) or _polarity_of(condition, own) == "denied":
        return None
    for sentence in _SENTENCE.split(edited.plain):
        found = form("review", "only-when").search(sentence)
        if not found:
            continue
        before, after = read(sentence[: found.start()]), read(sentence[found.end() :])
        said = all(c.polarity == "said" for c in before.clauses)
        limited = before.tokens & condition.main and not before.tokens & condition.tokens
        if said and limited and condition.told_in(after.tokens):
            return clip(sentence[found.start() :]), clip(condition.text)
    return None


def _kept(condition: _Condition, every: Sequence[_Condition], edited: Reading, own: Reading) -> bool:
    """Tell whether a condition stands beside what it limits, in its own words or in others."""
    near = window(condition.main, edited)
    there = _together(near)
    if not condition.limits(there):
        return True
    if condition.told_in(there):
        return not has_pattern("exceptions", condition.text) or _excepted(condition, near, own)
    if any(condition.told_in(t) and condition.limits(t) for t in _conditional_sentences(condition, edited, own)):
        return True
    following = [c for c in edited.clauses if c.sentence == near[-1].sentence + 1]
    theirs = _together(following)
    if condition.told_in(theirs) and not _is_told_of_another(condition, theirs, own):
        return True  # it has a sentence of its own
    before = _before(near, edited)
    if condition.told_in(_together(before)) and any(has_pattern("exceptions", c.plain) for c in before):
        return True
    others = [c for c in every if c != condition]
    if any(c.told_in(theirs) for c in others):
        following = []  # that exception is another's
    beside = [c for c in following if has_pattern("exceptions", c.plain)]
    if has_pattern("exceptions", condition.text):
        near = tuple(c for c in near if c.tokens & condition.tokens)  # another exception takes no one's place
    words = sum(len(_markers(c.plain)) for c in (*near, *beside))
    return words > sum(c.told_in(there) and c.limits(there) for c in others)


def _conditional_sentences(condition: _Condition, edited: Reading, own: Reading) -> Iterator[frozenset[str]]:
    """Return the stems of each sentence with a condition, if it is not another one of the answer."""
    others = [s for s in _SENTENCE.split(own.plain) if condition.text not in s]
    known = [read(s).tokens for s in others]
    for number in {c.sentence for c in edited.clauses}:
        clauses = [c for c in edited.clauses if c.sentence == number]
        if any(_markers(c.plain) for c in clauses):
            tokens = _together(clauses)
            if not any(len(tokens & k) >= len(tokens) * _NEARLY_ALL for k in known):
                yield tokens


def _before(near: Sequence[Clause], edited: Reading) -> list[Clause]:
    return [c for c in edited.clauses if c.sentence == near[0].sentence - 1]


def _excepted(condition: _Condition, near: Sequence[Clause], own: Reading) -> bool:
    """Tell whether an exception whose words stand beside what it limits is still one.

    "Credited unless anonymous" may become "anonymous reporters are not credited", but not "anonymous reporters are
    credited", nor "credited if anonymous".
    """
    text = " ; ".join(c.plain for c in near)
    if has_pattern("exceptions", text) or has_pattern("contrast", text):
        return True
    before = _polarity_of(condition, own)
    only, theirs = condition.main - condition.tokens, condition.tokens - condition.main
    if any(c.tokens & only and c.polarity != before for c in near if c.polarity != "conditional"):
        return True
    apart = [c for c in near if c.tokens & theirs and not c.tokens & only]
    return any(c.polarity == "denied" and has_pattern("conditions", c.plain) for c in apart)


def _polarity_of(condition: _Condition, own: Reading) -> Polarity:
    """Return whether what a condition limits is said or denied."""
    return max(own.clauses, key=lambda c: len(c.tokens & condition.main)).polarity


def _is_told_of_another(condition: _Condition, tokens: frozenset[str], own: Reading) -> bool:
    """Tell whether a sentence is one that the answer has beside the condition anyway."""
    if condition.limits(tokens):
        return True
    sentences = [_together([c for c in own.clauses if c.sentence == n]) for n in {c.sentence for c in own.clauses}]
    return any(len(tokens & s) >= len(tokens) * _NEARLY_ALL and not condition.limits(s) for s in sentences)


def _together(clauses: Sequence[Clause]) -> frozenset[str]:
    return frozenset().union(*(c.tokens for c in clauses))


def _markers(text: str) -> list[str]:
    """Return the words that make conditions, those of one condition ("when warranted") once."""
    plain = form("review", "as-needed").sub("if", text)
    return [m.group() for name in ("conditions", "exceptions") for m in form("review", name).finditer(plain)]


def _stated(record: Record) -> Iterator[_Condition]:
    for sentence in _SENTENCE.split(record.own.plain):
        for found in form("review", "stated-conditions").finditer(sentence):
            end = _END.search(sentence, found.end())
            stop = end.start() if end else len(sentence)
            text = sentence[found.start() : stop].strip(' "')
            cell = re.split(r"[\"—;]", sentence[found.start() :])[0].strip()
            if sentence[: found.start()].endswith("— ") and text.startswith(cell):
                continue  # a cell of its own, which may be left out as one
            before = re.split(r"[;:()]", sentence[: found.start()])[-1]
            main = before if stems(before) else sentence[stop:]
            tokens = read(text[len(found.group()) :]).tokens or read(text).tokens
            yield _Condition(read(main).tokens, tokens - _MARKS or tokens, text)
