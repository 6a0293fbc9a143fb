"""Additions: boasts, clauses and items of lists that no record speaks of."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from evidence._resources import any_of, form, vocabulary
from evidence.review.findings import Finding, Record, clip
from evidence.review.limits import neutral
from evidence.review.reading import Clause, Reading, has, joined, read, stems

_AND = re.compile(r" and | or | as well as | plus ")
_PARTIES = stems("customer vendor reporter")
_SAME_WORD: Final = 7
_MANY, _NEARLY_ALL = 3, 0.7
_LEAST, _MOSTLY = 2, 0.6
_SHORT: Final = 4
_NAME: Final = 3


def additions(edited: Reading, record: Record) -> list[Finding]:
    """Return what an edited answer says that its record does not."""
    return [*_boasts(edited, record), *_asked_for(edited, record), *_foreign(edited, record)]


def _asked_for(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a clause that says what the question asks for and no record speaks of."""
    if not form("review", "generic-rest").search(record.own.plain):
        return
    general = stems(vocabulary("review")["general"]) | neutral() | _PARTIES
    asked = {t for t in record.question.tokens - joined(record.readings) - general if len(t) >= _NAME}
    for clause in edited.clauses:
        said = clause.polarity == "said" and _is_sentence(clause.plain, clause.same)
        if said and len(clause.tokens & asked) >= _LEAST:
            yield Finding("addition", clip(clause.plain), "not stated")
            return


@cache
def _boast() -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-]){any_of(vocabulary('review')['boasts'])}(?![\w-])")


def _boasts(edited: Reading, record: Record) -> Iterator[Finding]:
    known = record.plain + "\n"
    for clause in edited.clauses:
        if clause.polarity != "denied":
            for found in _boast().finditer(clause.plain):
                if found.group()[:_SAME_WORD] not in known:
                    yield Finding("addition", found.group(), "no such word")
                    return


def _foreign(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a clause, or one of several things in a clause, that shares next to nothing with the record."""
    for n, clause in enumerate(edited.clauses):
        if clause.polarity == "denied" and has("strong", clause.plain):
            continue  # that something does not bind is no claim
        foreign = clause.tokens - record.tokens
        mostly = len(foreign) >= _MANY and len(foreign) >= _NEARLY_ALL * len(clause.tokens)
        if mostly or (n and _is_added(clause, edited.clauses[n - 1], foreign)):
            yield Finding("addition", clip(clause.plain), "nothing of it")
            return
        if clause.polarity == "said" and (item := _item(clause, record)):
            yield Finding("addition", clip(item), "nothing of it")
            return


def _is_added(clause: Clause, before: Clause, foreign: frozenset[str]) -> bool:
    """Tell whether a clause that follows another in its sentence, or a name in a list, has next to nothing known."""
    if before.sentence != clause.sentence or not before.tokens or clause.polarity != "said":
        return False
    content = clause.tokens - neutral() - _PARTIES
    unknown = content & foreign
    if not _is_sentence(clause.plain, clause.same):
        return bool(unknown) and unknown == content and _is_short(clause.plain)
    mostly = len(unknown) >= _LEAST and len(unknown) >= _MOSTLY * len(content)
    return bool(unknown) and (unknown == content or mostly)


def _item(clause: Clause, record: Record) -> str:
    """Return one of several things in a clause, if it is none that the record speaks of."""
    items = _AND.split(clause.plain)
    known = record.tokens | neutral()
    foreign = {i: t for i in items if (t := read(i).tokens - neutral()) and not t & known}
    if len(foreign) == len(items):
        return ""
    rest_is_known = clause.tokens - frozenset().union(*foreign.values()) <= known
    for n, item in enumerate(items):
        if item in foreign and (len(foreign[item]) >= _LEAST or (rest_is_known and n and _is_short(item))):
            return item
    return ""


def _is_sentence(plain: str, same: str) -> bool:
    return bool(form("review", "verbs").search(same) or form("review", "acts").search(plain))


def _is_short(item: str) -> bool:
    """Tell whether an item is a name only, and no sentence."""
    return len(item.split()) <= _SHORT and not form("review", "verbs").search(item)
