"""Places where a document says that help is to be had, and which the model does not name: a chat, a forum, a list."""

import re
from collections.abc import Iterator
from typing import Final

from evidence.contradictions.desks import no_desk
from evidence.contradictions.naming import names_in
from evidence.contradictions.polarity import Site, reason
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting
from evidence.contradictions.words import shape, word

_LABEL: Final = 8


def check_help(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield the first place that readers are sent to for help or with questions, and that is none of the model's."""
    statement = setting.facts.desk
    if statement is None or unit.block.kind in ("badge", "heading") or not setting.speaks(unit):
        return
    if unit.block.kind == "row" and (routed := _routed(unit, setting)):
        yield no_desk(unit, statement, routed.group())
        return
    if not (_is_help(unit) or _is_helpdesk(unit.text)) or shape("place-for-others").search(f"{unit.asked} {unit.text}"):
        return
    if _is_among_workers(unit, setting):
        return
    for found in _places(unit.text):
        site = setting.site(unit, found.start(), found.end())
        if not _is_known(found, setting) and _is_ours(site) and _is_meant(site):
            yield no_desk(unit, statement, found.group())
            return


def _routed(unit: Unit, setting: Setting) -> re.Match[str] | None:
    """Return the place in the column "Support" of a price list, where the model names none of its kind."""
    plans = shape("plan-column").match(unit.block.cells[0][0])
    if setting.facts.places or not plans or not setting.is_plain_row(unit):
        return None
    cells = [cell for header, cell in unit.block.cells[1:] if shape("support-column").match(header)]
    return next((m for cell in cells if (m := shape("support-route").search(cell))), None)


def _is_help(unit: Unit) -> bool:
    """Tell whether a sentence invites to ask for help, or is one of the places in a section about it."""
    if unit.block.kind == "row":
        return any(_invites_to_help(cell) for _, cell in unit.block.cells)
    text = unit.text
    invites = shape("invites").search(text)
    if _wants_help(text) and (invites or unit.block.kind == "item"):
        return True
    above = (*unit.block.headings[-1:], unit.block.lead)
    listed = unit.block.kind in ("item", "text") and any(shape("help-section").match(h) for h in above if h)
    label = unit.block.kind == "item" and len(text.split()) <= _LABEL
    return listed and bool(invites or label)


def _is_among_workers(unit: Unit, setting: Setting) -> bool:
    """Tell whether a section is for those who work on the product: none that is called after help itself."""
    if any(shape("help-section").match(h) for h in unit.block.headings[-1:]):
        return False
    return any(shape("section-of-work").search(h) for h in (*unit.block.headings, setting.title))


def _invites_to_help(cell: str) -> bool:
    """Tell whether a cell of a table sends readers somewhere for help, all by itself."""
    return bool(_wants_help(cell) and shape("invites").search(cell) and shape("help-place").search(cell))


def _wants_help(text: str) -> bool:
    return bool(shape("help-wanted").search(word("address").sub(" ", text)))


def _is_helpdesk(text: str) -> bool:
    return bool(shape("help-address").search(text))


def _places(text: str) -> Iterator[re.Match[str]]:
    yield from shape("help-place").finditer(text)
    yield from (m for m in shape("help-address").finditer(text) if not word("not-an-address").search(m.group()))
    for found in word("address").finditer(text) if shape("at-sign").search(text) else ():
        if not word("not-an-address").search(found.group()) and not shape("other-mailbox").match(found.group()):
            yield found


def _is_known(found: re.Match[str], setting: Setting) -> bool:
    """Tell whether the model names the place, or one of its kind."""
    words = found.group().lower().strip(" .")
    kinds = (k for k, v in found.groupdict().items() if v)
    return words in setting.facts.text or any(kind in setting.facts.places for kind in kinds)


def _is_meant(site: Site) -> bool:
    """Tell whether readers are sent there; a heading that only names the place ("Slack") is about no one else."""
    why = reason(site, plans=False, conditions=False)
    titles = [h for h in site.unit.block.headings[-1:] if shape("help-place").fullmatch(h.strip())]
    return why is None or any(why == f"under {title!r}" for title in titles)


def _is_ours(site: Site) -> bool:
    """Tell whether a place is ours: nobody else's name stands before it."""
    text = site.unit.text
    if names_in(site.ours, text):
        return True
    return not shape("name-before").search(text[: site.start])
