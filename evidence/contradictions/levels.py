"""Support around the clock, availability in per cent, and words of contract."""

import re
from collections.abc import Iterator

from evidence.contradictions.polarity import Site
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding, refusal
from evidence.contradictions.words import has, word
from evidence.model import Statement

_AVAILABILITY = ("saas-availability-sla", "hosted-service-sla", "service-level-agreement")
_CONTRACT = ("contractual-response-sla", "service-level-agreement", "hosted-service-sla")
_HOURS = ("round-the-clock-coverage",)
_NEAR = 5
_SHORT = 9


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield what is said of hours, availability and contracts against the model."""
    if unit.block.kind == "badge":
        return
    found = _first(_hours(unit, setting)) or _first(_availability(unit, setting)) or _first(_binding(unit, setting))
    if found:
        yield found


def _first(found: Iterator[Finding]) -> Finding | None:
    return next(found, None)


def _refused(setting: Setting, topics: tuple[str, ...]) -> Statement | None:
    return next((setting.facts.refused[t] for t in topics if t in setting.facts.refused), None)


def _hours(unit: Unit, setting: Setting) -> Iterator[Finding]:
    statement = _refused(setting, _HOURS)
    model = refusal(statement) if statement else ""
    if statement is None:
        statement = next((s for s in setting.facts.content.by_kind("channel") if _is_weekdays(s)), None)
        model = statement.fields.get("boundary", statement.text) if statement else ""
    if statement is None:
        return
    for found in word("around-the-clock").finditer(unit.text):
        if not _is_help(unit, found):
            continue
        if unit.block.kind == "row" and not unit.confirms:
            said = setting.is_plain_row(unit) and _in_column(unit, found, setting)
        else:
            site = setting.site(unit, found.start(), found.end())
            said = (
                setting.plain(site)
                and not _is_imperative(unit)
                and not _of_machines(unit, found, setting.who(site) == "us")
            )
        if said:
            why = "the model states no such hours"
            yield finding(unit, "hours", statement, found.group(), model, why)


def _is_weekdays(statement: Statement) -> bool:
    return bool(re.search(r"\b(?:mon(?:day)?|weekdays|business hours|office hours)\b", statement.text, re.IGNORECASE))


def _is_help(unit: Unit, found: re.Match[str]) -> bool:
    around = unit.text[: found.start()] + " " + unit.text[found.end() :]
    if unit.block.kind == "row":
        around += " " + " ".join(h for h, _ in unit.block.cells)
    return has("helping", around) or (unit.block.kind == "item" and has("helping", unit.context))


def _of_machines(unit: Unit, found: re.Match[str], ours: bool) -> bool:
    """Tell whether it is a machine or a schedule that is on all day."""
    following = unit.text[found.end() :].lstrip(" -")
    if word("no-hours").match(following):
        return True
    human = re.search(
        r"\b(?:support|help|engineers?|team|on[- ]call|hotline|phone|reach\w*|answer\w*|contact|coverage|pager|people|"
        r"experts?|there for you|assistance|responses?|call)\b",
        f"{unit.text} {unit.context if unit.block.kind == 'item' else ''}",
        re.IGNORECASE,
    )
    if not human and not (ours and re.search(r"\bmonitor\w*|available\b", unit.text, re.IGNORECASE)):
        return True
    return bool(re.search(r"\b(?:supports?|support for) (?:\w+ )?$", unit.text[: found.start()], re.I)) and not ours


def _in_column(unit: Unit, found: re.Match[str], setting: Setting) -> bool:
    """Tell whether a cell of ours says it: of a table that compares vendors, the column with our name."""
    cells = unit.block.cells
    at = next((n for n, (_, c) in enumerate(cells) if found.group() in c), 0)
    if word("sections", "negative").search(cells[at][0]):
        return False
    mine = [n for n, (h, _) in enumerate(cells) if h.lower().strip("*` ") in setting.ours or h.lower() in ("us", "we")]
    if at == 0:
        columns = mine or [
            n for n, (h, _) in enumerate(cells) if n and (has("status-headers", h) or has("plan-sections", h))
        ]
        return any(
            word("positive-cell").search(cells[n][1]) and not word("negative-cell").search(cells[n][1]) for n in columns
        )
    return not mine or at in mine


def _availability(unit: Unit, setting: Setting) -> Iterator[Finding]:
    statement = _refused(setting, _AVAILABILITY)
    if statement is None or unit.block.kind == "heading" or not has("available", _whole(unit)):
        return
    share = word("share").search(unit.text)
    phrase = re.search(
        r"\b(?:uptime|availability) (?:slas?|guarantees?|commitments?|service level)|\b(?:slas?|guarantees?) (?:on|of|for) (?:\w+ )?(?:uptime|availability)",
        unit.text,
        re.IGNORECASE,
    )
    found = share or phrase
    if not found:
        return
    site = setting.site(unit, found.start(), found.end())
    if unit.block.kind == "row" and not unit.confirms:
        said = setting.is_plain_row(unit) and _in_column(unit, found, setting) and bool(share or phrase)
        said = (
            said and not _is_imperative(unit) and (has("committed", unit.text) or has("plan-sections", _headers(unit)))
        )
    else:
        said = setting.plain(site) and not _is_imperative(unit) and _is_committed(site)
    if said:
        says = unit.text if len(unit.text) < 60 else found.group()  # noqa: PLR2004
        yield finding(unit, "availability", statement, says, refusal(statement), "the model commits to none")


def _is_committed(site: Site) -> bool:
    unit = site.unit
    words = len(unit.text.split())
    if re.search(
        r"\b(?:test\w*|slo|p\d\d|benchmark\w*|budget|target(?:ed)?|achiev\w+|measured|observed|requests|designed)\b",
        unit.text,
        re.I,
    ):
        return False
    if (
        has("committed", site.clause)
        or has("committed", unit.text)
        or (words <= _NEAR and has("committed", unit.context))
    ):
        return True
    return (
        unit.block.kind == "item"
        and words <= _SHORT
        and any(has("plan-sections", h) for h in (*unit.block.headings[-2:], unit.block.lead))
    )


def _whole(unit: Unit) -> str:
    short = unit.block.kind != "row" and len(unit.text.split()) <= _NEAR
    return f"{unit.text} {_headers(unit)} {unit.context if short else ''}"


def _headers(unit: Unit) -> str:
    return " ".join(h for h, _ in unit.block.cells)


def _is_imperative(unit: Unit) -> bool:
    return bool(re.match(rf"\W*{word('imperatives').pattern}", unit.text, re.IGNORECASE)) and not unit.confirms


def _binding(unit: Unit, setting: Setting) -> Iterator[Finding]:
    statement = _refused(setting, _CONTRACT)
    model = refusal(statement) if statement else ""
    if statement is None and setting.facts.binding:
        binding, statement = setting.facts.binding
        model = f"binding: {binding}"
    if statement is None or unit.block.kind == "heading":
        return
    for found in _contract_words(unit.text):
        site = setting.site(unit, found.start(), found.end())
        if unit.block.kind == "row" and not unit.confirms:
            said = (
                setting.is_plain_row(unit) and _in_column(unit, found, setting) and has("plan-sections", _headers(unit))
            )
        else:
            said = setting.plain(site) and not _is_imperative(unit) and _is_ours(site, setting)
        if said:
            why = "the model's times are no contract"
            yield finding(unit, "binding", statement, found.group().strip(), model, why)


_SLA = r"(?:slas?|service[- ]level agreements?)"
_THING = r"(?:response|resolution|repl(?:y|ies)|support|fix|remediation|answer|acknowledge?ment|reaction|contractual|first repl(?:y|ies))"
_CONTRACTUAL = (
    re.compile(rf"\b{_THING}(?:[- ](?:times?|target|level))?[ -]{_SLA}\b", re.IGNORECASE),
    re.compile(rf"\b{_SLA}[- ](?:backed|bound|based|driven)\b", re.IGNORECASE),
    re.compile(
        rf"\bcontractual(?:ly)? (?:\w+ )?(?:{_SLA}|service|response|guarantee\w*|obligat\w+|bound|commit\w*|binding|agree\w*)",
        re.I,
    ),
    re.compile(rf"\bguaranteed\s+(?:[\w-]+\s+){{0,3}}{_THING}\b(?! to\b)", re.IGNORECASE),
    re.compile(
        rf"\b{_THING}(?:[- ]times?)?\s+(?:\w+\s+){{0,4}}(?:is|are)\s+(?:contractually\s+)?guaranteed\b", re.IGNORECASE
    ),
    re.compile(
        rf"\bwe\s+guarantee\s+(?:[\w-]+\s+){{0,6}}(?:{_THING}|within|to (?:respond|reply|answer|fix))\b", re.IGNORECASE
    ),
    re.compile(
        rf"\b(?:an?|the|our|your|custom|full|contractual|enterprise|legal|with)\s+(?:\w+\s+)?{_SLA}\b", re.IGNORECASE
    ),
    re.compile(rf"\blegally binding\b[^.]{{0,40}}\b{_THING}", re.IGNORECASE),
    re.compile(rf"^\W*(?:\w+[- ]){{0,3}}{_SLA}\W*$", re.IGNORECASE),
)


def _contract_words(text: str) -> Iterator[re.Match[str]]:
    for pattern in _CONTRACTUAL:
        if found := pattern.search(text):
            yield found


def _is_ours(site: Site, setting: Setting) -> bool:
    """Tell whether the contract is one between us and a customer, not a setting of the software."""
    unit, text = site.unit, site.unit.text
    direct = re.search(
        rf"guarantee|contractual|legally|\b{_THING}[- ](?:times? )?{_SLA}", text[site.start : site.end], re.I
    )
    rest = text[: site.start] + " " + text[site.end :]
    if has("technical-sla", rest) and not (setting.who(site) == "us" and direct):
        return False
    if setting.who(site) == "us":
        return bool(direct) or has("offering", text) or has("response-things", text)
    if direct:
        return True
    given = re.search(
        r"\b(?:includ\w+|comes? with|backed by|covered by|with|subject to)\b",
        site.head + text[site.start : site.end],
        re.I,
    )
    customers = has("response-things", rest) or any(
        has("plan-sections", h) for h in (*unit.block.headings[-2:], unit.block.lead)
    )
    return (
        bool(given and customers)
        or bool(given and not site.head.strip(" *"))
        or (unit.block.kind == "item" and customers and len(text.split()) <= _SHORT)
    )
