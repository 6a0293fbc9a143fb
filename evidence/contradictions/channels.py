"""Routes for vulnerability reports that a document gives and the model does not, or forbids; telephone numbers."""

import re
from collections.abc import Iterator
from functools import partial
from typing import Final

from evidence.contradictions.desks import check_desk
from evidence.contradictions.helping import check_help
from evidence.contradictions.naming import means_us
from evidence.contradictions.parties import party
from evidence.contradictions.polarity import Site, reason
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding, refusal
from evidence.contradictions.words import begins, has, names, shape, word

_PUBLIC: Final = ("public-tracker", "chat", "forum", "phone", "portal")
_ALLOWED: Final = ("advisory",)
_DOTS: Final = re.compile(r"\s?[\[(]dot(?:[\])]\s?|\s(\w+)[\])])")
_AT: Final = re.compile(r"\s?(?:[\[(]at[\])]|@)\s?")
_SHORT: Final = 4
_LABEL: Final = 6
_AROUND: Final = 120

_of_flaws = partial(shape, parts=("flaw",))


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield the first route against the model in a unit."""
    facts = setting.facts
    found = next(_telephone(unit, setting), None)
    if found is None and (facts.channels or facts.forbidden):
        found = next(_address(unit, setting), None) or next(_route(unit, setting), None)
    if found is None and "desks" in unit.classes:
        found = next(check_desk(unit, setting), None)
    if found is None and "help" in unit.classes:
        found = next(check_help(unit, setting), None)
    if found:
        yield found


def _telephone(unit: Unit, setting: Setting) -> Iterator[Finding]:
    statement = setting.facts.refused.get("phone-support")
    for found in word("routes", "phone").finditer(unit.text) if statement else ():
        site = setting.site(unit, found.start(), found.end())
        if statement and setting.plain(site, plans=False, conditions=False) and _is_invited(unit, found, setting):
            yield finding(
                unit, "channel", statement, found.group(), refusal(statement), "the model offers no telephone"
            )


def _address(unit: Unit, setting: Setting) -> Iterator[Finding]:
    for found in word("address").finditer(unit.text) if shape("at-sign").search(unit.text) else ():
        address = _DOTS.sub(r".\1", _AT.sub("@", found.group().lower())).rstrip(".")
        if word("not-an-address").search(address) or address in setting.facts.text:
            continue
        told = _is_about_security(unit, setting)
        direct = bool(word("security-address").match(address))
        if not (told or direct) or not (_reports(unit, found) or (told and direct)):
            continue
        if _is_plain(setting.site(unit, found.start(), found.end())) and _is_invited(unit, found, setting):
            yield _made(unit, setting, address)


def _is_about_security(unit: Unit, setting: Setting) -> bool:
    """Tell whether it is vulnerabilities that go there: the sentence says so, or a security policy's section does."""
    if has("security", word("address").sub(" ", unit.text)):
        return True
    if has("security", unit.asked):
        return True
    if not _is_policy(unit, setting) or shape("not-for-reports").search(unit.text):
        return False
    if not setting.security and shape("labelled-other").match(unit.text):
        return False
    sent = shape("what-is-sent").search(unit.text)
    near = [*(unit.block.headings if sent else unit.block.headings[-1:]), unit.block.lead, unit.before]
    told = len(unit.text.split()) <= _LABEL or sent
    return bool(told) and any(has("security", h) or re.search(r"\breport", h, re.IGNORECASE) for h in near)


def _is_policy(unit: Unit, setting: Setting) -> bool:
    """Tell whether a unit stands in a security policy, or in the part of another document that is one."""
    return setting.security or any(begins("policy-section", h) for h in unit.block.headings[-1:])


def _reports(unit: Unit, found: re.Match[str]) -> bool:
    around = unit.text[: found.start()] + " " + unit.text[found.end() :]
    return has("reporting", around) or has("reporting", unit.context) or len(unit.text.split()) <= _SHORT


def _is_plain(site: Site) -> bool:
    """Tell whether readers are sent there: not denied, not one day, not to somebody else."""
    if reason(site, plans=False, conditions=False) or shape("if-ever").search(site.head):
        return False
    theirs = shape("of-others").search(site.head) or any(
        re.search(r"\b(?:of|in|for|to)\s+(?:the )?$", site.head[: m.start()], re.IGNORECASE)
        for m in word("third-parties").finditer(site.head)
    )
    whose = shape("whose-before").search(site.head)
    if whose and not means_us(site.ours, whose["whose"]):
        return False
    return not theirs and not (party(site) == "other" and re.search(r"\btheir\b", site.head))


def _is_invited(unit: Unit, found: re.Match[str], setting: Setting) -> bool:
    """Tell whether it is readers who report there, to us: not a tool, not we ourselves, not to others."""
    text, head = unit.text, unit.text[: found.end()]
    told = word("address").sub(" ", text)
    if (
        shape("what-happens").match(told)
        or shape("machine-reports").search(told)
        or shape("we-send").search(head)
        or shape("all-but").search(told)
    ):
        return False
    about = shape("vulnerable-in").search(text)
    if shape("announcing").search(f"{unit.block.lead} {unit.before[-_AROUND:]}"):
        return False
    whose = about["whose"].rstrip(".") if about and not found.start() < about.start("whose") < found.end() else ""
    if (
        whose
        and not means_us(setting.ours, whose)
        and (has("third-parties", whose) or text.lower().count(whose.lower()) > 1)
    ):
        return False
    return not any(shape("to-others").search(part) for part in (text[: found.start()], text))


def _route(unit: Unit, setting: Setting) -> Iterator[Finding]:
    asked = has("security", unit.asked)
    told = (
        asked
        or has("security", unit.text)
        or _is_contact(unit, setting)
        or (_is_policy(unit, setting) and has("security", unit.context))
    )
    if not told:
        return
    listed = (unit.block.kind == "item" and _is_policy(unit, setting)) or _is_directory(unit)
    sent = (
        _is_contact(unit, setting)
        or (asked and shape("asks-where").match(unit.before))
        or has("reporting", unit.text)
        or shape("labelled").match(unit.text)
        or shape("goes-to").search(unit.text)
    )
    if not (sent or listed):
        return
    for name, pattern in names("routes"):
        if name in _ALLOWED or name in setting.facts.routes:
            continue
        if name == "email" and word("address").search(unit.text):
            continue
        if name == "form" and shape("form-of-host").search(unit.text):
            continue
        for found in pattern.finditer(unit.text):
            if not sent and unit.block.kind == "item" and unit.text[: found.start()].strip():
                continue
            site = setting.site(unit, found.start(), found.end())
            vulnerable = name not in _PUBLIC or _is_vulnerability(unit, found, told=_is_policy(unit, setting))
            if (
                vulnerable
                and not shape("other-bugs").search(site.head)
                and _is_plain(site)
                and _is_invited(unit, found, setting)
            ):
                yield _made(unit, setting, found.group())


def _is_contact(unit: Unit, setting: Setting) -> bool:
    """Tell whether a line of a security policy is "Contact: …", as in security.txt."""
    return setting.security and bool(shape("contact-label").match(unit.text))


def _is_directory(unit: Unit) -> bool:
    """Tell whether a row says where to turn to with a security problem."""
    cells = unit.block.cells
    where = any(shape("where-header").fullmatch(header) for header, _ in cells[1:])
    return where and has("security", cells[0][1])


def _is_vulnerability(unit: Unit, found: re.Match[str], *, told: bool) -> bool:
    """Tell whether it is vulnerabilities that are reported in public, and not all the other issues."""
    text, head = unit.text, unit.text[: found.start()]
    if _is_directory(unit):
        return found.group() not in unit.block.cells[0][1]
    opens = shape("opens-issue").match(text) or (unit.block.kind == "item" and shape("sends").search(text))
    if opens and any(shape("report-section").search(h) for h in unit.block.headings[-1:]):
        return True
    instead = shape("instead").search(text) and shape("no-security").search(unit.before)
    if instead or shape("other-issues").search(text) or shape("theirs-before").search(head):
        return False
    clause = re.split(r"[;\n]|(?<=[.!?])\s|,\s", head)[-1] + " " + text[found.start() :]
    return bool(
        _of_flaws("flaw-to-route").search(text)
        or _of_flaws("have-found").search(text)
        or re.search(r"\bsecurity $", head)
        or (told and (shape("the-way").search(text) or shape("alternatively").search(text)))
        or shape("goes-to").search(clause)
        or (has("security", text) and (opens or shape("labelled").match(text)))
        or (unit.asked and shape("about-vulnerability").search(f"find {unit.asked}"))
        or shape("about-vulnerability").search(text)
        or (shape("vulnerable").search(clause) and shape("sends").search(text))
    )


def _made(unit: Unit, setting: Setting, said: str) -> Finding:
    facts = setting.facts
    rule = next(iter(facts.forbidden), None)
    mail = "@" in said and rule is not None and re.search(r"e-?mail", rule.text, re.IGNORECASE)
    if rule and (mail or shape("public").search(said)):
        return finding(unit, "channel", rule, said, rule.text, "the model forbids it")
    statement = next(iter(facts.channels), None) or facts.forbidden[0]
    model = statement.fields.get("channel", statement.text)
    return finding(unit, "channel", statement, said, model, "the model names no such channel for vulnerabilities")
