"""Work that a document takes over from the customer and the model leaves there."""

import re
from collections.abc import Iterator

from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding
from evidence.contradictions.words import has, names, word

_WHY = "the model leaves it with the customer"
_FIRST = re.compile(
    r"\b(?:we|our (?:\w+ ){0,2}(?:team|engineers?|experts?|staff|maintainers?|specialists)|(?:the )?(?:maintainers?|vendor|provider|support team|security team))\b"
    r"(?:['’]ll)?",
    re.IGNORECASE,
)


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield what is taken over against the model."""
    if not setting.facts.owned or unit.block.kind in ("badge", "heading"):
        return
    if unit.block.kind == "row":
        found = next(_row(unit, setting), None)
    else:
        found = next(_sentence(unit, setting), None)
    if found:
        yield found


def _sentence(unit: Unit, setting: Setting) -> Iterator[Finding]:
    for who in _FIRST.finditer(unit.text):
        site = setting.site(unit, who.start(), who.end())
        tail = site.tail
        verb = re.match(
            rf"\s+(?:\w+ly |also |will |can |always |automatically |fully |then |do |shall ){{0,3}}{word('owning').pattern}",
            tail,
            re.I,
        )
        if verb is None or not has("for-you", tail):
            continue
        if re.search(
            r"\b(?:our own|help|assist|advise|via|with the (?:cli|operator)|in this (?:step|section|guide|example))\b",
            tail,
            re.I,
        ):
            continue
        whole = setting.site(unit, who.start(), who.end() + verb.end())
        if not setting.plain(whole) or has("possible", whole.tail):
            continue
        area = _area(tail, setting)
        if area:
            statement = setting.facts.owned[area]
            yield finding(unit, "owner", statement, unit.text[:100], f"owner: customer ({statement.text})", _WHY)


def _area(text: str, setting: Setting) -> str | None:
    """Return the customer's area that a text names, one that stands with *your* before any other."""
    for near in (r"\byour\b.{0,40}", r".*"):
        part = re.search(near, text, re.IGNORECASE)
        for name, pattern in names("areas"):
            if part and name in setting.facts.owned and pattern.search(part.group()):
                return name
    return None


def _row(unit: Unit, setting: Setting) -> Iterator[Finding]:
    cells = unit.block.cells
    if len(cells) < 2 or not setting.is_plain_row(unit):  # noqa: PLR2004
        return
    task = next((c for h, c in cells if word("task-headers").fullmatch(h.strip(" *").lower())), "")
    owner = next((c for h, c in cells if word("owner-headers").fullmatch(h.strip(" *").lower())), "")
    ours = word("us-cell").fullmatch(owner.strip(" *").lower()) or any(
        n.startswith(owner.strip(" *").lower()) or owner.strip(" *").lower() == n
        for n in setting.ours
        if len(owner) > 3  # noqa: PLR2004
    )
    if not task or not ours:
        return
    for name, pattern in names("areas"):
        if name in setting.facts.owned and pattern.search(task):
            statement = setting.facts.owned[name]
            yield finding(unit, "owner", statement, f"{task}: {owner}", f"owner: customer ({statement.text})", _WHY)
            return
