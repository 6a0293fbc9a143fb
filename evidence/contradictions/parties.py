"""Who a claim is about: us, nobody who is named, or somebody else."""

import re
from typing import Literal

from evidence.contradictions.naming import names_in
from evidence.contradictions.polarity import FIRST_PERSON, Site
from evidence.contradictions.words import shape, word

Party = Literal["us", "none", "other"]

_NAME = re.compile(
    r"(?<![\w@/.-])([A-Z][\w&-]*[\w](?:[ -][A-Z][\w&-]*)*)(?P<own>['’]s)?\s+(?P<next>[\w'’]+)",
)
_QUOTED = re.compile(
    r"(?P<with>\b(?:with|from|by|at|of)\s+)?[\"“](?P<name>\w[\w. -]{1,24})[\"”]\s+(?P<next>\w+)", re.IGNORECASE
)
_APPOSED = re.compile(r"([A-Z]\w+|\w+),? (?:an?|the|its|their|whose)\s+(?:[\w-]+\s+){0,3}$")
_PHRASE = re.compile(
    r"^ (?:in|on|of|at|from|behind|for|with|around|near|outside|like) (?:[\w-]+ ){1,4}?"
    r"(?=(?:are|is|have|has|were|was|offers?|provides?|sells?) )"
)
_MAKER = re.compile(
    r"^\W*the (?:company|firm|vendor|team|platform|service) (?:that|which|who) \w+ "
    r"(?P<what>[^,;]{3,40}?) (?:is|are|has|have|holds?)\b",
    re.IGNORECASE,
)
_OWN = re.compile(r"\b(?:this|it|(?:the|our) (?:product|software|project|tool|library|code))\b", re.IGNORECASE)
_PLURAL = re.compile(r"[A-Z][a-z-]+s (?:are|were|get|have|receive|will|can|must|should)")


def party(site: Site) -> Party:
    """Return who the claim is about: the party named last before it that a verb or apposition makes its subject."""
    head = site.head
    full = site.unit.text[site.bounds[0] : site.bounds[1]]
    if word("you-get").search(head + site.unit.text[site.start : site.end]):
        return "us" if not _third(head, site.ours) else "other"
    if re.match(r"(?:our|we)\b", site.unit.text[site.start : site.end], re.IGNORECASE):
        return "us"
    if is_of_makers(head, site.ours) or _is_another_itself(site):
        return "other"
    best, weak = _us(head, site.ours)
    for found in word("others").finditer(head):
        if shape("our-own").search(head[: found.start()]) and not word("our-others").match(head, found.start()):
            continue
        if _is_subject(head, found.end(), site.unit.text[site.start :]):
            best = max(best, (found.start(), "other"))
    third = _proper(head, full, site.ours)
    if third is not None:
        best = max(best, (third, "other"))
    if best[1] == "us" and re.match(r"it\b", head[best[0] :], re.IGNORECASE):
        return "us"
    if best[0] < 0 and re.match(r"\W*(?:it|its|the company|the firm)\b", head, re.IGNORECASE):
        return "other" if _other_before(site) else "us"
    return weak if best[0] < 0 else best[1]


def is_of_makers(head: str, ours: frozenset[str]) -> bool:
    """Tell whether a clause is about "the company that makes …" something that is not ours."""
    made = _MAKER.match(head)
    return made is not None and not names_in(ours, made["what"]) and not _OWN.search(made["what"])


def _is_another_itself(site: Site) -> bool:
    """Tell whether a sentence about another ends in what that one is: "GitHub … and is itself certified"."""
    whole = site.unit.text[: site.start]
    ours = shape("begins-with-us").match(whole) or names_in(site.ours, whole)
    return bool(shape("is-itself").search(site.head)) and not ours


def _us(head: str, ours: frozenset[str]) -> tuple[tuple[int, Party], Party]:
    """Return where words for us stand last, and who they mean; apart from it, whether they only stand in a phrase."""
    best: tuple[int, Party] = (-1, "none")
    weak: Party = "none"
    for found in word("us").finditer(head):
        before, who = head[: found.start()], _our(head, found)
        if shape("some-of").search(before) and found.group().lower() in ("us", "ours"):
            continue
        if shape("behind-preposition").search(before) and who == "us":
            weak = "us"
        else:
            best = max(best, (found.start(), who))
    for name in names_in(ours, head):
        if not shape("used-by").search(head[:name]):
            best = max(best, (name, "us"))
    return best, weak


def _our(head: str, found: re.Match[str]) -> Party:
    if found[0].lower() == "our" and word("our-others").match(head, found.end() + 1):
        return "other"
    return "us"


def _is_subject(head: str, end: int, rest: str) -> bool:
    """Tell whether a verb follows a party's word, or the claim itself does (as of "your", "their")."""
    behind = head[end:]
    following = f"{behind} {rest[:40]}"
    if re.search(r"\b(?:your|their|his|her)$", head[:end], re.IGNORECASE):
        owned = re.match(rf"(?:\s+[\w-]+){{1,5}}?\s+{word('verbs').pattern}", behind, re.IGNORECASE)
        return bool(owned) or (len(behind.split()) <= 1 and not FIRST_PERSON.search(head[:end]))
    if behind[:2] in ("'s", "’s"):
        return True
    following = _PHRASE.sub(" ", following)
    return bool(re.match(rf"\s+(?:[\w-]+ly\s+|themselves\s+)?{word('verbs').pattern}", following, re.IGNORECASE))


def _third(head: str, ours: frozenset[str]) -> bool:
    quoted = (m for m in _QUOTED.finditer(head) if m["with"] and not names_in(ours, m["name"]))
    return bool(word("third-parties").search(head)) or any(quoted)


def _proper(head: str, full: str, ours: frozenset[str]) -> int | None:
    """Return where somebody else's name stands as the subject, or as what the claim is said of."""
    found = None
    for third in word("third-parties").finditer(head):
        low = head[: third.start()].lower()
        if not re.search(r"\b(?:in|via|through|from|to|into) (?:our )?(?:\w+ )?$", low) or "," in head[third.end() :]:
            found = third.start()
    for name in _NAME.finditer(full):
        if name.start() >= len(head):
            break
        words = name[1].lower()
        before = full[: name.start()].rstrip().lower()
        if any(o in words or words in o or before.endswith(o) for o in ours) or _is_plain(name[1], name.start() == 0):
            continue
        if re.search(
            r"\b(?:announce|share|say|confirm|report|announcing)(?: that)? $", full[: name.start()], re.IGNORECASE
        ):
            continue
        if not full[: name.start()].strip() and _PLURAL.fullmatch(f"{name[1]} {name['next']}"):
            continue  # "Exploits are fixed": a common noun begins the sentence
        if name["own"] or word("verbs").fullmatch(name["next"]):
            found = max(found or -1, name.start())
    for name in _QUOTED.finditer(full):
        if name.start() < len(head) and not names_in(ours, name["name"]):
            told = name["with"] or word("verbs").fullmatch(name["next"])
            found = max(found or -1, name.start("name")) if told else found
    apposed = _APPOSED.search(head)
    if (
        apposed
        and apposed[1][0].isupper()
        and not _is_plain(apposed[1], _first=False)
        and apposed[1].lower() not in ours
        and head.count(",")
    ):
        found = apposed.start()
    return found


def _is_plain(name: str, _first: bool) -> bool:
    words = name.replace("-", " ").split()
    return all(word("plain-starts").fullmatch(w) or w.isupper() for w in words) or bool(
        word("plain-starts").fullmatch(name)
    )


def _other_before(site: Site) -> bool:
    """Tell whether the sentence before has somebody else as its subject."""
    before = site.unit.before
    if not before:
        return False
    if names_in(site.ours, before) or FIRST_PERSON.search(before):
        return False
    return any(
        not _is_plain(n[1], n.start() == 0) and word("verbs").fullmatch(n["next"]) for n in _NAME.finditer(before)
    )
