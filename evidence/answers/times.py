"""Questions about time: the commitments of the asked action, compared with what is asked."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from evidence._resources import vocabulary
from evidence.answers.findings import Finding, found, nothing
from evidence.answers.frames import Frame
from evidence.answers.lexicon import Token, listed
from evidence.answers.library import Library, Record
from evidence.answers.reading import Length, Part
from evidence.model import Commitment, NonClaim, Qualifier, Statement, Unit

_MINUTES: Final[dict[Unit, int]] = {"minutes": 1, "hours": 60, "calendar-days": 1440, "weeks": 10080}
_WHEN: Final = ("after", "as soon", "once", "upon", "when ", "the next", "next", "in the next", "at the next", "before")
_NAMED: Final = frozenset(["critical", "high", "medium", "low"])
_ASKED_TIMES: Final = frozenset(["time", "notice"])
_DATED: Final = frozenset(["date", "deadline", "time", "frequency"])
_GUARANTEES: Final = ("contractual-response-sla", "service-level-agreement")
Timed = tuple[Record, Commitment]


def timed(frame: Frame, part: Part, library: Library, records: Sequence[Record]) -> Finding:
    """Return what is promised of the frame's actions, for the severities that are asked."""
    records, best_effort = _of_edition(part, records)
    known = [(r, c) for r in records for c in r.statement.commitments if c.action in frame.actions]
    part = replace(part, severities=part.severities or _of_kind(part, records))
    asked = part.severities
    scope = _of_first_action(frame, [t for t in known if not asked or not t[0].severities or t[0].severities & asked])
    numbered = [(r, c) for r, c in scope if c.quantity is not None]
    if best_effort and not scope and "other" in frame.actions:
        return _best_effort(frame, part, best_effort)
    if not known or not scope or (asked and not asked & _covered(scope, asked)):
        return _unstated(frame, part, library, asked)
    if not numbered:
        return _in_words(frame, part, library, scope)
    bound = _bound(part, library, [r.statement for r, _ in numbered])
    whole = _every_level(library, part, numbered)
    finding = _compared(frame, part.lengths, numbered, whole) if part.lengths else _listed(frame, numbered, whole)
    if bound:
        kept = part.lengths and finding.positive and _commits(part)
        return replace(finding, stance="partial", lacks="a commitment: the times are goals") if kept else bound
    asked_as_contract = "guaranteed" in part.concepts
    return _contractual(finding, contract(library, finding.statements)) if asked_as_contract else finding


def _of_kind(part: Part, records: Sequence[Record]) -> frozenset[str]:
    """Return the severities whose rows name the kind of flaw that is asked: "a sandbox escape"."""
    kinds = part.concepts.intersection(vocabulary("frames")["kinds"])
    return frozenset().union(*(r.severities for r in records if kinds and kinds <= r.concepts))


def _contractual(finding: Finding, sentences: Sequence[Statement]) -> Finding:
    """Return times with the sentences that make them contractual, and as bound as these say."""
    bound = tuple(s.model_copy(update={"binding": "contract"}) for s in finding.statements) if sentences else ()
    by_id = {s.id: s for s in bound or finding.statements}
    times = tuple((by_id[s.id], c) for s, c in finding.times)
    return replace(finding, statements=(*sentences, *by_id.values()), times=times)


def _commits(part: Part) -> bool:
    """Whether a time is asked that somebody commits to, short of a contract or guarantee."""
    return all(t.text in listed("questions", "committing") for t in part.tokens if "guaranteed" in t.concepts)


def _in_words(frame: Frame, part: Part, library: Library, scope: list[Timed]) -> Finding:
    """No time stands for what is asked; the text may still say when, in words."""
    if "guaranteed" in part.concepts:
        return _bound(part, library, [r.statement for r, _ in scope]) or nothing("no time is stated", frame.topics)
    if part.lengths or any("time" in t.concepts and _counts(t) for t in part.tokens):
        return _unstated(frame, part, library, part.severities)
    return _worded(frame, part, library, scope)


def _counts(token: Token) -> bool:
    """Tell whether a number is asked: "how many days"."""
    return any(w in listed("questions", "counting") for w in token.words)


def _of_edition(part: Part, records: Sequence[Record]) -> tuple[Sequence[Record], list[Record]]:
    """Return the records of the edition that is asked, and those of them that promise best effort only."""
    words = {w for t in part.tokens for w in t.words}
    named = [r for r in records if words.intersection(r.statement.fields.get("edition", "").lower().split())]
    records = named or records
    asked = [r for r in records if not part.severities or not r.severities or r.severities & part.severities]
    return records, [r for r in asked if r.statement.binding == "best-effort"]


def _best_effort(frame: Frame, part: Part, records: Sequence[Record]) -> Finding:
    statements = [r.statement for r in records]
    if "guaranteed" in part.concepts or part.lengths:
        return found(frame, "not-claimed", statements, "a time is asked, and the text promises best effort")
    return replace(found(frame, "partial", statements, f"asks: {frame.title.lower()}"), lacks="a length of time")


def _of_first_action(frame: Frame, scope: list[Timed]) -> list[Timed]:
    """ "Respond" also asks for acknowledgement, but only where no response is promised."""
    by_action = ([(r, c) for r, c in scope if c.action == action] for action in frame.actions)
    return next((chosen for chosen in by_action if chosen), [])


def _covered(scope: list[Timed], asked: frozenset[str]) -> frozenset[str]:
    return frozenset().union(*(r.severities & asked if r.severities else asked for r, _ in scope))


def _every_level(library: Library, part: Part, numbered: list[Timed]) -> bool:
    """Whether a time stands for every severity that is asked, or that there is.

    Severities by name are four, whether or not the text speaks of them all; of numbered ones the text knows.
    """
    if any(not r.severities for r, _ in numbered):
        return True
    covered = frozenset().union(*(r.severities for r, _ in numbered))
    if part.severities:
        return part.severities <= covered
    known = frozenset().union(*(r.severities for r in library.records if "response-target" in _about(r.statement)))
    named = _NAMED if covered & _NAMED else frozenset()
    return known | named <= covered


def _about(statement: Statement) -> tuple[str, ...]:
    return statement.about if isinstance(statement, Qualifier) else (statement.kind,)


def _bound(part: Part, library: Library, statements: list[Statement]) -> Finding | None:
    """Return whether times that are asked as a guarantee are one; None where they are, or where it is not asked."""
    if "guaranteed" not in part.concepts:
        return None
    times = [c for s in statements for c in s.commitments if c.quantity]
    if (times and all(c.binding == "contract" for c in times)) or contract(library, statements):
        return None
    denied = (r.statement for topic in _GUARANTEES for r in library.of_topic(topic))
    limits = [s for s in denied if isinstance(s, NonClaim)]
    goals = [s for s in statements if s.binding == "goal"]
    if not limits and len(goals) < len(statements):
        return nothing("how far the times bind is not stated", ("response-targets",))
    cited = tuple({s.id: s for s in (*limits, *goals)}.values())
    return Finding("not-claimed", cited, ("contractual-response-sla",), "a guarantee is asked, and the times are goals")


def contract(library: Library, statements: Sequence[Statement]) -> list[Statement]:
    """Return the sentences that make targets contractual, for the editions that are asked."""
    about = [
        r
        for r in library.records
        if isinstance(r.statement, Qualifier)
        and r.statement.binding == "contract"
        and "response-target" in r.statement.about
    ]
    editions = {s.fields["edition"].lower() for s in statements if "edition" in s.fields}
    return [r.statement for r in about if all(f" {e} " in r.text for e in editions)]


def _unstated(frame: Frame, part: Part, library: Library, asked: frozenset[str]) -> Finding:
    instead = library.select(frame.instead)
    limits = [r.statement for r in library.select(frame.limits)] if part.lengths else []
    if limits:
        return found(frame, "not-claimed", limits, "the text sets a limit that excludes it")
    limits = [r.statement for r in instead if isinstance(r.statement, NonClaim)]
    if limits and (part.lengths or part.concepts & _ASKED_TIMES):
        return found(frame, "not-claimed", [r.statement for r in instead], "the text sets a limit that excludes it")
    if instead and not limits and not part.lengths:
        finding = found(frame, "partial", [r.statement for r in instead], f"asks: {frame.title.lower()}")
        return replace(finding, lacks="a length of time")
    of = f" for {', '.join(sorted(asked))}" if asked else ""
    return nothing(f"no time is stated{of}: {frame.title.lower()}", frame.topics)


def _worded(frame: Frame, part: Part, library: Library, scope: list[Timed]) -> Finding:
    """The text says when, in words and without a time: enough where only "when" is asked."""
    said = [(r, c) for r, c in scope if c.unit or (c.condition or "").startswith(_WHEN)]
    if not said:
        return nothing(f"no time is stated: {frame.title.lower()}", frame.topics)
    times = tuple((r.statement, c) for r, c in said)
    whole = "when" in part.concepts and not part.concepts & _DATED and _every_level(library, part, said)
    finding = found(frame, "supported" if whole else "partial", _statements(said), f"asks: {frame.title.lower()}")
    return replace(finding, lacks="" if whole else "a length of time", times=times)


def _listed(frame: Frame, numbered: list[Timed], whole: bool) -> Finding:
    finding = found(frame, "supported" if whole else "partial", _statements(numbered), f"asks: {frame.title.lower()}")
    lacks = "" if whole else "a time for the other severities"
    return replace(finding, lacks=lacks, times=tuple((r.statement, c) for r, c in numbered))


def _compared(frame: Frame, lengths: tuple[Length, ...], numbered: list[Timed], whole: bool) -> Finding:
    """Return whether the promised times keep to the asked one."""
    kept: list[Timed] = []
    broken: list[Timed] = []
    open_: list[Timed] = []
    for record, commitment in numbered:
        order = _compare(commitment, lengths[-1], least=frame.least)
        (kept if order is True else broken if order is False else open_).append((record, commitment))
    because = f"asks: {frame.title.lower()}, compared with the time asked"
    if open_ and not kept and not broken:
        return nothing("the times cannot be compared: business days and calendar days", frame.topics)
    times = tuple((r.statement, c) for r, c in [*kept, *broken])
    if not kept:
        return replace(found(frame, "not-claimed", _statements(broken), because), times=times)
    if broken or open_ or not whole:
        finding = found(frame, "partial", _statements([*kept, *broken]), because)
        return replace(finding, lacks="this time for every severity", times=times)
    return replace(found(frame, "supported", _statements(kept), because), times=times)


def _compare(commitment: Commitment, asked: Length, *, least: bool) -> bool | None:
    """Tell whether a promised time keeps to an asked one; None where they cannot be compared.

    ``least``: the asked time is a lower limit, as of notice or of support.
    """
    quantity, unit = commitment.quantity, commitment.unit
    if quantity is None or unit is None:
        return None
    if unit == asked.unit:
        return quantity >= asked.quantity if least else quantity <= asked.quantity
    if unit in _MINUTES and asked.unit in _MINUTES:
        ours, theirs = quantity * _MINUTES[unit], asked.quantity * _MINUTES[asked.unit]
        return ours >= theirs if least else ours <= theirs
    ours_days, theirs_days = _days(quantity, unit), _days(asked.quantity, asked.unit)
    if ours_days is None or theirs_days is None:
        return None
    (our_low, our_high), (their_low, their_high) = ours_days, theirs_days
    if least:
        return True if our_low >= their_high else False if our_high < their_low else None
    return True if our_high <= their_low else False if our_low > their_high else None


def _days(quantity: int, unit: Unit) -> tuple[float, float] | None:
    """Return the fewest and most calendar days of a time; business days run over weekends and holidays."""
    match unit:
        case "minutes" | "hours" | "calendar-days" | "weeks":
            days = quantity * _MINUTES[unit] / 1440
            return days, days
        case "months":
            return quantity * 28, quantity * 31
        case "business-days":  # weekends at the least of five days, and as many holidays as days at the most
            return max(quantity - 1, 0), quantity * 2 + 2 * -(-quantity // 5)
        case _:
            return None


def _statements(numbered: Sequence[Timed]) -> list[Statement]:
    return list({r.statement.id: r.statement for r, _ in numbered}.values())
