"""A text in plain form: lower case, contractions and numbers in one way, without what is no part of an answer."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from evidence._resources import any_of, form, vocabulary
from evidence.canonical import squash

_SOURCES = re.compile(r"\[sources?: [^\]]*\]", re.IGNORECASE)
_CONTRACTED: Final = (
    (r"\bcan['’]t\b", "cannot"),
    (r"\bwon['’]t\b", "will not"),
    (r"\bshan['’]t\b", "shall not"),
    (r"\bain['’]t\b", "is not"),
    (r"n['’]t\b", " not"),
    (r"\b(\w+)['’]re\b", r"\1 are"),
    (r"\b(\w+)['’]ll\b", r"\1 will"),
    (r"\b(\w+)['’]ve\b", r"\1 have"),
    (r"\b(it|that|there|what|here)['’]s\b", r"\1 is"),
    (r"\bcan not\b", "cannot"),
)


def without_sources(text: str) -> str:
    """Return a text without the statements that it names as its sources."""
    return squash(_SOURCES.sub(" ", text))


def plain(text: str, names: Sequence[str] = ()) -> str:
    """Return a text in plain form; ``names`` are those of product and supplier, where they act they are the vendor."""
    found = without_sources(text).replace("’", "'").replace("“", '"').replace("”", '"').lower()
    for pattern, new in (*_CONTRACTED, *vocabulary("review")["spelled"]):
        found = re.sub(pattern, new, found)
    filler, lead = _filler()
    found = squash(_number_words().sub(_digits, lead.sub("", filler.sub(" ", found))))
    for name in names:
        acting = form("review", "acting").pattern
        for spelled in dict.fromkeys((name.lower(), name.lower().split()[0])):
            found = re.sub(rf"(?<![\w-]){re.escape(spelled)}(?:'s)?(?={acting})", "vendor", found)
            found = re.sub(rf"(?<=\bby ){re.escape(spelled)}(?![\w-])", "vendor", found)
    return found


@cache
def _filler() -> tuple[re.Pattern[str], re.Pattern[str]]:
    data = vocabulary("review")
    begin = r"(?:(?<=^)|(?<=[.!?;:,(] )|(?<=\())(?:and |so |but )?"
    filler = rf"{begin}{any_of(data['filler'])}[.!?]*"
    lead = rf"{begin}{any_of(data['lead-ins'])}\b[,:]?\s*|{data['within-text']}"
    return re.compile(filler), re.compile(lead)


@cache
def _spelled() -> dict[str, int]:
    """Return every number below a hundred in words, but one: "one" is often no number."""
    units, tens = vocabulary("review")["units"], vocabulary("review")["tens"]
    found = {word: n for n, word in enumerate(units, 2)}
    for n, ten in enumerate(tens, 2):
        found[ten] = n * 10
        found |= {f"{ten}{mark}{unit}": n * 10 + m for m, unit in enumerate(["one", *units[:8]], 1) for mark in "- "}
    return found


@cache
def _number_words() -> re.Pattern[str]:
    spelled = sorted(_spelled(), key=len, reverse=True)
    return re.compile(rf"(?<![\w-])(?:{'|'.join(spelled)})(?:\s*\(\d+\))?(?![\w-](?!(?:day|hour|week|month|year)))")


def _digits(found: re.Match[str]) -> str:
    return str(_spelled()[found.group().split("(")[0].strip()])
