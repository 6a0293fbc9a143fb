"""Two models: which statement of the new one is which of the old one, and what became of it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Final, Literal

from evidence.canonical import words
from evidence.model import NonClaim, Statement
from evidence.pack import item_digest

Fate = Literal["same", "edited", "reworded", "added", "withdrawn"]
_ALIKE: Final = 0.5


@dataclass(frozen=True)
class Change:
    """What became of one statement; ``old`` is None for an added one, ``new`` for a withdrawn one."""

    fate: Fate
    old: Statement | None
    new: Statement | None


def compare(old: Sequence[Statement], new: Sequence[Statement]) -> tuple[Change, ...]:
    """Pair statements by id, leftovers of a kind by likeness, and tell the fate of each, in the new order."""
    before = {s.id: s for s in old}
    kept = {s.id for s in new} & set(before)
    reworded = _alike([s for s in old if s.id not in kept], [s for s in new if s.id not in kept])
    changes = [_fate(before.get(s.id) or reworded.get(s.id), s) for s in new]
    gone = kept | {s.id for s in reworded.values()}
    return (*changes, *(Change("withdrawn", s, None) for s in old if s.id not in gone))


def _fate(old: Statement | None, new: Statement) -> Change:
    if old is None:
        return Change("added", None, new)
    if old.id != new.id:
        return Change("reworded", old, new)
    return Change("same" if item_digest(old) == item_digest(new) else "edited", old, new)


def _alike(old: Sequence[Statement], new: Sequence[Statement]) -> dict[str, Statement]:
    """Pair leftovers of the same kind, the most alike first; returns the old statement by the new id."""
    pairs = sorted(_likeness(old, new), key=lambda pair: (-pair[0], pair[1].id, pair[2].id))
    found: dict[str, Statement] = {}
    taken: set[str] = set()
    for _, was, now in pairs:
        if now.id not in found and was.id not in taken:
            found[now.id] = was
            taken.add(was.id)
    return found


def _likeness(old: Sequence[Statement], new: Sequence[Statement]) -> Iterator[tuple[float, Statement, Statement]]:
    for now in new:
        for was in old:
            if was.kind == now.kind:
                ratio = SequenceMatcher(None, words(_said(was)), words(_said(now)), autojunk=False).ratio()
                if ratio >= _ALIKE:
                    yield ratio, was, now


def _said(statement: Statement) -> str:
    """Return what tells a statement apart: denials in the same words may deny quite different things."""
    return statement.subject if isinstance(statement, NonClaim) else statement.text
