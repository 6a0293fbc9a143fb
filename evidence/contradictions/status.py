"""Certifications, attestations and authorisations that a document claims and the model does not."""

import re
from collections.abc import Iterator
from functools import cache
from typing import Final

from evidence._resources import any_of, form
from evidence.contradictions.naming import means_us
from evidence.contradictions.parties import is_of_makers
from evidence.contradictions.polarity import FIRST_PERSON, Site, reason
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding, refusal
from evidence.contradictions.status_table import is_held
from evidence.contradictions.table import is_yes
from evidence.contradictions.words import FILE, has, lists, names, shape, word

_WHY: Final = "the model does not claim it"
_JOIN: Final = r"(?:\s*(?:,\s*and|,|&|\+|/|\band\b|\bor\b|\||·|•)\s*)"
_FEW: Final = 4
_UNJUST: Final = ("negative", "history", "example", "plan")


@cache
def _run() -> re.Pattern[str]:
    """The names of certifications, joined as in "SOC 2, ISO 27001 and HIPAA"."""
    known = any_of([*(p for found in lists("certifications").values() for p in found), "gdpr", "ccpa", "nist [\\w-]+"])
    name = rf"\b{known}(?![\w]){word('name-tail').pattern}"
    return re.compile(rf"{name}(?:{_JOIN}{name})*", re.IGNORECASE)


@cache
def _status(name: str) -> re.Pattern[str]:
    """Return a shape that names a word class in braces."""
    classes = {c: word(c).pattern for c in ("held", "document", "met", "given")}
    return form(FILE, "shapes", name, **classes)


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield what is claimed of certifications that the model refuses."""
    if (named := _status_of(unit)) and setting.is_plain_row(unit):
        yield from _made(unit, named, f"{named.strip(' *:')}: {unit.text.partition(':')[2].strip()}", setting)
    for run in _run().finditer(unit.text):
        end = _claimed(unit, run, setting) if any(True for _ in _made(unit, run.group(), "", setting)) else 0
        if end:
            yield from _made(unit, run.group(), unit.text[run.start() : end].strip(" |:,"), setting)


def _made(unit: Unit, named: str, says: str, setting: Setting) -> Iterator[Finding]:
    """Yield a finding for each refused certification among names."""
    for topic, pattern in names("certifications"):
        statement = setting.facts.refused.get(topic)
        if statement and pattern.search(named):
            yield finding(unit, "certification", statement, says, refusal(statement), _WHY)


def _status_of(unit: Unit) -> str:
    """Return the certification, named right above, that an item "Status: completed" is about."""
    value = unit.text.partition(":")[2]
    told = unit.block.kind == "item" and shape("status-item").match(unit.text)
    if not told or not is_yes(value) or has("plan", value):
        return ""
    return next((h for h in (unit.block.lead, *unit.block.headings[-1:]) if _run().match(h.strip(" *"))), "")


def _claimed(unit: Unit, run: re.Match[str], setting: Setting) -> int:
    """Return where the claim around a name ends; 0 where nothing is claimed."""
    kind, site = unit.block.kind, setting.site(unit, run.start(), run.end())
    if kind == "badge":
        return len(unit.text) if _badge(unit, run, setting) else 0
    if kind == "row" and not unit.confirms:
        return len(unit.text) if is_held(unit, run, setting) else 0
    if kind in ("item", "heading") and setting.speaks(unit) and _is_listed(unit, run, setting.ours):
        return run.end() if setting.plain(site) else 0
    if _by_others(unit, run, setting):
        return run.end()
    for start, end, unsaid in _attached(unit.text, run, setting.ours):
        site = setting.site(unit, start, end)
        if setting.plain(site, unsaid=(unsaid and _is_fragment(site)) or bool(shape("our-product").match(site.head))):
            return end
    return run.end() if _is_ours(unit, run, setting) else 0


def _is_ours(unit: Unit, run: re.Match[str], setting: Setting) -> bool:
    """Tell whether a sentence of ours speaks of assurance in other words, and of nothing but that."""
    site = setting.site(unit, run.start(), run.end())
    rest = f"{site.head} {site.tail}"
    ours = FIRST_PERSON.search(rest) or setting.who(site) == "us"
    said = ours and shape("assured").search(rest) and not shape("not-assured").search(unit.text)
    if not said or is_of_makers(site.head, setting.ours):
        return False
    others = (word("our-others").match(unit.text, our.end()) for our in re.finditer(r"\bour\s+", unit.text, re.I))
    return not any(others) and not has("third-parties", rest) and reason(site) is None


def _by_others(unit: Unit, run: re.Match[str], setting: Setting) -> bool:
    """Tell whether somebody else is said to have audited or listed us: then we are no subject, but what it is about."""
    before, after = unit.text[: run.start()], unit.text[run.end() :]
    if did := shape("our-controls").search(before):
        return reason(setting.site(unit, did.start(), run.end())) is None
    if attested := shape("attested-us").match(after):
        return reason(setting.site(unit, run.start(), run.end() + attested.end())) is None
    if word("not-held").match(after):
        return False
    if (examined := shape("examined").search(before)) and means_us(setting.ours, examined["whom"]):
        return reason(setting.site(unit, examined.start("did"), run.end())) is None
    if (listed := shape("listed-in").search(before)) and shape("register").match(after):
        site = setting.site(unit, listed.start(), run.end())
        return reason(site) is None if " us " in listed.group() else setting.plain(site, unsaid=False)
    return _issued(unit, run, setting)


def _issued(unit: Unit, run: re.Match[str], setting: Setting) -> bool:
    """Tell whether a report or certificate is said to have been issued to us, or readers are told to fetch ours."""
    before, after = unit.text[: run.start()], unit.text[run.end() :]
    document = _status("document-behind").match(after)
    if not document:
        return False
    behind = after[document.end() :]
    numbered = shape("numbered").match(behind)
    given = _status("given-behind").match(behind, numbered.end() if numbered else 0)
    issued = shape("issued-to").match(behind, given.end()) if given else None
    ours = given and issued and means_us(setting.ours, issued["whom"])
    if given and ours and reason(setting.site(unit, run.start(), run.end() + given.end())) is None:
        return True
    if shape("our-auditor").search(before):
        return reason(setting.site(unit, run.start(), run.end())) is None
    owned = shape("of-whom").match(behind)
    asked = bool(given and shape("ask-sales").search(behind))
    if asked or (owned and means_us(setting.ours, owned["whom"])):
        return reason(setting.site(unit, run.start(), run.end() + document.end()), conditions=not asked) is None
    fetched = shape("fetching").search(before)
    if fetched and re.search(r"\bour\b", fetched.group(), re.IGNORECASE) and " your " not in after:
        return reason(setting.site(unit, fetched.start(), run.end()), conditions=False) is None
    return False


def _attached(text: str, run: re.Match[str], ours: frozenset[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield the places where a word of status is attached to a name; the last part: no subject is needed."""
    before, after = text[: run.start()], text[run.end() :]
    adjective, document = _status("held-behind").match(after), _status("document-behind").match(after)
    as_one = shape("as-a").search(before) if adjective and has("us", after) else None
    told = adjective or document
    behind = after[told.end() :].lstrip(", ") if told else ""
    kept = told and shape("compliance").search(told.group())
    if FIRST_PERSON.match(behind) or (kept and _begins_with(ours, behind)):
        as_one = as_one or shape("being-so").match(before)
    if as_one:
        yield as_one.start(), len(text), True
    others = adjective and shape("attributive").match(after, adjective.end()) and not shape("our-own").search(before)
    if others or shape("helping-others").search(before):
        return
    if adjective and not word("not-held").match(after[adjective.end() :]):
        yield run.start(), run.end() + adjective.end(), True
    if document and (backed := shape("backed-by").search(before)):
        yield backed.start(), run.end(), False
    yield from _labelled(after, run, document)
    yield from _of_plan(before, after, run)
    if adjective and (offered := shape("offered-behind").match(after, adjective.end())):
        yield run.start(), run.end() + offered.end(), True
    if shape("annual").search(before) and shape("audits-behind").match(after):
        yield 0, run.end(), True
    if shape("label-before").search(before):
        yield run.start(), run.end(), True
    labelled = shape("assurance-label").match(before)
    if (ticked := shape("ticked").match(after)) and (labelled or has("us", before)):
        yield run.start(), run.end() + ticked.end(), bool(labelled)
    if shape("is-a").search(before) and shape("provider").match(after):
        yield run.start(), run.end(), False
    met = _status("met-before").search(before)
    if met and not shape("told-to-meet").match(before) and not word("not-held").match(after):
        yield met.start(), run.end(), True
    if passive := _status("is-met-before").search(before):
        yield passive.start(), run.end(), False
    yield from _documents(before, after, run)


def _begins_with(ours: frozenset[str], text: str) -> bool:
    """Tell whether a clause is about what we do, by name: "agent-bom ensures", not "agent-bom users"."""
    low = text.lower()
    return any(low.startswith(name) and shape("does").match(low[len(name) :]) for name in ours)


def _documents(before: str, after: str, run: re.Match[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield the places where a certificate or report is held, given, or called ours."""
    document = _status("document-behind").match(after)
    end = run.end() + (document.end() if document else 0)
    behind = after[document.end() :] if document else after
    whose = shape("of-whom").match(behind)
    if word("not-held").match(behind) or (whose and word("our-others").match(whose["whom"].removeprefix("our "))):
        return
    having = list(word("having").finditer(before))
    between = before[having[-1].end() :] if having else ""
    if having and document and _is_plain_between(between) and not shape("unready").search(between):
        yield run.start(), end, False
    if having and shape("ends-here").match(after) and _is_plain_between(between):
        yield run.start(), end, False
    given = _status("given-behind").match(behind)
    if given and shape("of-host").match(behind, given.end()):
        return
    now = shape("given-now").match(behind) if document else None
    if now and re.fullmatch(r"\W*(?:the|both|all|our)\s+", before, re.IGNORECASE):
        yield 0, end + now.end(), True
    if given and (document or not shape("needs-document").search(given.group())):
        yield run.start(), end + given.end(), True
    if document and shape("fetching").search(before) and shape("from-us").search(text := before + after):
        yield run.start(), min(end, len(text) + len(run.group())), True
    if document and shape("our-before").search(before):
        yield run.start(), end, False


def _labelled(after: str, run: re.Match[str], document: re.Match[str] | None) -> Iterator[tuple[int, int, bool]]:
    """Yield the places where a name is a label and its value says yes: "SOC 2: yes", "SOC 2 report: available"."""
    labelled = _status("label-behind").match(after, document.end()) if document else None
    if labelled and not shape("of-host").match(after, labelled.end()):
        yield run.start(), run.end() + labelled.end(), True
    if said := shape("what-we-are").match(after):
        yield run.start(), run.end() + said.end(), True
    if typed := _status("label-typed").match(after):
        yield run.start(), run.end() + typed.end(), True
    if yes := shape("answered-yes").match(after):
        yield run.start(), run.end() + yes.end(), True


def _of_plan(before: str, after: str, run: re.Match[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield the place of a report that is the whole value of a label: "Compliance: SOC 2 report"."""
    if shape("plan-compliance").match(before) and (one := shape("one-document").match(after)):
        yield run.start(), run.end() + one.end(), True


def _is_plain_between(words: str) -> bool:
    """Tell whether what stands between "hold" and a name leaves the name what is held: not "workshops on"."""
    return (len(words.split()) <= _FEW and not shape("aside").search(words)) or bool(_status("between").match(words))


def _is_fragment(site: Site) -> bool:
    """Tell whether a claim stands by itself: nothing before it but a label or words of degree."""
    head = re.sub(r"[^\w\s'’%&:-]", " ", site.head).strip(" -")
    if head.endswith(":") and len(head.split()) <= _FEW:
        return True
    return all(word("fragment-words").fullmatch(w.strip(":")) for w in head.split())


def _badge(unit: Unit, run: re.Match[str], setting: Setting) -> bool:
    above = any(word("sections", name).search(h) for h in unit.block.headings for name in _UNJUST)
    if above or setting.generic or has("plan", unit.text) or shape("badge-not-held").search(unit.text):
        return False
    rest = unit.text[: run.start()] + " " + unit.text[run.end() :]
    return has("held", rest) or bool(shape("report-type").search(unit.text))


def _is_of_held(heading: str, ours: frozenset[str]) -> bool:
    """Tell whether a heading says that it is we who hold what follows: "Reports we have"."""
    found = shape("held-section").fullmatch(heading)
    return bool(found and means_us(ours, found["whom"]))


def _is_listed(unit: Unit, run: re.Match[str], ours: frozenset[str]) -> bool:
    """Tell whether a bare name stands in a list of what is held."""
    rest = (unit.text[: run.start()] + unit.text[run.end() :]).strip(" .✅✓✔☑*-–:()")
    near = [h.strip(" :*") for h in (*unit.block.headings[-1:], unit.block.lead)]
    bare = bool(has("document", rest) or shape("bare").fullmatch(rest))
    if any(word("certification-sections").fullmatch(h) or _is_of_held(h, ours) for h in near):
        return bare or _is_described(unit.text, run)
    noun = shape("certificate").search(unit.text) if bare else None
    return bool(noun and unit.block.kind == "item" and any(has("compliance-sections", h) for h in near))


def _is_described(text: str, run: re.Match[str]) -> bool:
    """Tell whether a name begins an item and is only explained: "ISO 27001: certified management system"."""
    before, after = text[: run.start()].strip(" *_✅✓✔☑"), text[run.end() :].lstrip(" *_")
    return not before and after[:1] == ":" and not shape("no-status").search(after)
