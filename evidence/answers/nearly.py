"""What may be said although a few words of a question are not accounted for."""

from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from typing import Final

from evidence._resources import vocabulary
from evidence.answers.findings import Finding
from evidence.answers.guards import NEVER, Attempt, blocks
from evidence.answers.lexicon import Token, listed
from evidence.answers.reading import Part
from evidence.answers.telling import asks_anew, is_auxiliary

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
    never = NEVER if finding.positive or negations > 1 else NEVER - _no_matter(part, near)
    if part.inverted or len(near.left) > near.spare or any(t.concepts & never for t in near.left):
        return None
    if finding.positive:
        return _documented(part, near, finding)
    changing = _words("changing") | ({"time"} if not near.kind else set())
    changed = any(t.concepts & changing for t in near.left)
    return None if changed or _changes(part, near) else _over(finding, near.left)


def _no_matter(part: Part, near: Attempt) -> frozenset[str]:
    """Return what only asks for more of something that is denied, or that the buyer runs."""
    if near.kind == "claim":
        return frozenset(["negation", "verify", "vendor-systems"])
    run = "deployed" in part.concepts or (near.kind == "area" and _is_control(part))
    return frozenset(["negation", "verify", "testing", "tests"] if run else ["negation"])


def _is_control(part: Part) -> bool:
    """Tell whether a part is what a framework demands of whoever runs something: no question, and of no vendor."""
    opens = part.tokens[0].text in listed("questions", "opening") or asks_anew(part.tokens[:2])
    asked = opens or "vendor" in part.concepts
    return not asked and not any(w in listed("questions", "addressing") for t in part.tokens for w in t.words)


def _documented(part: Part, near: Attempt, finding: Finding) -> Finding | None:
    """Return what is documented: as it is where the words left are in no list, a part where they ask for more."""
    strange, more = ([t for t in near.left if bool(t.concepts) is known] for known in (False, True))
    if len(strange) > _STRANGE or any(_demands(t, part) for t in strange) or (more and near.kind == "time"):
        return None
    if not more and not part.borrowed:
        return _over(finding, strange)
    asked = [t for t in part.tokens if t.concepts - {"nothing"}]
    if (more and len(near.left) * _SHARE >= len(asked)) or not all(t.concepts & _words("side") for t in more):
        return None
    words = ", ".join(f"“{t.text}”" for t in near.left)
    lacks = "; ".join(filter(None, (finding.lacks, f"{words}, in these words")))
    return replace(finding, stance="partial", lacks=lacks)


def _over(finding: Finding, words: Sequence[Token]) -> Finding:
    """Return a finding that says which words were passed over, for whoever reads why."""
    passed = ", ".join(f"“{t.text}”" for t in words)
    return replace(finding, because=f"{finding.because}; passed over: {passed}")


def _changes(part: Part, near: Attempt) -> bool:
    """Tell whether a word makes it another question than that of what is denied, or whose an area is."""
    if near.kind == "claim":
        return any(blocks(t, "claim-blockers") for t in near.left)
    if near.kind == "area" and "who" in part.concepts:
        return False  # whose it is does not depend on how it is done
    if near.kind == "area" and ("deployed" in part.concepts or _is_control(part)):
        # whatever is done with what somebody else runs
        return any(blocks(t) and blocks(t, "claim-blockers") for t in near.left)
    if near.kind == "area":
        other = any(t.concepts & _words("changing-areas") for t in near.left)
        return other or any(blocks(t) for t in part.tokens if t.text not in _MANNER)
    return any(blocks(t) for t in near.left)


def _demands(token: Token, part: Part) -> bool:
    """Tell whether a word that is no concept demands something.

    It names, counts, stands in the list of demands, qualifies a word that is known, is a deed ("signs it"), or says by
    whom or with what something is done.
    """
    if token.named or any(w in listed("demands", "words") or not w.isalpha() for w in token.words):
        return True
    following = [t for t in part.tokens if t.at > token.at]
    if following and (following[0].concepts - {"nothing"} or _is_object(following)):
        return True
    before = [t.text for t in part.tokens if t.at < token.at and t.text not in listed("questions", "articles")]
    return bool(before) and before[-1] in listed("questions", "means")


def _is_object(tokens: Sequence[Token]) -> bool:
    """Tell whether a pronoun is what a deed is done to, and does nothing itself: "signs it", not "minor it is"."""
    return tokens[0].text in listed("questions", "objects") and not any(is_auxiliary(t.text) for t in tokens[1:2])


@cache
def _words(name: str) -> frozenset[str]:
    return frozenset(vocabulary("frames")[name])
