"""What may be said although a few words of a question are not accounted for."""

from dataclasses import replace
from functools import cache
from typing import Final

from evidence._resources import vocabulary
from evidence.answers.findings import Finding
from evidence.answers.guards import NEVER, Attempt, blocks
from evidence.answers.reading import Part

_MANNER: Final = frozenset(["how", "when"])
_SHARE: Final = 3
"""One in so many of the words that ask something may ask for more."""


def nearly(part: Part, near: Attempt, finding: Finding) -> Finding | None:
    """Return what an attempt found that accounts for all but a few words, where these cannot make it wrong.

    What is denied, or somebody else's, stays so whatever else is asked of it. Where something is documented and known
    words ask for more, it is a part.
    """
    negations = sum("negation" in t.concepts for t in near.left)
    never = NEVER if finding.positive or negations > 1 else NEVER - {"negation"}
    if part.inverted or len(near.left) > near.spare or any(t.concepts & never for t in near.left):
        return None
    if finding.positive:
        asked = [t for t in part.tokens if t.concepts - {"nothing"}]
        known = all(t.concepts & _words("side") for t in near.left) and len(near.left) * _SHARE < len(asked)
        words = ", ".join(f"“{t.text}”" for t in near.left)
        lacks = "; ".join(filter(None, (finding.lacks, f"{words}, in these words")))
        return replace(finding, stance="partial", lacks=lacks) if known else None
    changed = any(t.concepts & _words("changing") for t in near.left)
    return None if changed or _changes(part, near) else finding


def _changes(part: Part, near: Attempt) -> bool:
    """Tell whether a word makes it another question than that of what is denied, or whose an area is."""
    if near.kind == "claim":
        return any(blocks(t, "claim-blockers") for t in near.left)
    if near.kind == "area" and "who" not in part.concepts:
        other = any(t.concepts & _words("changing-areas") for t in near.left)
        return other or any(blocks(t) for t in part.tokens if t.text not in _MANNER)
    return any(blocks(t) for t in near.left)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(vocabulary("frames")[name])
