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
_CLAUSE: Final = re.compile(r"(?:[A-Z&]{1,8}[._/-])*[A-Z]{0,8}\.?\d*[a-z]?(?:[.:/(-]+[\w)]+)+\W*")
_NUMBER: Final = re.compile(r"(?:[A-Z]+)?\d{4,}\W*")
_DIGIT: Final = re.compile(r"\d")
_MEASURED: Final = ("claim:", "severity:", "area:", "severity", "cvss-version")


def uncited(text: str) -> str:
    """Return the words of a question without the citations behind and before it."""
    led = _LED.match(text)
    rest = text[led.end() :] if led and _is_citation(led["cited"]) else text
    return _HELD.sub(lambda m: "" if _is_citation(m["cited"]) else m.group(), rest)


def _is_citation(words: str) -> bool:
    found = _WORD.findall(words)
    if not all(_is_of_title(w) for w in found) or any(_listed(w, "citing-never") for w in found):
        return False
    named = [t for t in lexicon().tokens([w.lower() for w in written(words)]) if t.text not in STOPS]
    asked = [t for t in named if any(c.startswith(_MEASURED) for c in t.concepts)]
    if any(_listed(w, "citing") for w in found):
        return True
    return _has_clause(found) and (not asked or _beyond(asked, found))


def _has_clause(found: list[str]) -> bool:
    """Tell whether a clause is named: "OPS-18" by its letters, "8.8" or "27035" beside a body that numbers so."""
    clauses = [w for w in found if _CLAUSE.fullmatch(w) and _DIGIT.search(w)]
    if any(sum(letter.isupper() for letter in w) > 1 for w in clauses):
        return True
    numbered = clauses or [w for w in found if _NUMBER.fullmatch(w)]
    return bool(numbered) and any(_listed(w, "citing-bodies") for w in found)


def _listed(word: str, key: str) -> bool:
    """Tell whether a word, or a part of one such as "ISO/IEC", is listed."""
    return any(part in listed("questions", key) for part in re.findall(r"[a-z&]+\d?", word.lower()))


def _is_of_title(word: str) -> bool:
    plain = word.strip("“”\"'()[].,")
    return not plain or not plain[0].islower() or plain.lower() in listed("questions", "citing-words")


def _beyond(asked: list[Token], found: list[str]) -> bool:
    """Tell whether a clause is named besides a certification: "PCI DSS 12.10.1", and not only "PCI DSS 4.0"."""
    names = {w for t in asked for w in t.words}
    clauses = [w for w in found if _CLAUSE.fullmatch(w) and names.isdisjoint(re.findall(r"\w+", w.lower()))]
    return any(len(re.findall(r"[.(/-]", w)) > 1 or sum(x.isupper() for x in w) > 1 for w in clauses)
