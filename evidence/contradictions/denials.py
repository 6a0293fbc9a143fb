"""Denials of what the model commits to: times that it makes part of a contract, called no more than a hope."""

import re
from collections.abc import Iterator
from typing import Final

from evidence.contradictions.polarity import is_meant
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding
from evidence.contradictions.words import shape

_MODEL: Final = "times that are part of the contract"
_WHY: Final = "the model makes them part of a contract"


def unbound(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield the denial of a contract that the model makes the times a part of."""
    statement = setting.facts.contractual
    denied = shape("unbound").search(unit.text) if statement else None
    if statement is None or denied is None or unit.block.kind in ("heading", "row"):
        return
    told = _spoken_of(unit)
    if told is None or shape("unbound-others").search(f"{told} {unit.text}"):
        return
    site = setting.site(unit, denied.start(), denied.end())
    theirs = told == unit.text and setting.who(site) == "other"
    if not theirs and (shape("legal-note").match(unit.text) or is_meant(site)):
        yield finding(unit, "binding", statement, denied.group(), _MODEL, _WHY)


def _spoken_of(unit: Unit) -> str | None:
    """Return the words for our times in a sentence, or in the one before where this one begins with "they"."""
    if shape("our-times").search(unit.text):
        return unit.text
    they = re.match(r"\W*(?:they|these|all of them)\b", unit.text, re.IGNORECASE)
    return unit.before if they and shape("our-times").search(unit.before) else None
