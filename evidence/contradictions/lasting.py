"""Releases that are said to be looked after for long: a release, what it gets, and until when or that it goes on."""

import re
from collections.abc import Iterator
from typing import Final

from evidence.contradictions.words import has, shape

NUMBER: Final = re.compile(
    r"(?<![\w.-])(?=v?\d+[.\w]|v\d)v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?(?!\w)"
    r"|\b(?:version|release|line|series|branch) (\d+)(?![\w.])",
    re.IGNORECASE,
)


def parts_of(number: re.Match[str]) -> tuple[int, ...]:
    """Return the numbers of a version."""
    return tuple(int(p) for p in number.groups() if p and p.isdigit())


def lasting(text: str) -> Iterator[re.Match[str]]:
    """Yield the words for how long a release is looked after, or that an older one goes on being so."""
    kept = shape("kept-words").search(text)
    if not kept or shape("unkept").search(text) or has("past", text):
        return
    numbered = any(not shape("with-number").search(text[: n.start()]) for n in NUMBER.finditer(text))
    if numbered or shape("release-words").search(text):
        yield from shape("for-so-long").finditer(text)
    if numbered:
        if stays := shape("staying-on").search(text):
            yield from shape("kept-words").finditer(text, stays.end())
        yield from shape("going-on").finditer(text)
