"""The shared vocabulary: which topics a text speaks of."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import cast

from evidence._resources import shipped_yaml
from evidence.model import Category


@dataclass(frozen=True)
class Topic:
    """One entry of the vocabulary; ``category`` is set where a vendor may or may not claim it."""

    id: str
    title: str
    pattern: re.Pattern[str]
    exclusion: re.Pattern[str] | None
    category: Category | None
    about: tuple[str, ...]


def _any(words: list[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w)(?:{'|'.join(words)})(?!\w)", re.IGNORECASE)


@cache
def topics() -> dict[str, Topic]:
    """Return all topics by id, in the order of ``catalogs/topics.yaml``."""
    return {
        entry["id"]: Topic(
            entry["id"],
            entry["title"],
            _any(entry["words"]),
            _any(entry["not"]) if entry.get("not") else None,
            cast(Category | None, entry.get("category")),
            tuple(entry.get("about", ())),
        )
        for entry in shipped_yaml("topics.yaml")
    }


@lru_cache(maxsize=16384)  # mapping, answers and pack.json ask the same of every statement
def topics_of(text: str) -> tuple[str, ...]:
    """Return the ids of the topics that a text signals and does not rule out, in vocabulary order."""
    return tuple(
        t.id for t in topics().values() if t.pattern.search(text) and not (t.exclusion and t.exclusion.search(text))
    )


def claimable(text: str) -> Topic | None:
    """Return the topic that names what may be claimed in a text: the one with the longest words in it."""
    best: tuple[int, Topic] | None = None
    for topic in topics().values():
        if not topic.category or (topic.exclusion and topic.exclusion.search(text)):
            continue
        longest = max((len(m.group()) for m in topic.pattern.finditer(text)), default=0)
        if longest and (best is None or longest > best[0]):
            best = longest, topic
    return best[1] if best else None
