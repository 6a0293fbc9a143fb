"""What may be said although a few words of a question are not accounted for."""

from dataclasses import replace
from functools import cache
from typing import Final

from evidence._resources import vocabulary
from evidence.answers.findings import Finding
from evidence.answers.guards import NEVER, Attempt, blocks
from evidence.answers.reading import Part

_SHARE: Final = 4
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
        known = all(t.concepts & _words("side") for t in near.left) and len(near.left) * _SHARE <= len(asked)
        words = ", ".join(f"“{t.text}”" for t in near.left)
        lacks = "; ".join(filter(None, (finding.lacks, f"{words}, in these words")))
        return replace(finding, stance="partial", lacks=lacks) if known else None
    kind = "claim-blockers" if near.denies else "blockers"
    fits = not any(t.concepts & _words("changing") for t in near.left) and not any(blocks(t, kind) for t in near.left)
    return finding if fits else None


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(vocabulary("frames")[name])
