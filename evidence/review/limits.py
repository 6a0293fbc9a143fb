"""Words that narrow what is said: an adjective, a medium, a list that *only* closes, one side of two."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from evidence._resources import form, vocabulary
from evidence.review.findings import Finding, Record, clip
from evidence.review.reading import Clause, Reading, has_pattern, overlap, read, stems

_SAME_CLAUSE: Final = 0.5
_JOINT = re.compile(r" (?=(?:and|or|of|in|by|for|when|after)\b)")


def limits(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a limit that was dropped or passed over, and a medium that is another."""
    yield from _widened(edited, record)
    yield from _both(edited, record)
    yield from _listed(edited, record)
    yield from _media(edited, record)


def _widened(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a noun that lost the adjective that narrows it: "sanitized logs", "the default path"."""
    for names, pattern in _narrowing():
        if re.search(rf"\b(?:{names})\b", edited.plain):
            continue
        for found in pattern.finditer(record.own.plain):
            phrase = [w for w in _JOINT.split(found["noun"].strip())[0].split() if stems(w)]
            noun = read(phrase[-1]).tokens if phrase else frozenset()
            if noun and noun <= edited.tokens:
                yield Finding("scope", f"no limit of {phrase[-1]}", clip(found.group()))
                return


@cache
def _narrowing() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple(
        (names, re.compile(rf"\b(?:{names})(?P<noun>(?: [\w'-]+){{1,3}})"))
        for names in vocabulary("review")["narrowing"]
    )


def _both(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find the other side put beside the record's one: "inside or outside"."""
    for pair in vocabulary("review")["opposites"]:
        for one, other in ((pair["one"], pair["other"]), (pair["other"], pair["one"])):
            beside = rf"(?:{one}) (?:or|and|as well as|and/or) (?:\w+ )??(?:{other})"
            turned = rf"(?:{other}) (?:or|and|as well as|and/or) (?:\w+ )??(?:{one})"
            own = re.search(one, record.own.same)
            if own is None or re.search(other, record.same + "\n" + record.question.same):
                continue
            found = re.search(beside, edited.same) or re.search(turned, edited.same)
            if found:
                yield Finding("scope", found.group(), own.group())
                return


def _listed(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find what was put into a list that *only* closes."""
    for own in record.own.clauses:
        if not _is_closed(own):
            continue
        sentence = frozenset().union(*(c.tokens for c in record.own.clauses if c.sentence == own.sentence))
        for clause in edited.clauses:
            if _is_closed(clause) and overlap(clause.tokens, own.tokens) >= _SAME_CLAUSE:
                added = [part for part in _parts(clause.plain) if not read(part).tokens & sentence]
                added = [part for part in added if read(part).tokens - neutral() - record.question.tokens]
                if added:
                    yield Finding("scope", clip(added[0]), clip(own.plain))
                    return


def _is_closed(clause: Clause) -> bool:
    return (clause.polarity != "denied" or clause.inherited) and has_pattern("limits-of-scope", clause.plain)


def _parts(text: str) -> list[str]:
    return re.split(r" and | or | as well as | plus ", text)


def _media(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a medium that no record names: "by e-mail", "by telephone"."""
    known = re.sub(r"[\w.]@", " e-mail ", record.plain + "\n" + record.question.plain)
    for clause in edited.clauses:
        if clause.polarity == "denied":
            continue
        for found in form("review", "media").finditer(clause.plain):
            if not any(_is_one(found.group(), other.group()) for other in form("review", "media").finditer(known)):
                yield Finding("subject", found.group(), "no such channel")
                return


def _is_one(one: str, other: str) -> bool:
    """Tell whether two words of media are one: "e-mails", "email"."""
    plain, theirs = (re.sub(r"^e(?=mail)|\W", "", word.replace("-", ""))[:4] for word in (one, other))
    return plain == theirs


@cache
def neutral() -> frozenset[str]:
    """Return the stems of words that change nothing where they come."""
    return stems(vocabulary("review")["neutral"])
