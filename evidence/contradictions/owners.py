"""Work that a document takes over from the customer and the model leaves there."""

import re
from collections.abc import Iterator
from typing import Final

from evidence.contradictions.handover import handed_over, is_our_cell, with_names
from evidence.contradictions.polarity import in_condition
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding
from evidence.contradictions.table import Cells, is_yes, mine, plain_header, with_header
from evidence.contradictions.words import has, names, shape, word

_WHY: Final = "the model leaves it with the customer"
_OURS: Final = "the model makes it the vendor's"
_SHOWN: Final = 100
_NAME: Final = 4


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield what is taken over against the model: the first in a unit."""
    if not setting.facts.owned or unit.block.kind in ("badge", "heading"):
        return
    search = _row if unit.block.kind == "row" else _sentence
    found = next(search(unit, setting), None) or next(_left_to_you(unit, setting), None)
    if found and (unit.block.kind == "row" or not has("tutorial", unit.text)):
        yield found


def _made(unit: Unit, area: str, says: str, setting: Setting) -> Finding:
    statement = setting.facts.owned[area]
    return finding(unit, "owner", statement, says, f"owner: customer ({statement.text})", _WHY)


def _sentence(unit: Unit, setting: Setting) -> Iterator[Finding]:
    if unit.confirms and _is_among_us(unit, setting):
        return
    if "your" in unit.text.lower() and (done := with_names("done-by-us", setting.ours).match(unit.text)):
        area = _area(done.group(), done.group(), setting)
        start = done.start() + done.group().lower().rfind("your")
        ours = shape("not-run").search(done.group()) or shape("not-work").search(done.group())
        if area and not ours and setting.plain(setting.site(unit, start, done.end())):
            yield _made(unit, area, unit.text[:_SHOWN], setting)
    for who in with_names("we-do", setting.ours).finditer(unit.text):
        tail = setting.site(unit, who.start(), who.end()).tail
        done_for = has("done-for", tail)
        verbs = f"(?:{word('owning').pattern}|{word('owning-for').pattern})" if done_for else word("owning").pattern
        verb = re.match(f"{shape('do').pattern}{verbs}", tail, re.IGNORECASE)
        if verb is None or not has("for-you", tail) or shape("only-helping").search(tail):
            continue
        site = setting.site(unit, who.start(), who.end() + verb.end())
        area = _area(tail, unit.text if done_for else "", setting) or _by_verb(verb.group(), tail, setting)
        asked = has("possible", verb.group()) or shape("if-only").search(site.head) or in_condition(site)
        if area and not asked and setting.plain(site, conditions=False):
            yield _made(unit, area, unit.text[:_SHOWN], setting)
    for area in handed_over(unit, setting):
        yield _made(unit, area, unit.text[:_SHOWN], setting)


def _left_to_you(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield flaws of the product that are called the customer's, where the model makes them the vendor's."""
    statement = setting.facts.mended
    left = shape("fixes-left-to-you").search(unit.text) if statement else None
    if statement and left and setting.plain(setting.site(unit, left.start(), left.end())):
        yield finding(unit, "owner", statement, left.group(), f"owner: vendor ({statement.text})", _OURS)


def _is_among_us(unit: Unit, setting: Setting) -> bool:
    """Tell whether a question is one of those who make the product, not of a customer."""
    return any(shape("work-among-us").search(h) for h in (*unit.block.headings, setting.title))


def _area(text: str, around: str, setting: Setting) -> str | None:
    """Return the customer's area that stands with *your*; what is done for the customer may be named anywhere."""
    for part in (
        *re.findall(r"(?:[\w ]{0,30}\b(?:of|at|for|in) )?(?<!not )\byour\b.{0,40}", text, re.IGNORECASE),
        around,
    ):
        for name, pattern in names("areas"):
            if name in setting.facts.owned and pattern.search(part.split(", not ")[0]):
                return name
    return None


def _by_verb(verb: str, tail: str, setting: Setting) -> str | None:
    """Return the area that the verb itself names: to back up, to monitor, to update what runs."""
    for name in ("backups", "monitoring", "updates"):
        if name in setting.facts.owned and word("areas", name).search(verb):
            if shape("not-run").search(tail):
                return None
            runs = re.search(rf"\byour (?:\w+ ){{0,2}}{word('areas', 'infrastructure').pattern}", tail, re.IGNORECASE)
            return name if name != "updates" or runs else None
    return None


def _row(unit: Unit, setting: Setting) -> Iterator[Finding]:
    cells = unit.block.cells
    if not setting.is_plain_row(unit):
        return
    task, owner = _owner(cells, setting)
    if not task or (shape("our-making").search(task) and not shape("rolling-out").search(task)):
        return
    for name, pattern in names("areas"):
        if name in setting.facts.owned and pattern.search(task):
            yield _made(unit, name, f"{task}: {owner}", setting)


def _owner(cells: Cells, setting: Setting) -> tuple[str, str]:
    """Return the task of a row and who of ours owns it; nothing where it is not ours."""
    at, by = with_header(cells, "task-headers"), with_header(cells, "owner-headers")
    if at is not None and by is not None and at != by:
        owner = plain_header(cells[by][1])
        named = len(owner) >= _NAME and any(name.startswith(owner) for name in setting.ours)
        return (cells[at][1], owner) if named or is_our_cell(owner, setting.ours) else ("", "")
    ours = [n for n, (h, _) in enumerate(cells) if n and is_our_cell(plain_header(h), setting.ours)]
    ours += [n for n in mine(cells, setting) if n]
    theirs = [n for n, (h, _) in enumerate(cells) if word("customer-headers").fullmatch(plain_header(h))]
    if not ours or not theirs or not is_yes(cells[ours[0]][1]) or is_yes(cells[theirs[0]][1]):
        return "", ""
    return cells[0][1], plain_header(cells[ours[0]][0])
