"""Owners: who is accountable, and who does a step, stay who they are."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final, Literal

from evidence._resources import any_of, form, vocabulary
from evidence.model import Actor, Owner
from evidence.review.findings import Finding, Record
from evidence.review.reading import Reading

Party = Literal["customer", "vendor", "reporter"]
Deed = tuple[Party, str]
PARTIES: Final[tuple[Party, ...]] = ("customer", "vendor", "reporter")
_LABEL = re.compile(r"(?:not |by |the |for |with )*(?P<who>customer|vendor)")
_ROW = re.compile(
    r"\b(?P<who>customer|vendor)\b[\s:=(–—-]*(?P<is>yes|no|not responsible|not involved|none|n/a|responsible)\b(?! \w)"
)
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
    "reporter": frozenset({"reporter"}),
}
_OWNING: Final = frozenset({"process", "team", "side", "duty", "job", "task", "matter", "concern", "problem"})
_REPORTERS: Final = frozenset({"disclose", "notify", "support"})
_VENDORS_OWN: Final = frozenset(
    {"acknowledge", "triage", "fix", "release", "disclose", "notify", "support"}
    | {"rat", "scor", "prepar", "assign", "coordinat", "reproduc"}
)


@cache
def _forms() -> tuple[re.Pattern[str], ...]:
    duty = vocabulary("review")["duties"]
    who, noun = rf"(?P<who>{'|'.join(PARTIES)})", "|".join(_OWNING)
    notes = vocabulary("review")["takes-note"]
    other = rf"(?:(?!(?:{'|'.join(PARTIES)}|{notes})\b)[\w'/-]+ ){{0,4}}?"
    between = rf"(?:(?!(?:{'|'.join(PARTIES)}|{duty})\b)[\w'/-]+ ){{0,4}}?"
    tasks = any_of(vocabulary("review")["tasks"])
    return (
        re.compile(rf"\b{who}(?:'s)? {other}(?P<what>{duty})\b(?! by\b)"),
        re.compile(rf"\b{who}(?:'s)? (?:and|or|together with|along with|with) [\w' ]*?\b(?P<what>{duty})\b"),
        re.compile(rf"\b{who}(?:'s)? {other}(?P<what>{noun})\b"),
        re.compile(rf"\b(?P<what>{duty})\b {between}(?:by|of|to|with|on|upon|for) {other}{who}\b"),
        re.compile(
            rf"\b(?P<what>{duty})\b {between}(?:by|of|to|with|on|upon|for) {other}"
            rf"(?:{'|'.join(PARTIES)}) (?:and|or|as well as|together with) (?:the |our )?{who}\b"
        ),
        re.compile(rf"\b{who} (?:also |always |will |then )?(?P<what>{vocabulary('review')['does']})\b"),
        re.compile(rf"\b(?P<what>{duty})\b (?:(?!(?:{duty})\b)[\w'/-]+ ){{1,6}}?by (?:the |our |its )?{who}\b"),
        re.compile(rf"\b(?P<what>{tasks}) by {other}{who}\b"),
    )


def _deeds(reading: Reading) -> tuple[set[Deed], set[Deed]]:
    """Return who is said to do what, and who is said not to."""
    said: set[Deed] = set()
    denied: set[Deed] = set()
    for clause in reading.clauses:
        found: set[Deed] = set()
        for pattern in _forms():
            found |= {(_party(m["who"]), _deed(m["what"])) for m in pattern.finditer(clause.same)}
        for owner in re.finditer(rf"\b(?:is|are) (?P<who>{'|'.join(PARTIES)})(?:'s)?[ .\"]*$", clause.same):
            found.add((_party(owner["who"]), "own"))
        label = _LABEL.fullmatch(clause.same.strip(' ."'))
        if label:
            found.add((_party(label["who"]), "own"))
        found |= set(_received(clause.same))
        (denied if clause.polarity == "denied" else said).update(found)
    for row in _ROW.finditer(reading.same):
        (said if row["is"] in ("yes", "responsible") else denied).add((_party(row["who"]), "own"))
    refused = {m["who"] for m in _ROW.finditer(reading.same) if m["is"] not in ("yes", "responsible")}
    return {d for d in said if not (d[1] == "own" and d[0] in refused)}, denied


def _received(text: str) -> Iterator[Deed]:
    """Return who is given what: credit to the reporter, or the reporter credited."""
    given, who = vocabulary("review")["given"], rf"(?P<who>{'|'.join(PARTIES)})"
    other = rf"(?:(?!(?:{'|'.join(PARTIES)}|by)\b)[\w'-]+ ){{0,4}}?"
    for pattern in (
        rf"\b(?P<what>{given})\b {other}(?:to|for) {other}{who}",
        rf"\b{who}s? (?:who |that )?{other}(?:is|are|be|been|gets?|receives?) {other}(?P<what>{given})\b",
    ):
        for found in re.finditer(pattern, text):
            yield _party(found["who"]), f"{found['what']} received"


def _party(word: str) -> Party:
    return next(p for p in PARTIES if p == word)


def _deed(word: str) -> str:
    done = any_of([*vocabulary("review")["tasks"], vocabulary("review")["does"]])
    if word in _OWNING or re.fullmatch(done, word):
        return "own"
    return re.sub(r"(?:ing|ed|es|s|e)$", "", word) if word not in vocabulary("review")["same"] else word


def owners(edited: Reading, record: Record) -> Iterator[Finding]:
    """Find a party that is said to do what the record says of another, and an owner who was lost."""
    said, not_said = _deeds(edited)
    known: set[Deed] = set()
    refused: set[Deed] = set()
    for reading in record.readings:
        now, not_now = _deeds(reading)
        known |= now
        refused |= not_now
    accountable = _accountable(record)
    denied = next((w for w in sorted(accountable) if (w, "own") in not_said and (w, "own") not in said), None)
    found = Finding("owner", f"not the {denied}", denied) if denied else None
    for deed in sorted(said - known):
        found = found or _wrong(deed, known, refused, accountable, record)
    word = form("review", "jointly").search(edited.plain)
    if found is None and word and len(accountable) == 1 and not form("review", "jointly").search(record.plain):
        found = Finding("owner", word.group(), next(iter(accountable)))
    found = found or _third(edited, record) or _meddling(edited, record, accountable)
    if found:
        yield found
    else:
        yield from _lost(edited, record, accountable)


def _meddling(edited: Reading, record: Record, accountable: frozenset[Party]) -> Finding | None:
    """Find a vendor that does anything about what only the customer owns."""
    if accountable != {"customer"} or record.answer.stance != "customer-owned":
        return None
    merely = vocabulary("review")["merely"]
    pattern = rf"^\W*(?:(?:and|so|but|yes|no),? )?vendor (?:also |will |can |then )*(?!(?:{merely})\b)[a-z]+"
    found = next((m for c in edited.clauses if c.polarity == "said" and (m := re.search(pattern, c.same))), None)
    return Finding("owner", found.group().strip(), "customer") if found and "vendor" not in record.own.same else None


def _third(edited: Reading, record: Record) -> Finding | None:
    """Find a third party that has a task, where the record knows none of this name."""
    third, noun = vocabulary("review")["third-parties"], "|".join(_OWNING)
    for pattern in (
        rf"\b(?P<who>{third})(?:'s)? (?:[\w'/-]+ ){{0,2}}?(?:{noun}|own|does|do)\b",
        rf"\b(?:by|own (?:of|to|with|on)) (?:\w+ ){{0,2}}?(?P<who>{third})\b",
    ):
        found = re.search(pattern, edited.same)
        if found and found["who"] not in record.same + record.question.same:
            return Finding("owner", found["who"], " and ".join(sorted(_accountable(record))) or "no third party")
    return None


def _wrong(
    deed: Deed, known: set[Deed], refused: set[Deed], accountable: frozenset[Party], record: Record
) -> Finding | None:
    """Return what is wrong with a party's doing something that the record does not say of it."""
    who, what = deed
    others = {w for w, d in known if d == what}
    told = f"{who}: {what}"
    if deed in refused or (others and who not in others):
        return Finding("owner", told, f"{' and '.join(sorted(others)) or 'not the ' + who}: {what}")
    if what == "own" and not accountable and any(s.owner == "third-party" for s in record.statements):
        return Finding("owner", who, "third party")
    if what == "own" and accountable and who not in accountable:
        return Finding("owner", who, " and ".join(sorted(accountable)))
    theirs = _VENDORS_OWN - (_REPORTERS if who == "reporter" else frozenset())
    vendors = "vendor" in accountable or not accountable
    if who != "vendor" and what in theirs and vendors and who not in accountable and not others:
        return Finding("owner", told, f"vendor: {what}")
    unknown = who == "customer" and what == "own" and not accountable and "customer" not in record.same
    if unknown or (who == "vendor" and accountable == {"customer"} and what != "report"):
        return Finding("owner", told, "customer" if accountable else "nothing of the customer")
    return None


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
    if form("review", "jointly").search(edited.plain):
        now = {"customer", "vendor"}
    must = accountable & named if record.answer.stance == "customer-owned" or "customer" in accountable else frozenset()
    if must - now and edited.tokens:
        yield Finding("owner", " and ".join(sorted(now)) or "nobody", " and ".join(sorted(must)))
