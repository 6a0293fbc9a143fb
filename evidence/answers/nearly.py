"""What may be said although a few words of a question are not accounted for."""

from dataclasses import replace
from functools import cache
from typing import Final

from evidence._resources import vocabulary
from evidence.answers.findings import Finding
from evidence.answers.guards import NEVER, Attempt, blocks
from evidence.answers.lexicon import Token, listed
from evidence.answers.reading import Part

_MANNER: Final = frozenset(["how", "when"])
_STRANGE: Final = 2
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
    strange = [t for t in near.left if not t.concepts]
    if finding.positive and (any(map(_demands, strange)) or (near.kind == "time" and len(strange) < len(near.left))):
        return None
    if finding.positive and len(strange) == len(near.left):
        return finding if len(strange) <= _STRANGE else None
    if finding.positive:
        asked = [t for t in part.tokens if t.concepts - {"nothing"}]
        more = [t for t in near.left if t.concepts]
        known = (
            all(t.concepts & _words("side") for t in more)
            and len(strange) <= _STRANGE
            and len(near.left) * _SHARE < len(asked)
        )
        words = ", ".join(f"“{t.text}”" for t in near.left)
        lacks = "; ".join(filter(None, (finding.lacks, f"{words}, in these words")))
        return replace(finding, stance="partial", lacks=lacks) if known else None
    changed = any(t.concepts & _words("changing") for t in near.left)
    return None if changed or _changes(part, near) else finding


def _changes(part: Part, near: Attempt) -> bool:
    """Tell whether a word makes it another question than that of what is denied, or whose an area is."""
    if near.kind == "claim":
        return any(blocks(t, "claim-blockers") for t in near.left)
    if near.kind == "area" and "who" in part.concepts:
        return False  # whose it is does not depend on how it is done
    if near.kind == "area":
        other = any(t.concepts & _words("changing-areas") for t in near.left)
        return other or any(blocks(t) for t in part.tokens if t.text not in _MANNER)
    return any(blocks(t) for t in near.left)


def _demands(token: Token) -> bool:
    """Tell whether a word that is no concept names something, counts, or stands in the list of demands."""
    return token.named or any(w in listed("demands", "words") or not w.isalpha() for w in token.words)


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(vocabulary("frames")[name])
