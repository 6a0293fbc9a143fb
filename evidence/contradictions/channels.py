"""Routes for vulnerability reports that a document gives and the model does not, or forbids; telephone numbers."""

import re
from collections.abc import Iterator

from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding, refusal
from evidence.contradictions.words import has, names, word

_PUBLIC = ("public-tracker", "chat", "forum")


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield the first route against the model in a unit."""
    facts = setting.facts
    found = next(_telephone(unit, setting), None)
    if found is None and (facts.channels or facts.forbidden):
        found = next(_address(unit, setting), None) or next(_route(unit, setting), None)
    if found:
        yield found


def _telephone(unit: Unit, setting: Setting) -> Iterator[Finding]:
    statement = setting.facts.refused.get("phone-support")
    if statement is None:
        return
    for found in word("routes", "phone").finditer(unit.text):
        site = setting.site(unit, found.start(), found.end())
        if setting.plain(site, plans=False):
            yield finding(unit, "channel", statement, found.group(), refusal(statement), "no telephone")


def _is_about_security(unit: Unit, setting: Setting) -> bool:
    """Tell whether it is vulnerabilities that go there: the sentence says so, or a security policy's section does."""
    if has("security", re.sub(r"\S+@\S+", " ", unit.text)):
        return True
    if not setting.security or re.search(
        r"\b(?:sales|billing|general|press|jobs|legal|privacy|support)\b", unit.text, re.I
    ):
        return False
    near = [*unit.block.headings[-1:], unit.block.lead, unit.before]
    short = len(unit.text.split()) <= 6  # noqa: PLR2004
    told = re.search(
        r"\b(?:it|them|this|these|reports?|details|findings?|issues?|bugs?|problems?|us|maintainers?)\b",
        unit.text,
        re.I,
    )
    return bool(short or told) and any(has("security", h) or re.search(r"\breport", h, re.I) for h in near)


def _address(unit: Unit, setting: Setting) -> Iterator[Finding]:
    for found in word_address().finditer(unit.text):
        address = re.sub(r"\s", "", found.group().lower().replace("[at]", "@").replace("(at)", "@"))
        address = address.replace("[dot]", ".").replace("(dot)", ".").rstrip(".")
        if "@" not in address or word("not-an-address").search(address) or address in setting.facts.text:
            continue
        direct = word("security-address").match(address)
        if not (direct or (_is_about_security(unit, setting) and _reports(unit, found))):
            continue
        site = setting.site(unit, found.start(), found.end())
        if direct and not _is_about_security(unit, setting) and not _reports(unit, found):
            continue
        if _is_plain(unit, site, setting):
            yield _made(unit, setting, address)


def word_address() -> re.Pattern[str]:
    """Return the pattern of an e-mail address, written plainly or with [at]."""
    return word("address")


def _reports(unit: Unit, found: re.Match[str]) -> bool:
    around = unit.text[: found.start()] + " " + unit.text[found.end() :]
    return has("reporting", around) or has("reporting", unit.context) or len(unit.text.split()) <= 4  # noqa: PLR2004


def _is_plain(unit: Unit, site: "object", setting: Setting) -> bool:
    from evidence.contradictions.polarity import Site, negated, party, reason

    if not isinstance(site, Site):
        return False
    why = reason(site, plans=False, conditions=False)
    if why or negated(site):
        return False
    if re.search(
        r"\bif (?:you|we) (?:do not|don['’]t|have not|haven['’]t|did not|didn['’]t|cannot)\b", site.head, re.I
    ):
        return False
    third = re.search(
        r"\b(?:upstream|their|third[- ]part\w+|if you (?:find|discover) .{0,40} in (?:a|an|one of)\b.{0,30}dependenc)",
        site.head,
        re.I,
    )
    return not third and not (party(site) == "other" and bool(re.search(r"\btheir\b", site.head)))


def _route(unit: Unit, setting: Setting) -> Iterator[Finding]:
    if not (has("security", unit.text) or (setting.security and has("security", unit.context))):
        return
    if not has("reporting", unit.text):
        return
    for name, pattern in names("routes"):
        if name in ("phone", "advisory", "form") or name in setting.facts.routes:
            continue
        if name == "email" and word("address").search(unit.text):
            continue
        for found in pattern.finditer(unit.text):
            if name in _PUBLIC and not _is_vulnerability(unit, found):
                continue
            site = setting.site(unit, found.start(), found.end())
            if _is_plain(unit, site, setting) and not _is_other_matter(unit, site.head, setting):
                yield _made(unit, setting, found.group())


def _is_vulnerability(unit: Unit, found: re.Match[str]) -> bool:
    """Tell whether it is vulnerabilities that are reported in public, and not all the other issues."""
    opened = re.match(
        r"\W*(?:please )?(?:open|create|file|raise|submit) (?:an?|the) (?:new |github |public )*issue", unit.text, re.I
    )
    if opened and any(re.search(r"report\w*.*(?:vulnerab|security)", h, re.I) for h in unit.block.headings[-1:]):
        return True
    clause = re.split(r"[;\n]|(?<=[.!?])\s|,\s", unit.text[: found.start()])[-1] + " " + unit.text[found.start() :]
    if re.search(
        r"\b(?:non[- ]?(?:security|sensitive|critical)|other|general|regular|not (?:security|sensitive)|everything else|rather than|instead of|low[- ]severity|public(?:ly)? disclosed|already|hardening|questions?|feature|after|once|request(?:ing)? (?:a )?(?:contact|private)|without (?:details|disclosing)|link|existing|search)\b",
        unit.text,
        re.I,
    ):
        return False
    return bool(
        re.search(
            r"\b(?:vulnerabilit\w+|security (?:bugs?|issues?|problems?|flaws?|vulnerab\w+|reports?|concerns?|holes?)|#security|exploits?|(?:report|them|it|these|this)\b.*)",
            clause,
            re.I,
        )
    ) and bool(
        re.search(
            r"\b(?:report|disclos|fil|open|rais|submit|creat|post|use|send|sent|contact|via|on our)\w*", unit.text, re.I
        )
    )


def _is_other_matter(unit: Unit, head: str, setting: Setting) -> bool:
    return bool(
        re.search(r"\b(?:bugs?|features?|questions?|ideas?|feedback|docs?|typos?)\b", head, re.I)
    ) and not re.search(r"\bsecurity bugs?|vulnerab", head, re.I)


def _made(unit: Unit, setting: Setting, said: str) -> Finding:
    facts = setting.facts
    public = re.search(r"issue|tracker|discord|slack|forum|discussion|public|list|telegram|irc|chat", said, re.I)
    if facts.forbidden and (public or "@" in said and re.search(r"e-?mail", facts.forbidden[0].text, re.I)):
        statement = facts.forbidden[0]
        return finding(unit, "channel", statement, said, statement.text, "the model forbids it")
    statement = facts.channels[0] if facts.channels else facts.forbidden[0]
    model = statement.fields.get("channel", statement.text)
    return finding(unit, "channel", statement, said, model, "the model names no such channel for vulnerabilities")
