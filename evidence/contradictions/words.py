"""The word classes of ``catalogs/vocabulary/contradictions.yaml``."""

import re
from functools import cache, lru_cache
from typing import Any, Final

from evidence._resources import form, vocabulary

FILE = "contradictions"
_EVERYWHERE: Final = ("said-so",)
_AROUND: Final = ".'’~#>+-"


@cache
def word(*route: str | int) -> re.Pattern[str]:
    """Return the pattern of a word class."""
    return form(FILE, *route)


def lists(name: str) -> Any:
    """Return the raw data of a class that is a mapping."""
    return vocabulary(FILE)[name]


@lru_cache(maxsize=1 << 14)
def has(name: str, text: str) -> bool:
    """Tell whether a word of a class stands in a text; headings and sentences are asked for again and again."""
    return bool(word(name).search(text))


_TOKEN = re.compile(r"[\[(]at[\])]|[^\s()\[\]{}|*_`\"“”<>;,:/=&!?—–…]+")


@cache
def _triggers() -> dict[str, list[tuple[str, int]]]:
    """Return the parts of words that may begin a claim, by their first two letters (or the only one), with a bit
    for every group of triggers that they are in."""
    bits: dict[str, int] = {}
    groups = (group for needed in vocabulary(FILE)["triggers"].values() for group in needed)
    for place, group in enumerate(groups):
        for part in group:
            bits[str(part)] = bits.get(str(part), 0) | 1 << place
    found: dict[str, list[tuple[str, int]]] = {}
    for part, bit in bits.items():
        found.setdefault(part[:2], []).append((part, bit))
    return found


@cache
def _needed() -> tuple[tuple[str, int], ...]:
    """Return the bits that each class of claims needs: one of each of its groups."""
    found, place = [], 0
    for name, groups in vocabulary(FILE)["triggers"].items():
        found.append((name, sum(1 << place + n for n in range(len(groups)))))
        place += len(groups)
    return tuple(found)


@lru_cache(maxsize=1 << 16)
def _bits_of(token: str) -> int:
    """Return the bits of one word; documents repeat theirs, so that each is looked at once."""
    padded, bits, known = f" {token.strip(_AROUND)} ", 0, _triggers()
    for at, letter in enumerate(padded):
        for part, bit in known.get(padded[at : at + 2], ()):
            if padded.startswith(part, at):
                bits |= bit
        for _, bit in known.get(letter, ()):
            bits |= bit
    return bits


@cache
def _named(bits: int) -> tuple[str, ...]:
    return tuple(name for name, needed in _needed() if bits & needed == needed)


@lru_cache(maxsize=1 << 12)
def claims_in(text: str) -> tuple[str, ...]:
    """Return the classes of claims that a text has the words for; nothing else is looked for in it."""
    bits = 0
    for token in _TOKEN.findall(text.lower()):
        bits |= _bits_of(token)
    return _named(bits)


@cache
def names(group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the named patterns of a group: topic and pattern."""
    return tuple((name, form(FILE, group, name)) for name in vocabulary(FILE)[group])


@cache
def shape(name: str, parts: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Return how words stand together; ``parts`` are shapes that the pattern names in braces."""
    return form(FILE, "shapes", name, **{part: form(FILE, "shapes", part).pattern for part in (*parts, *_EVERYWHERE)})


@lru_cache(maxsize=4096)
def lists_work(heading: str, lead: str) -> bool:
    """Tell whether a heading or a lead-in begins a list of what somebody does."""
    return any(begins("who-list", above) for above in (heading, lead) if above)


@lru_cache(maxsize=4096)
def is_whole(name: str, heading: str) -> bool:
    """Tell whether all of a heading is of a shape."""
    return bool(shape(name).fullmatch(heading))


@lru_cache(maxsize=4096)
def begins(name: str, heading: str) -> bool:
    """Tell whether a heading begins as a shape does; headings are asked for again and again."""
    return bool(shape(name).match(heading))


@lru_cache(maxsize=4096)
def has_header(headers: tuple[str, ...], name: str) -> bool:
    """Tell whether one of the headers of a table is of a word class."""
    return any(word(name).fullmatch(header.strip(" *`:")) for header in headers)
