"""A question of several parts: each is answered, and the whole is as weak as the weakest."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from evidence.answers.findings import WEAKEST_FIRST, Finding, nothing
from evidence.answers.lexicon import Token
from evidence.answers.library import Library
from evidence.answers.matching import match
from evidence.answers.reading import Part, Reading, part_of


def answered(reading: Reading, library: Library) -> Finding:
    """Return the finding for all parts of a question."""
    findings: list[Finding] = []
    subject: Part | None = None
    for part in reading.parts:
        if not _asks(part):
            continue
        findings.append(_one(_in_context(part, subject), library, either=reading.either))
        subject = part
    if not findings:
        return nothing("nothing in the question is known to be asked")
    return joined(findings, either=reading.either)


def _asks(part: Part) -> bool:
    return any(t.concepts for t in part.tokens) or len(part.tokens) > 2


def _in_context(part: Part, subject: Part | None) -> Part:
    """A later clause that names no subject of its own ("and what is the response time?") asks of the one before."""
    if subject is None:
        return part
    thin = [
        t for t in part.tokens if t.concepts and not t.concepts & {"time", "respond", "process", "who", "documented"}
    ]
    if thin:
        return part
    carried = [t for t in subject.tokens if t.concepts and not t.concepts & {"process", "documented", "check-true"}]
    return part_of([*carried, *part.tokens])


def _one(part: Part, library: Library, *, either: bool) -> Finding:
    whole = match(part, library)
    if whole.stance != "no-position" or part.inverted:
        return whole
    pieces = list(_pieces(part))
    if len(pieces) < 2:
        return whole
    found = [match(piece, library) for piece in pieces]
    if all(f.stance == "no-position" for f in found):
        return whole
    return joined(found, either=either) if all(map(_known, pieces)) else whole


def _known(part: Part) -> bool:
    """Whether a piece names something that could stand on its own."""
    return any(t.concepts & _SUBJECTS or any(c.startswith("claim:") for c in t.concepts) for t in part.tokens)


_SUBJECTS = frozenset(
    [
        "security-contact",
        "psirt",
        "advisory",
        "cve",
        "release-notes",
        "unknown-subject",
        "disclosure",
        "credit",
        "embargo",
    ]
)


def _pieces(part: Part) -> Iterator[Part]:
    """The parts of a list: "a private channel and a published key"."""
    piece: list[Token] = []
    for token in part.tokens:
        if token.text in ("and", "or"):
            yield part_of(piece)
            piece = []
        else:
            piece.append(token)
    yield part_of(piece)


def joined(findings: Sequence[Finding], *, either: bool) -> Finding:
    """Return one finding for several: all of one stance, else partly, else the weakest."""
    if len(findings) == 1:
        return findings[0]
    stances = {f.stance for f in findings}
    weakest = min(stances, key=WEAKEST_FIRST.index)
    answered_ = [f for f in findings if f.stance != "no-position"]
    positive = any(f.positive for f in findings)
    stance = "partial" if positive and len(stances) > 1 and weakest != "conflict" else weakest
    if not positive and "not-claimed" in stances and not either:
        stance = "not-claimed"
    cited = answered_ if stance != "no-position" else []
    statements = {s.id: s for f in cited for s in f.statements}
    silent = [f.because for f in findings if f.stance == "no-position"]
    lacks = "; ".join(dict.fromkeys([f.lacks for f in findings if f.lacks] + silent))
    return replace(
        findings[0],
        stance=stance,
        statements=tuple(statements.values()),
        topics=tuple(dict.fromkeys(t for f in findings for t in f.topics)),
        because="; ".join(dict.fromkeys(f.because for f in findings if f.because)),
        lacks=lacks if stance == "partial" else "",
        times=tuple(t for f in cited for t in f.times),
        owner=next((f.owner for f in cited if f.owner), None),
    )
