"""Versions that a document calls supported and the model does not, or the other way round."""

import re
from collections.abc import Iterator

from evidence.contradictions.records import Finding, Unit
from evidence.contradictions.setting import Setting, finding
from evidence.contradictions.words import has, word
from evidence.model import Statement

_WHY_MORE = "the model supports fewer releases"
_NUMBER = re.compile(r"(?<![\w.])v?(\d+)(?:\.(\d+|x|\*))?(?:\.(\d+|x|\*))?(?![\w])", re.IGNORECASE)
_UNKEPT = re.compile(
    r"\b(?:no longer|not|never|un)[ -]?(?:\w+ ){0,2}(?:support|maintain|receiv|get|patch)\w*|\b(?:ended|end[- ]of[- ]life|eol|"
    r"unsupported|unmaintained|out of support|discontinued)\b|\bwithout support\b",
    re.IGNORECASE,
)


def check(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield what is said of supported versions against the model."""
    if not setting.facts.versions or unit.block.kind in ("badge", "heading"):
        return
    if unit.block.kind == "row":
        yield from _row(unit, setting)
        return
    if not has("kept", unit.text):
        return
    found = next(_more(unit, setting), None) or next(_numbered(unit, setting), None)
    if found:
        yield found


def _more(unit: Unit, setting: Setting) -> Iterator[Finding]:
    """Yield support of more than the latest release where the model has no more."""
    latest = setting.facts.latest_only
    if latest is None or has("version-others", unit.text) or has("third-parties", unit.text):
        return
    spans = [m for m in re.finditer(word("several").pattern, unit.text, re.IGNORECASE) if _counts(m.group())]
    spans += [m for name in ("older", "all-versions") for m in word(name).finditer(unit.text) if _length(unit, name, m)]
    spans += _lasting(unit)
    for found in spans:
        site = setting.site(unit, found.start(), found.end())
        if (
            not setting.plain(site, plans=False, conditions=False)
            or not has("kept", site.clause)
            or _UNKEPT.search(site.clause)
        ):
            continue
        if re.search(
            r"\b(?:may|might|rare|best[- ]effort|case[- ]by[- ]case|upgrade (?:to|from)|migrat\w+|compatib\w+|older than)\b",
            unit.text,
            re.I,
        ):
            continue
        yield finding(unit, "version", latest, found.group(), latest.text, _WHY_MORE)


def _counts(text: str) -> bool:
    """Tell whether more than one release is meant."""
    return bool(re.search(r"\b(?:two|three|four|five|six|[2-9]|both)\b", text, re.I)) and bool(
        re.search(r"s$|series$", text.strip(), re.I)
    )


def _length(unit: Unit, name: str, found: re.Match[str]) -> bool:
    """Tell whether older or all releases are said to be kept."""
    if re.search(
        r"\b(?:work|compatible|tested|run|build|notes|published|signed|available|download)\w*\b", unit.text, re.I
    ):
        return False
    kept = r"\b(?:support|maintain|backport|receiv|get|patch|fix)\w*"
    if name == "all-versions":
        return (
            bool(re.search(r"\b(?:security|support|maintain|bug ?fix|patch)\w*", unit.text, re.I))
            and bool(re.search(kept, unit.text[found.end() :], re.I))
            and bool(
                re.search(
                    r"\b(?:months?|years?)\b|security (?:updates|fixes|patches)|\b(?:are|is) (?:fully |still )?(?:supported|maintained)",
                    unit.text[found.end() :],
                    re.I,
                )
            )
        )
    return bool(
        re.search(
            r"\b(?:support\w*|maintain\w*|security (?:fixes|updates|patches)|fixes|patch(?:es)?|backport\w*)\b",
            unit.text,
            re.I,
        )
    )


def _lasting(unit: Unit) -> list[re.Match[str]]:
    """Return how long each release is kept: "one year of security fixes for every minor"."""
    found = re.search(
        r"\b(?:each|every|all|a)\s+(?:(?:minor|major|stable|feature|new)\s+)*(?:releases?|versions?|minors?|majors?)\b.{0,40}"
        r"\b(?:for|until|during)\s+(?:at least |up to )?(?:\d+|an?|one|two|three|six|twelve|eighteen|twenty-four)\s+(?:months?|years?)\b",
        unit.text,
        re.IGNORECASE,
    )
    return [found] if found else []


def _lines(setting: Setting) -> list[tuple[tuple[int, ...], bool, Statement]]:
    """Return the model's numbered lines: number, whether supported, statement."""
    found = []
    for s in setting.facts.versions:
        version, status = s.fields.get("version", s.text), s.fields.get("status", s.text)
        number = _NUMBER.search(version)
        if number and not re.search(r"[<>≤≥]|older|earlier|before|and (?:later|above|up)", version):
            kept = not re.match(r"\W*(?:not|no|none|un|end|eol)", status, re.IGNORECASE)
            found.append((_parts(number), kept, s))
    return found


def _parts(number: re.Match[str]) -> tuple[int, ...]:
    return tuple(int(p) for p in number.groups() if p and p.isdigit())


def _numbered(unit: Unit, setting: Setting) -> Iterator[Finding]:
    lines = _lines(setting)
    if not lines or has("version-others", unit.text):
        return
    for number in _NUMBER.finditer(unit.text):
        for parts, kept, statement in lines:
            if _parts(number) != parts or len(number.group()) < 2:  # noqa: PLR2004
                continue
            site = setting.site(unit, number.start(), number.end())
            said = _kept(unit, number, setting)
            if said is None or said == kept:
                continue
            if said and not setting.plain(site, plans=False, conditions=False):
                continue
            model = statement.fields.get("status", statement.text)
            yield finding(unit, "version", statement, unit.text[:80], model, "the model says otherwise of this version")


def _kept(unit: Unit, number: re.Match[str], setting: Setting) -> bool | None:
    """Tell whether a clause says that a version is supported, or that it is not; None where it says neither."""
    site = setting.site(unit, number.start(), number.end())
    start, end = site.bounds
    parts = re.split(r",\s+(?=v?\d)", unit.text[start:end])
    clause = next((p for p in parts if number.group() in p), unit.text[start:end])
    if re.search(r"\b(?:migrat\w+|upgrade (?:to|from)|only|compatib\w+|talk to|convert\w*|import\w*)\b", clause, re.I):
        return None
    if _UNKEPT.search(clause):
        return False
    if re.search(
        r"\b(?:is|are|still|we|fully|continue\w*|remains?)\b.{0,30}\b(?:support\w*|maintain\w*|patch\w*)|\b(?:receives?|gets?|get|receive)\b.{0,30}\b(?:fixes|updates|patches)|\b(?:security (?:fixes|patches|updates)|support|fixes)\b.{0,20}\bfor\b.{0,20}\b(?:continue|until|are|is)",
        clause,
        re.I,
    ):
        return True
    return None


def _row(unit: Unit, setting: Setting) -> Iterator[Finding]:
    cells = unit.block.cells
    if len(cells) < 2 or not setting.is_plain_row(unit):  # noqa: PLR2004
        return
    at = next((n for n, (h, _) in enumerate(cells) if word("version-headers").fullmatch(h.strip(" *").lower())), None)
    if at is None and not re.search(r"version|release", " ".join(unit.block.headings[-1:]), re.I):
        return
    at = at or 0
    status = [
        c for n, (h, c) in enumerate(cells) if n != at and word("support-headers").fullmatch(h.strip(" *").lower())
    ]
    if not status or has("version-others", cells[at][1]):
        return
    kept = word("positive-cell").search(status[0]) or re.search(
        r"\b(?:security|bug) ?fixes|supported until|active", status[0], re.I
    )
    if word("negative-cell").search(status[0]):
        kept = None
    yield from _row_against(unit, setting, cells[at][1], bool(kept), status[0])


def _row_against(unit: Unit, setting: Setting, version: str, kept: bool, status: str) -> Iterator[Finding]:
    says = f"{version}: {status}"
    for parts, supported, statement in _lines(setting):
        number = _NUMBER.search(version)
        if number and _parts(number) == parts and not re.search(r"[<>≤≥]", version) and supported != kept:
            yield finding(
                unit, "version", statement, says, statement.fields.get("status", ""), "the model says otherwise"
            )
            return
    latest = setting.facts.latest_only
    if latest is None or not kept or _lines(setting):
        return
    if re.search(r"^\W*(?:[<≤]|older|previous|earlier|all\b)|\b(?:previous|older|earlier|all other)\b", version, re.I):
        yield finding(unit, "version", latest, says, latest.text, _WHY_MORE)
    elif (number := _NUMBER.search(version)) and _is_second(unit, setting, _parts(number)):
        yield finding(unit, "version", latest, says, latest.text, _WHY_MORE)


def _is_second(unit: Unit, setting: Setting, parts: tuple[int, ...]) -> bool:
    """Tell whether the row above in the same document has a later line that is supported, too."""
    above = [m for line in unit.before.split("\n") if (m := _NUMBER.search(line))]
    return bool(above) and _parts(above[0]) > parts and bool(word("positive-cell").search(unit.before))
