"""What a document offers and the model does not: paid support, a warranty, a bounty, telephone, long-term support."""

import re
from collections.abc import Iterator
from typing import Final

from evidence.contradictions.naming import means_us
from evidence.contradictions.polarity import Site, reason
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding, refusal
from evidence.contradictions.table import is_refused, named, says_yes
from evidence.contradictions.words import has, lists, names, shape, word

_PAID: Final = "paid-support-contract"
_LONG_TERM: Final = "long-term-support"
_AUDITS: Final = ("security-audit", "penetration-test")
_WHY: Final = "the model does not offer it"
_SHORT: Final = 7


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield what is offered though the model refuses it."""
    if unit.block.kind in ("badge", "heading"):
        return
    low = unit.text.lower()
    for topic, pattern in names("offers"):
        statement = setting.facts.refused.get(topic)
        near = statement and any(hint in low for hint in lists("offer-hints")[topic])
        for found in pattern.finditer(unit.text) if near else ():
            if statement and _is_offered(unit, found, topic, setting):
                yield finding(unit, "offer", statement, found.group(), refusal(statement), _WHY)
                break


def _is_offered(unit: Unit, found: re.Match[str], topic: str, setting: Setting) -> bool:
    if unit.block.kind == "row" and not unit.confirms:
        return _in_row(unit, found, setting)
    if _is_of_another_kind(unit, found, topic):
        return False
    site = setting.site(unit, found.start(), found.end())
    if topic in _AUDITS and (audit := shape("audit-of").match(found.group())):
        used = shape("use-of").search(audit["whom"])
        ours = means_us(setting.ours, audit["whom"]) or (shape("our-code").match(audit["whom"]) and not setting.generic)
        return not used and bool(ours) and reason(site) is None
    sold = shape("buying").search(site.head) and shape("from-us").search(site.tail)
    if sold and reason(site, conditions=False) is None:
        return True
    if topic == _PAID and shape("subscribed").search(unit.text):
        return _is_subscribed(site, setting)
    wanted = shape("if-wanted").match(unit.text)
    return setting.plain(site, conditions=topic != "phone-support" and not wanted) and _is_given(site, topic, setting)


def _is_subscribed(site: Site, setting: Setting) -> bool:
    """Tell whether a plan that is paid for is spoken of as one of ours: "customers with a support plan get …"."""
    text = site.unit.text
    theirs = shape("use-of-theirs").search(text) or has("third-parties", text)
    return setting.speaks(site.unit) and not theirs and reason(site, conditions=False) is None


def _is_of_another_kind(unit: Unit, found: re.Match[str], topic: str) -> bool:
    """Tell whether the words mean another thing: support of a language, no warranty at all, money for other work."""
    if topic == _LONG_TERM:
        return has("version-others", unit.text) or has("third-parties", unit.text)
    if topic == "warranty":
        return bool(shape("as-is").search(unit.text))
    return bool(shape("earning").match(found.group()) and not shape("about-finds").search(unit.text))


def _is_given(site: Site, topic: str, setting: Setting) -> bool:
    """Tell whether a verb offers it, or a list of what a plan holds."""
    if topic in _AUDITS:
        return _is_audited(site)
    passive = bool(shape("is-given").match(site.tail) or shape("ask-label").match(site.tail))
    passive = passive or bool(not site.head.strip(" *_") and shape("value-yes").match(site.tail))
    passive = passive or bool(topic == "phone-support" and shape("channels-label").match(site.unit.text))
    passive = passive or bool(shape("there-is").search(site.head) or shape("sold-with").search(site.head))
    if _is_from_others(site, setting):
        return False
    if setting.who(site) == "us":
        called = shape("can-call").match(site.unit.text, site.start)
        called = called or shape("earning").match(site.unit.text, site.start)
        called = called or re.match(r"(?:we|warrants)\b", site.unit.text[site.start : site.end], re.IGNORECASE)
        called = called or shape("our-before").search(site.head) or shape("paying").match(site.unit.text, site.start)
        return bool(called) or passive or has("offering", site.head)
    if topic == _LONG_TERM:
        listed = site.unit.block.kind == "item" and has("lasting-support", site.unit.text)
        listed = listed or (_is_fragment(site) and _in_plan(site.unit) and _is_upmarket(site.unit))
        return passive or listed or bool(shape("is-a").search(site.head))
    passive = passive or bool(shape("paying").match(site.unit.text, site.start) and setting.who(site) == "none")
    if passive or (topic == "phone-support" and not shape("phone-ends").match(site.tail)):
        return passive
    return _is_asked_for(site) or (_is_fragment(site) and _in_plan(site.unit))


def _is_from_others(site: Site, setting: Setting) -> bool:
    """Tell whether somebody else is said to give it, or nobody."""
    sold = shape("sold-by").search(site.tail)
    if (sold and not means_us(setting.ours, sold["whom"])) or shape("none-at-all").search(site.tail):
        return True
    return bool(shape("from-others").match(site.tail) or shape("elsewhere").match(site.tail.lstrip()))


def _is_audited(site: Site) -> bool:
    """Tell whether an audit has been made of us, not by us or by anybody who reads this."""
    text = site.unit.text[site.start : site.end]
    labelled = not site.head.strip(" *_") and shape("value-done").match(site.tail)
    made = labelled or shape("was-done").match(site.tail) or shape("undergone").search(site.head) or " by " in text
    return bool(made)


def _is_asked_for(site: Site) -> bool:
    """Tell whether readers are told whom to ask for it: "for commercial support, contact us"."""
    text = site.unit.text
    if shape("buying").search(text[: site.start]) and shape("here").search(text[site.end :]):
        return True
    return bool(shape("wants").search(text[: site.start]) and shape("ask-us").search(text[site.end :]))


def _is_fragment(site: Site) -> bool:
    if shape("value-of-others").match(site.tail):
        return False
    return len(site.unit.text.split()) <= _SHORT and not word("verbs").search(site.head)


def _in_plan(unit: Unit) -> bool:
    near = [*unit.block.headings[-2:], unit.block.lead]
    return unit.block.kind == "item" and any(has("plan-sections", h) or has("buyer-sections", h) for h in near)


def _is_upmarket(unit: Unit) -> bool:
    """Tell whether the section sells something."""
    return any(
        shape("upmarket").search(h) or has("buyer-sections", h) for h in (*unit.block.headings[-2:], unit.block.lead)
    )


def _in_row(unit: Unit, found: re.Match[str], setting: Setting) -> bool:
    cells = unit.block.cells
    at = named(cells, found.group())
    if at is None or is_refused(cells[at][0]) or not setting.is_plain_row(unit):
        return False
    planned = at > 0 and has("plan-sections", cells[0][0]) and not word("negative-cell").search(cells[at][1])
    return planned or says_yes(cells, at, setting)
