"""Work of the customer's that we are said to do: the doer stands behind it, beside its label, or before "them"."""

import re
from collections.abc import Iterator
from functools import cache, lru_cache
from itertools import chain
from typing import Final

from evidence._resources import form
from evidence.contradictions.polarity import Site, reason
from evidence.contradictions.records import Unit
from evidence.contradictions.setting import Setting
from evidence.contradictions.words import FILE, has, names, shape, word

_PARTS: Final = ("doers", "worked")


@cache
def with_names(name: str, ours: frozenset[str]) -> re.Pattern[str]:
    """Return a shape in which names of ours may stand."""
    whose = "|".join(re.escape(name) for name in sorted(ours)) or "our"
    parts = {part: form(FILE, "shapes", part).pattern.replace("{ours}", whose) for part in _PARTS}
    return form(FILE, "shapes", name, **parts, ours=whose)


def handed_over(unit: Unit, setting: Setting) -> Iterator[str]:
    """Yield the areas that a sentence or a label hands to us."""
    text = unit.text
    any_area = _any_area(tuple(setting.facts.owned))
    if not any_area.search(text) and not any_area.search(unit.before):
        return
    if unit.block.kind in ("item", "text") and (by := with_names("label-by-us", setting.ours).match(text)):
        site = setting.site(unit, by.start("by"), by.end())
        if (area := _named(by["what"], setting)) and _is_plain(site) and not shape("work-of-ours").search(by["what"]):
            yield area
    if area := _in_our_list(unit, setting):
        yield area
    for done in with_names("worked-by-us", setting.ours).finditer(text) if " by " in text else ():
        site = setting.site(unit, done.start(), done.end())
        before, behind = site.head, site.tail
        area = _named(before, setting) or _named(behind, setting) or _named(text[: done.start()], setting)
        if area and _is_plain(site) and not shape("kept-by-us").search(f"{before} {behind}"):
            yield area
    for them in with_names("we-do-them", setting.ours).finditer(text):
        site = setting.site(unit, them.start(), them.end())
        label, colon, _ = text[: them.start()].partition(":")
        yours = _yours(text[: them.start()]) or (label if colon else "") or _spoken_of(unit)
        area = _named(yours, setting) or (_named(text[: them.start()], setting) if yours else None)
        if area and _is_plain(site) and not shape("kept-by-us").search(yours):
            yield area
    yield from _by_our_people(unit, setting)


def _by_our_people(unit: Unit, setting: Setting) -> Iterator[str]:
    """Yield the areas that we or people of ours are said to work on, run, or be given."""
    text = unit.text
    for did in with_names("people-do", setting.ours).finditer(text):
        site = setting.site(unit, did.start(), did.end())
        what = shape("clause-of-object").split(site.tail, maxsplit=1)[0]
        if (area := _named(_yours(what), setting)) and _is_plain(site):
            yield area
    for runs in chain.from_iterable(with_names(name, setting.ours).finditer(text) for name in ("we-run", "we-patch")):
        site = setting.site(unit, runs.start(), runs.end())
        ours = shape("kept-by-us").search(runs.group()) or shape("work-of-ours").search(runs.group())
        if (area := _named(runs.group(), setting)) and _is_plain(site) and not ours:
            yield area
    if given := with_names("falls-to-us", setting.ours).search(text):
        site = setting.site(unit, given.start(), given.end())
        if (area := _named(text, setting)) and has("for-you", text) and _is_plain(site):
            yield area


def _in_our_list(unit: Unit, setting: Setting) -> str | None:
    """Return the area that an item names in a list of what we do."""
    above = [*unit.block.headings[-1:], unit.block.lead]
    if unit.block.kind != "item" or not any(with_names("our-list", setting.ours).match(h) for h in above):
        return None
    if shape("no-duty").search(unit.text) or not (shape("duty-first").match(unit.text) or has("for-you", unit.text)):
        return None
    area, rolled = _named(unit.text, setting), shape("rolling-out").search(unit.text)
    ours = shape("kept-by-us").search(unit.text) or shape("our-making").search(unit.text)
    if area is None or (not rolled and (ours or area == "updates")):
        return None
    return area if reason(setting.site(unit, 0, len(unit.text)), conditions=False) is None else None


def _spoken_of(unit: Unit) -> str:
    """Return what "them" may mean: the reader's things in the sentence before, or what it asks of."""
    before = unit.before
    if shape("not-yours").search(before):
        return ""
    asked = shape("who-does").match(before.strip(' *_"”')) if before else None
    return asked["what"] if asked and not shape("work-of-ours").search(asked["what"]) else _yours(before) and before


def _yours(text: str) -> str:
    """Return the words that stand with what is the reader's."""
    return " ".join(found.group() for found in shape("yours-before").finditer(text))


@cache
def _any_area(owned: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile("|".join(p.pattern for n, p in names("areas") if n in owned), re.IGNORECASE)


def _is_plain(site: Site) -> bool:
    return reason(site, conditions=False) is None and not shape("only-helping").search(site.clause)


def _named(text: str, setting: Setting) -> str | None:
    """Return the customer's area that a text names."""
    return next((n for n, p in names("areas") if n in setting.facts.owned and p.search(text)), None)


@lru_cache(maxsize=4096)
def is_our_cell(owner: str, ours: frozenset[str]) -> bool:
    """Tell whether a cell names us as the owner: us, our name, or people of ours."""
    owner = owner.partition(",")[0].strip()
    return bool(word("us-cell").fullmatch(owner) or with_names("doers", ours).fullmatch(owner))
