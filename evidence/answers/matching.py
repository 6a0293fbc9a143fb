"""One part of a question × the records: which frame accounts for every word of it, and what the records say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from evidence._resources import vocabulary
from evidence.answers.findings import Finding, found, nothing, turned
from evidence.answers.frames import AREA, CLAIM, Frame, area_frame, claim_frame, frames, hosted_frame
from evidence.answers.lexicon import Token, lexicon, stem
from evidence.answers.library import Library, Record
from evidence.answers.owners import area, owned
from evidence.answers.reading import SEVERITY, Part
from evidence.answers.times import timed
from evidence.model import NonClaim, Statement
from evidence.topics import topics

_NEVER: Final = frozenset(["exclusion", "vendor-systems", "negation"])
_CONDITIONAL: Final = frozenset(["when", "where", "if", "appropriate", "possible", "needed", "unless"])
_GENERAL: Final = frozenset(["support", "support-request", "production-issue", "incident", "bug", "area:incident-response"])
_MOST: Final = 8


def match(part: Part, library: Library) -> Finding:
    """Return what the records say to one part of a question."""
    best = None
    for finding, left in _attempts(part, library):
        if finding and not left:
            return turned(finding) if part.inverted else finding
        if best is None or (finding and finding.stance != "no-position"):
            best = finding or best, left
    if best is None:
        return nothing("nothing in the text is known to speak of this", hints=library.nearest(part.concepts))
    finding, left = best
    if left:
        words = ", ".join(f"“{t.text}”" for t in left)
        return nothing(f"the records that come near do not speak of {words}", hints=_hints(finding, library, part))
    return finding or nothing("nothing in the text speaks of this", hints=library.nearest(part.concepts))


def _hints(finding: Finding | None, library: Library, part: Part) -> tuple[str, ...]:
    return tuple(s.id for s in finding.statements[:3]) if finding else library.nearest(part.concepts)


Attempt = tuple[Finding | None, list[Token]]


def _attempts(part: Part, library: Library) -> Iterator[Attempt]:
    """Try what a question may ask, the most certain first; with each the words that it does not account for."""
    if "who" in part.concepts:
        yield owned(part, library)
    if "hosted" in part.concepts:
        yield _hosted(part, library)
    claims = [c.removeprefix(CLAIM) for c in part.concepts if c.startswith(CLAIM)]
    if claims:
        yield _claimed(part, library, sorted(claims))
    for frame in frames():
        if frame.fits(part.concepts):
            yield _framed(part, frame, library)
    areas = sorted(c.removeprefix(AREA) for c in part.concepts if c.startswith(AREA))
    if areas:
        yield area(part, library, [area_frame(a) for a in areas])
    yield _subject(part, library)


def _framed(part: Part, frame: Frame, library: Library) -> Attempt:
    if frame.mode == "claim":
        return _denied(part, library, frame)
    records = library.of_frame(frame)
    if frame.mode == "time":
        if not (part.lengths or part.concepts & {"time", "frequency"}):
            return None, []
        finding = timed(frame, part, library, records)
        places = part.timed
    elif frame.numbered or frame.mode == "versions":
        return _version(part, frame, records, library)
    else:
        finding, places = _text(part, frame, records), frozenset()
    if finding is None:
        return None, []
    cited = _records(library, finding.statements)
    left = leftovers(part, frame, cited, places, library)
    return _capped(finding, part, frame), left


def _records(library: Library, statements: Sequence[Statement]) -> list[Record]:
    ids = {s.id for s in statements}
    return [r for r in library.records if r.statement.id in ids]


def leftovers(
    part: Part, frame: Frame, cited: Sequence[Record], places: frozenset[int], library: Library
) -> list[Token]:
    """Return the words that neither the frame nor an empty word nor a cited record accounts for."""
    takes = frame.takes
    general = library.about_support and frame.mode == "time"
    left = []
    for token in part.tokens:
        if token.at in places or token.at in part.denials:
            continue
        if token.concepts & takes or (general and token.concepts & _GENERAL):
            continue
        if not token.concepts and all(lexicon().asks_nothing(w) for w in token.words):
            continue
        if frame.words and all(w in frame.words or lexicon().asks_nothing(w) for w in token.words):
            continue
        if frame.mode == "time" and any(c.startswith(SEVERITY) or c == "or-higher" for c in token.concepts):
            continue
        if token.concepts & _NEVER or not any(r.carries(token) for r in cited):
            left.append(token)
    return left


def _text(part: Part, frame: Frame, records: Sequence[Record]) -> Finding | None:
    """The records say it, as they are."""
    chosen = list(records)
    if part.severities:
        leveled = [r for r in chosen if r.severities & part.severities]
        if leveled and part.severities <= frozenset().union(*(r.severities for r in leveled)):
            chosen = leveled
        elif any(r.severities for r in chosen):
            return None
    if not chosen:
        return None
    chosen.sort(key=lambda r: -_overlap(part, r)) if len(chosen) > _MOST else None
    return found(frame, frame.stance, [r.statement for r in chosen[:_MOST]], f"asks: {frame.title.lower()}")


def _overlap(part: Part, record: Record) -> int:
    return len(part.concepts & record.concepts)


def _capped(finding: Finding, part: Part, frame: Frame) -> Finding:
    """Lower an answer to partial where the text is weaker than the question."""
    if finding.stance == "partial":
        return replace(finding, lacks=finding.lacks or frame.lacks)
    if finding.stance != "supported":
        return finding
    asked = part.concepts & frame.caps
    weak = set(vocabulary("wording")["weak-modals"])
    conditions = frame.conditional and any(_CONDITIONAL & r_words(s) for s in finding.statements)
    if asked:
        lacks = "that it is done in every case" if asked <= {"operated", "timely"} else "all that is asked"
        asks = "operated" if "operated" in asked else finding.asks
        return replace(finding, stance="partial", lacks=lacks, asks=asks)
    if conditions or all(s.modality in weak for s in finding.statements):
        return replace(finding, stance="partial", lacks="that it is so in every case")
    return finding


def r_words(statement: Statement) -> frozenset[str]:
    """Return the words of a statement."""
    return frozenset(statement.text.lower().split())


def _version(part: Part, frame: Frame, records: Sequence[Record], library: Library) -> Attempt:
    """A line of versions: what its row says, where the row says yes or no."""
    places: set[int] = set()
    chosen = list(records)
    if frame.numbered:
        chosen = []
        for token in part.tokens:
            rows = [r for r in records if _is_version(token.text, r.statement)]
            if rows:
                chosen += rows
                places.add(token.at)
        if not chosen:
            return None, []
    if not chosen:
        return None, []
    negative = [r for r in chosen if isinstance(r.statement, NonClaim) or _says_no(r)]
    stance = "not-claimed" if len(negative) == len(chosen) else "supported" if not negative else "partial"
    finding = found(frame, stance, [r.statement for r in chosen], f"asks: {frame.title.lower()}")
    finding = replace(finding, lacks="support for each of these versions" if stance == "partial" else "")
    return _capped(finding, part, frame), leftovers(part, frame, chosen, frozenset(places), library)


def _is_version(text: str, statement: Statement) -> bool:
    name = statement.fields.get("version", "").lower().strip("v ")
    asked = text.removesuffix(".x")
    return text[:1].isdigit() and (name == text or name.removesuffix(".x") == asked)


def _says_no(record: Record) -> bool:
    status = record.statement.fields.get("status", record.statement.text).lower().split()
    words = {w.strip(".,;") for w in status}
    return bool(words & {"no", "not", "never", "unsupported", "only", "none"}) or "end-of-life" in record.concepts - {
        "date"
    } and status[:3] == ["end", "of", "life"]


def _hosted(part: Part, library: Library) -> Attempt:
    frame = hosted_frame()
    records = library.self_hosted
    if not records:
        return None, []
    finding = found(frame, "not-applicable", [records[-1].statement], "asks about systems that the vendor would host")
    return finding, leftovers(part, frame, records, frozenset(), library)


def _claimed(part: Part, library: Library, claims: Sequence[str]) -> Attempt:
    """Something that a vendor may claim: what is claimed of it, or that it is not."""
    families = {
        "service-level-agreement": ("contractual-response-sla", "hosted-service-sla", "saas-availability-sla"),
        "contractual-response-sla": ("service-level-agreement",),
        "saas-availability-sla": ("hosted-service-sla", "service-level-agreement"),
        "hosted-service-sla": ("saas-availability-sla", "service-level-agreement"),
    }
    findings, left = [], list[Token]()
    for claim in claims:
        frame = claim_frame(claim)
        finding = _denial(library, claim) or next(
            (f for other in families.get(claim, ()) if (f := _denial(library, other))), None
        )
        if finding is None:
            finding = _claim(library, claim)
        findings.append(finding)
        cited = _records(library, finding.statements) if finding else []
        takes = replace(frame, takes=frame.takes.union(f"{CLAIM}{c}" for c in claims))
        here = leftovers(part, takes, cited, part.timed, library)
        left = here if not left else [t for t in left if t in here]
    known = [f for f in findings if f]
    if not known:
        names = ", ".join(topics()[c].title for c in claims)
        return nothing(f"neither a claim nor a non-claim speaks of: {names}", claims), left
    if len(known) < len(findings):
        return nothing("not all that is asked is spoken of", claims, [s.id for f in known for s in f.statements]), left
    return _joined(known), left


def _joined(known: Sequence[Finding]) -> Finding:
    stances = {f.stance for f in known}
    stance = known[0].stance if len(stances) == 1 else "partial"
    statements = {s.id: s for f in known for s in f.statements}
    topics_ = tuple(dict.fromkeys(t for f in known for t in f.topics))
    return Finding(stance, tuple(statements.values()), topics_, known[0].because)


def _denial(library: Library, claim: str) -> Finding | None:
    records = library.of_topic(claim)
    denied = [r.statement for r in records if isinstance(r.statement, NonClaim)]
    if not denied:
        return None
    asserted = [r.statement for r in records if r.statement.kind == "claim"]
    because = f"a non-claim speaks of: {topics()[claim].title}"
    if asserted:
        return Finding("conflict", (*denied, *asserted), (claim,), "the text claims it and denies it")
    return Finding("not-claimed", tuple(denied), (claim,), because)


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


def _denied(part: Part, library: Library, frame: Frame) -> Attempt:
    """A frame that only a non-claim answers."""
    finding = next((f for topic in frame.topics if (f := _denial(library, topic))), None)
    if finding is None:
        return None, []
    return finding, leftovers(part, frame, _records(library, finding.statements), part.timed, library)


def _subject(part: Part, library: Library) -> Attempt:
    """Something that the text says it does not claim, in its own words."""
    words = {stem(w) for t in part.tokens for w in t.words}
    for record in library.records:
        statement = record.statement
        if not isinstance(statement, NonClaim):
            continue
        subject = [w for w in statement.subject.lower().split() if not lexicon().asks_nothing(w)]
        if subject and all(stem(w.strip(".,")) in words for w in subject):
            frame = replace(claim_frame("soc2-report"), topics=tuple(record.topics))
            finding = found(frame, "not-claimed", [statement], "a non-claim speaks of it in these words")
            return finding, leftovers(part, frame, [record], frozenset(), library)
    return None, []
