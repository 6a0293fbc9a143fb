"""Scope: severities, versions and editions stay those of the record, and *only* stays *only*."""

import re
from collections.abc import Iterator

from evidence._resources import form, vocabulary
from evidence.review.findings import Finding, Record, clip
from evidence.review.polarity import leading
from evidence.review.reading import VERSION, Reading, has, has_pattern, overlap, stems, window
from evidence.review.times import severities_of, timed

_SAME_CLAUSE = 0.5
_LEAST, _MISPLACED, _CLEARLY = 2, 0.6, 0.3
_SENTENCE = re.compile(r"[.!?;](?=\s|$)|\bwhile\b|\bwhereas\b")
_VERSION_WORDS = stems("latest older unreleased release releases version versions line")


def scopes(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a scope that grew, changed or was lost."""
    yield from _severities(edited, record)
    yield from _named("versions", edited, record)
    yield from _named("editions", edited, record)
    yield from _ranges(edited, record)
    yield from _misplaced(edited, record)
    each, some = (form("review", name) for name in ("each", "some"))
    fewer = some.search(edited.plain) if each.search(record.own.plain) and not each.search(edited.plain) else None
    if fewer and not some.search(record.plain):
        yield Finding("scope", fewer.group(), "all of them")
    for name, recorded in (
        ("most", "all of them"),
        ("severity-range", "no such range"),
        ("unlimited", "no such word"),
    ):
        found = form("review", name).search(edited.plain)
        if found and not form("review", name).search(record.plain + "\n" + record.question.plain):
            yield Finding("scope", found.group().strip(), recorded)
    yield from _universal(edited, record)
    yield from _only(edited, record)


def _ranges(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a version of no record, or that became the first or the last of a range: "5.1 and newer"."""
    known = set(VERSION.findall(record.plain + "\n" + record.question.plain))
    new = next((v for v in VERSION.findall(edited.plain) if known and v not in known and "." in v), None)
    if new:
        yield Finding("scope", new, ", ".join(sorted(known)))
        return
    for version in dict.fromkeys(VERSION.findall(edited.plain)):
        pattern = vocabulary("review")["open-range"].replace("VERSION", re.escape(version))
        found = re.search(pattern, edited.plain)
        bounded = rf"[<>≤≥]=? ?{re.escape(version)}|\bthan {re.escape(version)}"
        if found and not re.search(f"{pattern}|{bounded}", record.plain):
            yield Finding("scope", found.group(), version)
            return


def _misplaced(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find what is said of one version and recorded of another."""
    known = [(v, r.tokens) for r in record.cited if len(v := _versions(r.same)) == 1]
    for sentence in _SENTENCE.split(edited.same):
        now = _versions(sentence)
        told = stems(sentence) - _VERSION_WORDS
        if len(now) != 1 or len(told) < _LEAST:
            continue
        fits = {
            same: max((len(told & t) / len(told) for v, t in known if (v == now) is same), default=0.0)
            for same in (True, False)
        }
        if fits[False] >= _MISPLACED and fits[True] < fits[False] - _CLEARLY:
            yield Finding("scope", f"{next(iter(now))}: {clip(sentence.strip())}", "said of another version")
            return


def _versions(text: str) -> frozenset[str]:
    return frozenset(k for k in ("latest", "older", "unreleased") if form("review", "versions", k).search(text))


def _severities(edited: Reading, record: Record) -> Iterator[Finding]:
    now, own = severities_of(edited.plain), severities_of(record.own.plain)
    known = severities_of(record.plain) if own <= now else own
    known |= severities_of(record.question.plain) if not own else frozenset()
    new = now - known - _denied(edited)
    if new:
        yield Finding("scope", ", ".join(sorted(new)), ", ".join(sorted(own)) or "no severity")
    elif own and not now and timed(edited.plain) and "severity" not in edited.same and not _asked(edited, record):
        yield Finding("scope", "no severity", ", ".join(sorted(own)))
    elif own and not now and "severit" not in edited.plain and (noun := _bare_noun(edited, record)):
        yield Finding("scope", f"{noun} of any severity", ", ".join(sorted(own)))


def _asked(edited: Reading, record: Record) -> bool:
    """Tell whether an edited answer rests on its question, which names the severities of the answer."""
    elliptic = leading(edited.plain) or not form("review", "gradable").search(edited.plain)
    return bool(elliptic) and severities_of(record.own.plain) == severities_of(record.question.plain)


def _bare_noun(edited: Reading, record: Record) -> str:
    """Return the noun that a severity narrows in the answer, and none where the edited answer begins with it."""
    own = form("review", "graded").search(record.own.plain)
    now = form("review", "ungraded").search(edited.plain)
    return now["noun"] if own and now and own["noun"] == now["noun"] else ""


def _denied(edited: Reading) -> frozenset[str]:
    return frozenset().union(*(severities_of(c.plain) for c in edited.clauses if c.polarity == "denied"), frozenset())


def _named(name: str, edited: Reading, record: Record) -> Iterator[Finding]:
    keys = vocabulary("review")[name]
    now = {k for k in keys if form("review", name, k).search(edited.same)}
    own = {k for k in keys if form("review", name, k).search(record.own.same)}
    known = {k for k in keys if form("review", name, k).search(record.same)}
    known |= {k for k in keys if k != "every" and form("review", name, k).search(record.question.same)}
    new = now - (known if own <= now else own)
    denied = {k for k in new if _only_denied(name, k, edited)}
    if new - denied:
        yield Finding("scope", ", ".join(sorted(new - denied)), ", ".join(sorted(own)) or "nothing of the kind")
    elif name == "versions" and own == {"latest"} and not now and "release" in edited.same:
        yield Finding("scope", "no version", "latest")


def _only_denied(name: str, key: str, edited: Reading) -> bool:
    found = [c for c in edited.clauses if form("review", name, key).search(c.same)]
    return bool(found) and all(c.polarity != "said" and not c.inherited for c in found)


def _universal(edited: Reading, record: Record) -> Iterator[Finding]:
    now = _everything(edited)
    known = frozenset().union(*(_everything(r).keys() for r in record.readings))
    kind, found = next(((kind, text) for kind, text in now.items() if kind not in known), ("", None))
    if found is None:
        return
    if kind == "who" and "public" in record.own.same and _is_public(found, edited):
        return
    if kind == "who" and form("review", "audience").search(record.own.plain):
        yield Finding("scope", found, "some only")
        return
    limited = severities_of(record.own.plain) or any(
        has_pattern(name, record.own.plain) for name in ("limits-of-scope", "stated-conditions")
    )
    versions = any(form("review", "versions", k).search(record.own.same) for k in ("latest", "older"))
    if limited or versions or record.answer.stance == "partial":
        yield Finding("scope", found, "limited")


def _is_public(found: str, edited: Reading) -> bool:
    """Tell whether a word for everybody stands in a sentence about something public."""
    sentences = {c.sentence for c in edited.clauses if found in c.same}
    return all(any("public" in c.same for c in edited.clauses if c.sentence == n) for n in sentences)


def _everything(reading: Reading) -> dict[str, str]:
    """Return what is said of everything of a kind, and the words: "every report", "all customers", "always"."""
    kinds = vocabulary("review")["kinds"]
    found = [m.group() for c in reading.clauses if c.polarity == "said" for m in _universals(c.same)]
    return {next((k for k in kinds if re.search(kinds[k], text)), ""): text for text in found}


def _universals(text: str) -> Iterator[re.Match[str]]:
    """Find words for all of a kind, without "any" that a clause narrows ("any bug that leaks secrets")."""
    for found in form("review", "universal").finditer(text):
        if not (found.group().startswith("any ") and form("review", "which").match(text[found.end() :])):
            yield found


def _only(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find an *only* that was lost with what it limits still there."""
    pattern = form("review", "limits-of-scope")
    for clause in record.own.clauses:
        found = pattern.search(clause.plain)
        denied = clause.polarity == "denied" and has("denials", clause.plain)
        excepted = has_pattern("no-except", edited.plain)
        if not found or denied or excepted or overlap(clause.tokens, edited.tokens) < _SAME_CLAUSE:
            continue
        near = [c for c in window(clause.tokens, edited) if c.tokens & clause.tokens or pattern.search(c.plain)]
        if not any(pattern.search(c.plain) or (c.polarity == "denied" and has("denials", c.plain)) for c in near):
            yield Finding("scope", "no limit", found.group())
            return
