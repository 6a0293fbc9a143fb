"""Channels for support that a document names and the model does not: a portal, a chat, a line, another mailbox."""

from collections.abc import Iterator

from evidence.contradictions.polarity import Site, reason
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding
from evidence.contradictions.words import shape, word
from evidence.model import Statement

_WHY = "the model names no such channel for support"
_ROUTES = ("portal", "chat", "phone")


def check_desk(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield the first channel at which we are said to take tickets, and which the model does not name."""
    statement = setting.facts.desk if shape("desk-case").search(unit.text) else None
    if statement is None or shape("desk-of-others").search(unit.text):
        return
    for start, end in _places(unit, setting):
        site = setting.site(unit, start, end)
        if _is_told(site) and not _is_known(unit.text[start:end], setting):
            yield no_desk(unit, statement, unit.text[start:end])
            return


def no_desk(unit: Unit, statement: Statement, says: str) -> Finding:
    """Return the finding that support is said to be where the model does not name it."""
    return finding(unit, "channel", statement, says, statement.fields.get("channel", statement.text), _WHY)


def _places(unit: Unit, setting: Setting) -> Iterator[tuple[int, int]]:
    text = unit.text
    for found in word("address").finditer(text) if shape("at-sign").search(text) else ():
        if not word("not-an-address").search(found.group()) and shape("desk-mail").search(text):
            yield found.span()
    for name in _ROUTES:
        for found in word("routes", name).finditer(text):
            if name not in setting.facts.routes and not found.group().lower().endswith("desk"):
                yield found.span()
    for found in shape("desk-site").finditer(text):
        yield found.span()


def _is_known(words: str, setting: Setting) -> bool:
    return words.lower().strip(" .") in setting.facts.text


def _is_told(site: Site) -> bool:
    """Tell whether readers are sent there, or we are said to be there."""
    text = site.unit.text
    if reason(site, plans=False, conditions=False) or shape("to-others").search(text[: site.start]):
        return False
    return bool(shape("desk-ours").search(text) or shape("desk-told").match(text))
