"""Where a question says that it comes from: "(Some Act, Art. 4(2))" behind it, "ABC 12.3:" before it.

A citation is known by its form and not by its name: words with a capital letter or a digit, and among them the number
of a clause, or a word such as *article*. A certification that is named without a clause is asked, and no source.
"""

import re
from typing import Final

from evidence.answers.lexicon import STOPS, Token, lexicon, listed, written

_HELD: Final = re.compile(r"\s*\((?P<cited>(?:[^()]|\([^()]*\)){2,120})\)(?=\s*(?:[.?!,;:]|$))")
_LED: Final = re.compile(r"\s*(?P<cited>[A-Z][^:?!]{1,80}):\s+(?=\S)")
_WORD: Final = re.compile(r"[^\s,;]+")
_CLAUSE: Final = re.compile(r"(?!N-\d|CVSS)(?:[A-Z&]{1,8}[._/-])*[A-Z]{0,8}\.?\d*[a-z]?(?:[.:/(-]+[\w)]+)+\W*")
_NUMBER: Final = re.compile(r"(?:[A-Z]+)?\d{4,}\W*")
_DIGIT: Final = re.compile(r"\d")
_MEASURED: Final = ("claim:", "severity:", "area:", "severity", "cvss-version")


def uncited(text: str) -> str:
    """Return the words of a question without the citations behind and before it."""
    led = _LED.match(text)
    rest = text[led.end() :] if led and _is_citation(led["cited"], before=True) else text
    return _HELD.sub(lambda m: "" if _is_citation(m["cited"]) else m.group(), rest)


def _is_citation(words: str, *, before: bool = False) -> bool:
    found = _WORD.findall(words)
    if not all(_is_of_title(w) for w in found):
        return False
    named = [t for t in lexicon().tokens([w.lower() for w in written(words)]) if t.text not in STOPS]
    asked = [t for t in named if any(c.startswith(_MEASURED) for c in t.concepts)]
    cites = any(w.strip(".,").lower() in listed("questions", "citing") for w in found)
    clause = any(_CLAUSE.fullmatch(w) and _DIGIT.search(w) for w in found)
    if asked:
        return cites or (clause and _beyond(asked, found))
    return cites or clause or (any(_NUMBER.fullmatch(w) for w in found) and (before or len(found) > 1))


def _is_of_title(word: str) -> bool:
    plain = word.strip("“”\"'()[].,")
    return not plain or not plain[0].islower() or plain.lower() in listed("questions", "citing-words")


def _beyond(asked: list[Token], found: list[str]) -> bool:
    """Tell whether a clause is named besides a certification: "PCI DSS 12.10.1", and not only "FIPS 140-3"."""
    names = {w for t in asked for w in t.words}
    return any(_CLAUSE.fullmatch(w) and names.isdisjoint(re.findall(r"\w+", w.lower())) for w in found)
