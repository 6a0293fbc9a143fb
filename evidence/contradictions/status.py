"""Certifications, attestations and authorisations that a document claims and the model does not."""

import re
from collections.abc import Iterator
from functools import cache

from evidence._resources import any_of
from evidence.contradictions.polarity import Site
from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding, refusal
from evidence.contradictions.words import has, lists, names, word

_WHY = "the model does not claim it"
_JOIN = r"(?:\s*(?:,\s*and|,|&|\+|/|\band\b|\bor\b|\||·|•)\s*)"
_FEW = 4


@cache
def _run() -> re.Pattern[str]:
    """The names of certifications, joined as in "SOC 2, ISO 27001 and HIPAA"."""
    known = any_of([*(p for found in lists("certifications").values() for p in found), "gdpr", "ccpa", "nist [\\w-]+"])
    name = rf"\b{known}(?![\w]){word('name-tail').pattern}"
    return re.compile(rf"{name}(?:{_JOIN}{name})*", re.IGNORECASE)


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield what is claimed of certifications that the model refuses."""
    yield from _stated(unit, setting)
    for run in _run().finditer(unit.text):
        for topic, pattern in names("certifications"):
            statement = setting.facts.refused.get(topic)
            if statement is None or not pattern.search(run.group()):
                continue
            end = _claimed(unit, run, setting)
            if end:
                said = unit.text[run.start() : end].strip(" |:,")
                yield finding(unit, "certification", statement, said, refusal(statement), _WHY)


def _stated(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield what an item "Status: completed" says of the certification that is named right above."""
    if unit.block.kind != "item" or not re.match(r"\W*(?:current )?(?:status|state)\W*:", unit.text, re.IGNORECASE):
        return
    value = unit.text.partition(":")[2]
    near = next((h for h in (unit.block.lead, *unit.block.headings[-1:]) if _run().match(h.strip(" *"))), "")
    if not near or word("negative-cell").search(value) or has("plan", value) or not word("positive-cell").search(value):
        return
    if not setting.is_plain_row(unit):
        return
    for topic, pattern in names("certifications"):
        statement = setting.facts.refused.get(topic)
        if statement and pattern.search(near):
            said = f"{near.strip(' *:')}: {value.strip()}"
            yield finding(unit, "certification", statement, said, refusal(statement), _WHY)


def _claimed(unit: Unit, run: re.Match[str], setting: Setting) -> int:
    """Return where the claim around a name ends; 0 where nothing is claimed."""
    block = unit.block
    if block.kind == "badge":
        return len(unit.text) if _badge(unit, run, setting) else 0
    if block.kind == "row" and not unit.confirms:
        return len(unit.text) if _row(unit, run, setting) else 0
    if block.kind in ("item", "heading") and not setting.generic and _listed(unit, run):
        return run.end() if setting.plain(setting.site(unit, run.start(), run.end())) else 0
    for start, end, unsaid in _attached(unit.text, run):
        site = setting.site(unit, start, end)
        if setting.plain(site, unsaid=unsaid and _is_fragment(site)):
            return end
    return 0


def _attached(text: str, run: re.Match[str]) -> Iterator[tuple[int, int, bool]]:
    """Yield the places where a word of status is attached to a name; the last part: no subject is needed."""
    before, after = text[: run.start()], text[run.end() :]
    adjective = re.match(rf"[\s:–—-]*(?:✅\s*)?(?:\w+ly )?{word('held').pattern}", after, re.IGNORECASE)
    if adjective and not word("not-held").match(after[adjective.end() :]):
        yield run.start(), run.end() + adjective.end(), True
    document = re.match(rf"[\s-]*(?:\w+ )?{word('document').pattern}", after, re.IGNORECASE)
    behind = after[document.end() :] if document else after
    tooling = word("not-held").match(behind)
    end = run.end() + (document.end() if document else 0)
    met = re.search(rf"{word('met').pattern}(?: (?:the|all|both|with))*\s*$", before, re.IGNORECASE)
    if met and not word("not-held").match(after):
        yield met.start(), run.end(), True
    passive = re.search(rf"\b(?:been|is|are|was|were) {word('met').pattern}(?: the)?\s*$", before, re.IGNORECASE)
    if passive:
        yield passive.start(), run.end(), False
    if tooling:
        return
    having = list(word("having").finditer(before))
    last = having[-1] if having else None
    if (
        last
        and len(before[last.end() :].split()) <= _FEW
        and (document or re.match(r"\W*(?:$|[.,;(]|since|for|in|with)", after))
    ):
        yield run.start(), end, False
    given = re.match(
        rf"[\s:,–—-]*(?:\([^)]*\)\s*)?(?:(?:was|were|is|are|has been|have been|now|can be|currently|successfully|fully)\s+)*{word('given').pattern}",
        behind,
        re.IGNORECASE,
    )
    if given and (document or not re.search(r"available|current|active|covers", given.group(), re.IGNORECASE)):
        yield run.start(), end + given.end(), True
    if document and re.search(r"\bour (?:[\w-]+ ){0,3}$", before, re.IGNORECASE):
        yield run.start(), end, False


def _is_fragment(site: Site) -> bool:
    """Tell whether a claim stands by itself: nothing before it but a label or words of degree."""
    head = re.sub(r"[^\w\s'’%&:-]", " ", site.head).strip(" -")
    if head.endswith(":") and len(head.split()) <= _FEW:
        return True
    return all(word("fragment-words").fullmatch(w.strip(":")) for w in head.split())


def _badge(unit: Unit, run: re.Match[str], setting: Setting) -> bool:
    if setting.generic or has("plan", unit.text) or re.search(r"map|align|ready|support|check", unit.text, re.I):
        return False
    if setting.facts and unit.block.headings and has_section(unit):
        return False
    rest = unit.text[: run.start()] + " " + unit.text[run.end() :]
    return has("held", rest) or bool(re.search(r"\btype[ -]?(?:ii?|1|2)\b", unit.text, re.IGNORECASE))


def has_section(unit: Unit) -> bool:
    """Tell whether a heading takes the plain meaning from what stands under it."""
    return any(
        word("sections", n).search(h) for h in unit.block.headings for n in ("negative", "history", "example", "plan")
    )


def _listed(unit: Unit, run: re.Match[str]) -> bool:
    """Tell whether a bare name stands in a list of what is held."""
    rest = (unit.text[: run.start()] + unit.text[run.end() :]).strip(" .✅✓✔☑*-–:()")
    bare = not rest or has("document", rest) or re.fullmatch(r"(?i)certified|compliant|yes|\d{4}", rest)
    near = [h.strip(" :*") for h in (*unit.block.headings[-1:], unit.block.lead)]
    if not bare:
        return False
    if any(word("certification-sections").fullmatch(h) for h in near):
        return True
    noun = re.search(r"\b(?:certification|certified|accreditation|attestation)\b", unit.text, re.IGNORECASE)
    return bool(noun and unit.block.kind == "item" and any(has("compliance-sections", h) for h in near))


def _row(unit: Unit, run: re.Match[str], setting: Setting) -> bool:
    """Tell whether a row of a table says that a certification is held."""
    if not setting.is_plain_row(unit):
        return False
    cells = unit.block.cells
    named = next((n for n, (_, c) in enumerate(cells) if run.group() in c), None)
    if named is None or has("question", cells[named][1]):
        return False
    if any(word("sections", "negative").search(h) for h, _ in cells[named : named + 1]):
        return False
    mine = [n for n, (h, _) in enumerate(cells) if h.lower().strip("*` ") in setting.ours or h.lower() in ("us", "we")]
    columns = mine or [n for n, (h, _) in enumerate(cells) if n > named and _tells(h, cells, unit, setting)]
    return any(
        word("positive-cell").search(cells[n][1])
        and not word("negative-cell").search(cells[n][1])
        and not has("plan", cells[n][1])
        for n in columns
        if n != named
    )


def _tells(header: str, cells: tuple[tuple[str, str], ...], unit: Unit, setting: Setting) -> bool:
    plain = header.strip(" *`:").lower()
    if word("mapped-headers").search(plain) and not word("status-headers").fullmatch(plain):
        return False
    if any(word("mapped-headers").fullmatch(h.strip(" *`:").lower()) for h, _ in cells if h != header):
        return False
    if word("status-headers").fullmatch(plain):
        return True
    near = " / ".join(unit.block.headings)
    planned = word("plan-sections").search(plain) and re.search(r"pric|plan|tier|edition", near, re.IGNORECASE)
    return bool(planned) or (len(cells) == 2 and has("compliance-sections", near))  # noqa: PLR2004
