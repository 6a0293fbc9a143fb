"""Questions about whose something is."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from evidence.answers.findings import Finding, nothing
from evidence.answers.frames import AREA, Frame
from evidence.answers.lexicon import Token, lexicon
from evidence.answers.library import Library, Record
from evidence.answers.reading import Part
from evidence.answers.records import Stance
from evidence.model import Owner

_STANCES: Final[dict[Owner, Stance]] = {
    "provider": "supported",
    "customer": "customer-owned",
    "shared": "partial",
    "third-party": "not-claimed",
}
_ALIKE: Final = ({"vulnerability", "bug"}, {"fix", "upgrade"}, {"version", "artifact"}, {"notify", "respond"})
_FREE: Final = frozenset(["who", "process", "documented", "product", "check-true", "customers", "report", "security"])
_NEVER: Final = frozenset(["exclusion", "vendor-systems", "negation"])


def owned(part: Part, library: Library) -> tuple[Finding | None, list[Token]]:
    """Return whose something is, where one record speaks of every word that is asked."""
    asked = [t for t in part.tokens if not _free(t)]
    if not asked:
        return None, []
    scored: list[tuple[int, Record]] = []
    for record in library.owned:
        left = [t for t in asked if t.concepts & _NEVER or not _carried(record, t)]
        if not left:
            return _whose([record], "the record on this says whose it is", asked_who=True), []
        scored.append((len(left), record))
    return None, []


def _free(token: Token) -> bool:
    return bool(token.concepts & _FREE) or (
        not token.concepts and all(lexicon().asks_nothing(w) for w in token.words)
    )


def _carried(record: Record, token: Token) -> bool:
    return record.carries(token) or any(token.concepts & alike and record.concepts & alike for alike in _ALIKE)


def area(part: Part, library: Library, frames: Sequence[Frame]) -> tuple[Finding | None, list[Token]]:
    """Return whose the areas are that a question speaks of."""
    findings: list[Finding] = []
    cited: list[Record] = []
    silent = list[str]()
    for frame in frames:
        records = [r for r in library.owned if frame.topics[0] in r.topics]
        if not records:
            silent.append(frame.title)
            continue
        exact = [r for r in records if r.statement.kind == "responsibility"] or records
        cited += exact
        findings.append(_whose(exact, f"the area of the question is: {frame.title.lower()}", asked_who=False))
    if not findings:
        return None, []
    allowed = frozenset().union(*(f.words for f in frames))
    taken = frozenset(f"{AREA}{f.topics[0]}" for f in frames).union(frames[0].takes, {"who"})
    left = [
        t
        for t in part.tokens
        if t.at not in part.timed
        and t.at not in part.denials
        and (
            t.concepts & _NEVER
            or not (
                t.concepts & taken
                or (not t.concepts and all(lexicon().asks_nothing(w) for w in t.words))
                or all(w in allowed or lexicon().asks_nothing(w) for w in t.words)
                or any(r.carries(t) for r in cited)
            )
        )
    ]
    if silent:
        return nothing(f"nobody is named for: {', '.join(silent)}", hints=[s.id for f in findings for s in f.statements]), left
    stances = {f.stance for f in findings}
    first = findings[0]
    statements = {s.id: s for f in findings for s in f.statements}
    merged = replace(
        first,
        statements=tuple(statements.values()),
        topics=tuple(dict.fromkeys(t for f in frames for t in f.topics)),
    )
    return (merged if len(stances) == 1 else replace(merged, stance="partial", lacks="one owner for all of it")), left


def _whose(records: Sequence[Record], because: str, *, asked_who: bool) -> Finding:
    owners = {r.statement.owner for r in records if r.statement.owner}
    statements = tuple(r.statement for r in records)
    topics = tuple(sorted(frozenset().union(*(r.topics for r in records))))
    if len(owners) != 1:
        return Finding("partial", statements, topics, because, lacks="one owner for all of it")
    [owner] = owners
    stance = _STANCES[owner]
    if owner == "third-party" and asked_who:
        stance = "supported"
    finding = Finding(stance, statements, topics, because, owner=owner)
    return replace(finding, lacks="which part is the vendor's") if owner == "shared" else finding
