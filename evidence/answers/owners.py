"""Questions about whose something is."""

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from evidence.answers.findings import Finding, nothing
from evidence.answers.frames import AREA, Frame
from evidence.answers.guards import NEVER, NO_ATTEMPT, Attempt, weigh
from evidence.answers.lexicon import STOPS, Token, lexicon, listed, split, stem
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
_ALIKE: Final = (
    {"vulnerability", "bug", "cve"},
    {"fix", "upgrade"},
    {"version", "artifact", "publish-release"},
    {"artifact", "dependency"},
    {"notify", "respond"},
    {"acknowledge", "respond"},
)
_DOING: Final = frozenset(["fix", "triage"])
"""Who fixes or investigates a thing is whose it is."""

_FLAW_TOLD: Final = frozenset(["vulnerability", "report"])
_FLAWS: Final = frozenset(["vulnerability", "bug"])
_HANDLED: Final = frozenset(["support-request", "issue", "incident", "respond", "area:incident-response"])
_CHANGED_BY_FIXES: Final = frozenset(["configuration", "credential-incident", "key-management"])
_ELSE: Final = frozenset(["version", "which-document", "release-notes", "artifact", "support", "route"])
_RUN: Final = frozenset(f"{AREA}{a}" for a in ("incident-response", "monitoring", "backup-restore"))
"""What is done with a product, and by none: "Do backups include the application software?"."""

_LIST: Final = re.compile(r",|\b(?:or|and)\b")
_OWNING: Final = frozenset(["deploying", "owns", "responsible"])
_SHORT: Final = 3
_FREE: Final = frozenset(
    [
        "check-true",
        "customers",
        "documented",
        "handled",
        "issue",
        "maintained",
        "operated",
        "process",
        "product",
        "report",
        "security",
        "who",
    ]
)


def owned(part: Part, library: Library) -> Attempt:
    """Return whose something is, where one record speaks of every word that is asked."""
    asked = [t for t in part.tokens if not _free(t)]
    asked = [t for t in asked if not _DOING & t.concepts or "triaged" in t.concepts] or asked
    if not asked:
        return NO_ATTEMPT
    for record in library.owned:
        if all(not t.concepts & NEVER and _carried(record, t) for t in asked) and not narrower(record, part):
            return Attempt(_whose([record], "the record on this says whose it is", asked_who=True))
    for record in library.steps:
        if all(not t.concepts & NEVER and _carried(record, t) for t in asked):
            because = "the step of the process says who does it"
            return Attempt(Finding("supported", (record.statement,), tuple(sorted(record.topics)), because))
    return _of_situation(part, library)


def _of_situation(part: Part, library: Library) -> Attempt:
    """Return whose a situation is that was told before the question, where the records on it name one owner."""
    asked = [t for t in part.tokens if t.at not in part.told and not _free(t) and not t.concepts & _HANDLED]
    told = [t for t in part.tokens if t.at in part.told and t.concepts and not _free(t)]
    if not told or any(t.concepts & NEVER - {"negation"} for t in told):
        return NO_ATTEMPT
    near = [(sum(_carried(r, t) for t in told), r) for r in library.owned if r.statement.kind == "responsibility"]
    most = max((n for n, _ in near), default=0)
    records = [r for n, r in near if n == most]
    if not most or len({r.statement.owner for r in records}) != 1:
        return NO_ATTEMPT
    finding = _whose(records, "the records on this situation say whose it is", asked_who=True)
    return Attempt(finding, tuple(t for t in asked if not any(_carried(r, t) for r in records)), kind="area")


def _free(token: Token) -> bool:
    return bool(token.concepts & _FREE) or lexicon().is_empty(token)


def _carried(record: Record, token: Token) -> bool:
    return record.carries(token) or any(token.concepts & alike and record.concepts & alike for alike in _ALIKE)


def narrower(record: Record, part: Part) -> bool:
    """Whether a row is about less than what is asked: "patching of hosts" where hosts are asked.

    A row that lists things speaks of each of them; what a sentence tells of a scenario must be asked by half.
    """
    cell = record.statement.text.partition("|")[0]
    if record.statement.kind != "responsibility" or _LIST.search(cell):
        return False
    tokens = lexicon().tokens([w for w in split(cell) if w not in STOPS])
    told = [t for t in tokens if not _free(t) and t.words[0] not in _OWNING]
    words = {stem(w) for t in part.tokens for w in t.words}
    asked = [t for t in told if t.concepts & part.concepts or any(stem(w) in words for w in t.words) or _alike(t, part)]
    return len(asked) * 2 < len(told) if len(told) > _SHORT else len(asked) < len(told)


def _elsewhere(record: Record, part: Part) -> bool:
    """Whether a row is about less than the area, or about a flaw of the product where none is asked."""
    return bool(record.concepts & _FLAWS - part.concepts) or narrower(record, part)


def _alike(token: Token, part: Part) -> bool:
    return any(token.concepts & alike and part.concepts & alike for alike in _ALIKE)


def area(part: Part, library: Library, frames: Sequence[Frame]) -> Attempt:
    """Return whose the areas are that a question speaks of."""
    if (
        part.concepts & {"history", "cost", "release-notes"}
        or _told_by_a_fix(part.concepts, frames)
        or (_only_told(part) and _asks_else(part))
        or ("who" not in part.concepts and (part.concepts >= _FLAW_TOLD or _tells_of_a_flaw(part)))
        or (_of_product(part) and not part.concepts & {"deployed", "who"})
    ):
        return NO_ATTEMPT  # what happened, what it costs, and what the product can do is nobody's area
    findings: list[Finding] = []
    cited: list[Record] = []
    silent = list[str]()
    for frame in frames:
        concept = f"{AREA}{frame.topics[0]}"
        records = [r for r in library.owned if concept in r.concepts and not _elsewhere(r, part)]
        if not records:
            silent.append(frame.title)
            continue
        exact = [r for r in records if r.statement.kind == "responsibility"] or records
        cited += exact
        findings.append(_whose(exact, f"the area of the question is: {frame.title.lower()}", asked_who=False))
    if not findings:
        return NO_ATTEMPT
    every = replace(frames[0], takes=frames[0].takes.union({"who"}, (f"{AREA}{f.topics[0]}" for f in frames)))
    left = weigh(part, every, cited, part.timed).left
    if silent:
        hints = [s.id for f in findings for s in f.statements]
        return Attempt(nothing(f"nobody is named for: {', '.join(silent)}", hints=hints), left)
    stances = {f.stance for f in findings}
    first = findings[0]
    statements = {s.id: s for f in findings for s in f.statements}
    merged = replace(
        first,
        statements=tuple(statements.values()),
        topics=tuple(dict.fromkeys(t for f in frames for t in f.topics)),
    )
    if len(stances) > 1:
        merged = replace(merged, stance="partial", lacks="one owner for all of it")
    return Attempt(merged, left, kind="area")


def _tells_of_a_flaw(part: Part) -> bool:
    return any(t.concepts & _FLAWS for t in part.tokens if t.at in part.told)


def _only_told(part: Part) -> bool:
    return not any(c.startswith(AREA) for t in part.tokens if t.at not in part.told for c in t.concepts)


def _asks_else(part: Part) -> bool:
    """Whether something is asked in a situation that is of no area: "… Which document tells us how to check it?"."""
    return any(t.concepts & _ELSE for t in part.tokens if t.at not in part.told)


def _of_product(part: Part) -> bool:
    """Whether it is asked what the product does; "the system" of a control ("Monitor the system …") is the buyer's."""
    asks = part.tokens[0].text in listed("questions", "opening")
    named = [
        t
        for t in part.tokens
        if "product" in t.concepts and (asks or t.words[-1] not in listed("questions", "systems"))
    ]
    run = [t.at for t in part.tokens if t.concepts & _RUN]
    return bool(named) and named[0].at < min(run, default=named[0].at + 1)


def _told_by_a_fix(concepts: frozenset[str], frames: Sequence[Frame]) -> bool:
    """Whether it is asked what a fix makes its users do in an area, and not whose the area is."""
    areas = {f.topics[0] for f in frames}
    return "fix" in concepts and not concepts & {"who", "deployed", "incident"} and areas <= _CHANGED_BY_FIXES


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
