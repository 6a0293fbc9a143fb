"""A question as it is read: its parts, and what each of them asks."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Final

from evidence._resources import vocabulary
from evidence.answers.labels import asked_of
from evidence.answers.lexicon import STOPS, Token, concepts_of, lexicon, listed, written
from evidence.answers.places import placed, told_to_be_so
from evidence.model import Unit

SEVERITY: Final = "severity:"
NUMBERED: Final = "numbered-version"
"""The concept of a number that is no time: it may be that of a version."""

LENGTH: Final = "length"
"""The concept of a time that is named."""

LASTING: Final = "lasting"
"""The concept of a time for which something is to go on: "for at least five years"."""

_ENDS: Final = frozenset("?!;.")
_SHORT: Final = 3
_SOON: Final = 5
_SENTENCE_ENDS: Final = frozenset("?!.")
_CLAUSES: Final = frozenset(["what", "how", "who", "when", "where", "which", "whether", "please", "describe", "if"])
_LEADS: Final = frozenset(["in", "for", "at", "by", "to", "with", "under"])
_JOINS: Final = frozenset(["and", "or", "but"])
_SPEAKERS: Final = frozenset(["vendor", "product", "customers", "documented", "support", "nothing", "operated"])
_PASSIVE: Final = frozenset(["excluded", "exclude", "excludes", "lack", "lacks", "refuse", "decline"])


@dataclass(frozen=True, slots=True)
class Length:
    """A time that a question names."""

    quantity: int
    unit: Unit


@dataclass(frozen=True)
class Part:
    """One thing that a question asks."""

    tokens: tuple[Token, ...]
    concepts: frozenset[str]
    severities: frozenset[str]
    lengths: tuple[Length, ...]
    timed: frozenset[int]
    """Places of the words that make the lengths."""

    inverted: bool
    """Whether "yes" would mean that something is not so."""

    denials: frozenset[int]
    """Places of the negations that are understood."""

    borrowed: bool = False
    """Whether it begins with words of a clause or sentence before it."""

    told: frozenset[int] = frozenset()
    """Places of the words that only tell of the situation in which something is asked."""

    examples: frozenset[int] = frozenset()
    """Places of names that only say what is meant."""

    @property
    def text(self) -> str:
        """The words of the part."""
        return " ".join(t.text for t in self.tokens)


@dataclass(frozen=True)
class Reading:
    """All parts of a question; ``readable`` is false for a question that is not English, or empty."""

    parts: tuple[Part, ...]
    told: tuple[Token, ...]
    """The words of the sentences before a question that ask nothing themselves."""

    either: bool
    readable: bool


def read(text: str) -> Reading:
    """Return a question in its parts: sentences, and clauses that ask on their own."""
    spelled = written(asked_of(text))
    words = [w.lower() for w in spelled]
    plain = [w for w in words if w not in STOPS]
    readable = bool(plain) and _english(plain)
    told, asked = _told(placed(lexicon().tokens(words), spelled))
    made = tuple(part_of(tokens) for tokens in _clauses(asked))
    return Reading(tuple(p for p in made if p.tokens), tuple(told), "or" in plain, readable)


def _told(tokens: list[Token]) -> tuple[list[Token], list[Token]]:
    """Part what a text tells before it asks from what it asks: "Our disk was stolen. Who …?"."""
    ends = [n for n, t in enumerate(tokens) if t.text in _SENTENCE_ENDS]
    starts = [0, *(n + 1 for n in ends)]
    sentences = [tokens[a:b] for a, b in zip(starts, [*(n + 1 for n in ends), len(tokens)], strict=True)]
    sentences = [part for s in sentences for part in _headed(s) if any(t.text not in STOPS for t in part)]
    if len(sentences) < 2 or not any(_is_question(s) for s in sentences):
        return [], tokens
    told = [s for s in sentences if not _is_question(s)]
    if all(_points_back(s) for s in sentences if _is_question(s)):
        return [], [t for s in told for t in s]
    return [t for s in told for t in s if t.text not in STOPS], [t for s in sentences if _is_question(s) for t in s]


def _headed(sentence: list[Token]) -> Iterator[list[Token]]:
    """Part the heading of a question from what it asks: "Bugs in the tracker: do you …?"."""
    at = next((n for n, t in enumerate(sentence) if t.text == ":"), -1)
    if at > 0 and _asks_anew(sentence[at + 1 : at + 3]) and sentence[-1].text == "?":
        yield sentence[:at]
        yield sentence[at + 1 :]
    else:
        yield sentence


def _auxiliary(word: str) -> bool:
    return word in listed("questions", "auxiliaries")


def _points_back(question: Sequence[Token]) -> bool:
    """Tell whether a question only asks of what was told before: "Do you meet this?"."""
    words = [t for t in question if t.text not in STOPS]
    plain = _auxiliary(words[0].text) or words[0].text in listed("questions", "asking")
    if not plain and not any(t.text in listed("questions", "proceeding") for t in words):
        return False
    silent = all(t.concepts <= _SPEAKERS if t.concepts else lexicon().is_empty(t) for t in words)
    return silent and any(t.text in listed("questions", "pointing") for t in words)


def _is_question(sentence: Sequence[Token]) -> bool:
    return sentence[-1].text == "?" or (sentence[0].text in listed("questions", "asking") and len(sentence) > _SHORT)


@cache
def _languages() -> tuple[frozenset[str], frozenset[str]]:
    data = vocabulary("questions")
    return frozenset(data["english"].split()), frozenset(data["foreign"].split())


def _english(words: Sequence[str]) -> bool:
    english, foreign = _languages()
    ours, theirs = sum(w in english for w in words), sum(w in foreign for w in words)
    return not all(w.isascii() for w in words if w in foreign) or theirs <= ours


def _clauses(tokens: Sequence[Token]) -> Iterator[list[Token]]:
    """A clause ends with its sentence, and before "and what …", ", do you …"."""
    clause: list[Token] = []
    for n, token in enumerate(tokens):
        if token.text in _ENDS:
            yield clause
            clause = []
        elif token.text not in STOPS:
            if token.text in _JOINS and len(clause) > 2 and _goes_on(clause, tokens[n + 1 : n + 1 + _SOON]):
                if token.text != "but" or _asks_anew(clause[:2]) or _demands(clause):
                    yield clause  # what is granted before a "but" is not asked
                clause = []
            else:
                clause.append(token)
    yield clause


def _demands(clause: Sequence[Token]) -> bool:
    return any(t.text in listed("questions", "demanding") for t in clause)


def _goes_on(clause: Sequence[Token], following: Sequence[Token]) -> bool:
    """Tell whether a new clause begins: "and what …", "and operators shall …"."""
    if _asks_anew(following[:2]):
        return True
    words = [w for t in following for w in t.words]
    verb = next((n for n, w in enumerate(words) if _auxiliary(w)), 0)
    dependent = listed("questions", "dependent")
    plain = not any(w in dependent for w in (*words[:verb], *(t.text for t in clause)))
    return verb > 0 and plain and any(_auxiliary(t.text) for t in clause)


def _asks_anew(following: Sequence[Token]) -> bool:
    """Tell whether words begin a question: "what …", "in which …"."""
    words = [w for t in following for w in t.words][:2]
    begins = bool(words) and (words[0] in _CLAUSES or _auxiliary(words[0]))
    return begins or (bool(words) and words[0] in _LEADS and words[-1] in _CLAUSES)


def part_of(tokens: Sequence[Token]) -> Part:
    """Return what some words of a question ask."""
    lengths, timed = _lengths(tokens)
    concepts = concepts_of(t for t in tokens if t.at not in timed)
    concepts |= {LENGTH} if lengths else frozenset()
    concepts |= {LASTING} if _lasts(tokens, lengths, timed) else frozenset()
    denials, inverted = _denials(tokens, concepts)
    severities = frozenset(c.removeprefix(SEVERITY) for c in concepts if c.startswith(SEVERITY))
    if "every" in concepts and any(t.text == "including" for t in tokens):
        severities = frozenset()  # "all reports, including those of low severity"
    if severities and "or-higher" in concepts:
        order = list(vocabulary("questions")["severities"])
        words = [s for s in order if not s.isdigit()]
        severities = severities.union(*(words[words.index(s) :] for s in severities if s in words))
    if any(t.text.lstrip("v")[:1].isdigit() and not t.concepts and t.at not in timed for t in tokens):
        concepts |= {NUMBERED}
    return Part(tuple(tokens), concepts, severities, lengths, timed, inverted, denials, examples=_examples(tokens))


def _examples(tokens: Sequence[Token]) -> frozenset[int]:
    """Return the places of names that only say what is meant: "a component, such as Zlib or Brotli"."""
    found, listing = set[int](), False
    for token in tokens:
        if "-".join(token.words) in listed("questions", "exampling"):
            listing = True
        elif listing and token.named and not token.concepts:
            found.add(token.at)
        elif token.text not in _JOINS:
            listing = False
    return frozenset(found)


def in_situation(part: Part, told: Sequence[Token]) -> Part:
    """Return a part with what was told before it: its words need not be spoken of, and may say what is asked."""
    whole = part_of([*told_to_be_so(told), *part.tokens])
    return replace(
        whole, inverted=part.inverted, denials=part.denials, borrowed=True, told=frozenset(t.at for t in told)
    )


def _lasts(tokens: Sequence[Token], lengths: Sequence[Length], timed: frozenset[int]) -> bool:
    first = next((n for n, t in enumerate(tokens) if t.at in timed), 0)
    before = [w for t in tokens[max(0, first - _SOON + 1) : first] for w in t.words]
    return any(n.unit == "months" for n in lengths) and "for" in before


def _denials(tokens: Sequence[Token], concepts: frozenset[str]) -> tuple[frozenset[int], bool]:
    """Return the negations that are understood, and whether they turn the question round.

    "Is it true that you do not …" and "Is … excluded" are turned round; "Do you not …" asks the same as "Do you …".
    """
    found = [n for n, t in enumerate(tokens) if "negation" in t.concepts]
    if len(found) != 1:
        return frozenset(), False
    [at] = found
    if "check-true" in concepts:
        return frozenset({tokens[at].at}), True
    if _auxiliary(tokens[0].text) and tokens[at].text == "not" and at <= 3:
        return frozenset({tokens[at].at}), False
    if _auxiliary(tokens[0].text) and tokens[at].text in _PASSIVE:
        return frozenset({tokens[at].at}), True
    return frozenset(), False


@cache
def _numbers() -> tuple[dict[str, int], dict[str, tuple[Unit, int]]]:
    units: dict[str, tuple[Unit, int]] = {}
    for word, unit, factor in _UNITS:
        units[word] = units[f"{word}s"] = (unit, factor)
    return vocabulary("commitments")["numbers"], units


_UNITS: Final[tuple[tuple[str, Unit, int], ...]] = (
    ("minute", "minutes", 1),
    ("hour", "hours", 1),
    ("day", "calendar-days", 1),
    ("week", "weeks", 1),
    ("month", "months", 1),
    ("year", "months", 12),
    ("quarter", "months", 3),
)
_BUSINESS: Final = frozenset(["business", "working", "work"])
_ARTICLES: Final = frozenset(["a", "an"])
_INTO: Final = frozenset(["within", "in", "of", "under"])
_BETWEEN: Final = frozenset(["calendar", "consecutive", "full"])


def _lengths(tokens: Sequence[Token]) -> tuple[tuple[Length, ...], frozenset[int]]:
    numbers, units = _numbers()
    words = [(t.words[0] if len(t.words) == 1 else "", t.at) for t in tokens]
    found, places = [], set[int]()
    for n, (word, at) in enumerate(words):
        quantity = int(word) if word.isdigit() and len(word) < 6 else numbers.get(word)
        if quantity is None or n + 1 >= len(words):
            continue
        if word in _ARTICLES and not (n and words[n - 1][0] in _INTO):
            continue
        step = 2 if words[n + 1][0] in _BUSINESS | _BETWEEN and n + 2 < len(words) else 1
        unit, factor = units.get(words[n + step][0], (None, 0))
        if unit is None:
            continue
        business = step == 2 and words[n + 1][0] in _BUSINESS
        if business and unit != "calendar-days":
            continue
        found.append(Length(quantity * factor, "business-days" if business else unit))
        places.update({at, *(words[n + s][1] for s in range(1, step + 1))})
    return tuple(found), frozenset(places)
