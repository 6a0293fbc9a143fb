"""The words of questions: phrases that mean the same are one concept."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import product
from typing import Any, Final

from evidence._resources import vocabulary

_TOKEN: Final = re.compile(
    r"v?\d+(?:\.\d+)*\.x\b|v\d+(?:\.\d+)*|\d+[x/]\d+(?:[x/]\d+)?|\d+(?:[.,]\d+)*%?|[^\W\d_]{2,}\.[a-z]{2,4}\b|[^\W\d_]+(?:['’][^\W\d_]+)?(?:\d+[^\W\d_]*)*|[?.!;,():]"
)
STOPS: Final = frozenset("?.!;,():")
_NOT: Final = re.compile(r"n['’]t\b", re.IGNORECASE)
_ENDINGS: Final = (
    "ments",
    "ment",
    "ations",
    "ation",
    "ings",
    "ing",
    "ies",
    "ied",
    "ers",
    "er",
    "es",
    "ed",
    "ly",
    "s",
    "e",
    "y",
)
_SHORTEST_ADVERB: Final = 4
_KEY: Final = 2
"""So many letters of a beginning of words are looked up."""


Slot = str | None
"""A word, a beginning of words (``fix*``), or any word (None)."""


@dataclass(frozen=True, slots=True)
class Token:
    """One or more words of a text, and the concepts that they stand for."""

    words: tuple[str, ...]
    concepts: frozenset[str]
    at: int
    named: bool = False
    """Whether it is written as a name: with a capital letter inside a sentence."""

    @property
    def text(self) -> str:
        """The words as they were read."""
        return self.words[0] if len(self.words) == 1 else " ".join(self.words)


Entry = tuple[tuple[Slot, ...], str]
"""A phrase, and the concept that it stands for."""


@dataclass(frozen=True)
class Words:
    """A list of words; ``begins`` are beginnings of any word."""

    whole: frozenset[str]
    begins: tuple[str, ...]

    def __contains__(self, word: str) -> bool:
        return word in self.whole or word.startswith(self.begins)


@cache
def listed(file: str, key: str) -> Words:
    """Return a shipped list of words, separated by blanks; ``x*`` is any word that begins so."""
    words = vocabulary(file)[key].split()
    return Words(frozenset(w for w in words if not w.endswith("*")), tuple(w[:-1] for w in words if w.endswith("*")))


@dataclass(frozen=True)
class Lexicon:
    """All phrases by their first word. What a word may begin is remembered."""

    exact: dict[str, list[Entry]]
    begun: dict[str, list[Entry]]
    empty: tuple[Words, ...]
    """Words that ask nothing."""

    adverbs: frozenset[str]
    """Those that ask for something."""

    _begins: "dict[str, tuple[frozenset[str], Longer]]" = field(default_factory=dict)
    _nothing: dict[str, bool] = field(default_factory=dict)

    def asks_nothing(self, word: str) -> bool:
        """Tell whether a word demands nothing of an answer."""
        known = self._nothing.get(word)
        if known is None:
            adverb = word.endswith("ly") and len(word) > _SHORTEST_ADVERB and word not in self.adverbs
            known = self._nothing[word] = adverb or any(word in words for words in self.empty)
        return known

    def is_empty(self, token: Token) -> bool:
        """Tell whether the words of a token mean nothing to us and demand nothing."""
        return not token.concepts and all(self.asks_nothing(w) for w in token.words)

    def tokens(self, words: list[str]) -> list[Token]:
        """Return the words as tokens, the longest phrase at every place."""
        found, at = [], 0
        while at < len(words):
            length, concepts = self._at(words, at)
            found.append(Token(tuple(words[at : at + length]), concepts, at))
            at += length
        return found

    def _at(self, words: list[str], at: int) -> tuple[int, frozenset[str]]:
        known = self._begins.get(words[at])
        if known is None:
            known = self._begins[words[at]] = _sorted(self._beginning(words[at]))
        alone, longer = known
        following = words[at + 1] if longer and at + 1 < len(words) else ""
        keys = (following, f"{following[:_KEY]}*", "*") if following else ()
        candidates = [entry for key in keys for entry in longer.get(key, ())]
        length, concepts = 1, alone
        for phrase, concept in candidates:
            size = len(phrase)
            if size < length or at + size > len(words):
                continue
            if _stands(phrase, words, at):
                concepts = concepts | {concept} if size == length else frozenset({concept})
                length = size
        return length, concepts

    def _beginning(self, word: str) -> Iterator[Entry]:
        yield from self.exact.get(word, ())
        for size in range(2, len(word) + 1):
            yield from self.begun.get(word[:size], ())


Longer = dict[str, list[Entry]]
"""Phrases by their second word, or by how it begins (``fi*``), under ``*`` those whose second is open."""


def _sorted(entries: Iterator[Entry]) -> tuple[frozenset[str], Longer]:
    alone: set[str] = set()
    longer: Longer = {}
    for phrase, concept in entries:
        if len(phrase) == 1:
            alone.add(concept)
        else:
            longer.setdefault(_key(phrase[1]), []).append((phrase, concept))
    return frozenset(alone), longer


def _key(slot: Slot) -> str:
    if slot is None or (slot.endswith("*") and len(slot) <= _KEY):
        return "*"
    return f"{slot[:_KEY]}*" if slot.endswith("*") else slot


def _stands(phrase: tuple[Slot, ...], words: Sequence[str], at: int) -> bool:
    """Tell whether a phrase stands at a place, its first word aside."""
    for n in range(1, len(phrase)):
        slot, word = phrase[n], words[at + n]
        if slot != word and not _fits(slot, word):
            return False
    return True


def _fits(slot: Slot, word: str) -> bool:
    if slot is None:
        return word not in STOPS
    return word.startswith(slot[:-1]) if slot.endswith("*") else word == slot


def split(text: str) -> list[str]:
    """Return the lower-case words and stops of a text."""
    return [word.lower() for word in written(text)]


def written(text: str) -> list[str]:
    """Return the words and stops of a text as they are written."""
    plain = _NOT.sub(" not", unicodedata.normalize("NFKC", text).replace("’", "'"))
    pattern, long = _shortened()
    plain = pattern.sub(lambda found: long[found.group(1).lower()], plain)
    lower = plain.lower()
    as_written = plain if len(lower) == len(plain) else lower  # a few capitals are two letters in lower case
    return [as_written[found.start() : found.end()] for found in _TOKEN.finditer(lower)]


@cache
def _shortened() -> tuple[re.Pattern[str], dict[str, str]]:
    """Return abbreviations whose points end no sentence, and what they stand for."""
    data = vocabulary("questions")
    anywhere, inside = ("|".join(map(re.escape, data[key])) for key in ("abbreviations", "abbreviations-inside"))
    pattern = re.compile(rf"\b((?i:{anywhere})|(?i:{inside})(?=\s*[a-z\d,)]))")
    return pattern, data["abbreviations"] | data["abbreviations-inside"]


def phrases(entry: str) -> Iterator[tuple[Slot, ...]]:
    """Return every phrase that an entry of the word list stands for."""
    slots: list[list[list[Slot]]] = []
    for part in entry.lower().split():
        body = part.removesuffix("?")
        words: list[list[Slot]] = [[None if w == "_" else w] for w in body.split("|")]
        slots.append([*words, []] if part.endswith("?") else words)
    for chosen in product(*slots):
        phrase = tuple(slot for piece in chosen for slot in piece)
        if phrase:
            yield phrase


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """Return the part of a word that its forms share."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


@cache
def lexicon() -> Lexicon:
    """Return the shipped word lists, compiled."""
    data = vocabulary("questions")
    exact: dict[str, list[tuple[tuple[Slot, ...], str]]] = {}
    begun: dict[str, list[tuple[tuple[Slot, ...], str]]] = {}
    for concept, entry in _entries(data):
        for phrase in phrases(entry):
            first = phrase[0]
            if first is None:
                raise ValueError(f"questions.yaml: {entry!r} begins with any word")
            table, key = (begun, first[:-1]) if first.endswith("*") else (exact, first)
            table.setdefault(key, []).append((phrase, concept))
    empty = listed("questions", "empty"), listed("neutral", "words")
    return Lexicon(exact, begun, empty, frozenset(data["adverbs"].split()))


def _entries(data: dict[str, Any]) -> Iterator[tuple[str, str]]:
    for section, prefix in (("concepts", ""), ("claims", "claim:"), ("areas", "area:")):
        for name, entries in data[section].items():
            for entry in entries.split(","):
                yield f"{prefix}{name}", entry
    for name, entries in data["severities"].items():
        for entry in entries.split(","):
            yield f"severity:{name}", entry
    for name in ("hosted", "or-higher", "within"):
        for entry in data[name].split(","):
            yield name, entry


def concepts_of(tokens: Iterable[Token]) -> frozenset[str]:
    """Return all concepts of some tokens."""
    return frozenset().union(*(t.concepts for t in tokens))
