"""Support around the clock, availability in per cent, and words of contract."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final, Literal

from evidence.contradictions.denials import unbound
from evidence.contradictions.hours import hours_in
from evidence.contradictions.polarity import Site
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding, refusal
from evidence.contradictions.table import headers, is_refused, mine, named, says_yes
from evidence.contradictions.words import has, lists, shape, word
from evidence.model import Statement

_AVAILABILITY: Final = ("saas-availability-sla", "hosted-service-sla", "service-level-agreement")
_CONTRACT: Final = ("contractual-response-sla", "service-level-agreement", "hosted-service-sla")
_HOURS: Final = ("round-the-clock-coverage",)
_CONTRACTUAL: Final = (
    "thing-sla",
    "sla-backed",
    "contractual",
    "guaranteed-thing",
    "thing-guarantee",
    "thing-guaranteed",
    "sla-guarantee",
    "contract-guarantees",
    "entitled",
    "in-contract",
    "sla-thing",
    "labelled-sla",
    "we-guarantee",
    "an-sla",
    "legally",
    "bare-sla",
    "backed-thing",
    "missed-thing",
    "part-of-contract",
    "binding-thing",
    "sla-governs",
    "obliges",
    "credits-apply",
    "penalty",
    "firm-thing",
    "contractual-row",
)
_HINTS: Final = ("contract", "promise")
_NEAR: Final = 5
_SHORT: Final = 9
_SHOWN: Final = 60

_parts = partial(shape, parts=("sla", "thing"))


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield what is said of hours, availability or contracts against the model: the first of them in a unit."""
    if unit.block.kind == "badge":
        return
    for name, search in _SEARCHES.items():
        if name in unit.classes and (found := next(search(unit, setting), None)):
            yield found
            return


def _refused(setting: Setting, topics: tuple[str, ...]) -> Statement | None:
    return next((setting.facts.refused[t] for t in topics if t in setting.facts.refused), None)


def _is_row(unit: Unit) -> bool:
    return unit.block.kind == "row" and not unit.confirms


def _is_imperative(unit: Unit) -> bool:
    return bool(re.match(rf"\W*{word('imperatives').pattern}", unit.text, re.IGNORECASE)) and not unit.confirms


def _near_plan(unit: Unit) -> bool:
    return any(
        has("plan-sections", h) or has("buyer-sections", h) for h in (*unit.block.headings[-2:], unit.block.lead)
    )


def _in_column(unit: Unit, found: re.Match[str], setting: Setting) -> bool:
    """Tell whether a cell of ours says it."""
    cells = unit.block.cells
    at = named(cells, found.group()) or 0
    if is_refused(cells[at][0]):
        return False
    if at == 0:
        return says_yes(cells, 0, setting)
    return at in (mine(cells, setting) or [at])


# --- hours ---


def _hours(unit: Unit, setting: Setting) -> Iterator[Finding]:
    statement = _refused(setting, _HOURS)
    model = refusal(statement) if statement else ""
    staffed = setting.facts.staffed
    if statement is None and (statement := staffed or setting.facts.best_effort):
        model = statement.fields.get("boundary", statement.text)
    for found in word("around-the-clock").finditer(unit.text) if statement else ():
        told = statement is not setting.facts.best_effort or shape("we-are-there").search(unit.text)
        if statement and told and _is_help(unit, found) and _is_said(unit, found, setting):
            yield finding(unit, "hours", statement, found.group(), model, "the model states no such hours")
    if staffed:
        yield from _longer(unit, staffed, setting)


def _longer(unit: Unit, staffed: Statement, setting: Setting) -> Iterator[Finding]:
    """Yield hours of support on more days, or from earlier to later, than the model's."""
    model = staffed.fields.get("boundary", staffed.text)
    said, ours = hours_in(unit.text), hours_in(model)
    if said is None or ours is None or not said.exceeds(ours):
        return
    if not shape("people").search(unit.text) and not (_is_row(unit) and _of_desk(unit)):
        return
    site = setting.site(unit, at := unit.text.index(said.words), at + len(said.words))
    if shape("desk-closed").search(unit.text):
        return
    if shape("no-people").search(unit.text) or _is_imperative(unit) or not setting.plain(site):
        return
    said_of_desk = setting.is_plain_row(unit) and _of_desk(unit) if _is_row(unit) else unit.block.kind != "row"
    if said_of_desk and not shape("your-people").search(unit.text):
        yield finding(unit, "hours", staffed, said.words, model, "the model's hours are shorter")


def _of_desk(unit: Unit) -> bool:
    """Tell whether a table says when we are there: by its headers or the heading right above."""
    if shape("when-here").match(headers(unit)):
        return True
    below = any(shape("when-here").match(heading) for heading in unit.block.headings[-1:])
    return below and bool(shape("hours-header").search(headers(unit)))


def _is_said(unit: Unit, found: re.Match[str], setting: Setting) -> bool:
    if _is_row(unit):
        return setting.is_plain_row(unit) and _in_column(unit, found, setting)
    site = setting.site(unit, found.start(), found.end())
    if _is_imperative(unit) or not setting.plain(site):
        return False
    if shape("left-to-others").search(unit.text):
        return False
    if shape("elsewhere").search(site.tail) or shape("your-people").search(unit.text):
        return False
    return not _of_machines(unit, found, ours=setting.who(site) == "us")


def _is_help(unit: Unit, found: re.Match[str]) -> bool:
    around = unit.text[: found.start()] + " " + unit.text[found.end() :]
    if _is_row(unit):
        return bool(shape("people").search(f"{around} {headers(unit)}"))
    if shape("somebody").search(found.group()) or shape("hours-label").match(unit.text):
        return True
    return has("helping", around) or (unit.block.kind == "item" and has("helping", unit.context))


def _of_machines(unit: Unit, found: re.Match[str], *, ours: bool) -> bool:
    """Tell whether it is a machine or a schedule that is on all day."""
    if shape("no-people").search(unit.text):
        return True
    if word("no-hours").match(unit.text[found.end() :].lstrip(" -")):
        return True
    above = unit.context if unit.block.kind == "item" else ""
    if shape("hours-label").match(unit.text):
        return False
    if not shape("people").search(f"{unit.text} {above}") and not (ours and shape("watching").search(unit.text)):
        return True
    return bool(shape("supports").search(unit.text[: found.start()])) and not ours


# --- availability ---


def _availability(unit: Unit, setting: Setting) -> Iterator[Finding]:
    statement = _refused(setting, _AVAILABILITY)
    short = unit.block.kind != "row" and len(unit.text.split()) <= _NEAR
    whole = f"{unit.asked} {unit.text} {headers(unit)} {unit.context if short else ''}"
    if statement is None or unit.block.kind == "heading":
        return
    if shape("is-down").search(unit.text) and (due := _due(unit, setting, "is-down")):
        yield finding(unit, "availability", statement, due.group(), refusal(statement), "the model commits to none")
    if not has("available", whole) and not shape("we-vouch").search(unit.text):
        return
    found = word("share").search(unit.text) or shape("availability-promise").search(unit.text)
    if found is None or _is_imperative(unit) or shape("page-of-ours").search(unit.text):
        return
    if _is_row(unit):
        committed = has("committed", unit.text) or has("plan-sections", headers(unit))
        said = committed and setting.is_plain_row(unit) and _in_column(unit, found, setting)
    else:
        site = setting.site(unit, found.start(), found.end())
        said = setting.plain(site, conditions=not shape("money").search(unit.text)) and _is_committed(site)
    if said:
        says = unit.text if len(unit.text) < _SHOWN else found.group()
        yield finding(unit, "availability", statement, says, refusal(statement), "the model commits to none")


def _is_committed(site: Site) -> bool:
    unit = site.unit
    words = len(unit.text.split())
    if shape("measured").search(unit.text) and not shape("availability-promise").search(unit.text):
        return False
    if (
        has("committed", unit.text)
        or shape("availability-label").match(unit.text)
        or (words <= _NEAR and has("committed", unit.context))
    ):
        return True
    return unit.block.kind == "item" and words <= _SHORT and _near_plan(unit)


# --- contracts ---


def _binding(unit: Unit, setting: Setting) -> Iterator[Finding]:
    yield from unbound(unit, setting)
    statement = _refused(setting, _CONTRACT)
    model = refusal(statement) if statement else ""
    if statement is None and setting.facts.binding:
        binding, statement = setting.facts.binding
        model = f"binding: {binding}"
    if statement is None or unit.block.kind == "heading" or not _speaks_of(unit, "contract"):
        return
    if _is_row(unit) and setting.is_plain_row(unit) and "your" not in headers(unit).lower():
        for header, cell in unit.block.cells[1:]:
            if (told := shape("contract-cell").search(cell)) and shape("time-heading").search(header):
                yield finding(unit, "binding", statement, told.group(), model, "the model's times are no contract")
    for name in _CONTRACTUAL if _speaks_of(unit, "promise") else ():
        found = _parts(name).search(unit.text)
        if found and _is_promised(unit, found, setting):
            says = found.group().strip()
            yield finding(unit, "binding", statement, says, model, "the model's times are no contract")
    if shape("failing-us").search(unit.text) and (due := _due(unit, setting, "promised-thing")):
        yield finding(unit, "binding", statement, due.group(), model, "the model's times are no contract")


def _speaks_of(unit: Unit, what: Literal["contract", "promise"]) -> bool:
    """Tell whether any of the words stands in a unit, without which no pattern matches: most units have none."""
    low = unit.text.lower()
    return any(hint in low for hint in lists("contract-hints")[_HINTS.index(what)])


def _due(unit: Unit, setting: Setting, what: str) -> re.Match[str] | None:
    """Return the money that is due to customers for what we miss."""
    text = unit.text
    money = shape("money").search(text)
    told = money and shape(what).search(text) and shape("to-customers").search(text)
    if not money or not told or _is_row(unit) or shape("not-our-debt").search(text) or _is_imperative(unit):
        return None
    return money if setting.plain(setting.site(unit, money.start(), money.end()), conditions=False) else None


def _is_promised(unit: Unit, found: re.Match[str], setting: Setting) -> bool:
    if _is_row(unit):
        told = has("plan-sections", headers(unit))
        inside = "|" in found.group() or _in_column(unit, found, setting)
        return told and setting.is_plain_row(unit) and inside
    site = setting.site(unit, found.start(), found.end())
    missed = shape("if-we-fail").search(found.group())
    return (
        not _is_imperative(unit)
        and setting.plain(site, conditions=not missed)
        and _is_ours(site, ours=setting.who(site) == "us")
    )


def _is_ours(site: Site, *, ours: bool) -> bool:
    """Tell whether the contract is one between us and a customer, not a setting of the software."""
    unit, text = site.unit, site.unit.text
    claim, rest = text[site.start : site.end], text[: site.start] + " " + text[site.end :]
    direct = bool(_parts("direct").search(claim))
    if (has("technical-sla", rest) and not (ours and direct)) or shape("sla-of-others").match(site.tail):
        return False
    if ours:
        return direct or has("offering", text) or has("response-things", text)
    given = bool(shape("given-with").search(site.head + claim) or shape("is-given").match(site.tail))
    if unit.confirms and shape("there-is").search(text[: site.start + len("an ")]):
        return True
    customers = has("response-things", rest) or _near_plan(unit)
    listed = unit.block.kind == "item" and customers and len(text.split()) <= _SHORT
    return direct or listed or (given and (customers or not site.head.strip(" *")))


_SEARCHES: Final = {"hours": _hours, "availability": _availability, "contract": _binding}
