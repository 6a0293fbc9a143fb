"""Subjects: the answer speaks of what its record speaks of, and of nothing else."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from evidence._resources import form, vocabulary
from evidence.canonical import words
from evidence.review.additions import additions
from evidence.review.findings import Finding, Record, clip
from evidence.review.limits import neutral
from evidence.review.reading import Reading, joined, stems
from evidence.topics import topics, topics_of

_ADDRESS = re.compile(r"https?://[^\s<>()\"']+|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.IGNORECASE)
_ACRONYM = re.compile(r"(?<![\w./-])[A-Z][A-Z0-9]{1,}(?:-[A-Z0-9]+)*s?(?![\w/])")
_QUOTED = re.compile(r'"([^"]+)"')
_COMMON = frozenset({"OSS", "SLA", "SLAS", "SLO", "FAQ", "NO", "YES", "NA", "OK", "NOT", "CVE", "ID", "AND", "OR"})
_ALIKE, _NEARLY_THE_SAME, _CLOSE = 0.7, 0.9, 0.75
_SHORT, _SHORT_TEXT = 3, 8
_ACTING = stems("vendor")
_BINDING = stems("guarantee contractual sla slas contract agreement goal")


def subjects(edited: Reading, record: Record, original: str) -> Iterator[Finding]:
    """Find subjects that took the place of others, and claims that no record holds."""
    found = [*_claimable(edited, record), *_opposites(edited, record), *_swapped(edited, record)]
    found += _routed(edited, record)
    found += _names(original, record)
    if not found:
        found += additions(edited, record)
    yield from found[:2]


def _claimable(edited: Reading, record: Record) -> Iterator[Finding]:
    """Compare the topics: one that came where another went is a change, one that came alone an addition."""
    new = edited.topics - record.topics
    gone = {t for t in record.own.topics - edited.topics if topics()[t].category != "service-level"}
    asked = record.question.topics
    for topic in sorted(new):
        entry = topics()[topic]
        if entry.category:
            polarity = edited.polarity_of(topic)
            lost = sorted(t for t in gone if topics()[t].category)
            claimed = record.answer.stance == "supported" or (lost and topic not in asked)
            harmless = topic in asked or not claimed or entry.category == "service-level"
            if harmless and polarity <= {"denied", "conditional"}:
                continue
            yield Finding(
                "subject" if lost else "addition", entry.title, topics()[lost[0]].title if lost else "nothing"
            )
        elif (gone or "channel" in entry.about) and topic not in asked and _is_foreign(entry.pattern, edited, record):
            lost = sorted(gone)
            yield Finding("subject", entry.title, topics()[lost[0]].title if lost else "another")


def _routed(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find vulnerability reports sent to a route that does not take them: there they would be public."""
    taken = "vulnerability" in record.same + record.question.same
    if taken or not record.statements or any(s.kind != "channel" for s in record.statements):
        return
    sent = next((c for c in edited.clauses if c.polarity == "said" and "vulnerability" in c.same), None)
    if sent:
        yield Finding("subject", clip(sent.plain), "no vulnerability reports")


def _is_foreign(pattern: re.Pattern[str], edited: Reading, record: Record) -> bool:
    """Tell whether the words that signal a topic are none of the record's."""
    found = stems(" ".join(m.group() for m in pattern.finditer(edited.same)))
    return bool(found - record.tokens - stems(vocabulary("review")["general"]))


def _opposites(edited: Reading, record: Record) -> Iterator[Finding]:
    known = record.own.same + "\n" + record.question.same
    for pair in vocabulary("review")["opposites"]:
        for one, other in ((pair["one"], pair["other"]), (pair["other"], pair["one"])):
            had, has = len(re.findall(one, record.own.same)), _count(one, edited)
            came = len(re.findall(other, edited.same)) - len(re.findall(other, known))
            if had <= has or came <= 0 or (_denied(other, edited) and not _denied(one, record.own)):
                continue
            if word := re.search(other, edited.same):
                was = re.search(one, record.own.same)
                yield Finding(pair["field"], word.group(), was.group() if was else "the opposite")


def _count(pattern: str, edited: Reading) -> int:
    """Return how often a word is said; where it is only denied ("there is no public tracker"), it is not."""
    return 0 if _denied(pattern, edited) else len(re.findall(pattern, edited.same))


def _denied(pattern: str, edited: Reading) -> bool:
    found = [c for c in edited.clauses if re.search(pattern, c.same)]
    return bool(found) and all(c.polarity == "denied" for c in found)


def _swapped(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a word that names the subject and was replaced in a text that is otherwise nearly the same."""
    after = _words(edited.same)
    yield from _replaced(_words(record.own.same), after, edited, record)
    for before in map(_words, _QUOTED.findall(record.own.same)):
        alike = SequenceMatcher(None, before, after, autojunk=False).ratio() >= _ALIKE
        if alike and len(before) <= _SHORT_TEXT:
            yield from _replaced(before, after, edited, record)


def _replaced(before: list[str], after: list[str], edited: Reading, record: Record) -> Iterator[Finding]:
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    close, closer = matcher.ratio() >= _ALIKE, matcher.ratio() >= _NEARLY_THE_SAME
    almost = matcher.ratio() >= _CLOSE
    for kind, a, b, c, d in matcher.get_opcodes():
        gone, came = _named(before[a:b]), _named(after[c:d])
        if kind == "replace" and closer and gone - came & record.keys and came - gone & record.keys:
            yield Finding("subject", clip(" ".join(after[c:d])), clip(" ".join(before[a:b])))
            return
        came = came - _ACTING
        fresh = came - joined(record.readings)
        gone, came = gone - edited.tokens, came - record.tokens
        if came <= stems("severity warranted require need"):
            continue  # a "high fix" is one of high severity
        if kind != "replace" or not gone or not fresh or gone | fresh <= _BINDING:
            continue
        short = max(b - a, d - c) <= _SHORT
        named = close and short and (gone - neutral()) & record.keys
        unknown = almost and short and gone - neutral() and fresh - neutral()
        named = named and came
        if came & record.others - stems(f"{vocabulary('review')['general']} warranted") or named or unknown:
            yield Finding("subject", clip(" ".join(after[c:d])), clip(" ".join(before[a:b])))
            return


def _named(found: list[str]) -> frozenset[str]:
    """Return the stems of words, without numbers: those are times, which are compared as such."""
    return frozenset(s for s in stems(" ".join(found)) if not s.isdigit())


def _words(text: str) -> list[str]:
    return words(text)


def _names(original: str, record: Record) -> Iterator[Finding]:
    known = "\n".join((record.answer.text, record.answer.question.text, *(s.text for s in record.statements)))
    lower = known.lower()
    addresses = [a.rstrip(".,;:") for a in _ADDRESS.findall(original)]
    acronyms = [a for a in _ACRONYM.findall(_ADDRESS.sub(" ", original)) if a not in _COMMON]
    for name in dict.fromkeys([*addresses, *acronyms]):
        spelled = name.lower().rstrip("s")
        if spelled not in lower and not set(topics_of(name)) & record.topics and spelled not in _initials(lower):
            yield Finding("addition", name, "nothing of this name")
            return


def _initials(text: str) -> frozenset[str]:
    """Return the abbreviations of neighbouring words of a text."""
    found = words(text.replace("-", " "))
    return frozenset("".join(w[0] for w in found[n : n + size]) for n in range(len(found)) for size in (2, 3, 4))


__all__ = ["form", "subjects"]
