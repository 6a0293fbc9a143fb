"""What a vendor may claim or not: attestations, agreements, coverage."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from evidence._resources import vocabulary
from evidence.answers.findings import Finding, found, nothing
from evidence.answers.frames import CLAIM, Frame, claim_frame
from evidence.answers.guards import NO_ATTEMPT, Attempt, weigh
from evidence.answers.lexicon import Token, split, stem
from evidence.answers.library import Library
from evidence.answers.reading import Part
from evidence.model import NonClaim
from evidence.topics import topics

_SERVICES: Final = frozenset(["saas-availability-sla", "hosted-service-sla"])
_PAPERS: Final = frozenset(["report", "reports", "results", "summary", "summaries"])
# Where nothing denies a claim itself, a wider denial may.
_FAMILIES: Final = {
    "service-level-agreement": ("contractual-response-sla", "hosted-service-sla", "saas-availability-sla"),
    "contractual-response-sla": ("service-level-agreement",),
    "saas-availability-sla": ("hosted-service-sla", "service-level-agreement"),
    "hosted-service-sla": ("saas-availability-sla", "service-level-agreement"),
}


def claimed(part: Part, library: Library, claims: Sequence[str]) -> Attempt:
    """Something that a vendor may claim: what is claimed of it, or that it is not."""
    findings: list[Finding | None] = []
    left: tuple[Token, ...] = ()
    for claim in claims:
        frame = claim_frame(claim)
        denials = (_denial(part, library, c, claim) for c in (claim, *_FAMILIES.get(claim, ())))
        finding = next((f for f in denials if f), None) or _claim(library, claim)
        findings.append(finding)
        cited = library.of_ids(s.id for s in finding.statements) if finding else ()
        wide = replace(frame, takes=frame.takes.union(f"{CLAIM}{c}" for c in claims))
        if finding and finding.positive:  # what a claim asserts must be said, word by word
            wide = replace(wide, words=_basics(), tolerates=0)
        here = weigh(part, wide, cited, part.timed).left
        left = here if not left else tuple(t for t in left if t in here)
    known = [f for f in findings if f]
    if not known:
        names = ", ".join(topics()[c].title for c in claims)
        return Attempt(nothing(f"neither a claim nor a non-claim speaks of: {names}", claims), left)
    denied = [f for f in known if f.stance == "not-claimed"]
    if denied and len(known) < len(findings) and not any(t.text == "or" for t in part.tokens):
        return Attempt(_joined(denied), left, kind="claim")  # both are asked at once, and one of them is denied
    if len(known) < len(findings):
        hints = [s.id for f in known for s in f.statements]
        return Attempt(nothing("not all that is asked is spoken of", claims, hints), left)
    return Attempt(_joined(known), left, kind="claim")


@cache
def _basics() -> frozenset[str]:
    return frozenset(vocabulary("questions")["claim-basics"].split())


def _joined(known: Sequence[Finding]) -> Finding:
    stances = {f.stance for f in known}
    stance = known[0].stance if len(stances) == 1 else "partial"
    statements = {s.id: s for f in known for s in f.statements}
    topics_ = tuple(dict.fromkeys(t for f in known for t in f.topics))
    return Finding(stance, tuple(statements.values()), topics_, known[0].because)


def _denial(part: Part, library: Library, claim: str, asked: str) -> Finding | None:
    """Return what denies a claim; ``asked`` is what the question names, where a wider denial covers it."""
    title = topics()[claim].title
    records = library.of_topic(claim)
    denied = [r.statement for r in records if isinstance(r.statement, NonClaim)]
    if "report" not in part.concepts and "report" not in title:  # no papers are denied, and none are asked for
        denied = [s for s in denied if not _PAPERS & set(split(s.subject))]
    if (
        asked in _SERVICES and claim not in _SERVICES
    ):  # what is no agreement on response times says nothing of a service
        denied = [s for s in denied if s.text not in library.of_targets]
    if not denied:
        return None
    asserted = [r.statement for r in records if r.statement.kind == "claim"]
    if asserted:
        return Finding("conflict", (*denied, *asserted), (claim,), "the text claims it and denies it")
    return Finding("not-claimed", tuple(denied), (claim,), f"a non-claim speaks of: {title}")


def _claim(library: Library, claim: str) -> Finding | None:
    records = library.of_topic(claim)
    asserted = [r.statement for r in records if r.statement.kind == "claim"]
    if asserted:
        return Finding("supported", tuple(asserted), (claim,), f"a claim speaks of: {topics()[claim].title}")
    named = [r.statement for r in records if r.statement.kind in ("response-target", "channel")]
    if named:
        finding = Finding("partial", tuple(named), (claim,), f"records speak of: {topics()[claim].title}")
        return replace(finding, lacks="that it holds beyond these cases")
    return None


def denied_by(part: Part, library: Library, frame: Frame) -> Attempt:
    """A frame that only a non-claim answers."""
    finding = next((f for topic in frame.topics if (f := _denial(part, library, topic, topic))), None)
    if finding is None:
        return NO_ATTEMPT
    weighed = weigh(part, frame, library.of_ids(s.id for s in finding.statements), part.timed)
    return Attempt(finding, weighed.left, len(weighed.carried))


def in_its_words(part: Part, library: Library) -> Attempt:
    """Something that the text says it does not claim, in its own words."""
    words = {stem(w) for t in part.tokens for w in t.words}
    for record, subject in library.subjects:
        if subject <= words:
            frame = replace(claim_frame("soc2-report"), topics=tuple(sorted(record.topics)), tolerates=0)
            finding = found(frame, "not-claimed", [record.statement], "a non-claim speaks of it in these words")
            weighed = weigh(part, frame, [record])
            return Attempt(finding, weighed.left, len(weighed.carried))
    return NO_ATTEMPT
