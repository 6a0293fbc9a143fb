"""What words of a question mean by the place where they stand."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from evidence.answers.lexicon import STOPS, Token, listed

_ATTESTED: Final = ("-report", "-certification", "-compliance", "-validation", "-authorization")
_FLAWS: Final = frozenset(["vulnerability", "fix"])
_ROW: Final = 4
_NEAR: Final = 3
_BEFORE_CAPITALS: Final = frozenset("?!.;:")


def placed(tokens: Sequence[Token], spelled: Sequence[str]) -> list[Token]:
    """Return the tokens with what they mean where they stand; ``spelled`` are the words as they are written."""
    return _features(_governed(_with_names([*_in_place(tokens)], spelled)))


def _with_names(tokens: Sequence[Token], spelled: Sequence[str]) -> list[Token]:
    """Mark what is written with a capital letter inside a sentence."""
    before = [".", *spelled]
    names = {n for n, w in enumerate(spelled) if w != w.lower() and before[n] not in _BEFORE_CAPITALS}
    return [t if names.isdisjoint(range(t.at, t.at + len(t.words))) else replace(t, named=True) for t in tokens]


def _in_place(tokens: Sequence[Token]) -> Iterator[Token]:
    """Yield the tokens, those that mean something by their place as what they mean.

    A "who" that only goes on ("everyone who signs in") asks for nobody; "each flaw" asks for every one; "our SOC 2
    report" is nothing of the vendor's.
    """
    for before, token, after in zip([None, *tokens], tokens, [*tokens[1:], None], strict=False):
        if token.text == "who" and before and before.words[-1] in listed("questions", "antecedents"):
            yield replace(token, concepts=frozenset(["nothing"]))
        elif _of_buyer(token, before):
            yield replace(token, concepts=frozenset(["other-subject"]))
        elif token.text == "each" and after and after.concepts & _FLAWS and "report" not in after.concepts:
            yield replace(token, concepts=frozenset(["every"]))
        else:
            yield token


def _features(tokens: list[Token]) -> list[Token]:
    """Mark what the product is asked to do, which no support model says: "Can the product export …?"."""
    found = list(tokens)
    words = [n for n, t in enumerate(tokens) if t.text not in listed("questions", "articles") and t.text not in STOPS]
    for aux, subject, verb in zip(words, words[1:], words[2:], strict=False):
        begins = aux == 0 or tokens[aux - 1].text in STOPS
        thing = "product" in tokens[subject].concepts and tokens[subject].words[-1] not in listed("questions", "actors")
        asked = thing and tokens[aux].text in listed("questions", "features")
        if begins and asked and tokens[verb].words[0] not in listed("questions", "product-verbs"):
            found[verb] = replace(tokens[verb], concepts=frozenset(["feature-support"]))
    return found


def _of_buyer(token: Token, before: Token | None) -> bool:
    """Tell whether a word names what the buyer claims: "our SOC 2 report"."""
    theirs = before is not None and before.words[-1] in listed("questions", "buyers")
    return theirs and any(c.startswith("claim:") and c.endswith(_ATTESTED) for c in token.concepts)


def _governed(tokens: list[Token]) -> list[Token]:
    """Take a row of at least four participles for what it means: "established, documented, approved and applied".

    That is how control frameworks ask whether something is run, and not only written.
    """
    rows: list[list[int]] = [[]]
    for n, token in enumerate(tokens):
        if token.text in listed("questions", "governing"):
            rows[-1].append(n)
        elif rows[-1] and token.text not in (",", "and"):
            rows.append([])
    inside = {n for row in rows if len(row) >= _ROW for n in row}
    return [replace(t, concepts=frozenset(["operated"])) if n in inside else t for n, t in enumerate(tokens)]


def told_to_be_so(told: Sequence[Token]) -> Iterator[Token]:
    """Yield what is told to be so: "an error in your code, not in our configuration"."""
    for n, token in enumerate(told):
        denied = any("negation" in t.concepts for t in told[max(0, n - _NEAR) : n])
        areas = any(c.startswith("area:") for c in token.concepts)
        yield replace(token, concepts=frozenset(["nothing"])) if denied and areas else token
