"""Negation: what is said stays said, what is denied stays denied, and yes stays yes."""

import re
from collections.abc import Iterator
from difflib import SequenceMatcher

from evidence._resources import form
from evidence.answers import Stance
from evidence.canonical import words
from evidence.review.findings import Finding, Record, clip
from evidence.review.reading import VERSION, Clause, Reading, has, overlap, stems
from evidence.review.times import timed
from evidence.topics import topics

_STATE = re.compile(
    rf"\b(yes|no|supported|not supported)(?: for|:) (?:(?:and|or|also|for|,|versions?|{VERSION.pattern}) ?|, )*$"
)
_ASKED = re.compile(r"^[^.!?;]*\?\s+")
_ALIGNED, _NEARLY_THE_SAME = 0.6, 0.9
_NOT, _DO = frozenset({"not", "never", "cannot"}), frozenset({"do", "does", "did", "will", "is", "are"})
_LEAST = 2
_TOLD, _PART = stems("document"), stems("part partly partial")
_NEED = stems("warranted optional")
_FRAME = stems("end ends version versions edition release support supported")


def leading(text: str) -> str:
    """Return ``yes`` or ``no`` where a text begins so, ``partly`` where it says so, else nothing."""
    plain = _ASKED.sub("", text.strip(" \"'*("))
    if form("review", "leading", "partly").search(plain[:60]):
        return "partly"
    return next((w for w in ("no", "yes") if form("review", "leading", w).search(plain)), "")


def negation(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find what the record says and the edited answer denies, or the other way round."""
    yield from _leading(edited, record)
    yield from _topics(edited, record)
    yield from _clauses(edited, record)
    yield from _versions(edited, record)
    yield from _phrases(edited, record)
    yield from _nothing_said(edited, record)
    yield from _pending(edited, record)
    yield from _no_more(edited, record)
    yield from _dropped(edited, record)
    yield from _lost(edited, record)


def _phrases(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a phrase such as "without encryption" that denies what the answer says."""
    said = frozenset().union(*(c.tokens for c in record.own.clauses if c.polarity == "said"), frozenset())
    denied = frozenset().union(
        *(c.tokens for r in record.readings for c in r.clauses if c.polarity != "said"), said - said
    )
    kept = frozenset().union(*(c.tokens for c in edited.clauses if c.polarity == "said"), said - said)
    untold = {c.sentence for c in edited.clauses if form("review", "unstated-head").match(c.plain)}
    for clause in edited.clauses:
        if clause.polarity != "denied" or has("strong", clause.plain) or clause.sentence in untold:
            continue
        told = clause.tokens - _NEED
        if form("review", "waived").search(clause.same) and told and len(told & said - denied) >= len(told) * _ALIGNED:
            yield Finding("negation", clip(clause.plain), "said")
            return
        if not 0 < len(clause.tokens) <= _LEAST or has("weak", clause.plain):
            continue
        if clause.tokens <= said - denied - kept:
            yield Finding("negation", clip(clause.plain), "said")
            return


def _nothing_said(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find an edited answer that only denies, where its record says something."""
    if record.answer.stance not in ("supported", "partial"):
        return
    untold = {c.sentence for c in record.own.clauses if form("review", "unstated-head").match(c.plain)}
    own = [c for c in record.own.clauses if c.sentence not in untold]
    shared = [(c, c.tokens & record.tokens) for c in edited.clauses if not has("strong", c.plain)]
    shared = [(c, tokens) for c, tokens in shared if not c.tokens & _TOLD]
    said = any(tokens for c, tokens in shared if c.polarity == "said" and not c.tokens <= _PART)
    denied = next((c for c, tokens in shared if c.polarity == "denied" and len(tokens) >= _LEAST), None)
    denied = None if denied and _is_excepted(denied, record) else denied
    if denied and not said and all(c.polarity != "denied" or has("strong", c.plain) for c in own):
        yield Finding("negation", clip(denied.plain), clip(record.own.plain))


def _pending(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find what is there according to the record, and only to come according to the edited answer."""
    pattern = form("review", "pending")
    found = pattern.search(edited.plain)
    if found and record.answer.stance == "supported" and not timed(record.plain) and not pattern.search(record.plain):
        yield Finding("negation", found.group(), "there already")


def _dropped(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a "not" that went or came in a text that is otherwise nearly the same."""
    before, after = words(record.own.plain), words(edited.plain)
    matcher = SequenceMatcher(None, before, after, autojunk=False)
    if matcher.ratio() < _NEARLY_THE_SAME:
        return
    for kind, a, b, c, d in matcher.get_opcodes():
        gone, came = set(before[a:b]), set(after[c:d])
        if kind in ("delete", "insert") and (gone | came) & _NOT and gone | came <= _NOT | _DO:
            place = " ".join(after[max(0, c - 3) : d + 3])
            yield Finding("negation", place, " ".join(before[max(0, a - 3) : b + 3]))
            return


def _no_more(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find what is so according to the record, and only was so according to the edited answer."""
    found = form("review", "no-more").search(edited.plain)
    if found and not form("review", "no-more").search(record.plain + "\n" + record.question.plain):
        yield Finding("negation", found.group(), "still so")


def _leading(edited: Reading, record: Record) -> Iterator[Finding]:
    if form("review", "agreed").match(record.own.plain):
        return  # "is it true that you do not …?": yes and no mean the same
    said = leading(edited.plain)
    own = leading(record.own.plain) or _implied(record.answer.stance)
    if said == own or not said or not own:
        return
    if own == "partly":
        if said == "yes" or not has_limits(edited):
            yield Finding("scope" if said == "yes" else "negation", said, own)
    elif said != "partly" or own == "no":
        yield Finding("negation", said, own)


def has_limits(edited: Reading) -> bool:
    """Tell whether an answer that begins with no goes on to say what there is."""
    return any(c.polarity == "said" and len(c.tokens) >= _LEAST for c in edited.clauses)


def _implied(stance: Stance) -> str:
    match stance:
        case "supported":
            return "yes"
        case "not-claimed":
            return "no"
        case "partial":
            return "partly"
        case _:
            return ""


def _topics(edited: Reading, record: Record) -> Iterator[Finding]:
    """Compare what is said of each thing that a vendor may claim or not."""
    for topic in sorted(edited.topics & record.topics):
        if not topics()[topic].category:
            continue
        now = edited.polarity_of(topic)
        was = frozenset().union(*(r.polarity_of(topic) for r in record.readings))
        if "said" in now and was == {"denied"}:
            yield Finding("negation", f"claimed: {topics()[topic].title}", f"not claimed: {topics()[topic].title}")
        elif now == {"denied"} and was == {"said"}:
            yield Finding("negation", f"denied: {topics()[topic].title}", f"said: {topics()[topic].title}")


def _clauses(edited: Reading, record: Record) -> Iterator[Finding]:
    known = [c for r in record.readings for c in r.clauses if _words(c) >= _LEAST]
    for clause in edited.clauses:
        if _words(clause) < _LEAST or clause.polarity == "conditional" or _is_excepted(clause, record):
            continue
        excluding = form("review", "without").match(clause.plain)
        if excluding and " ".join(clause.plain.split()[: _LEAST + 1]) in record.plain:
            continue  # it excludes what the record excludes
        best = _best(clause, known, clause.polarity)
        other = _best(clause, known, "said" if clause.polarity == "denied" else "denied")
        if other and other[0] >= _ALIGNED and (best is None or best[0] < other[0] - 0.15):
            if clause.polarity == "said" and _only_where(clause, edited, record):
                continue  # "not unless agreed" is "only where agreed"
            yield Finding("negation", clip(clause.plain), clip(other[1].plain))
            return


def _only_where(clause: Clause, edited: Reading, record: Record) -> bool:
    """Tell whether a clause holds only where the record excepts it."""
    denied = leading(edited.plain) == "no" or form("review", "otherwise").search(edited.plain)
    names = ("only-where", "where") if denied else ("only-where",)
    near = [c for c in edited.clauses if c.sentence == clause.sentence]
    limits = [c for c in near if any(form("review", n).match(c.plain) for n in names)]
    excepted = [c for r in record.readings for c in r.clauses if c.polarity == "conditional"]
    return any(overlap(c.tokens, e.tokens) >= _ALIGNED for c in limits for e in excepted)


def _is_excepted(clause: Clause, record: Record) -> bool:
    """Tell whether a denial is of what the record excepts: "anonymous reporters are not credited"."""
    excepted = [c.tokens for r in record.readings for c in r.clauses if c.polarity == "conditional" and c.tokens]
    return clause.polarity == "denied" and any(len(t & clause.tokens) * 2 >= len(t) for t in excepted)


def _versions(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a version that is supported here and not there."""
    versions = list(dict.fromkeys(VERSION.findall(record.own.plain)))
    for version in versions:
        was, now = (_state(version, r.plain) for r in (record.own, edited))
        if was and now and was != now:
            yield Finding("negation", f"{version}: supported: {now}", f"supported: {was}")
        before, after = (_row(version, versions, r.plain) for r in (record.own, edited))
        theirs = frozenset().union(*(_row(v, versions, record.own.plain) for v in versions if v != version))
        if before and (new := after & theirs - before):
            yield Finding("scope", f"{version}: {min(new)}", "said of another version")


def _row(version: str, versions: list[str], text: str) -> frozenset[str]:
    """Return the stems of what stands behind a version's number, up to the next one."""
    others = "|".join(re.escape(v) for v in versions)
    ends = rf";|[.!?](?=\s|$|\")|{VERSION.pattern}|(?<![\w.-])(?:{others})(?![\w-]|\.\w)|$"
    place = re.search(rf"(?<![\w.-]){re.escape(version)}(?![\w-]|\.\w)([^;]*?)(?:{ends})", text)
    return frozenset(s for s in stems(place[1]) if not s.isdigit()) - _FRAME if place else frozenset()


def _state(version: str, text: str) -> str:
    """Return what is said first behind a version's number: that it is supported, or that it is not."""
    place = re.search(rf"(?<![\w.-]){re.escape(version)}(?![\w-]|\.\w)([^;]*?)(?:;|[.!?](?=\s|$|\")|$)", text)
    ahead = _STATE.search(text[: place.start()]) if place else None
    if ahead:
        return "no" if ahead[1].startswith("no") else "yes"  # "yes for 5.1 and 4.2, no for 5.0"
    found = [
        (m.start(), w) for w in ("no", "yes") if place and (m := form("review", "version-states", w).search(place[1]))
    ]
    return min(found)[1] if found else ""


def _words(clause: Clause) -> int:
    return sum(not t.isdigit() for t in clause.tokens)


def _best(clause: Clause, known: list[Clause], polarity: str) -> tuple[float, Clause] | None:
    """Return the clause of the record that is most like this one; a conditional one is like both."""
    found = [(_alike(clause, c), n, c) for n, c in enumerate(known) if c.polarity in (polarity, "conditional")]
    if not found:
        return None
    value, _, best = max(found, key=lambda f: (f[0], -f[1]))
    return value, best


def _alike(one: Clause, other: Clause) -> float:
    shared = len(one.tokens & other.tokens)
    least = len(one.tokens) if len(other.tokens) <= _LEAST else min(len(one.tokens), len(other.tokens))
    return shared / least if shared >= _LEAST else 0.0


def _lost(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a denial of the answer that is not there any more, though it is what the answer is about."""
    if record.answer.stance == "not-claimed":
        denied = any(c.polarity == "denied" for c in edited.clauses) or leading(edited.plain) == "no"
        limit = form("review", "limits-of-scope")
        denied = denied or bool(limit.search(record.own.plain) and limit.search(edited.plain))
        if not denied and edited.tokens:
            yield Finding("negation", "no denial", clip(record.own.plain))
        return
    if leading(edited.plain) == "partly":
        return  # that it is not all is said
    generic = form("review", "generic-rest").search(record.own.plain)
    if generic and edited.tokens <= record.tokens | _FRAME and not leading(edited.plain):
        return  # all that is recorded is said, and no more
    for clause in record.own.clauses:
        if clause.polarity != "denied" or has("strong", clause.plain) or not has("denials", clause.plain):
            continue
        kept = any(
            c.polarity in ("denied", "conditional") and (c.tokens & clause.tokens or not clause.tokens)
            for c in edited.clauses
        )
        if not kept and not any(c.polarity == "denied" for c in edited.clauses):
            yield Finding("negation", "no such limit", clip(clause.plain))
            return


__all__ = ["leading", "negation", "overlap"]
