"""What a question carries beside its words: its number, and the standard that it comes from."""

import re
from functools import cache
from typing import Final

from evidence._resources import vocabulary
from evidence.answers.citing import uncited

_ID: Final = r"(?:[A-Z]{2,8}(?:[-.][A-Z]{2,8})*-\d+(?:\.\d+)*|[A-Z]{2,8} \d+(?:\.\d+)+)(?:\(\d+\))*"
_LABEL: Final = re.compile(
    rf"\s*(?:(?:{_ID}|\d+(?:\.\d+)+|\d+)[.:)]|{_ID}(?:/{_ID})*(?: [A-Z][^.:?!]{{0,60}})?:)\s+(?=\S)"
)
"""The number of a question before its words, "4.1:", "ABC-12.3.", or a control with its title, "AB-1(2) On this:"."""

_REFERENCE: Final = re.compile(rf"\s*\({_ID}(?: [A-Z][^()]{{0,60}})?\)")
"""A control that a question names in parentheses."""

_NUMBER: Final = r"(?:art|article|annex|section|part|no|rev|control)\b\.?|§|v?\d[\w.()-]*|[A-Z]{2}\.[A-Z]{2}\b|[IVX]+\b"
_IN_PASSING: Final = r"(?:cf\.|see|per|under|pursuant to|as|e\.g\.|in the sense of)"
_TITLE: Final = 40


def asked_of(text: str) -> str:
    """Return the words of a question without its number, and without the standards that it only refers to."""
    label = _LABEL.match(text)
    text = _order().sub("", text[label.end() if label else 0 :], count=1)
    words = _REFERENCE.sub("", _sources().sub(" ", uncited(text)))
    return words.replace("(s)", "s").replace("(es)", "es")


@cache
def _order() -> re.Pattern[str]:
    """How a verification standard begins each of its requirements."""
    return re.compile(rf"^\s*(?:{'|'.join(vocabulary('questions')['orders'])})\s+", re.IGNORECASE)


@cache
def _sources() -> re.Pattern[str]:
    """Standards that a question names as its source: "(Some Act, Art. 10)", "under Some Act Art. 19(2)(b)".

    What one is certified by, or complies with, is asked, and no source.
    """
    name = rf"(?-i:{'|'.join(vocabulary('questions')['sources'])})\b"
    source = rf"(?:the )?{name}(?:[ ,/]*(?:{name}|{_NUMBER}))*"
    held = rf"\((?:{_IN_PASSING} )?{source}(?:[^()]|\([^()]*\))*\)"
    said = rf"\b(?:under|per|pursuant to) {source}|\bas {source} (?:recommends|requires|asks|demands|expects)\b"
    led = rf"^\s*{source}(?:[ (][^:?.]{{0,{_TITLE}}})?: "
    return re.compile(rf"{held}|{said}|{led}", re.IGNORECASE)
