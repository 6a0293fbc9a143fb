"""Owners: who is accountable, and who does a step, stay who they are."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal

from evidence._resources import form, vocabulary
from evidence.model import Actor, Owner
from evidence.review.findings import Finding, Record
from evidence.review.reading import Reading

Party = Literal["customer", "vendor"]
Deed = tuple[Party, str]
_OWNERS: Final[dict[Owner, frozenset[Party]]] = {
    "customer": frozenset({"customer"}),
    "provider": frozenset({"vendor"}),
    "shared": frozenset({"customer", "vendor"}),
    "third-party": frozenset(),
}
_ACTORS: Final[dict[Actor, frozenset[Party]]] = {
    "customer": frozenset({"customer"}),
    "operator": frozenset({"customer"}),
    "provider": frozenset({"vendor"}),
    "maintainer": frozenset({"vendor"}),
    "reporter": frozenset(),
}
_OWNING: Final = frozenset({"process", "team", "side", "duty", "job", "task", "matter", "concern"})
_VENDORS_OWN: Final = frozenset({"acknowledge", "triage", "fix", "release", "disclose", "notify", "support"})


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    duty = vocabulary("review")["duties"]
    other = r"(?:(?!customer\b|vendor\b)[\w'-]+ ){0,4}?"
    return (
        re.compile(rf"\b(?P<who>customer|vendor)(?:'s)? {other}(?P<what>{duty})\b(?! by\b)"),
        re.compile(
            rf"\b(?P<who>customer|vendor)(?:'s)? (?:and|or|together with|along with|with) [\w' ]*?\b(?P<what>{duty})\b"
        ),
        re.compile(rf"\b(?P<who>customer|vendor)(?:'s)? {other}(?P<what>process|team|side|duty|job|task|matter|concern)\b"),
        re.compile(rf"\b(?P<what>{duty})\b {other}(?:by|of|to|with|on|upon) {other}(?P<who>customer|vendor)\b"),
    )


def _deeds(reading: Reading) -> tuple[set[Deed], set[Deed]]:
    """Return who is said to do what, and who is said not to."""
    said: set[Deed] = set()
    denied: set[Deed] = set()
    for clause in reading.clauses:
        found = {
            (("customer" if m["who"] == "customer" else "vendor"), _deed(m["what"]))
            for pattern in _forms()
            for m in pattern.finditer(clause.same)
        }
        (denied if clause.polarity == "denied" else said).update(found)  # type: ignore[arg-type]
    return said, denied


def _deed(word: str) -> str:
    if word in _OWNING:
        return "own"
    return re.sub(r"(?:ing|ed|es|s|e)$", "", word) if word not in vocabulary("review")["same"] else word


def owners(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a party that is said to do what the record says of another, and an owner who was lost."""
    said, _ = _deeds(edited)
    known: set[Deed] = set()
    refused: set[Deed] = set()
    for reading in record.readings:
        now, not_now = _deeds(reading)
        known |= now
        refused |= not_now
    accountable = _accountable(record)
    for who, what in sorted(said):
        others = {w for w, d in known if d == what}
        if (who, what) in known:
            continue
        if (who, what) in refused or (others and who not in others):
            yield Finding("owner", f"{who}: {what}", f"{' and '.join(sorted(others)) or 'not the ' + who}: {what}")
            return
        if what == "own" and accountable and who not in accountable:
            yield Finding("owner", who, " and ".join(sorted(accountable)))
            return
        if who == "customer" and what in _VENDORS_OWN and "customer" not in accountable and not others:
            yield Finding("owner", f"{who}: {what}", f"vendor: {what}")
            return
    word = form("review", "jointly").search(edited.plain)
    if word and len(accountable) == 1 and not form("review", "jointly").search(record.plain):
        yield Finding("owner", word.group(), next(iter(accountable)))
        return
    yield from _lost(edited, record, accountable)


def _accountable(record: Record) -> frozenset[Party]:
    if record.answer.owner:
        return _OWNERS[record.answer.owner]
    if record.answer.stance == "customer-owned":
        return frozenset({"customer"})
    owned = [_OWNERS[s.owner] for s in record.statements if s.owner]
    acting = [_ACTORS[s.actor] for s in record.statements if s.actor]
    return frozenset().union(*(owned or acting)) if owned or acting else frozenset()


def _lost(edited: Reading, record: Record, accountable: frozenset[Party]) -> Iterator[Finding]:
    named = {p for p in ("customer", "vendor") if re.search(rf"\b{p}\b", record.own.same)}
    now = {p for p in ("customer", "vendor") if re.search(rf"\b{p}\b", edited.same)}
    must = accountable & named if record.answer.stance == "customer-owned" or "customer" in accountable else frozenset()
    if must - now and edited.tokens:
        yield Finding("owner", " and ".join(sorted(now)) or "nobody", " and ".join(sorted(must)))
