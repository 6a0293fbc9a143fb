"""Secrets in text: what the scanner library knows, what our list adds, and what the model's own rules keep out."""

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from typing import Any

from evidence._resources import shipped_yaml
from evidence.leaks.reading import Text
from evidence.model import Statement

_LEAST_ENTROPY = 2.8


@dataclass(frozen=True)
class Leak:
    """A secret at a line of a file. Its value is for comparing only, and is never shown."""

    path: str
    line: int
    kind: str
    value: str = field(repr=False)
    rule: str | None = None
    """Id of the statement that keeps it out, where the model's own rule does."""


@dataclass(frozen=True)
class Pattern:
    """One pattern of the list; ``drawn``: only where the value looks drawn by lot; ``has``: what must be there."""

    kind: str
    form: re.Pattern[str]
    drawn: bool = False
    rule: str | None = None
    has: tuple[str, ...] = ()

    def values(self, text: str) -> Iterator[tuple[int, str]]:
        """Return what the pattern finds, with its place."""
        if not self.has or any(word in text for word in self.has):
            for found in self.form.finditer(text):
                value = found.groupdict().get("value") or found.group()
                if not innocent(value) and (not self.drawn or drawn(value)):
                    yield found.start(), value


@cache
def own_patterns() -> tuple[Pattern, ...]:
    """Return the patterns that always apply."""
    return tuple(_pattern(entry) for entry in _listed()["kinds"])


def ruled_patterns(statements: Iterable[Statement], *, captures: bool = False) -> tuple[Pattern, ...]:
    """Return the patterns of what the model's own handling rules keep out."""
    listed = _listed()
    keeps_out = re.compile(listed["keeps-out"])
    rules = [s for s in statements if s.kind in listed["rules"] and keeps_out.search(s.text)]
    found = []
    for entry in listed["handling"]:
        words = re.compile(rf"\b(?:{entry['words']})\b", re.IGNORECASE)
        rule = next((s.id for s in rules if words.search(s.text)), None)
        if rule and (captures or not entry.get("captures")):
            found.append(_pattern(entry, rule))
    return tuple(found)


def _pattern(entry: dict[str, Any], rule: str | None = None) -> Pattern:
    return Pattern(
        entry["kind"], re.compile(entry["pattern"]), bool(entry.get("drawn")), rule, tuple(entry.get("has", ()))
    )


def _listed() -> Any:
    return shipped_yaml("secrets.yaml")


def scan(texts: Iterable[Text], patterns: Sequence[Pattern]) -> Iterator[Leak]:
    """Look for secrets in every text."""
    for piece in texts:
        for place, kind, value, rule in _hits(piece.text, tuple(patterns)):
            yield Leak(piece.path, piece.line(place), kind, value, rule)


@lru_cache(maxsize=32)
def _hits(text: str, patterns: tuple[Pattern, ...]) -> tuple[tuple[int, str, str, str | None], ...]:
    """Return what is found in a text; one file is often inside another, so that the last texts are remembered."""
    ours = [(place, p.kind, value, p.rule) for p in patterns for place, value in p.values(text)]
    return (*ours, *((text.find(value), kind, value, None) for kind, value in _library(text)))


@cache
def _plugins() -> tuple[tuple[str, Any], ...]:
    """Return the library's detectors, each with the name of its kind; nothing that they find is sent anywhere."""
    from detect_secrets.core.plugins.util import get_mapping_from_secret_type_to_class

    listed = _listed()
    classes = get_mapping_from_secret_type_to_class()
    return tuple((kind, classes[kind]()) for kind in sorted(classes) if kind not in listed["unasked"])


def _library(text: str) -> Iterator[tuple[str, str]]:
    wordlike = _listed()["drawn"]
    for kind, plugin in _plugins():
        for value in plugin.analyze_string(text):
            if isinstance(value, str) and not innocent(value) and (kind not in wordlike or drawn(value)):
                yield kind, value


def innocent(value: str) -> bool:
    """Tell whether a string says of itself that it is no secret: a placeholder, a marked example, a digest."""
    return bool(_innocent().search(value))


@cache
def _innocent() -> re.Pattern[str]:
    return re.compile(_listed()["innocent"])


def drawn(value: str) -> bool:
    """Tell whether a string looks drawn by lot: letters and digits mixed, and few of them twice."""
    if not (re.search(r"\d", value) and re.search(r"[A-Za-z]", value)):
        return False
    counts = Counter(value)
    entropy = -sum(n / len(value) * math.log2(n / len(value)) for n in counts.values())
    return entropy >= min(_LEAST_ENTROPY, 0.8 * math.log2(len(value)))
