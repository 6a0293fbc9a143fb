"""One part of a question × the records: which frame accounts for every word of it, and what the records say."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from evidence._resources import vocabulary
from evidence.answers.advice import as_weak
from evidence.answers.claims import claimed, denied_by, in_its_words
from evidence.answers.findings import Finding, found, nothing, turned
from evidence.answers.frames import AREA, CLAIM, Frame, area_frame, fitting
from evidence.answers.guards import NEVER, NO_ATTEMPT, Attempt, weigh
from evidence.answers.hosting import hosted
from evidence.answers.lexicon import Token, concepts_of, listed
from evidence.answers.library import Library, Record
from evidence.answers.nearly import nearly
from evidence.answers.owners import area, owned
from evidence.answers.reading import SEVERITY, Part
from evidence.answers.records import Stance
from evidence.answers.times import timed
from evidence.model import NonClaim, Statement

_CONDITIONAL: Final = frozenset(["when", "where", "if", "appropriate", "possible", "needed", "unless"])
_TIMED: Final = frozenset(["time", "frequency", "when", "notice"])
_BELOW: Final = frozenset(["before", "below", "than", "prior", "to", "under"])
_DATES: Final = frozenset(["supported-until", "released"])
_STEPS: Final = frozenset(["disclosure-step", "escalation-step", "handling-rule", "claim"])
_WHETHER: Final = frozenset(["whether", "what", "which", "if"])
_SOON: Final = 5
_FORBIDDING: Final = frozenset(["public-posting"])
"""Topics of rules that are negative themselves: "do not post secrets" is a yes to "you do not want them posted?"."""

_MORE: Final = frozenset(["fix", "vulnerability", "time", "backport", "bug", "history", "end-of-life", "support-end"])
"""What lines of versions may say no to, whatever else they still give."""

_TELLING: Final = 3
_ROWS: Final = frozenset(["response-target", "patch-cadence", "version-line"])
_MOST: Final = 8
_SPARE: Final = 6
_SPARE_OF_VERSIONS: Final = 2
_PLAIN: Final = Frame(
    "record",
    "a record",
    "text",
    (),
    frozenset(["handled", "product", "check-true", "customers", "nothing", "vendor"]),
    frozenset(),
    (),
)


def match(part: Part, library: Library) -> Finding:
    """Return what the records say to one part of a question.

    Of the attempts that account for every word, the one whose frame takes the most of them counts.
    """
    tried = [a for a in _attempts(part, library) if a.finding]
    whole = [a for a in tried if not a.left] or [a for a in [_told(part, library)] if a.finding]
    if whole:
        said = [a for a in whole if a.finding and a.finding.stance == "not-claimed"]
        best = min(whole, key=lambda a: a.carried).finding
        if best and best.stance == "no-position" and said:
            best = said[0].finding
        turns = part.inverted and best and not _FORBIDDING & set(best.topics)
        return turned(best) if turns and best else best or _unknown(part, library)
    spoken = [a for a in tried if a.finding and a.finding.stance != "no-position"]
    spoken = [a for a in spoken if len(a.left) <= a.spare] or spoken
    near = min(spoken, key=lambda a: len(a.left)) if spoken else tried[0] if tried else None
    if near is None or near.finding is None:
        return _unknown(part, library)
    if close := nearly(part, near, near.finding):
        return close
    words = ", ".join(f"“{t.text}”" for t in near.left)
    hints = [s.id for s in near.finding.statements[:3]] or near.finding.hints
    return nothing(f"the records that come near do not speak of {words}", hints=hints)


def _unknown(part: Part, library: Library) -> Finding:
    return nothing("nothing in the text is known to speak of this", hints=library.nearest(part.concepts))


def _attempts(part: Part, library: Library) -> Iterator[Attempt]:
    """Try what a question may ask, the most certain first."""
    if "who" in part.concepts:
        yield owned(part, library)
    if "hosted" in part.concepts:
        yield hosted(part, library)
    asked = concepts_of(t for t in part.tokens if t.at not in part.told) or part.concepts
    claims = [c.removeprefix(CLAIM) for c in asked if c.startswith(CLAIM)]
    if claims and "status-page" not in part.concepts:
        yield claimed(part, library, sorted(claims))
    for frame in fitting(part.concepts):
        yield _framed(part, frame, library)
    areas = sorted(c.removeprefix(AREA) for c in part.concepts if c.startswith(AREA))
    if areas:
        yield area(part, library, [area_frame(a) for a in areas])
    yield in_its_words(part, library)


def _framed(part: Part, frame: Frame, library: Library) -> Attempt:
    if frame.mode == "claim":
        return denied_by(part, library, frame)
    records = library.of_frame(frame)
    if frame.numbered or frame.mode == "versions":
        return _version(part, frame, records)
    if frame.mode == "time":
        if not (part.lengths or part.concepts & _TIMED):
            return NO_ATTEMPT
        finding: Finding | None = timed(frame, part, library, records)
        places = part.timed
    else:
        finding, places = _text(part, frame, records), frozenset()
    if finding is None or (finding.positive and not _asked(part, frame)):
        return NO_ATTEMPT
    cited = library.of_ids(s.id for s in finding.statements)
    weighed = weigh(part, frame, cited, places, general=library.about_support)
    if weighed.missed and finding.stance == "supported":
        words = ", ".join(f"“{t.text}”" for t in weighed.missed)
        finding = replace(finding, stance="partial", lacks=f"{words}, in these words")
    narrowed = _narrowed(finding, frame, cited, weighed.carried)
    spare = _SPARE if frame.mode == "text" and frame.id != "support-channel" else 0
    if frame.mode == "time" and not (finding.stance == "not-claimed" and finding.times):
        spare = _SPARE_OF_VERSIONS  # not where a comparison of times says no
    return Attempt(
        _capped(narrowed, part, frame),
        weighed.left,
        len(weighed.carried),
        "time" if frame.mode == "time" else "",
        spare,
    )


def _asked(part: Part, frame: Frame) -> bool:
    """Whether the question itself speaks of what the frame is about, and not only what is told before it."""
    needed = frozenset().union(*frame.needs)
    return any(t.concepts & needed for t in part.tokens if t.at not in part.told)


def _narrowed(finding: Finding, frame: Frame, cited: Sequence[Record], carried: Sequence[Token]) -> Finding:
    """Where only some records carry a word that is asked, only these answer; of the rows of a table, partly."""
    rows = all(r.statement.kind in _ROWS for r in cited)
    must = [t for t in carried if rows or t.concepts & frame.carry]
    chosen = [r.statement for r in cited if all(r.carries(t) for t in must)]
    if not finding.positive or not must or not chosen or len(chosen) == len(cited):
        return finding
    narrowed = replace(finding, statements=tuple(chosen))
    if rows and finding.stance == "supported":
        return replace(narrowed, stance="partial", lacks="that it holds for the other rows")
    return narrowed


def _text(part: Part, frame: Frame, records: Sequence[Record]) -> Finding | None:
    """The records say it, as they are."""
    chosen = list(records)
    if part.severities:
        leveled = [r for r in chosen if r.severities & part.severities]
        if leveled and part.severities <= frozenset().union(*(r.severities for r in leveled)):
            chosen = leveled
            frame = replace(frame, stance="supported") if frame.leveled else frame
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
    weak = set(vocabulary("wording")["weak-modals"]) - as_weak(part)
    conditions = frame.conditional and any(_CONDITIONAL & r_words(s) for s in finding.statements)
    conditions = conditions and not part.concepts & {"condition", "conditional"}
    if asked:
        lacks = "that it is done in every case" if asked <= {"operated", "timely"} else "all that is asked"
        asks = "operated" if "operated" in asked else finding.asks
        return replace(finding, stance="partial", lacks=lacks, asks=asks)
    asked_of = [t for t in part.tokens if t.at not in part.told]
    absolute = any(w in listed("questions", "absolute") for t in asked_of for w in t.words)
    if absolute or conditions or sum(s.modality in weak for s in finding.statements) * 2 >= len(finding.statements):
        return replace(finding, stance="partial", lacks="that it is so in every case")
    return finding


def r_words(statement: Statement) -> frozenset[str]:
    """Return the words of a statement."""
    return frozenset(statement.text.lower().split())


def _version(part: Part, frame: Frame, records: Sequence[Record]) -> Attempt:
    """A line of versions: what its row says, where the row says yes or no."""
    if any(w in listed("questions", "counting") for t in part.tokens[:2] for w in t.words):
        return NO_ATTEMPT  # how many there are
    places: set[int] = set()
    chosen = list(records)
    if frame.numbered:
        chosen = []
        below = {t.at for t in part.tokens if t.text in _BELOW}
        for token in part.tokens:
            if token.concepts or not token.text.strip("v")[:1].isdigit():
                continue
            rows = [r for r in records if _is_version(token.text, r.statement, below=token.at - 1 in below)]
            if "when" in part.concepts:
                rows = [r for r in rows if _DATES & set(r.statement.fields)]
            if rows:
                chosen += rows
                places.add(token.at)
        if not chosen:
            return NO_ATTEMPT
    if not chosen:
        return NO_ATTEMPT
    negative = [r for r in chosen if isinstance(r.statement, NonClaim) or _says_no(r)]
    stance: Stance = "not-claimed" if len(negative) == len(chosen) else "partial" if negative else "supported"
    lacks = "support for each of these versions" if stance == "partial" else ""
    if stance == "not-claimed" and "condition" in part.concepts and any(" unless " in r.text for r in chosen):
        stance, chosen = "supported", [r for r in chosen if " unless " in r.text]
    if stance == "not-claimed" and _asks_for_a_word(part):
        stance = "supported"
    if stance == "not-claimed" and (rest := _what_is_left(part, chosen)):
        stance, chosen = "supported", rest
    finding = found(frame, stance, [r.statement for r in chosen], f"asks: {frame.title.lower()}")
    finding = replace(finding, lacks=lacks)
    if stance == "not-claimed":  # what is not there at all is not there for two, nor for several
        frame = replace(
            frame, words=frozenset(vocabulary("questions")["amounts"].split()), takes=_any_level(part, frame)
        )
        places |= part.timed
    weighed = weigh(part, frame, chosen, frozenset(places))
    return Attempt(_capped(finding, part, frame), weighed.left, len(weighed.carried), spare=_SPARE_OF_VERSIONS)


def _what_is_left(part: Part, records: Sequence[Record]) -> list[Record]:
    """Return the lines that say what there still is, where that is asked: "guidance on upgrading only"."""
    asks_what = part.tokens[0].words[0] == "what" and not part.concepts & _MORE
    return [r for r in records if "only" in {w.strip(",.;") for w in r_words(r.statement)}] if asks_what else []


def _asks_for_a_word(part: Part) -> bool:
    """Tell whether it is asked if the text says what is so: "Do the documents state whether …?"."""
    words = [t.words[0] for t in part.tokens]
    apart = any(w in listed("questions", "distinguishing") for t in part.tokens for w in t.words)
    if apart and "unreleased" in part.concepts:
        return True
    if words[0] in listed("questions", "asking") and any(w in listed("questions", "policies") for w in words):
        return True
    said = next((n for n, w in enumerate(words) if w in listed("questions", "stating")), 0)
    return said > 0 and not _WHETHER.isdisjoint(words[said + 1 : said + _SOON]) and words[0] != "please"


def _any_level(part: Part, frame: Frame) -> frozenset[str]:
    """What has no support at all has none for any severity."""
    return frame.takes.union(c for c in part.concepts if c.startswith(SEVERITY))


def _is_version(text: str, statement: Statement, *, below: bool) -> bool:
    name = statement.fields.get("version", "").lower().strip()
    if below is not name.startswith(("<", "before", "older")):
        return False
    found = [part.strip("v").removesuffix(".x") for part in name.split()]
    return bool(found) and text.strip("v")[:1].isdigit() and text.strip("v").removesuffix(".x") == found[-1]


def _says_no(record: Record) -> bool:
    status = record.statement.fields.get("status", record.statement.text).lower().split()
    words = {w.strip(".,;") for w in status}
    return bool(words & {"no", "not", "never", "unsupported", "only", "none"}) or (
        "end-of-life" in record.concepts - {"date"} and status[:3] == ["end", "of", "life"]
    )


def _told(part: Part, library: Library) -> Attempt:
    """One step or rule of the text speaks of every word that is asked, and of several."""
    if part.concepts & _TIMED or part.lengths or part.severities:
        return NO_ATTEMPT
    asked = weigh(part, _PLAIN, ()).left
    if len({t.text for t in asked}) < _TELLING or any(t.concepts & NEVER for t in asked):
        return NO_ATTEMPT
    for record in library.records:
        if record.statement.kind in _STEPS and all(record.carries(t) for t in asked):
            finding = found(_PLAIN, "supported", [record.statement], "one record speaks of all that is asked")
            finding = replace(finding, topics=tuple(sorted(record.topics)))
            return Attempt(_capped(finding, part, _PLAIN), (), len(asked))
    return NO_ATTEMPT
