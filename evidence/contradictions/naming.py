"""Our own names in a text, and whether words mean us."""

import re

from evidence.contradictions.words import word


def names_in(ours: frozenset[str], text: str) -> list[int]:
    """Return where one of our names stands last."""
    low = text.lower()
    return [at for name in ours if (at := low.rfind(name)) >= 0 and _is_whole(low, at, at + len(name))]


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())


def means_us(ours: frozenset[str], words: str) -> bool:
    """Tell whether the words for what somebody did something to mean us, and not our host or our customers."""
    if re.match(r"(?:us|we)\b", words, re.IGNORECASE) or names_in(ours, words):
        return True
    own = re.match(r"our\s+", words, re.IGNORECASE)
    return own is not None and not word("our-others").match(words, own.end())
