"""What a document offers and the model does not: paid support, a warranty, a bounty, telephone, long-term support."""

import re
from collections.abc import Iterator

from evidence.contradictions.polarity import Site
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding, refusal
from evidence.contradictions.words import has, names, word

_WHY = "the model does not offer it"
_SHORT = 7


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield what is offered though the model refuses it."""
    for topic, pattern in names("offers"):
        statement = setting.facts.refused.get(topic)
        if statement is None:
            continue
        for found in pattern.finditer(unit.text):
            if unit.block.kind == "row" and not unit.confirms:
                offered = _row(unit, found, setting)
            else:
                offered = _offered(unit, found, topic, setting)
            if offered:
                yield finding(unit, "offer", statement, found.group(), refusal(statement), _WHY)
                break


def _offered(unit: Unit, found: re.Match[str], topic: str, setting: Setting) -> bool:
    site = setting.site(unit, found.start(), found.end())
    if topic == "long-term-support" and (has("version-others", unit.text) or has("third-parties", unit.text)):
        return False
    if topic == "warranty" and re.search(r"as is|express|implied|merchantab|fitness", unit.text, re.IGNORECASE):
        return False
    if unit.block.kind in ("badge", "heading") or not setting.plain(site):
        return False
    who = setting.who(site)
    verb = has("offering", site.head) or _given(site)
    if who == "us" and verb:
        return True
    if who == "none" and (_given(site) or _asked_for(site)):
        return True
    if topic == "long-term-support" and re.search(r"\b(?:is|are) (?:an? |our |the )?$", site.head, re.IGNORECASE):
        return True
    return topic != "long-term-support" and _is_fragment(site) and _in_plan(unit)


def _given(site: Site) -> bool:
    """Tell whether a passive offers it: "is available", "is included", "are paid", "can be bought"."""
    tail = site.tail
    return bool(
        re.match(
            r"\W*(?:\([^)]*\)\W*)?(?:for [\w ]{1,30} )?(?:is|are|can be|will be|:)?\s*(?:also |now |always |optionally )*"
            r"(?:available|included|offered|provided|sold|supported|paid|purchased|bought|obtained|booked|open)\b",
            tail,
            re.IGNORECASE,
        )
    )


def _asked_for(site: Site) -> bool:
    """Tell whether readers are told whom to ask for it: "for commercial support, contact us"."""
    before = re.search(
        r"\b(?:for|need|want|about|interested in|looking for) (?:[\w-]+ ){0,2}$", site.unit.text[: site.start], re.I
    )
    after = re.search(
        r"\b(?:contact|e-?mail|write|reach|talk to|get in touch|visit|call|see our)\b", site.unit.text[site.end :], re.I
    )
    return bool(before and after)


def _is_fragment(site: Site) -> bool:
    return len(site.unit.text.split()) <= _SHORT and not word("verbs").search(site.head)


def _in_plan(unit: Unit) -> bool:
    near = [*unit.block.headings[-2:], unit.block.lead]
    return unit.block.kind == "item" and any(has("plan-sections", h) for h in near)


def _row(unit: Unit, found: re.Match[str], setting: Setting) -> bool:
    if not setting.is_plain_row(unit):
        return False
    cells = unit.block.cells
    named = next((n for n, (_, c) in enumerate(cells) if found.group() in c), None)
    if named is None or word("sections", "negative").search(cells[named][0]):
        return False
    mine = [n for n, (h, _) in enumerate(cells) if h.lower().strip("*` ") in setting.ours or h.lower() in ("us", "we")]
    columns = mine or [
        n for n, (h, _) in enumerate(cells) if n > named and (has("status-headers", h) or has("plan-sections", h))
    ]
    yes = any(
        word("positive-cell").search(cells[n][1]) and not word("negative-cell").search(cells[n][1]) for n in columns
    )
    planned = named > 0 and has("plan-sections", cells[0][0])
    return yes or (planned and not word("negative-cell").search(cells[named][1]))
