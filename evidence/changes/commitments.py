"""Two commitments of one statement: looser, tighter, or not to be compared."""

from collections.abc import Iterable, Sequence
from typing import Final, Literal

from evidence.model import Binding, Clock, Commitment, Unit

Verdict = Literal["loosened", "tightened", "unit-changed", "reworded"]
Finding = tuple[Verdict, str]

_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
# From the shortest to the longest that a unit can be; business days have no length that a clock could tell.
_MINUTES: Final[dict[Unit, tuple[int, int]]] = {
    "minutes": (1, 1),
    "hours": (_HOUR, _HOUR),
    "calendar-days": (_DAY, _DAY),
    "weeks": (7 * _DAY, 7 * _DAY),
    "months": (28 * _DAY, 31 * _DAY),
}
# "Unstated" has no place here: it is never shown stronger than a goal, and says neither more nor less than one.
_BINDINGS: Final[tuple[Binding, ...]] = ("best-effort", "goal", "contract")
_CLOCKS: Final[dict[Clock, int]] = {
    "report": 0,
    "receipt": 1,
    "triage": 2,
    "validation": 2,
    "fix": 3,
    "publication": 4,
}


def compare(old: Sequence[Commitment], new: Sequence[Commitment]) -> list[Finding]:
    """Return what became of the commitments of one statement."""
    if len({c.severity for c in (*old, *new)}) == 1:  # the statement's own: its id has it
        old, new = ([c.model_copy(update={"severity": None}) for c in side] for side in (old, new))
    found: list[Finding] = []
    keys = dict.fromkeys([_key(c) for c in (*old, *new)])
    for key in keys:
        before, after = _unlike([c for c in old if _key(c) == key], [c for c in new if _key(c) == key])
        for was, now in zip(before, after, strict=False):
            found += pair(was, now)
        found += [("loosened", f"{name(c)}: {amount(c)} → no longer stated") for c in before[len(after) :]]
        found += [("tightened", f"{name(c)}: not stated → {amount(c)}") for c in after[len(before) :]]
    return found


def pair(old: Commitment, new: Commitment) -> list[Finding]:
    """Return what differs between a commitment and what it became."""
    what, found = name(new), [*time(old, new)]
    found += [(verdict, f"{what}: {text}") for verdict, text in (*binding(old.binding, new.binding), *_clock(old, new))]
    return [*found, *((verdict, f"{what}: {text}") for verdict, text in _condition(old, new))]


def time(old: Commitment, new: Commitment) -> list[Finding]:
    """Compare the times. A longer one is looser, but for how long something is supported."""
    if (old.quantity, old.unit) == (new.quantity, new.unit):
        return []
    text = f"{name(new)}: {amount(old)} → {amount(new)}"
    if new.unit is None or old.unit is None:
        return [("loosened" if new.unit is None else "tightened", text)]
    before, after = _span(old), _span(new)
    if old.unit == new.unit and old.quantity and new.quantity:
        before, after = (old.quantity, old.quantity), (new.quantity, new.quantity)
    if before is None or after is None:
        return [("unit-changed", f"{text}; the two cannot be compared")]
    if before == after:
        return [("reworded", f"{text}, the same length")]
    longer, shorter = after[0] >= before[1], after[1] <= before[0]
    if longer or shorter:
        looser = shorter if new.action == "support" else longer
        return [("loosened" if looser else "tightened", text)]
    return [("unit-changed", f"{text}; the two overlap")]


def binding(old: Binding, new: Binding) -> list[Finding]:
    """Compare how far two promises bind."""
    if old == new:
        return []
    text = f"binding {old} → {new}"
    if "contract" not in (old, new) and "unstated" in (old, new):
        return [("reworded", text)]
    before, after = (_BINDINGS.index(b) if b in _BINDINGS else -1 for b in (old, new))
    return [("loosened" if after < before else "tightened", text)]


def name(c: Commitment) -> str:
    """Return what is promised, with the severity where the commitment has one of its own."""
    return f"{c.action} ({c.severity})" if c.severity else c.action


def amount(c: Commitment) -> str:
    """Return the time as people write it: ``2 business days``."""
    if c.unit is None:
        return "no time stated"
    unit = c.unit.replace("-", " ")
    if c.quantity is None:
        return f"a {unit} named in the text"
    return f"{c.quantity} {unit.removesuffix('s') if c.quantity == 1 else unit}"


def _key(c: Commitment) -> tuple[str, str]:
    return c.action, c.severity or ""


def _unlike(old: Iterable[Commitment], new: Iterable[Commitment]) -> tuple[list[Commitment], list[Commitment]]:
    """Drop what stands on both sides."""
    before, after = list(old), list(new)
    for c in tuple(before):
        twin = next((n for n in after if _bare(n) == _bare(c)), None)
        if twin:
            before.remove(c)
            after.remove(twin)
    return before, after


def _bare(c: Commitment) -> Commitment:
    return c.model_copy(update={"text": ""})


def _span(c: Commitment) -> tuple[int, int] | None:
    if c.unit is None or c.unit not in _MINUTES or c.quantity is None:
        return None
    low, high = _MINUTES[c.unit]
    return c.quantity * low, c.quantity * high


def _clock(old: Commitment, new: Commitment) -> list[Finding]:
    if old.clock == new.clock:
        return []
    text = f"runs from {old.clock} → {new.clock}"
    before, after = _CLOCKS.get(old.clock), _CLOCKS.get(new.clock)
    if before is None or after is None or before == after:
        return [("reworded", text)]
    return [("loosened" if after > before else "tightened", text)]


def _condition(old: Commitment, new: Commitment) -> list[Finding]:
    before, after = old.condition, new.condition
    if before == after:
        return []
    if not before or not after:
        return [
            ("loosened" if after else "tightened", f"condition “{after or before}” {'added' if after else 'dropped'}")
        ]
    return [("reworded", f"condition “{before}” → “{after}”")]
