"""A text as the comparison sees it: clauses with their words in one form, each said or denied."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, cached_property, lru_cache
from typing import Final, Literal

from evidence._resources import any_of, form, vocabulary
from evidence.canonical import squash, words
from evidence.review import spelling
from evidence.topics import topics, topics_of

Polarity = Literal["said", "denied", "conditional"]

_SENTENCE = re.compile(r"(?<=[\w)\"'%])[.!?](?=\s|$|\")\s*|\s*;\s*|\n+")
_SUFFIXES: Final = (
    "ations",
    "ation",
    "ions",
    "ion",
    "ings",
    "ing",
    "ments",
    "ment",
    "edly",
    "ies",
    "ied",
    "ed",
    "es",
    "ly",
    "s",
    "e",
)
_ASKED = re.compile(r"([^.!?;]*)\?(?=\s|$)\s*")
_YOU = re.compile(r"\byou(?:rs?|rself|rselves)?\b")
VERSION = re.compile(r"(?<![\w.-])\d+\.(?:\d+|x)(?:\.(?:\d+|x))*(?![\w-])|(?<=\")\d+(?= —)")
_AND = re.compile(r"\s+and\s+")
_SHORTEST_STEM: Final = 3


@dataclass(frozen=True)
class Clause:
    """A part of a sentence, as it stands and with one word for what means the same; stems of its content."""

    plain: str
    same: str
    tokens: frozenset[str]
    polarity: Polarity
    sentence: int = 0
    inherited: bool = False


@dataclass(frozen=True)
class Reading:
    """A text: as it stands in lower case, with one word for what means the same, and in clauses."""

    plain: str
    same: str
    clauses: tuple[Clause, ...]

    @cached_property
    def tokens(self) -> frozenset[str]:
        """The stems of all content."""
        return frozenset().union(*(c.tokens for c in self.clauses)) if self.clauses else frozenset()

    @cached_property
    def topics(self) -> frozenset[str]:
        """The topics that the text speaks of."""
        return frozenset(topics_of(self.plain))

    def polarity_of(self, topic: str) -> frozenset[Polarity]:
        """Return how the text speaks of a topic that may be claimed."""
        pattern = topics()[topic].pattern
        return frozenset(c.polarity for c in self.clauses if pattern.search(c.plain))


def has(name: str, text: str) -> bool:
    """Tell whether any word of a list of the vocabulary stands in a text."""
    return bool(form("review", name).search(text))


def has_pattern(name: str, text: str) -> bool:
    """Tell whether a form of the vocabulary stands in a text."""
    return bool(form("review", name).search(text))


@lru_cache(maxsize=4096)
def read(text: str, names: tuple[str, ...] = (), addressed: str = "") -> Reading:
    """Read a text; ``names`` are those of product and supplier, which stand for the vendor where they act.

    ``addressed`` is who is meant by "you", if it is not the customer.
    """
    plain = spelling.plain(text, names)
    if addressed:
        plain = _YOU.sub(addressed, plain)
    same = _same(plain)
    return Reading(plain, same, tuple(_clauses(plain)))


@cache
def _synonyms() -> tuple[tuple[str, re.Pattern[str]], ...]:
    found = vocabulary("review")["same"]
    return tuple((name, re.compile(rf"(?<![\w-]){any_of(entries)}(?![\w-])")) for name, entries in found.items())


def _same(plain: str) -> str:
    for name, pattern in _synonyms():
        plain = pattern.sub(name, plain)
    return squash(plain)


@cache
def _empty() -> re.Pattern[str]:
    return re.compile(vocabulary("review")["empty"])


@lru_cache(maxsize=16384)
def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's content."""
    found = (w.removesuffix("'s") for w in words(text.replace("-", " ")))
    return frozenset(_stem(w) for w in found if not _empty().fullmatch(w))


@cache
def _stem(word: str) -> str:
    for suffix in _SUFFIXES:
        if word.endswith(suffix) and len(word) - len(suffix) >= _SHORTEST_STEM:
            return word.removesuffix(suffix)
    return word


def _clauses(plain: str) -> Iterator[Clause]:
    for number, sentence in enumerate(filter(None, _SENTENCE.split(_ASKED.sub(r"\1?; ", plain)))):
        parts = _parts(sentence)
        heads = _denied_heads(parts)
        untold = _untold(parts)
        several = _several(sentence, parts)
        asked = sentence.endswith("?")
        unstated = form("review", "unstated-head").fullmatch(parts[0].strip(' "')) if parts else None
        before: Polarity = "said"
        phrase = False
        for n, part in enumerate(parts):
            polarity = _polarity(part)
            same = _same(part)
            bare = not form("review", "verbs").search(same) and not form("review", "acts").search(part)
            if before == "conditional" and has("strong", part):
                before = "said"  # a binding is no part of an exception
            inherited = polarity == "said" and bare and not phrase
            if inherited:
                polarity = before  # one of a list: what was said of the list's head holds for it
            if (unstated and n) or n in untold:
                polarity = "denied"  # "Not stated: that …"
            if polarity == "said" and n in heads and not form("review", "finite").search(same):
                polarity = "denied"  # "SOC 2: not claimed"
            if polarity == "said" and n in several:
                polarity = "denied"  # "A, B and C are not claimed", "no A, B or C is claimed"
            if asked and polarity == "said":
                polarity = "conditional"  # "SOC 2? No." says nothing before its answer
            phrase = _is_phrase(part)
            yield Clause(part.strip(), same, stems(same), polarity, number, inherited)
            carries = not phrase and not (polarity == "denied" and form("review", "of-it").match(part.strip()))
            before = polarity if carries else before


def _parts(sentence: str) -> list[str]:
    parts = form("review", "breaks").split(sentence)
    return [p for part in parts if part and part.strip() for p in _apart(part)]


def _several(sentence: str, parts: Sequence[str]) -> range:
    """Return the places of several subjects with one verb, if that is denied of all."""
    for name, denied in (("several-denied", True), ("several-out", True), ("several", False)):
        found = form("review", name).search(sentence)
        if not found:
            continue
        first = len(_parts(found["ahead"] or ""))
        last = first + found["heads"].count(",")
        heads = parts[first : last + 1]
        if any(form("review", "beside").match(p.strip()) for p in heads):
            continue
        if last < len(parts) and not any(form("review", "finite").search(p) for p in heads[:-1]):
            return range(first, last + 1) if denied or _polarity(parts[last]) == "denied" else range(0)
    return range(0)


def _untold(parts: Sequence[str]) -> frozenset[int]:
    """Return the places of what is said not to be stated: "how they are found, and how fast, is not stated"."""
    if not parts or not form("review", "unstated-tail").fullmatch(parts[-1].strip(' ".')):
        return frozenset()
    return frozenset(n for n, part in enumerate(parts) if form("review", "indirect").search(part.strip()))


def _apart(part: str) -> list[str]:
    """Return what *and* joins as two where each has a verb of its own: what is denied in one is not in the other."""
    finite = form("review", "finite")
    for found in _AND.finditer(part):
        if finite.search(part[: found.start()]) and finite.search(part[found.end() :]):
            return [part[: found.start()], *_apart(part[found.end() :])]
    return [part]


def _denied_heads(parts: Sequence[str]) -> frozenset[int]:
    """Return the places of parts whose denial stands behind them: "SOC 2: not claimed", "6.x: no support"."""
    last = {len(parts) - 2} if form("review", "headed-denial").fullmatch(parts[-1].strip(' "')) else set()
    bare = {n for n, part in enumerate(parts[1:]) if form("review", "bare-denial").fullmatch(part.strip(' ".'))}
    framed = {n for n, p in enumerate(parts[:-1]) if _is_frame(p) and _is_denial(parts[n + 1])}
    return frozenset(last | bare | framed)


def _is_denial(part: str) -> bool:
    return _polarity(part) == "denied" and not form("review", "limiting").match(part.strip())


def _is_frame(part: str) -> bool:
    return bool(form("review", "frame").match(part.strip()))


def _is_phrase(part: str) -> bool:
    """Tell whether a denial is a mere phrase beside what is said ("a goal, not a contract")."""
    if form("review", "headed-denial").search(part.strip(' "')):
        return False
    if form("review", "without").search(part):
        return True
    starts = form("review", "negation", "start").search(part)
    return bool(starts) and not form("review", "verbs").search(part[starts.end() :] if starts else part)


def _polarity(part: str) -> Polarity:
    text = form("review", "negation", "not-negation").sub(" ", part.strip())
    if form("review", "conditional").search(text):
        return "conditional"
    rest = form("review", "relative-denial").sub(" ", text)
    if form("review", "verbs").search(rest):
        text = rest  # "releases that have not ended get fixes" denies no fixes
    for name in ("start", "whole", "anywhere"):
        if form("review", "negation", name).search(text):
            return "denied"
    return "said"


def overlap(some: frozenset[str], others: frozenset[str]) -> float:
    """Return which part of the smaller set both share."""
    least = min(len(some), len(others))
    return len(some & others) / least if least else 0.0


def window(tokens: frozenset[str], text: Reading) -> tuple[Clause, ...]:
    """Return the neighbouring clauses of a text that hold most of these stems, those of their sentence with them."""
    clauses = text.clauses
    if not clauses:
        return ()
    spans = [(n, m) for n in range(len(clauses)) for m in range(n + 1, min(n + 3, len(clauses)) + 1)]
    start, end = max(spans, key=lambda s: (len(tokens & _together(clauses[s[0] : s[1]])), s[0] - s[1], -s[0]))
    sentences = {c.sentence for c in clauses[start:end]}
    return tuple(c for c in clauses if c.sentence in sentences)


def _together(clauses: Sequence[Clause]) -> frozenset[str]:
    return frozenset().union(*(c.tokens for c in clauses))


def joined(readings: Sequence[Reading]) -> frozenset[str]:
    """Return the stems of several readings."""
    return frozenset().union(*(r.tokens for r in readings)) if readings else frozenset()
