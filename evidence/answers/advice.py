"""Questions for what may be, or what is recommended: a record that says no more than that is all that is asked."""

from collections.abc import Sequence
from itertools import pairwise
from typing import Final

from evidence.answers.lexicon import listed
from evidence.answers.reading import Part

_RECOMMENDED: Final = frozenset(["should", "should not"])


def as_weak(part: Part) -> frozenset[str]:
    """Return the modal words that are no weaker than a question that asks what may be, or what is recommended."""
    possible = listed("questions", "possible").whole
    words = [w for t in part.tokens for w in t.words]
    weak = possible if any(w in possible for w in words) else frozenset[str]()
    return weak | _RECOMMENDED if _of_advice(words) else weak


def _of_advice(words: Sequence[str]) -> bool:
    """Tell whether a recommendation is asked: "What should …?", "Do you advise …?", "Are users told to …?"."""
    if any(w in listed("questions", "recommending") for w in words):
        return True
    if any(to == "to" and told in listed("questions", "told-to") for told, to in pairwise(words)):
        return True
    if "should" not in words:
        return False
    at = words.index("should")
    to_readers = not at and any(w in listed("questions", "readers") for w in words[1:2])
    expected = any(w in listed("questions", "expecting") for w in words)
    return any(w in listed("questions", "interrogatives") for w in words[:at]) or (to_readers and not expected)
