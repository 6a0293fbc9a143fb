"""Quantities and units: every time of an edited answer is one of its record's, and of the same action."""

import re
from collections.abc import Iterator
from typing import Final

from evidence._resources import form, vocabulary
from evidence.canonical import squash
from evidence.commitments.times import quantity, times
from evidence.model import Clock
from evidence.review.findings import Finding, Record
from evidence.review.reading import VERSION, Clause, Reading, has
from evidence.review.times import Timed, masked, timed

_LATE: Final[frozenset[Clock]] = frozenset({"triage", "validation", "fix", "publication"})
_DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}\b")
_FOR = re.compile(rf"(?: for|:) ({VERSION.pattern})")
_SENTENCE = re.compile(r"[.!?;](?=\s|$|\")")
_NUMBER = re.compile(r"(?<![\w.])\d+(?:[.,/]\d+)*%?(?!\w)")


def amounts(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find times that the record does not state, or states of something else."""
    for time in timed(edited.plain):
        same = [t for t in record.times if t.length == time.length]
        if same and _denials(edited, time) > _denials(record.own, time):
            yield Finding("negation", f"not {time}", str(time))
            continue
        if not same:
            if not _denied(edited, time) or _is_all_denied(record.own):
                yield _unknown(time, record)
            continue
        yield from _misplaced(time, same, record)
        yield from _clocked(time, same)
    yield from _uncounted(edited, record)
    rough = form("review", "roughly").search(edited.plain)
    if rough and not form("review", "roughly").search(record.plain):
        yield Finding("quantity", rough.group(), "no more than that")
    yield from _often(edited, record)
    yield from _dated(edited, record)
    yield from _numbers(edited, record)


def _uncounted(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find times in units that no record counts in: hours of a working day are no hours of the clock."""
    for time in times(masked(edited.plain)):
        if quantity(time, longest=True)[0] is None and time["unit"] not in record.plain:
            yield Finding("unit", squash(time.group()), ", ".join(dict.fromkeys(map(str, record.times))) or "no time")


def _often(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find another frequency than the record's."""
    now, own = (_frequencies(r.plain) for r in (edited, record.own))
    new = now - _frequencies(record.plain)
    if new and own:
        yield Finding("quantity", f"every {min(new)}", f"every {min(own)}")


def _dated(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a date that the record gives to another version."""
    new = next((d for d in _DATE.findall(edited.plain) if d not in record.plain + record.question.plain), None)
    if new:
        gone = [d for d in _DATE.findall(record.own.plain) if d not in edited.plain]
        yield Finding("quantity", new, gone[0] if gone else "no such date")
        return
    known = [pair for r in record.readings for pair in _dates(r.plain)]
    for date, version in _dates(edited.plain):
        theirs = {v for d, v in known if d == date}
        if theirs and version not in theirs:
            own = next((d for d, v in known if v == version), f"of {', '.join(sorted(theirs))}")
            yield Finding("quantity", f"{version}: {date}", f"{version}: {own}" if own[0].isdigit() else own)


def _dates(text: str) -> list[tuple[str, str]]:
    """Return each date with the version before it in its sentence."""
    found = []
    for sentence in _SENTENCE.split(text):
        versions = list(VERSION.finditer(sentence))
        for date in _DATE.finditer(sentence):
            behind = _FOR.match(sentence, date.end())
            before = [behind[1]] if behind else [v.group() for v in versions if v.end() <= date.start()]
            found += [(date.group(), before[-1])] if before else []
    return found


def _frequencies(text: str) -> frozenset[str]:
    names = vocabulary("review")["frequencies"]
    return frozenset(n for n in names if re.search(rf"\b(?:{names[n]})\b", text))


def _unknown(time: Timed, record: Record) -> Finding:
    near = [t for t in record.times if t.action == time.action] or list(record.times)
    if not near:
        return Finding("quantity", str(time), "no time")
    counterpart = next((t for t in near if t.amount == time.amount), None)
    if counterpart:
        return Finding("unit", str(time), str(counterpart))
    by_unit = next((t for t in near if t.unit == time.unit), near[0])
    return Finding("quantity", str(time), str(by_unit))


def _misplaced(time: Timed, same: list[Timed], record: Record) -> Iterator[Finding]:
    actions = {t.action for t in same}
    actions = actions - {None} or actions
    if time.action and time.action not in actions and None not in actions:
        own = next((t for t in record.times if t.action == time.action), None)
        if own:
            yield Finding("quantity", f"{time.action}: {time}", f"{own.action}: {own}")
        elif time.action in ("fix", "triage", "acknowledge", "disclose", "notify", "update"):
            yield Finding("subject", f"{time.action}: {time}", f"{same[0].action}: {same[0]}")
        return
    graded = {t.severity for t in same if t.action == time.action or not time.action} or {t.severity for t in same}
    known = {t.severity for t in record.times}
    graded |= {t.severity for t in same if t.severity == time.severity}
    if time.severity and time.severity in known and None not in graded and time.severity not in graded:
        yield Finding("scope", f"{time.severity}: {time}", ", ".join(sorted(f"{t.severity}: {t}" for t in same)))


def _clocked(time: Timed, same: list[Timed]) -> Iterator[Finding]:
    """Find a time that runs from another event, or from none where the record's begins late."""
    known = {t.clock for t in same if t.action == time.action or not time.action} - {"unstated"}
    if time.clock in known:
        return
    if not known:
        if time.clock in _LATE:
            yield Finding("condition", f"{time} from {time.clock}", "from no later event")
        return
    if time.clock != "unstated" or known <= _LATE:
        yield Finding("condition", f"{time} from {time.clock}", f"from {' or '.join(sorted(known))}")


def _denied(edited: Reading, time: Timed) -> bool:
    """Tell whether a time is only spoken of to deny it: "72 hours are not promised"."""
    return 0 < _denials(edited, time) == len(_told(edited, time))


def _is_all_denied(own: Reading) -> bool:
    """Tell whether an answer denies with the times that there are: "No: within 5 days"."""
    every = timed(own.plain)
    return bool(every) and all(_denied(own, t) for t in every)


def _told(edited: Reading, time: Timed) -> list[Clause]:
    return [c for c in edited.clauses if time.length in {t.length for t in timed(c.plain)}]


def _denials(edited: Reading, time: Timed) -> int:
    return sum(c.polarity == "denied" and not has("strong", c.plain) for c in _told(edited, time))


def _numbers(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find other numbers that neither the record nor the question has."""
    known = set(_NUMBER.findall(record.plain + "\n" + record.question.plain))
    blanked = edited.plain
    for time in reversed(times(masked(blanked))):
        blanked = blanked[: time.start()] + " " + blanked[time.end() :]
    blanked = form("review", "counted").sub(" ", masked(blanked))
    for number in dict.fromkeys(_NUMBER.findall(blanked)):
        if number not in known:
            own = [n for n in _NUMBER.findall(record.own.plain) if n not in edited.plain]
            yield Finding("quantity", number, own[0] if own else "no such number")
