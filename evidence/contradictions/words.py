"""The word classes of ``catalogs/vocabulary/contradictions.yaml``."""

import re
from functools import cache
from typing import Any

from evidence._resources import form, vocabulary

FILE = "contradictions"


def word(*route: str | int) -> re.Pattern[str]:
    """Return the pattern of a word class."""
    return form(FILE, *route)


def lists(name: str) -> Any:
    """Return the raw data of a class that is a mapping."""
    return vocabulary(FILE)[name]


def has(name: str, text: str) -> bool:
    """Tell whether a word of a class stands in a text."""
    return bool(form(FILE, name).search(text))


@cache
def triggers() -> dict[str, tuple[tuple[str, ...], ...]]:
    """Return the plain texts by class of claims, in groups: a claim has at least one of each group."""
    found = vocabulary(FILE)["triggers"]
    return {name: tuple(tuple(str(t) for t in group) for group in groups) for name, groups in found.items()}


@cache
def names(group: str) -> tuple[tuple[str, re.Pattern[str]], ...]:
    """Return the named patterns of a group: topic and pattern."""
    return tuple((name, form(FILE, group, name)) for name in vocabulary(FILE)[group])


def shape(name: str, parts: tuple[str, ...] = ()) -> re.Pattern[str]:
    """Return how words stand together; ``parts`` are shapes that the pattern names in braces."""
    return form(FILE, "shapes", name, **{part: form(FILE, "shapes", part).pattern for part in parts})
