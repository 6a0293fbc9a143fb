"""A second look: a plain sentence of ours that names what the model refuses, in whatever other shape.

The classes of claims know how their words stand together. What stands otherwise is taken here by three lists a look has
in ``catalogs/vocabulary/contradictions.yaml``: what is named, what must stand beside it, and what makes it innocent.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, Literal

from evidence.config import ClaimSubject
from evidence.contradictions.naming import means_us
from evidence.contradictions.polarity import Site, reason
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding, refusal
from evidence.contradictions.words import has, lists, word
from evidence.model import Statement

_SKIPPED: Final = ("badge", "heading", "row")


@dataclass(frozen=True)
class _Look:
    """What one look is about: the class of claims that a unit must have the words for, and what it is held against."""

    name: str
    of_class: str
    subject: ClaimSubject
    why: str
    against: tuple[str, ...] | Literal["latest", "channels"]


_LOOKS: Final = (
    _Look(
        "availability",
        "availability",
        "availability",
        "the model commits to none",
        ("saas-availability-sla", "hosted-service-sla", "service-level-agreement"),
    ),
    _Look("paid-support", "offers", "offer", "the model does not offer it", ("paid-support-contract",)),
    _Look("processing-agreement", "offers", "offer", "the model does not offer it", ("data-processing-agreement",)),
    _Look(
        "sla",
        "contract",
        "binding",
        "the model's times are no contract",
        ("contractual-response-sla", "service-level-agreement", "hosted-service-sla"),
    ),
    _Look("lasting-lines", "versions", "version", "the model supports fewer releases", "latest"),
    _Look("mailbox", "channels", "channel", "the model names no such channel for vulnerabilities", "channels"),
)


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield the first thing that a plain sentence names and the model refuses."""
    if unit.block.kind in _SKIPPED:
        return
    low = unit.text.lower()
    for look in _LOOKS:
        near = look.of_class in unit.classes and any(hint in low for hint in lists("plainly")[look.name]["hints"])
        statement = _held_against(look, setting) if near else None
        said = _named(unit, look, setting) if statement else None
        if statement and said:
            yield finding(unit, look.subject, statement, said, _model(statement, look), look.why)
            return


def _held_against(look: _Look, setting: Setting) -> Statement | None:
    facts = setting.facts
    if look.against == "latest":
        return facts.latest_only
    if look.against == "channels":
        return next(iter(facts.forbidden), None) or next(iter(facts.channels), None)
    return next((facts.refused[topic] for topic in look.against if topic in facts.refused), None)


def _model(statement: Statement, look: _Look) -> str:
    """Return what the model says, for a reader."""
    return statement.text if look.against in ("latest", "channels") else refusal(statement)


def _named(unit: Unit, look: _Look, setting: Setting) -> str | None:
    """Return the words that a unit plainly says of us."""
    for found in word("plainly", look.name, "named").finditer(unit.text):
        above = unit.block.lead if unit.block.kind == "item" else ""
        around = f"{above} {unit.text[: found.start()]} {unit.text[found.end() :]}"
        if not word("plainly", look.name, "beside").search(around):
            continue
        if word("plainly", look.name, "never").search(around) or _is_of_others(around):
            continue
        if _is_for_others(unit.text[found.end() :], look, setting):
            continue
        site = setting.site(unit, found.start(), found.end())
        known = found.group().lower() in setting.facts.text
        if (_is_sent(site, setting) and not known) if look.against == "channels" else _is_said(site, look, setting):
            return found.group()
    return None


def _is_for_others(behind: str, look: _Look, setting: Setting) -> bool:
    """Tell whether what is named is for something that is not ours: "commercial support for PostgreSQL"."""
    whose = word("plainly", look.name, "of").match(behind) if "of" in lists("plainly")[look.name] else None
    return whose is not None and not means_us(setting.ours, whose["what"])


def _is_of_others(words: str) -> bool:
    """Tell whether somebody else is spoken of anywhere in a sentence."""
    return bool(word("plainly", "others").search(words)) or has("third-parties", words)


def _is_said(site: Site, look: _Look, setting: Setting) -> bool:
    """Tell whether it is said of us; of releases, a plan or a condition is a promise, too."""
    granted = lists("plainly")[look.name].get("granted")
    if granted and word("plainly", look.name, "granted").search(site.head):
        return setting.speaks(site.unit) and reason(site, conditions=False) is None
    lasting = look.against == "latest"
    return setting.plain(site, plans=not lasting, conditions=not lasting)


def _is_sent(site: Site, setting: Setting) -> bool:
    """Tell whether readers are sent there, even if only where we do not answer."""
    if word("not-an-address").search(site.unit.text[site.start : site.end]) or not setting.speaks(site.unit):
        return False
    return reason(site, plans=False, conditions=False) is None and setting.who(site) != "other"
